import type { JsonAnswer } from './answer.js';
import { isSuccess } from './refusal.js';
import { type DingTalkStaff, readStaff } from './staff.js';
import { flag, id, integer, isObject, isToken, parsed, present, text } from './values.js';

/** A user's tokens. Keep them on the server: the access token is enough to read the person's profile. */
export interface DingTalkTokens {
  /** Valid for {@link expiresIn} seconds. */
  accessToken: string;
  /** Good for one refresh within 30 days. */
  refreshToken?: string | undefined;
  /** Life of the access token in seconds, 7200 at DingTalk. */
  expiresIn: number;
  /** The organization that the person chose; only when the scope had `corpid`. */
  corpId?: string | undefined;
}

/** An answer about a person. */
interface DingTalkUserAnswer {
  /** The answer as DingTalk gave it. */
  json: Record<string, unknown>;
  /** The answer as text. */
  raw: string;
}

/** What DingTalk says of the person who signed in. Whatever it leaves out is absent here. */
export interface DingTalkUser extends DingTalkUserAnswer {
  /** The same in all apps of one developer organization. */
  unionId: string;
  /** The person's id in this app only. */
  openId?: string | undefined;
  /** What the person calls themselves. */
  nick?: string | undefined;
  /** Address of the picture. */
  avatarUrl?: string | undefined;
  /** The person's own address, possibly another organization's; unverified. */
  email?: string | undefined;
  /** National number; masked (`155****3240`) for third-party apps. */
  mobile?: string | undefined;
  /** Country calling code, `86`. */
  stateCode?: string | undefined;
}

/** What the directory knows of a unionId. @experimental */
export interface DingTalkUserId {
  /** DingTalk's `userid`, to read the person's record by: unique in this organization only. */
  userId: string;
  /** DingTalk's `contact_type`: 0 for a member, 1 for an external contact (外部联系人), listed beside the members. */
  contactType: 0 | 1;
}

/** Who opened a page inside DingTalk, as a member of one organization. @experimental */
export interface DingTalkInAppUser extends DingTalkUserAnswer {
  /** The same in all apps of one developer organization. */
  unionId: string;
  /** Unique in this organization only. */
  userId: string;
  /** DingTalk's `associated_unionid`: the person's other unionId, where an account was migrated. */
  associatedUnionId?: string | undefined;
  /** The device that DingTalk runs on. */
  deviceId?: string | undefined;
  /** What the organization calls them. */
  name?: string | undefined;
  /** DingTalk's `sys`: administers the organization. */
  isAdmin: boolean;
  /** DingTalk's `sys_level`: 1 main administrator, 2 a further one, 100 owner, 0 everybody else. */
  adminLevel?: number | undefined;
}

/** Who opened an app's admin page from DingTalk's admin console. */
export interface DingTalkAdmin extends DingTalkUserAnswer {
  corpId: string;
  corpName?: string | undefined;
  /** Unique in this organization only. */
  userId: string;
  userName?: string | undefined;
  avatar?: string | undefined;
  email?: string | undefined;
  /** Whether DingTalk counts the person among the organization's administrators. */
  isAdmin: boolean;
}

/** An app's own token for one organization. @experimental */
export interface DingTalkAppToken {
  /** Keep it on the server: it has all the permissions of the app. */
  accessToken: string;
  /** Life in seconds, 7200 at DingTalk. */
  expiresIn: number;
}

/** A department as DingTalk describes it. @experimental */
export interface DepartmentRecord {
  /** In the language of the request, where DingTalk has it in that. */
  name?: string | undefined;
  /** The department that it belongs to; absent for the outermost department. */
  parentId?: number | undefined;
}

/**
 * What an app may see of an organization: its contact scope (通讯录接口权限范围), and fields of a member's record.
 * @experimental
 */
export interface DingTalkAppScopes {
  /** The departments whose people it may see, those below them included; 1 is the whole organization. */
  departmentIds: number[];
  /** userids of the people it may see besides. */
  userIds: string[];
  /** DingTalk's names of the fields that it may read of a person, such as `email` and `mobile`. */
  userFields: string[];
}

/** The whole organization, as a department. */
export const rootDepartment = 1;

/** In seconds. With more, the end would not be a valid date. */
const longestLife = 2 ** 31;

/** DingTalk's documentation says 7200; some of its proxies leave the field out. */
const defaultExpiresIn = 7200;

export function readTokens(answer: JsonAnswer): DingTalkTokens {
  const { accessToken, refreshToken, expireIn, expiresIn = expireIn, corpId } = answer.json;
  if (!isToken(accessToken)) throw answer.invalid('no access token in it');
  if (isPresent(refreshToken) && !isToken(refreshToken)) throw answer.invalid('a malformed refresh token');
  const seconds = isPresent(expiresIn) ? readSeconds(expiresIn) : defaultExpiresIn;
  if (seconds === undefined) throw answer.invalid('a token lifetime that is not a number of seconds');
  // The corpId decides who may sign in, so a malformed one isn't treated as absent.
  if (isPresent(corpId) && !id(corpId)) throw answer.invalid('a malformed corpId');
  return present<DingTalkTokens>({
    accessToken,
    expiresIn: seconds,
    refreshToken: text(refreshToken),
    corpId: id(corpId),
  });
}

