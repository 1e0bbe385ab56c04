import { describe, expect, test } from 'vitest';
import { clientOptionNames } from '../../lib/dingtalk/options.js';
import {
  type CookieStateStoreOptions,
  type DingTalkAdminProfile,
  type DingTalkAdminStrategyOptionsWithRequest,
  type DingTalkAuthenticateOptions,
  type DingTalkClient,
  type DingTalkDepartment,
  DingTalkError,
  type DingTalkErrorCode,
  type DingTalkFailureCode,
  type DingTalkInAppProfile,
  type DingTalkInAppStrategyOptionsWithRequest,
  type DingTalkProblem,
  type DingTalkProfile,
  type DingTalkRole,
  type DingTalkStaff,
  type DingTalkStrategyOptionsWithRequest,
} from '../../lib/index.js';
import { directoryOptionNames } from '../../lib/organization/options.js';
import { authorizationChecks } from '../../lib/sign-in/authorization.js';
import { isFailureCode, signInFailure } from '../../lib/sign-in/failures.js';
import { personTexts } from '../../lib/sign-in/user-texts.js';
import { documentAt, type Table } from '../helpers/markdown.js';

type Option = keyof DingTalkStrategyOptionsWithRequest;

// No test can list the members of a type; the compiler sees to it that none is missing here, and none too many.
const options: Record<Option, unknown> = {
  ...{ ...clientOptionNames, ...authorizationChecks, ...directoryOptionNames },
  ...{ callbackURL: true, authorizationURL: true, state: true, store: true, sessionKey: true },
  ...{ proxy: true, passReqToCallback: true },
};
// Passport's types let a request have `passReqToCallback` too, which no strategy reads there.
type OptionPerRequest = Exclude<Option & keyof DingTalkAuthenticateOptions, 'passReqToCallback'>;
const optionsPerRequest: Record<OptionPerRequest, true> = {
  ...{ callbackURL: true, scope: true, prompt: true, corpId: true, orgType: true },
  ...{ exclusiveLogin: true, exclusiveCorpId: true, state: true, lang: true },
};
const inAppOptions: Record<keyof DingTalkInAppStrategyOptionsWithRequest, true> = {
  ...{ clientID: true, clientSecret: true, corpId: true, allowedOrigins: true, proxy: true },
  ...{ allowedCorpIds: true, membership: true, staff: true, appToken: true, suiteTicket: true },
  ...{ appTokenStore: true, passReqToCallback: true, region: true, origins: true, timeoutMs: true },
  ...{ agent: true, customHeaders: true },
};
const adminOptions: Record<keyof DingTalkAdminStrategyOptionsWithRequest, true> = {
  ...{ corpId: true, ssoSecret: true, allowedCorpIds: true, allowNonAdmins: true, appTokenStore: true },
  ...{ passReqToCallback: true, region: true, origins: true, timeoutMs: true, agent: true },
  customHeaders: true,
};
const errors = Object.keys(personTexts.en).filter((code) => code.startsWith('DINGTALK_'));
const failures = Object.keys(personTexts.en).filter(isFailureCode);
const profile: Record<keyof DingTalkProfile, true> = {
  ...{ provider: true, id: true, unionId: true, openId: true, displayName: true, photos: true },
  ...{ emails: true, phoneNumbers: true, corpId: true, staff: true, _raw: true, _json: true },
};
// What is there besides, or is another thing than in the browser's profile.
const inAppProfile: Record<Exclude<keyof DingTalkInAppProfile, keyof DingTalkProfile> | 'staff', true> = {
  ...{ staff: true, adminLevel: true, deviceId: true, associatedUnionId: true },
};
const adminProfile: Record<keyof DingTalkAdminProfile, true> = {
  ...{ provider: true, id: true, userId: true, corpId: true, corpName: true, isAdmin: true },
  ...{ displayName: true, photos: true, emails: true, _raw: true, _json: true },
};
const staff: Record<keyof DingTalkStaff, true> = {
  ...{ userId: true, corpId: true, name: true, title: true, jobNumber: true, orgEmail: true, email: true },
  ...{ mobile: true, telephone: true, workPlace: true, departments: true, roles: true, manager: true },
  ...{ hiredDate: true, active: true, admin: true, boss: true, senior: true, exclusiveAccount: true },
  extension: true,
};
const department: Record<keyof DingTalkDepartment, true> = {
  ...{ id: true, order: true, leader: true, name: true, path: true },
};
const role: Record<keyof DingTalkRole, true> = { id: true, name: true, groupName: true };
// What declarations leave out, being internal, is no method to explain.
type InternalMethod = '_caller' | 'for' | 'appTokenKey' | 'storeKey' | 'setAgent' | 'derive' | 'callAsUser';
const methods: Record<Exclude<keyof DingTalkClient, InternalMethod>, true> = {
  ...{ exchangeCode: true, refresh: true, me: true, appAccessToken: true, corpToken: true },
  ...{ corpAccessToken: true, userByUnionId: true, member: true, department: true },
  ...{ inAppUser: true, appScopes: true, preconnect: true },
};
const problem: Record<keyof DingTalkProblem, true> = {
  ...{ status: true, code: true, message: true, adminMessage: true, tryAgain: true },
};
const cookieOptions: Record<keyof CookieStateStoreOptions, true> = {
  ...{ secret: true, name: true, secure: true, sameSite: true, partitioned: true },
};

