import { inspect } from 'node:util';
import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { administratorTexts } from '../../lib/dingtalk/administrator-texts.js';
import type { DingTalkErrorCode } from '../../lib/dingtalk/error-codes.js';
import { DingTalkError, isDingTalkError } from '../../lib/dingtalk/errors.js';
import { personTexts } from '../../lib/sign-in/user-texts.js';

const codes = Object.keys(personTexts.en).filter((code): code is DingTalkErrorCode =>
  code.startsWith('DINGTALK_'),
);

const details = {
  operation: "reading the person's profile",
  providerCode: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
  providerMessage: '没有调用该接口的权限',
  upstreamStatus: 403,
  requestId: 'ABC-1',
  endpoint: 'GET api.dingtalk.com/v1.0/contact/users/me',
  requiredScopes: ['Contact.User.Read', 'fieldEmail'],
};

describe('a DingTalkError', () => {
  it.each(codes)('%s says what failed, what to do, and what Express should answer', async (code) => {
    const error = new DingTalkError(code, details);
    const [problem, remedy] = administratorTexts[code];
    expect(`${problem}. ${remedy}`).toMatch(/^[A-Z].+\. .+\.$/);
    expect(new DingTalkError(code).message).toBe(`${problem}. ${remedy}`);
    expect(new DingTalkError(code, { ...details, detail: 'why' }).message).toBe(
      `${problem}: Contact.User.Read, fieldEmail (why) while ${details.operation}. ${remedy} ` +
        `[${details.endpoint}; HTTP 403; ${details.providerCode}; request ABC-1]`,
    );

    const app = express();
    app.set('env', 'test');
    app.get('/', () => {
      throw error;
    });
    expect((await request(app).get('/')).status).toBe(error.status);
  });

  it('gives everything it has to JSON, and nothing besides', () => {
    const cause = Object.assign(new Error('connect ECONNRESET 10.0.0.1'), {
      code: 'ECONNRESET',
      secret: 's',
    });
    const error = new DingTalkError('DINGTALK_PERMISSION', { ...details, cause });
    const { operation: _, ...fields } = details;
    expect(error.toJSON()).toEqual({
      name: 'DingTalkError',
      message: error.message,
      code: 'DINGTALK_PERMISSION',
      status: 500,
      retryable: false,
      cause: { name: 'Error', code: 'ECONNRESET' },
      ...fields,
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual(error.toJSON());
  });

  it('keeps of its cause only name and code, and only where these are words', () => {
    const causeOf = (cause: unknown) => new DingTalkError('DINGTALK_NETWORK', { cause }).cause;
    const secretly = Object.assign(new TypeError('secret'), {
      code: 'a secret with spaces',
      name: 'my secret',
    });
    expect(causeOf(secretly)).toEqual({ name: 'Error' });
    expect(causeOf(Object.assign(new RangeError('x'), { code: 5 }))).toEqual({ name: 'RangeError' });
    expect(causeOf('a secret')).toBeUndefined();
    expect(causeOf(undefined)).toBeUndefined();
  });

  it('has a name and a stack like any error, and prints with its fields', () => {
    const error = new DingTalkError('DINGTALK_THROTTLED', { providerCode: '90018' });
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain('errors.test.ts');
    expect(String(error)).toMatch(/^DingTalkError: /);
    expect(inspect(error)).toMatch(/code: 'DINGTALK_THROTTLED'/);
  });
});

describe('isDingTalkError', () => {
  it('knows errors of this and of another copy of the package', async () => {
    const error = new DingTalkError('DINGTALK_TIMEOUT');
    const other = await import('passport-dingtalk-oauth2');
    expect(other.DingTalkError).not.toBe(DingTalkError);
    expect(isDingTalkError(error)).toBe(true);
    expect(other.isDingTalkError(error)).toBe(true);
    expect(isDingTalkError(new other.DingTalkError('DINGTALK_TIMEOUT'))).toBe(true);
  });

  it.each([
    [undefined],
    [null],
    ['DINGTALK_TIMEOUT'],
    [new Error('DINGTALK_TIMEOUT')],
    [Object.assign(new Error('x'), { code: 'DINGTALK_TIMEOUT' })],
    [{ name: 'DingTalkError' }],
    [{ name: 'DingTalkError', code: 'toString' }],
  ])('knows %j for none', (value) => {
    expect(isDingTalkError(value)).toBe(false);
  });
});