/** A number, or a text as in DingTalk's samples. */
function readSeconds(value: unknown): number | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value));
  const seconds = Number(isNumber ? value : Number.NaN);
  return seconds > 0 && seconds <= longestLife ? seconds : undefined;
}

export function readUser(answer: JsonAnswer): DingTalkUser {
  const { json, raw } = answer;
  return present<DingTalkUser>({
    unionId: requireId(answer, 'unionId', json.unionId),
    json,
    raw,
    openId: id(json.openId),
    nick: text(json.nick),
    avatarUrl: text(json.avatarUrl),
    email: text(json.email),
    mobile: text(json.mobile),
    stateCode: text(json.stateCode),
  });
}

export function readInAppUser(answer: JsonAnswer): DingTalkInAppUser {
  const result = readResult(answer);
  return present<DingTalkInAppUser>({
    unionId: requireId(answer, 'unionid', result.unionid),
    userId: requireId(answer, 'userid', result.userid),
    isAdmin: flag(result.sys) === true,
    adminLevel: integer(result.sys_level),
    json: answer.json,
    raw: answer.raw,
    associatedUnionId: id(result.associated_unionid),
    deviceId: text(result.device_id),
    name: text(result.name),
  });
}

export function readAdmin(answer: JsonAnswer): DingTalkAdmin {
  const { json, raw } = answer;
  return present<DingTalkAdmin>({
    corpId: requireId(answer, 'corpId', json.corpId),
    userId: requireId(answer, 'userId', json.userId),
    isAdmin: flag(json.isAdmin) === true,
    json,
    raw,
    corpName: text(json.corpName),
    userName: text(json.userName),
    avatar: text(json.avatar),
    email: text(json.email),
  });
}

/** Everybody would share an account with the key `undefined`. */
function requireId(answer: JsonAnswer, name: string, value: unknown): string {
  const read = id(value);
  if (read === undefined) throw answer.invalid(`no ${name} in it`);
  return read;
}

function isPresent<T>(value: T | null | undefined | ''): value is T {
  return value !== undefined && value !== null && value !== '';
}

/** Snake case from `{corpId}/token`, camel case from the others. */
export function readAppToken(answer: JsonAnswer): DingTalkAppToken {
  const { access_token, expires_in, accessToken = access_token, expireIn = expires_in } = answer.json;
  const { accessToken: token, expiresIn } = readTokens({ ...answer, json: { accessToken, expireIn } });
  return { accessToken: token, expiresIn };
}

export function readUserId(answer: JsonAnswer): DingTalkUserId {
  const { userid, contact_type } = readResult(answer);
  const contactType = ([0, 1] as const).find((type) => contact_type === type || contact_type === `${type}`);
  if (contactType === undefined) throw answer.invalid('no contact_type in it');
  return { userId: requireId(answer, 'userid', userid), contactType };
}

export function readMember(answer: JsonAnswer): DingTalkStaff {
  const staff = readStaff(readResult(answer));
  if (!staff) throw answer.invalid('no userid in it');
  return staff;
}

export function readDepartment(answer: JsonAnswer): DepartmentRecord {
  const { name, parent_id } = readResult(answer);
  // The outermost department has no parent, or 0.
  const parentId = integer(parent_id) ?? 0;
  const read = text(name);
  return present<DepartmentRecord>({
    name: read !== undefined && read.length <= longestName ? read : undefined,
    parentId: parentId > 0 ? parentId : undefined,
  });
}

/** Names are kept in memory. DingTalk's own have up to 64 characters. */
const longestName = 1000;

export function readAppScopes(answer: JsonAnswer): DingTalkAppScopes {
  if (!isSuccess(answer.json)) throw answer.invalid('no errcode 0 in it');
  const { auth_org_scopes: scopes, auth_user_field: fields } = answer.json;
  if (!isObject(scopes)) throw answer.invalid('no auth_org_scopes in it');
  return {
    departmentIds: elements(scopes.authed_dept).flatMap((department) => integer(department) ?? []),
    userIds: elements(scopes.authed_user).flatMap((user) => text(user) ?? []),
    userFields: elements(fields).flatMap((field) => text(field) ?? []),
  };
}

function elements(value: unknown): unknown[] {
  const read = parsed(value);
  return Array.isArray(read) ? read : [];
}

/** The `result` of the old gateway, which must report success. */
function readResult(answer: JsonAnswer): Record<string, unknown> {
  if (!isSuccess(answer.json)) throw answer.invalid('no errcode 0 in it');
  const { result } = answer.json;
  if (!isObject(result)) throw answer.invalid('no result in it');
  return result;
}