const names = (record: Record<string, unknown>) => Object.keys(record).sort();
const namesIn = (rows: Table) => rows.flatMap(([cell = '']) => cell.split(/, |、/)).sort();

describe.each(['docs', 'docs/zh-CN'])('%s', (folder) => {
  /** The table of a page that has a row of this name. */
  const tableWith = (name: string, page: string): Table =>
    documentAt(`${folder}/${page}`).tables.find((rows) => rows.some(([cell]) => cell === name)) ?? [];

  test('lists every option, and which of them a request can have', () => {
    const rows = tableWith('clientID', 'options.md');
    expect(rows.map(([name]) => name).sort()).toEqual(names(options));
    const perRequest = rows.filter(([, , , request]) => request !== '');
    expect(perRequest.map(([name]) => name).sort()).toEqual(names(optionsPerRequest));
  });

  test('lists every failure, with its status', () => {
    const rows = tableWith('access-denied', 'errors.md');
    expect(rows.map(([code]) => code).sort()).toEqual(failures.sort());
    for (const [code, status] of rows) {
      expect([code, status]).toEqual([code, `${signInFailure(code as DingTalkFailureCode).status}`]);
    }
  });

  test('lists every error, with its status and whether to try again', () => {
    const rows = tableWith('DINGTALK_TIMEOUT', 'errors.md');
    expect(rows.map(([code]) => code).sort()).toEqual(errors.sort());
    const [yes, no] = folder === 'docs' ? ['yes', 'no'] : ['是', '否'];
    for (const [code, ...said] of rows) {
      const { status, retryable } = new DingTalkError(code as DingTalkErrorCode);
      expect([code, ...said.slice(0, 2)]).toEqual([code, `${status}`, retryable ? yes : no]);
    }
  });

  test('lists every field of the profile', () => {
    expect(namesIn(tableWith('provider', 'profile.md'))).toEqual(names(profile));
  });

  test('lists every option of the other strategies', () => {
    expect(namesIn(tableWith('allowedOrigins', 'in-dingtalk.md'))).toEqual(names(inAppOptions));
    expect(namesIn(tableWith('ssoSecret', 'admin-console.md'))).toEqual(names(adminOptions));
  });

  test('lists every field of their profiles, of the in-app one what differs', () => {
    const fields = namesIn(tableWith('adminLevel', 'in-dingtalk.md'));
    expect(fields).toEqual(expect.arrayContaining(names(inAppProfile)));
    expect(Object.keys({ ...profile, ...inAppProfile })).toEqual(expect.arrayContaining(fields));
    expect(namesIn(tableWith('isAdmin', 'admin-console.md'))).toEqual(names(adminProfile));
  });

  test('lists every field of the staff record, of its departments and of its roles', () => {
    const rows = tableWith('userId', 'organization.md');
    expect(rows.map(([name]) => name).sort()).toEqual(names(staff));
    const wordsOf = (field: string) => rows.find(([name]) => name === field)?.[2]?.match(/\w+/g);
    expect(wordsOf('departments')).toEqual(expect.arrayContaining(names(department)));
    expect(wordsOf('roles')).toEqual(expect.arrayContaining(names(role)));
  });

  test('lists every field of a described problem, and every option of the state in cookies', () => {
    expect(namesIn(tableWith('tryAgain', 'frameworks.md'))).toEqual(names(problem));
    expect(namesIn(tableWith('secure', 'sessions.md'))).toEqual(names(cookieOptions));
  });

  test('lists every method of the client', () => {
    const rows = tableWith('exchangeCode(code)', 'client.md');
    expect(rows.map(([call]) => call?.replace(/\(.*/, '')).sort()).toEqual(names(methods));
  });
});

test('the README quotes errors as they say it', () => {
  const rows = documentAt('README.md').tables.flat();
  const quoted = rows.flatMap(([seen = '']) => {
    const [, said, code] = /^(.+) \(\[(DINGTALK_\w+)\]/.exec(seen) ?? [];
    return said && code ? [{ said, message: new DingTalkError(code as DingTalkErrorCode).message }] : [];
  });
  expect(quoted.length).toBeGreaterThan(4);
  for (const { said, message } of quoted) expect(message).toContain(said);
});
