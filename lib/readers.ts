import type { DingTalkAppToken } from './app-token.js';
import type { DepartmentRecord } from './departments.js';
import { invalidAnswer, type JsonAnswer, type JsonRequest } from './http.js';
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

/** What DingTalk says of the person who signed in. Whatever it leaves out is absent here. */
export interface DingTalkUser {
  /** The same in all apps of one developer organization. */
  unionId: string;
  /** Of this app only. */
  openId?: string | undefined;
  nick?: string | undefined;
  avatarUrl?: string | undefined;
  /** The person's own address, possibly another organization's; unverified. */
  email?: string | undefined;
  /** National number; masked (`155****3240`) for third-party apps. */
  mobile?: string | undefined;
  /** Country calling code, `86`. */
  stateCode?: string | undefined;
  /** The answer as DingTalk gave it. */
  json: Record<string, unknown>;
  /** The answer as text. */
  raw: string;
}

/** What the directory knows of a unionId. */
export interface DingTalkUserId {
  userId: string;
  /** False for an external contact (外部联系人), whom the directory lists beside its members. */
  isMember: boolean;
}

/** DingTalk says 7200 in its documentation, and some of its proxies leave the field out. */
const defaultExpiresIn = 7200;

export function readTokens(request: JsonRequest, answer: JsonAnswer): DingTalkTokens {
  const { accessToken, refreshToken, expireIn, expiresIn = expireIn, corpId } = answer.json;
  if (!isToken(accessToken)) throw invalidAnswer(request, answer, 'no access token in it');
  if (isPresent(refreshToken) && !isToken(refreshToken)) {
    throw invalidAnswer(request, answer, 'a refresh token that is none');
  }
  const seconds = isPresent(expiresIn) ? Number(expiresIn) : defaultExpiresIn;
  if (typeof expiresIn === 'boolean' || !Number.isFinite(seconds) || seconds <= 0) {
    throw invalidAnswer(request, answer, 'a life of the token that is no number of seconds');
  }
  return {
    accessToken,
    ...(isPresent(refreshToken) && { refreshToken }),
    expiresIn: seconds,
    ...textFields({ corpId }),
  };
}

export function readUser(request: JsonRequest, answer: JsonAnswer): DingTalkUser {
  const { json, raw } = answer;
  const { unionId, openId, nick, avatarUrl, email, mobile, stateCode } = json;
  // Whoever keys accounts by `undefined` signs everybody in as one and the same person.
  if (typeof unionId !== 'string' || unionId.trim() === '') {
    throw invalidAnswer(request, answer, 'no unionId in it');
  }
  return { unionId, ...textFields({ openId, nick, avatarUrl, email, mobile, stateCode }), json, raw };
}

/** The fields that hold a text; the others are as good as absent. */
function textFields<Name extends string>(fields: Record<Name, unknown>): Partial<Record<Name, string>> {
  const texts = Object.entries<unknown>(fields).filter(
    ([, value]) => typeof value === 'string' && value.trim() !== '',
  );
  return Object.fromEntries(texts) as Partial<Record<Name, string>>;
}

/** A token travels in a header, so anything but visible ASCII is none. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]{1,4096}$/.test(value);
}

function isPresent<T>(value: T | null | undefined | ''): value is T {
  return value !== undefined && value !== null && value !== '';
}

/** Snake case from `{corpId}/token`, camel case from the others. */
export function readAppToken(request: JsonRequest, answer: JsonAnswer): DingTalkAppToken {
  const { access_token, expires_in, accessToken = access_token, expireIn = expires_in } = answer.json;
  const { accessToken: token, expiresIn } = readTokens(request, {
    ...answer,
    json: { accessToken, expireIn },
  });
  return { accessToken: token, expiresIn };
}

export function readUserId(request: JsonRequest, answer: JsonAnswer): DingTalkUserId {
  const { userid, contact_type } = readResult(request, answer);
  if (typeof userid !== 'string' || userid === '') throw invalidAnswer(request, answer, 'no userid in it');
  // Only the documented word for a member makes one, as a number or a text.
  return { userId: userid, isMember: contact_type === 0 || contact_type === '0' };
}

export function readMember(request: JsonRequest, answer: JsonAnswer): DingTalkStaff {
  const staff = readStaff(readResult(request, answer));
  if (!staff) throw invalidAnswer(request, answer, 'no userid in it');
  return staff;
}

export function readDepartment(request: JsonRequest, answer: JsonAnswer): DepartmentRecord {
  const { name, parent_id } = readResult(request, answer);
  const parentId = Number(parent_id);
  return {
    ...textFields({ name }),
    // The outermost department has no parent, and in places says 0.
    ...(Number.isSafeInteger(parentId) && parentId > 0 && { parentId }),
  };
}

/** The old gateway's envelope around what was asked for. */
function readResult(request: JsonRequest, answer: JsonAnswer): Record<string, unknown> {
  const { result } = answer.json;
  if (typeof result !== 'object' || result === null || Array.isArray(result)) {
    throw invalidAnswer(request, answer, 'no result in it');
  }
  return result as Record<string, unknown>;
}
