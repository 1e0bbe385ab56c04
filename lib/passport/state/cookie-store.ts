import { check, invalid, oneOf } from '../../dingtalk/checks.js';
import { type Names, refuseUnknown } from '../../dingtalk/option-names.js';
import { addCookies, isNavigation, isOverHttps, type Request } from '../request.js';
import {
  type Cookie,
  endOf,
  hostPrefix,
  isUsed,
  lifetimeMs,
  SignedCookies,
  usedValue,
} from './signed-cookie.js';
import { type Kept, type Mismatch, maxPending, type StateContext, StateStore } from './store.js';

/** Characters of all our cookies together. Node accepts 16 KiB of headers, which other cookies need too. */
const maxTotal = 6144;

/** Browsers keep a cookie for longer than it is valid, so that an expired sign-in can be reported as such. */
const keptSeconds = 60 * 60;

/** For so many finished sign-ins, a repeated callback is reported as used. */
const maxUsed = 5;

/** Options of {@link CookieStateStore}. */
export interface CookieStateStoreOptions {
  /**
   * Signs the cookies; 32 characters or more, the same in all processes. Of a list the first signs and all are
   * accepted: put a new one in front, and remove the old one 10 minutes later.
   */
  secret: string | readonly string[];
  /**
   * Prefix of the cookies' names: letters, digits, `-` and `_`. Give unrelated strategies of one application different
   * names.
   * @defaultValue `'dingtalk-state'`
   */
  name?: string | undefined;
  /**
   * Whether the cookies are for https only: `Secure`, with a name that begins with `__Host-`.
   * @defaultValue from the callback URL, or else from the request, for which the framework must trust the proxy
   */
  secure?: boolean | undefined;
  /** `'none'` for an application in a frame of another site; the cookies are then `Secure`. @defaultValue `'lax'` */
  sameSite?: 'lax' | 'none' | undefined;
  /**
   * Uses separate cookies for each site that embeds the application (CHIPS). Needs `sameSite: 'none'`.
   * @defaultValue `false`
   */
  partitioned?: boolean | undefined;
}

const optionNames: Names<CookieStateStoreOptions> = {
  secret: true,
  name: true,
  secure: true,
  sameSite: true,
  partitioned: true,
};

/**
 * Keeps the OAuth state in signed cookies, for the `store` option of {@link DingTalkStrategy}, which has one by
 * default; make your own to choose the secret, the name or the attributes. Each sign-in has its own `HttpOnly` cookie,
 * valid for 10 minutes. Cookies are signed and not encrypted: users can read what a route passes as `state`.
 *
 * A callback uses up only its own cookie. An attacker who copied a cookie can send it within 10 minutes to a process
 * that has not seen it, which then accepts the same state with another unused code. A server-side session
 * has no such gap, except for simultaneous requests.
 *
 * @example
 * ```ts
 * import { CookieStateStore } from 'passport-dingtalk-oauth2';
 *
 * export const store = new CookieStateStore({ secret: process.env.COOKIE_SECRET ?? '' });
 * ```
 */
export class CookieStateStore extends StateStore {
  readonly #cookies: SignedCookies;
  readonly #secure: boolean | undefined;
  readonly #sameSite: 'lax' | 'none';
  readonly #partitioned: boolean;

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(options: CookieStateStoreOptions) {
    super();
    refuseUnknown(options, optionNames);
    const { secret, name = 'dingtalk-state', secure, sameSite = 'lax', partitioned = false } = options;
    this.#cookies = new SignedCookies(readSecrets(secret), readName(name));
    this.#sameSite = oneOf('lax', 'none')('sameSite', sameSite);
    this.#partitioned = check.flag('partitioned', partitioned);
    const isForHttps = check.optional(check.flag, 'secure', secure);
    if (sameSite === 'none' && isForHttps === false) {
      throw invalid('secure', "true or absent beside `sameSite: 'none'`", secure);
    }
    if (partitioned && sameSite !== 'none') {
      throw invalid('partitioned', "absent without `sameSite: 'none'`", partitioned);
    }
    this.#secure = sameSite === 'none' ? true : isForHttps;
  }

