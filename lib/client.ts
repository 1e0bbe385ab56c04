import { accessTokenHeader } from './endpoints.js';
import { DingTalkError, isDingTalkError } from './errors.js';
import { invalidAnswer, type JsonAnswer, type JsonRequest, requestJson } from './http.js';
import { type ClientSettings, type DingTalkClientOptions, readClientOptions } from './options.js';

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

/** DingTalk says 7200 in its documentation, and some of its proxies leave the field out. */
const defaultExpiresIn = 7200;

/**
 * DingTalk's API as far as sign-in needs it, a method for each call. Knows nothing of Passport and holds no
 * state: one client serves any number of people at the same time.
 */
export class DingTalkClient {
  readonly #settings: ClientSettings;

  /** @throws TypeError naming the option that is missing or malformed */
  constructor(options: DingTalkClientOptions) {
    this.#settings = readClientOptions(options);
  }

  /**
   * Turns an authorization code into tokens. Never repeated: the code is spent by the attempt.
   * @throws {@link DingTalkError} `DINGTALK_CODE_REJECTED` when the code is wrong, expired or used;
   * `DINGTALK_CREDENTIALS`, `_THROTTLED`, `_UNAVAILABLE`, `_TIMEOUT`, `_NETWORK`, `_INVALID_RESPONSE`, `_REFUSED`
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  async exchangeCode(code: string): Promise<DingTalkTokens> {
    return this.#userAccessToken('exchanging the authorization code', {
      grantType: 'authorization_code',
      code: requireString('code', code),
    });
  }

  /**
   * Turns a refresh token into new tokens. Each refresh token works once; keep the one that comes back.
   * @throws {@link DingTalkError} `DINGTALK_TOKEN_REJECTED` when the refresh token is wrong, used or has ended:
   * the person has to sign in again; otherwise as {@link exchangeCode}
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  async refresh(refreshToken: string): Promise<DingTalkTokens> {
    return this.#userAccessToken('refreshing the access token', {
      grantType: 'refresh_token',
      refreshToken: requireString('refreshToken', refreshToken),
    });
  }

  /**
   * Reads who an access token belongs to. Repeated once when the connection broke before an answer came, or on
   * HTTP 502, 503 and 504.
   * @param redact - further values that no error may show
   * @throws {@link DingTalkError} `DINGTALK_PERMISSION` without the permission `Contact.User.Read`;
   * `DINGTALK_TOKEN_REJECTED`, `_IP_NOT_ALLOWED`, `_NOT_FOUND`, `_THROTTLED`, `_UNAVAILABLE`, `_TIMEOUT`,
   * `_NETWORK`, `_REFUSED`; `_INVALID_RESPONSE` also for an answer without a unionId
   * @see {@link https://open.dingtalk.com/document/development/dingtalk-retrieve-user-information}
   */
  async me(accessToken: string, redact: readonly (string | undefined)[] = []): Promise<DingTalkUser> {
    const request = this.#request({
      method: 'GET',
      url: this.#settings.userProfileURL,
      headers: { [accessTokenHeader]: requireString('accessToken', accessToken) },
      operation: "reading the person's profile",
      secrets: [accessToken, ...redact],
    });
    const answer = await requestJson(request).catch((error: unknown) => {
      if (isWorthRepeating(error)) return requestJson(request);
      throw error;
    });
    return readUser(request, answer);
  }

  async #userAccessToken(
    operation: string,
    grant: { grantType: string; code?: string; refreshToken?: string },
  ): Promise<DingTalkTokens> {
    const { clientID, clientSecret, tokenURL } = this.#settings;
    const request = this.#request({
      method: 'POST',
      url: tokenURL,
      body: { clientId: clientID, clientSecret, ...grant },
      operation,
      secrets: [grant.code, grant.refreshToken],
    });
    try {
      return readTokens(request, await requestJson(request));
    } catch (error) {
      throw grant.refreshToken && isDingTalkError(error) ? asTokenRejected(error) : error;
    }
  }

  #request(call: Omit<JsonRequest, 'timeoutMs' | 'agent'>): JsonRequest {
    const { timeoutMs, agent, customHeaders, clientSecret } = this.#settings;
    return {
      ...call,
      timeoutMs,
      agent,
      headers: { ...customHeaders, ...call.headers },
      secrets: [clientSecret, ...call.secrets],
    };
  }
}

/** No answer at all, or a gateway's word that it could not reach the service. */
function isWorthRepeating(error: unknown): boolean {
  if (!isDingTalkError(error)) return false;
  if (error.upstreamStatus === undefined) return error.code === 'DINGTALK_NETWORK';
  return [502, 503, 504].includes(error.upstreamStatus);
}

/** DingTalk refuses a dead refresh token with the words that it has for a dead code. */
function asTokenRejected(error: DingTalkError): DingTalkError {
  if (error.code !== 'DINGTALK_CODE_REJECTED') return error;
  return new DingTalkError('DINGTALK_TOKEN_REJECTED', {
    operation: 'refreshing the access token',
    providerCode: error.providerCode,
    providerMessage: error.providerMessage,
    upstreamStatus: error.upstreamStatus,
    requestId: error.requestId,
    endpoint: error.endpoint,
  });
}

function readTokens(request: JsonRequest, answer: JsonAnswer): DingTalkTokens {
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

function readUser(request: JsonRequest, answer: JsonAnswer): DingTalkUser {
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
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]{1,4096}$/.test(value);
}

function isPresent<T>(value: T | null | undefined | ''): value is T {
  return value !== undefined && value !== null && value !== '';
}

function requireString(name: string, value: unknown): string {
  if (isToken(value)) return value;
  throw Object.assign(new TypeError(`${name} must be a non-empty string of visible ASCII characters`), {
    code: 'ERR_INVALID_ARG_VALUE',
  });
}
