import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { signInFailure } from '../lib/failures.js';
import {
  type DingTalkAuthenticateOptions,
  DingTalkError,
  type DingTalkErrorCode,
  type DingTalkFailureCode,
  type DingTalkProfile,
  type DingTalkStrategyOptionsWithRequest,
} from '../lib/index.js';
import { readDocument, type Table } from './helpers/markdown.js';

type Option = keyof DingTalkStrategyOptionsWithRequest;

// No test can list the members of a type; the compiler sees to it that none is missing here, and none too many.
const options: Record<Option, true> = {
  ...{ clientID: true, clientSecret: true, callbackURL: true, scope: true, prompt: true, corpId: true },
  ...{ orgType: true, exclusiveLogin: true, exclusiveCorpId: true, state: true, store: true },
  ...{ sessionKey: true, proxy: true, passReqToCallback: true, skipUserProfile: true, region: true },
  ...{ origins: true, authorizationURL: true, tokenURL: true, userProfileURL: true, timeoutMs: true },
  ...{ agent: true, customHeaders: true },
};
// Passport's types let a request have `passReqToCallback` too, which no strategy reads there.
type OptionPerRequest = Exclude<Option & keyof DingTalkAuthenticateOptions, 'passReqToCallback'>;
const optionsPerRequest: Record<OptionPerRequest, true> = {
  ...{ callbackURL: true, scope: true, prompt: true, corpId: true, orgType: true },
  ...{ exclusiveLogin: true, exclusiveCorpId: true, state: true },
};
const failures: Record<DingTalkFailureCode, true> = {
  ...{ 'access-denied': true, 'code-rejected': true, 'state-invalid': true },
  ...{ 'callback-malformed': true, 'not-accepted': true },
};
const errors: Record<DingTalkErrorCode, true> = {
  ...{ DINGTALK_CODE_REJECTED: true, DINGTALK_CREDENTIALS: true, DINGTALK_PERMISSION: true },
  ...{ DINGTALK_IP_NOT_ALLOWED: true, DINGTALK_THROTTLED: true, DINGTALK_TOKEN_REJECTED: true },
  ...{ DINGTALK_NOT_FOUND: true, DINGTALK_UNAVAILABLE: true, DINGTALK_TIMEOUT: true },
  ...{ DINGTALK_NETWORK: true, DINGTALK_INVALID_RESPONSE: true, DINGTALK_REFUSED: true },
};
const profile: Record<keyof DingTalkProfile, true> = {
  ...{ provider: true, id: true, unionId: true, openId: true, displayName: true, photos: true },
  ...{ emails: true, phoneNumbers: true, corpId: true, _raw: true, _json: true },
};

const root = dirname(import.meta.dirname);
const names = (record: Record<string, true>) => Object.keys(record).sort();
const documents = ['README.md', 'README.zh-CN.md'].map((file) => ({
  file,
  ...readDocument(readFileSync(join(root, file), 'utf8')),
}));

describe.each(documents)('$file', ({ file, headings, links, tables }) => {
  /** The table that has a row of this name. */
  const tableWith = (name: string): Table =>
    tables.find((rows) => rows.some(([cell]) => cell === name)) ?? [];

  test('lists every option, and which of them a request can have', () => {
    const rows = tableWith('clientID');
    expect(rows.map(([name]) => name).sort()).toEqual(names(options));
    const perRequest = rows.filter(([, , , request]) => request !== '');
    expect(perRequest.map(([name]) => name).sort()).toEqual(names(optionsPerRequest));
  });

  test('lists every failure, with its status', () => {
    const rows = tableWith('access-denied');
    expect(rows.map(([code]) => code).sort()).toEqual(names(failures));
    for (const [code, status] of rows) {
      expect([code, status]).toEqual([code, `${signInFailure(code as DingTalkFailureCode).status}`]);
    }
  });

  test('lists every error, with its status and whether to try again', () => {
    const rows = tableWith('DINGTALK_TIMEOUT');
    expect(rows.map(([code]) => code).sort()).toEqual(names(errors));
    const [yes, no] = file === 'README.md' ? ['yes', 'no'] : ['是', '否'];
    for (const [code, ...said] of rows) {
      const { status, retryable } = new DingTalkError(code as DingTalkErrorCode);
      expect([code, ...said.slice(0, 2)]).toEqual([code, `${status}`, retryable ? yes : no]);
    }
  });

  test('lists every field of the profile', () => {
    const fields = tableWith('provider').flatMap(([cell = '']) => cell.split(/, |、/));
    expect(fields.sort()).toEqual(names(profile));
  });

  test('leads to places that exist', () => {
    const within = links.filter((url) => !/^https?:/.test(url));
    const anchors = headings.map(({ anchor }) => anchor);
    const exists = (url: string) =>
      url.startsWith('#') ? anchors.includes(decodeURIComponent(url)) : existsSync(join(root, url));
    expect(within.length).toBeGreaterThan(20);
    expect(within.filter((url) => !exists(url))).toEqual([]);
  });
});

test('both languages show the same code', () => {
  const [english, chinese] = documents.map(({ blocks }) => blocks);
  expect(chinese).toEqual(english);
});

test('both languages have the same sections and tables', () => {
  const [english, chinese] = documents.map(({ headings, tables }) => ({
    sections: headings.map(({ depth }) => depth),
    tables: tables.map((rows) => rows.map((cells) => cells.length)),
  }));
  expect(chinese).toEqual(english);
});
