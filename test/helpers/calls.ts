import fc from 'fast-check';
import type { SsoClient } from '../../lib/dingtalk/sso-client.js';
import type { DingTalkClient } from '../../lib/index.js';
import { visible } from './leaks.js';

/** What DingTalk is sent, and nobody is to see. */
export const secretsArbitrary: fc.Arbitrary<Record<'secret' | 'code' | 'token', string>> = fc.record({
  secret: visible,
  code: visible,
  token: visible,
});
export type Secrets = Record<'secret' | 'code' | 'token', string>;

interface Clients {
  client: DingTalkClient;
  sso: SsoClient;
}

/** One call of a client, and what is to come of it. */
export interface Call {
  make: (clients: Clients, secrets: Secrets) => Promise<object>;
  /** What of it DingTalk is sent. */
  sent: (keyof Secrets)[];
  /** The documented answer. */
  body: object;
  /** Whether a value is what the call promises, in all that anybody decides by. */
  isPromised: (value: Record<string, unknown>) => boolean;
}

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isToken = ({ accessToken, expiresIn }: Record<string, unknown>) =>
  /^[!-~]+$/.test(String(accessToken)) &&
  Number(expiresIn) > 0 &&
  isDate(Date.now() + Number(expiresIn) * 1000);
const isDate = (time: number) => !Number.isNaN(new Date(time).getTime());
const isPerson = ({ unionId }: Record<string, unknown>) => isText(unionId);
const isListOf = (type: string, value: unknown) =>
  Array.isArray(value) && value.every((each) => typeof each === type);
const isInteger = (value: unknown) => value === undefined || Number.isSafeInteger(value);

const tokens = { accessToken: 'a1', refreshToken: 'r1', expireIn: 7200, corpId: 'dingtea' };
const ownToken = { accessToken: 'a1', expireIn: 7200 };
const old = (result: object) => ({ errcode: 0, errmsg: 'ok', result, request_id: '1a2b3c' });

/** Every call that there is. */
export const calls: Record<string, Call> = {
  exchangeCode: {
    make: ({ client }, { code }) => client.exchangeCode(code),
    sent: ['secret', 'code'],
    body: tokens,
    isPromised: isToken,
  },
  refresh: {
    make: ({ client }, { token }) => client.refresh(token),
    sent: ['secret', 'token'],
    body: tokens,
    isPromised: isToken,
  },
  me: {
    make: ({ client }, { token, code }) => client.for({ secrets: [code] }).me(token),
    sent: ['token', 'code'],
    body: { nick: '张三', mobile: '15012349144', stateCode: '86', openId: '123', unionId: 'union1' },
    isPromised: isPerson,
  },
  appAccessToken: {
    make: ({ client }) => client.appAccessToken(),
    sent: ['secret'],
    body: ownToken,
    isPromised: isToken,
  },
  corpToken: {
    make: ({ client }) => client.corpToken('dingtea'),
    sent: ['secret'],
    body: { access_token: 'a1', expires_in: 7200 },
    isPromised: isToken,
  },
  corpAccessToken: {
    make: ({ client }, { code }) => client.corpAccessToken('dingtea', code),
    sent: ['secret', 'code'],
    body: ownToken,
    isPromised: isToken,
  },
  userByUnionId: {
    make: ({ client }, { token, code }) => client.for({ secrets: [code] }).userByUnionId(token, 'union1'),
    sent: ['token', 'code'],
    body: old({ contact_type: 0, userid: 'zhangsan' }),
    isPromised: ({ userId, contactType }) => isText(userId) && (contactType === 0 || contactType === 1),
  },
  member: {
    make: ({ client }, { token, code }) => client.for({ secrets: [code] }).member(token, 'zhangsan'),
    sent: ['token', 'code'],
    body: old({
      ...{ userid: 'zhangsan', unionid: 'union1', name: '张三', state_code: '86', mobile: '15012349144' },
      ...{ dept_id_list: [2], dept_order_list: [{ dept_id: 2, order: 1 }], hired_date: 1615219200000 },
      ...{
        role_list: [{ id: 1, name: '主管', group_name: '默认' }],
        admin: false,
        extension: '{"爱好":"茶"}',
      },
    }),
    isPromised: ({ userId, hiredDate, departments, ...staff }) =>
      isText(userId) &&
      (hiredDate === undefined || isDate((hiredDate as Date).getTime())) &&
      ((departments ?? []) as { id: unknown }[]).every(({ id }) => Number.isSafeInteger(id)) &&
      Object.values(staff).every((value) => value !== undefined && value !== null && value !== ''),
  },
  department: {
    make: ({ client }, { token, code }) => client.for({ secrets: [code] }).department(token, 2),
    sent: ['token', 'code'],
    body: old({ name: '研发部', parent_id: 1, dept_id: 2 }),
    isPromised: ({ name, parentId }) => (name === undefined || isText(name)) && isInteger(parentId),
  },
  appScopes: {
    make: ({ client }, { token, code }) => client.for({ secrets: [code] }).appScopes(token),
    sent: ['token', 'code'],
    body: {
      ...{ errcode: 0, errmsg: 'ok', auth_user_field: ['name', 'email'] },
      auth_org_scopes: { authed_dept: [1, 20], authed_user: ['zhangsan'] },
    },
    isPromised: ({ departmentIds, userIds, userFields }) =>
      isListOf('number', departmentIds) && isListOf('string', userIds) && isListOf('string', userFields),
  },
  inAppUser: {
    make: ({ client }, { token, code }) => client.inAppUser(token, code),
    sent: ['token', 'code'],
    body: old({ userid: 'zhangsan', unionid: 'union1', name: '张三', sys: true, sys_level: 1 }),
    isPromised: ({ unionId, userId, isAdmin, adminLevel }) =>
      isText(unionId) && isText(userId) && typeof isAdmin === 'boolean' && isInteger(adminLevel),
  },
  'SsoClient.accessToken': {
    make: ({ sso }) => sso.accessToken(),
    sent: ['secret'],
    body: ownToken,
    isPromised: isToken,
  },
  'SsoClient.userInfo': {
    make: ({ sso }, { token, code }) => sso.userInfo(token, code),
    sent: ['token', 'code'],
    body: { corpId: 'dingtea', userId: 'zhangsan', userName: '张三', isAdmin: true },
    isPromised: ({ corpId, userId, isAdmin }) =>
      isText(corpId) && isText(userId) && typeof isAdmin === 'boolean',
  },
};