  /** @internal */
  override _keep(req: Request, handle: string, state: unknown, meta: StateContext): void {
    const { clientID } = meta;
    const name = this.#cookies.nameOf(handle, this.#secure ?? isHttps(req, meta));
    const now = Date.now();
    const value = this.#cookies.seal(name, { handle, clientID }, state, now);
    const others = this.#cookies.read(req.headers?.cookie).filter((cookie) => cookie[0] !== name);
    const { kept, pushedOut } = choose(others, now, maxTotal - lengthOf([name, value]));
    // A request that the user didn't make must not push out the user's own sign-ins.
    if (pushedOut && !meta.isOwnPage && !isNavigation(req)) return;
    const dropped = new Set(others.filter((cookie) => !kept.has(cookie)).map(([other]) => other));
    addCookies(req, [
      ...[...dropped].map((other) => this.#setCookie(other, '', 0)),
      this.#setCookie(name, value, keptSeconds),
    ]);
  }

  /** @internal */
  override _take(req: Request, handle: string, meta: StateContext): Kept | Mismatch {
    const { clientID } = meta;
    const ours = this.#cookies.read(req.headers?.cookie);
    const names = this.#schemes(req, meta).map((secure) => this.#cookies.nameOf(String(handle), secure));
    const now = Date.now();
    let found: Mismatch = { reason: ours.length ? 'unknown' : 'no-cookie' };
    for (const cookie of ours.filter(([name]) => names.includes(name))) {
      const opened = this.#cookies.open(cookie, { handle, clientID }, now);
      if ('reason' in opened) {
        found = opened;
        continue;
      }
      addCookies(req, [this.#setCookie(cookie[0], usedValue(now), lifetimeMs / 1000)]);
      return opened;
    }
    return found;
  }

  /** Over https, a cookie that plain http could have set isn't accepted. */
  #schemes(req: Request, meta: StateContext): boolean[] {
    if (this.#secure !== undefined) return [this.#secure];
    return isHttps(req, meta) ? [true] : [true, false];
  }

  #setCookie(name: string, value: string, seconds: number): string {
    return [
      `${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly`,
      this.#sameSite === 'none' ? 'SameSite=None' : 'SameSite=Lax',
      ...(name.startsWith(hostPrefix) ? ['Secure'] : []),
      ...(this.#partitioned ? ['Partitioned'] : []),
    ].join('; ');
  }
}

/** By the callback URL too, because a proxy that the framework doesn't know may terminate TLS. */
function isHttps(req: Request, { callbackURL }: StateContext): boolean {
  return /^https:/i.test(callbackURL ?? '') || isOverHttps(req);
}

/** Beside a new cookie stay the newest sign-ins in progress, then the newest finished ones, if they fit. */
function choose(cookies: readonly Cookie[], now: number, room: number) {
  const isValid = ([, value]: Cookie) => endOf(value) > now && endOf(value) <= now + lifetimeMs;
  const newest = cookies.filter(isValid).sort((one, other) => endOf(other[1]) - endOf(one[1]));
  const kept = new Set<Cookie>();
  let left = room;
  const keep = (candidates: readonly Cookie[]) => {
    for (const cookie of candidates) {
      left -= lengthOf(cookie);
      if (left < 0) return;
      kept.add(cookie);
    }
  };
  const pending = newest.filter((cookie) => !isUsed(cookie));
  keep(pending.slice(0, maxPending - 1));
  const pushedOut = kept.size < pending.length;
  keep(newest.filter(isUsed).slice(0, maxUsed));
  return { kept, pushedOut };
}

function lengthOf([name, value]: Cookie): number {
  return name.length + value.length + '=; '.length;
}

function readSecrets(value: unknown): string[] {
  const secrets: unknown[] = Array.isArray(value) ? value : [value];
  const isLong = (secret: unknown) => typeof secret === 'string' && secret.length >= 32;
  if (!secrets.length || !secrets.every(isLong)) {
    throw invalid('secret', 'a string of 32 characters or more, or a list of such', value);
  }
  return secrets as string[];
}

function readName(value: unknown): string {
  if (typeof value !== 'string' || !/^[\w-]{1,40}$/.test(value) || value.startsWith('__')) {
    throw invalid('name', 'of letters, digits, - and _, and of 40 at most, not beginning with __', value);
  }
  return value;
}
