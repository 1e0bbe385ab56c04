import { describe, expect, it } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { SignInRefusal } from '../../lib/organization/refusal.js';
import { failureBehind, failureOf, isFailureCode, signInFailure } from '../../lib/sign-in/failures.js';
import { personTexts } from '../../lib/sign-in/user-texts.js';

const statuses = {
  'access-denied': 403,
  'code-rejected': 401,
  'state-invalid': 403,
  'callback-malformed': 400,
  'method-not-allowed': 405,
  'origin-not-allowed': 403,
  'code-missing': 401,
  'not-an-administrator': 403,
  'organization-not-allowed': 403,
  'not-a-member': 403,
  'not-accepted': 403,
} as const;

type Code = keyof typeof statuses;

const codes = Object.keys(statuses) as Code[];

describe('a failure', () => {
  it.each(codes)('%s says what to tell the person, with a status', (code) => {
    const message = personTexts.en[code];
    expect(message).toMatch(/\w/);
    expect(signInFailure(code)).toStrictEqual({ info: { code, message }, status: statuses[code] });
  });

  it('says what `verify` said instead', () => {
    const { info, status } = signInFailure('not-accepted', {
      said: { message: 'Ask the gardener.', code: 'MINE', seat: 4 },
    });
    expect({ info, status }).toStrictEqual({
      info: { message: 'Ask the gardener.', code: 'MINE', seat: 4 },
      status: 403,
    });
    expect(failureBehind(info)).toBe('not-accepted');
  });

  it('is known by having been made here, not by its looks', () => {
    const { info } = signInFailure('not-a-member');
    expect(failureBehind(info)).toBe('not-a-member');
    expect(failureBehind({ ...info })).toBeUndefined();
  });

  it('has one of eleven codes', () => {
    expect(codes.every((code) => isFailureCode(code))).toBe(true);
    for (const other of ['DINGTALK_PERMISSION', 'toString', '', 5, undefined, ['not-a-member']]) {
      expect(isFailureCode(other)).toBe(false);
    }
  });
});

describe('an error', () => {
  it('is about the person if it is a refusal, or a code that is none', () => {
    expect(failureOf(new SignInRefusal('not-a-member'))).toBe('not-a-member');
    const details = { operation: 'signing in' };
    expect(failureOf(new DingTalkError('DINGTALK_CODE_REJECTED', details))).toBe('code-rejected');
    expect(failureOf(new DingTalkError('DINGTALK_PERMISSION', details))).toBeUndefined();
    for (const other of [new Error('DINGTALK_CODE_REJECTED'), 'code-rejected', null, undefined]) {
      expect(failureOf(other)).toBeUndefined();
    }
    expect(failureOf({ code: 'DINGTALK_CODE_REJECTED' })).toBeUndefined();
  });
});
