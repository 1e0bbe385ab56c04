import type { Metadata, Strategy as OAuth2Strategy } from 'passport-oauth2';
import { check, invalid } from '../dingtalk/checks.js';
import { type Names, refuseUnknown } from '../dingtalk/known-options.js';
import { addCookies, isOverHttps } from './response.js';
import { type Cookie, endOf, lifetimeMs, type Pending, readCookies, StateCookies } from './state-cookie.js';
import { maxPending, type StateContext, type StateStore } from './state-store.js';

type Request = Parameters<OAuth2Strategy['authenticate']>[0];

/** Options of {@link CookieStateStore}. */
export interface CookieStateStoreOptions {
  /**
   * What the cookies are signed with, of 32 characters or more; the same in all processes. In a list the first
   * signs, and the others are still taken: put a new one in front, and take the old one out ten minutes later.
   */
  secret: string | readonly string[];
  /**
   * Begins the cookies' names; letters, digits, `-` and `_`. Two strategies in one application that are to know
   * nothing of each other's sign-ins have two.
   * @defaultValue `'dingtalk-state'`
   */
  name?: string | undefined;
  /**
   * Whether the cookies are for https alone: `Secure`, under a name that begins with `__Host-`.
   * @defaultValue as the callback URL says, or else the request, for which the framework has to trust the proxy
   */
  secure?: boolean | undefined;
}

const optionNames: Names<CookieStateStoreOptions> = { secret: true, name: true, secure: true };

/**
 * Keeps the OAuth state in signed cookies instead of a session, for the `store` option of {@link DingTalkStrategy}:
 * one `HttpOnly`, `SameSite=Lax` cookie of ten minutes for each of up to five sign-ins at a time. They are signed
 * and not encrypted: what a route gives as `state` can be read by whoever has the browser.
 *
 * The browser is told to drop a cookie with the answer to the callback, before anything is asked of DingTalk, and a
 * wrong state has it drop all of them. Whoever kept a copy of a cookie can send it again within its ten minutes; it
 * then takes the same browser's state and another code that is not spent. A session on the server has no such gap.
 *
 * @example
 * ```ts
 * import { CookieStateStore, DingTalkStrategy } from 'passport-dingtalk-oauth2';
 *
 * export const strategy = new DingTalkStrategy(
 *   {
 *     clientID: 'ding…',
 *     clientSecret: '…',
 *     callbackURL: 'https://example.com/auth/dingtalk/callback',
 *     store: new CookieStateStore({ secret: process.env.COOKIE_SECRET ?? '' }),
 *   },
 *   (accessToken, refreshToken, profile, done) => done(null, { id: profile.id }),
 * );
 * ```
 */
export class CookieStateStore implements StateStore {
  readonly #cookies: StateCookies;
  readonly #secure: boolean | undefined;

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(options: CookieStateStoreOptions) {
    refuseUnknown(options, optionNames);
    const { secret, name, secure } = options;
    this.#cookies = new StateCookies(
      readSecrets(secret),
      check.optional(readName, 'name', name) ?? 'dingtalk-state',
    );
    this.#secure = check.optional(check.flag, 'secure', secure);
  }

  /** passport-oauth2's signature, by which it tells what to pass. */
  store(
    req: Request,
    state: unknown,
    meta: Metadata,
    callback: (error: Error | null, handle?: string) => void,
  ): void {
    this.keep(req, crypto.randomUUID(), state, meta, callback);
  }

  /** Notes that `handle` is on its way to DingTalk. */
  keep(
    req: Request,
    handle: string,
    state: unknown,
    { clientID, callbackURL }: StateContext,
    callback: (error: Error | null, handle?: string) => void,
  ): void {
    const overHttps = callbackURL?.startsWith('https:') || isOverHttps(req);
    const name = this.#cookies.nameOf(handle, this.#secure ?? overHttps);
    answer(callback, () => {
      const now = Date.now();
      const value = this.#cookies.seal(name, { handle, clientID, state }, now);
      const others = this.#pending(req).filter((cookie) => cookie[0] !== name);
      const isUnderWay = ([, text]: Cookie) => endOf(text) > now && endOf(text) <= now + lifetimeMs;
      const latest = others.filter(isUnderWay).sort((one, other) => endOf(other[1]) - endOf(one[1]));
      const kept = new Set(latest.slice(0, maxPending - 1).map(([kept]) => kept));
      addCookies(req, [
        ...this.#drop(others.filter(([other]) => !kept.has(other))),
        this.#cookies.header(name, value),
      ]);
      return handle;
    });
  }

  /**
   * Whether this browser was sent to DingTalk with `handle`. The cookie is dropped first; a wrong state takes all the
   * others with it.
   */
  verify(
    req: Request,
    handle: string,
    { clientID }: Metadata,
    callback: (error: Error | null, ok?: boolean, state?: unknown) => void,
  ): void {
    const tell = (error: Error | null, found?: Pending) => callback(error, Boolean(found), found?.state);
    answer<Pending | undefined>(tell, () => {
      const pending = this.#pending(req);
      const names = this.#schemes(req).map((secure) => this.#cookies.nameOf(String(handle), secure));
      const candidates = pending.filter(([name]) => names.includes(name));
      const now = Date.now();
      const found = candidates
        .map((cookie) => this.#cookies.open(cookie, { handle, clientID }, now))
        .find((opened) => opened !== undefined);
      addCookies(req, this.#drop(found ? candidates : pending));
      return found;
    });
  }

  #pending(req: Request): Cookie[] {
    return readCookies(req.headers?.cookie).filter(([name]) => this.#cookies.isOurs(name));
  }

  /** Over https a cookie that plain http could have set is none. */
  #schemes(req: Request): boolean[] {
    if (this.#secure !== undefined) return [this.#secure];
    return isOverHttps(req) ? [true] : [true, false];
  }

  #drop(cookies: readonly Cookie[]): string[] {
    return [...new Set(cookies.map(([name]) => name))].map((name) => this.#cookies.header(name));
  }
}

/** Calls back outside of `try`: what the host throws there is no error of the work. */
function answer<Said>(callback: (error: Error | null, said?: Said) => void, work: () => Said): void {
  let said: Said;
  try {
    said = work();
  } catch (error) {
    callback(error as Error);
    return;
  }
  callback(null, said);
}

function readSecrets(value: unknown): string[] {
  const secrets: unknown[] = Array.isArray(value) ? value : [value];
  const isLong = (secret: unknown) => typeof secret === 'string' && secret.length >= 32;
  if (!secrets.length || !secrets.every(isLong)) {
    throw invalid('secret', 'a string of 32 characters or more, or a list of such', value);
  }
  return secrets as string[];
}

function readName(name: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[\w-]{1,40}$/.test(value) || value.startsWith('__')) {
    throw invalid(name, 'of letters, digits, - and _, and of 40 at most, not beginning with __', value);
  }
  return value;
}
