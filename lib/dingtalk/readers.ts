import { invalidAnswer, type JsonAnswer, type RequestDetails } from './answer.js';
import { isSuccess } from './refusal.js';
import { type DingTalkStaff, readStaff } from './staff.js';

/** A user's tokens. Keep them on the server: whoever has the access token can read the person's profile. */
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

/** What the directory knows of a unionId. */
export interface DingTalkUserId {
  /** DingTalk's `userid`, to read the person's record by: unique in this organization only. */
  userId: string;
  /** False for an external contact (外部联系人), whom the directory lists beside its members. */
  isMember: boolean;
}

/** Who opened a page inside DingTalk, in the organization that was asked. */
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

/** An app's own token for one organization. */
export interface DingTalkAppToken {
  /** Keep it on the server: it has all the permissions of the app. */
  accessToken: string;
  /** Life in seconds, 7200 at DingTalk. */
  expiresIn: number;
}

/** A department as DingTalk describes it. */
export interface DepartmentRecord {
  /** In the language that was asked for, where DingTalk has it in that. */
  name?: string | undefined;
  /** The department that it belongs to; absent for the outermost department. */
  parentId?: number | undefined;
}

/** DingTalk says 7200 in its documentation, and some of its proxies leave the field out. */
const defaultExpiresIn = 7200;

export function readTokens(request: RequestDetails, answer: JsonAnswer): DingTalkTokens {
  const { accessToken, refreshToken, expireIn, expiresIn = expireIn, corpId } = answer.json;
  if (!isToken(accessToken)) throw invalidAnswer(request, answer, 'no access token in it');
  if (isPresent(refreshToken) && !isToken(refreshToken)) {
    throw invalidAnswer(request, answer, 'a refresh token that is none');
  }
  const seconds = isPresent(expiresIn) ? readSeconds(expiresIn) : defaultExpiresIn;
  if (seconds === undefined) {
    throw invalidAnswer(request, answer, 'a life of the token that is no number of seconds');
  }
  // It decides over who may come in: what is there but no corpId is not taken for none.
  if (isPresent(corpId) && typeof corpId !== 'string') {
    throw invalidAnswer(request, answer, 'a corpId that is none');
  }
  return withTexts({ accessToken, expiresIn: seconds }, { refreshToken, corpId });
}

/** As a number or, as in DingTalk's samples, as a text. */
function readSeconds(value: unknown): number | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value));
  const seconds = Number(isNumber ? value : Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

/** A whole number or its text. `Number` would throw for an object that has a `valueOf` or `toString` of its own. */
export function readInteger(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

export function readUser(request: RequestDetails, answer: JsonAnswer): DingTalkUser {
  const { json, raw } = answer;
  const { openId, nick, avatarUrl, email, mobile, stateCode } = json;
  const unionId = requireId(request, answer, 'unionId', json.unionId);
  return withTexts({ unionId, json, raw }, { openId, nick, avatarUrl, email, mobile, stateCode });
}

export function readInAppUser(request: RequestDetails, answer: JsonAnswer): DingTalkInAppUser {
  const result = readResult(request, answer);
  const { userid, unionid, associated_unionid: associatedUnionId, device_id: deviceId, name } = result;
  const level = readInteger(result.sys_level);
  const user = {
    unionId: requireId(request, answer, 'unionid', unionid),
    userId: requireId(request, answer, 'userid', userid),
    isAdmin: isTrue(result.sys),
    ...(level !== undefined && { adminLevel: level }),
    json: answer.json,
    raw: answer.raw,
  };
  return withTexts(user, { associatedUnionId, deviceId, name });
}

export function readAdmin(request: RequestDetails, answer: JsonAnswer): DingTalkAdmin {
  const { json, raw } = answer;
  const { corpName, userName, avatar, email } = json;
  const admin = {
    corpId: requireId(request, answer, 'corpId', json.corpId),
    userId: requireId(request, answer, 'userId', json.userId),
    isAdmin: isTrue(json.isAdmin),
    json,
    raw,
  };
  return withTexts(admin, { corpName, userName, avatar, email });
}

/** Whoever keys accounts by `undefined` signs everybody in as one and the same person. */
function requireId(request: RequestDetails, answer: JsonAnswer, name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw invalidAnswer(request, answer, `no ${name} in it`);
  }
  return value;
}

/** DingTalk shows flags as texts where it documents them as such; only its own word for yes is one. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** What is known, and of the fields those that hold a text; the others are as good as absent. */
function withTexts<Known extends object, Name extends string>(
  known: Known,
  fields: Record<Name, unknown>,
): Known & Partial<Record<Name, string>> {
  const all: Known & Partial<Record<Name, unknown>> = known;
  for (const name of Object.keys(fields) as Name[]) {
    const value = fields[name];
    if (typeof value === 'string' && value.trim() !== '') all[name] = value as (typeof all)[Name];
  }
  return all as Known & Partial<Record<Name, string>>;
}

/** A token travels in a header, so anything but visible ASCII is none. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]{1,4096}$/.test(value);
}

function isPresent<T>(value: T | null | undefined | ''): value is T {
  return value !== undefined && value !== null && value !== '';
}

/** Snake case from `{corpId}/token`, camel case from the others. */
export function readAppToken(request: RequestDetails, answer: JsonAnswer): DingTalkAppToken {
  const { access_token, expires_in, accessToken = access_token, expireIn = expires_in } = answer.json;
  const { accessToken: token, expiresIn } = readTokens(request, {
    ...answer,
    json: { accessToken, expireIn },
  });
  return { accessToken: token, expiresIn };
}

export function readUserId(request: RequestDetails, answer: JsonAnswer): DingTalkUserId {
  const { userid, contact_type: contactType } = readResult(request, answer);
  // The documented words for a member and for an external contact, each as a number or a text; any other says neither.
  const isMember = contactType === 0 || contactType === '0';
  if (!isMember && contactType !== 1 && contactType !== '1') {
    throw invalidAnswer(request, answer, 'no contact_type in it');
  }
  return { userId: requireId(request, answer, 'userid', userid), isMember };
}

export function readMember(request: RequestDetails, answer: JsonAnswer): DingTalkStaff {
  const staff = readStaff(readResult(request, answer));
  if (!staff) throw invalidAnswer(request, answer, 'no userid in it');
  return staff;
}

export function readDepartment(request: RequestDetails, answer: JsonAnswer): DepartmentRecord {
  const { name, parent_id } = readResult(request, answer);
  // The outermost department has no parent, and in places says 0.
  const parentId = readInteger(parent_id) ?? 0;
  return withTexts(parentId > 0 ? { parentId } : {}, { name });
}

/** The old gateway's envelope around what was asked for, which must say that it is a success. */
function readResult(request: RequestDetails, answer: JsonAnswer): Record<string, unknown> {
  if (!isSuccess(answer.json)) throw invalidAnswer(request, answer, 'no errcode 0 in it');
  const { result } = answer.json;
  if (typeof result !== 'object' || result === null || Array.isArray(result)) {
    throw invalidAnswer(request, answer, 'no result in it');
  }
  return result as Record<string, unknown>;
}
