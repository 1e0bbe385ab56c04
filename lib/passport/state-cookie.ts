import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A cookie as the browser sent it. */
export type Cookie = readonly [name: string, value: string];

/** One sign-in under way, as it is written into a cookie. */
export interface Pending {
  handle: string;
  /** The app that the person is asked to sign in to; a state of another app's is none. */
  clientID: string;
  state: unknown;
}

/** How long a sign-in may take. DingTalk's own codes live five minutes. */
export const lifetimeMs: number = 10 * 60 * 1000;

/** Five of them have to fit into the headers of a request, of which Node takes 16 KiB. */
const maxLength = 2048;

/** `__Host-` has the browser refuse it from any other host and without TLS. */
const hostPrefix = '__Host-';

/** What is written into each cookie, and read out of it: `<when it ends>.<state>.<signature>`. */
export class StateCookies {
  readonly #keys: readonly Buffer[];
  readonly #name: string;
  readonly #ours: RegExp;

  /** @param secrets - the first signs; all are taken */
  constructor(secrets: readonly string[], name: string) {
    this.#keys = secrets.map((secret) =>
      createHmac('sha256', secret).update(`passport-dingtalk-oauth2 state cookie ${name}`).digest(),
    );
    this.#name = name;
    this.#ours = new RegExp(`^(?:${hostPrefix})?${name}\\.[\\w-]{16}$`);
  }

  /** A cookie for each sign-in: tabs that begin at the same moment overwrite nothing of each other's. */
  nameOf(handle: string, secure: boolean): string {
    const digest = createHash('sha256').update(handle).digest('base64url').slice(0, 16);
    return `${secure ? hostPrefix : ''}${this.#name}.${digest}`;
  }

  isOurs(name: string): boolean {
    return this.#ours.test(name);
  }

  /** @throws Error when the state that the route gave is too long for a cookie, or no JSON */
  seal(name: string, { handle, clientID, state }: Pending, now: number): string {
    const payload = state === undefined ? '' : Buffer.from(JSON.stringify(state)).toString('base64url');
    const ends = (now + lifetimeMs).toString(36);
    const value = `${ends}.${payload}.${sign(this.#keys[0] as Buffer, [name, handle, clientID, ends, payload])}`;
    if (value.length > maxLength) {
      throw new Error(`The \`state\` of this route is too long for a cookie: ${payload.length} characters.`);
    }
    return value;
  }

  /** What was sealed for this sign-in; `undefined` when it was not, or too long ago. */
  open(
    [name, value]: Cookie,
    sought: Pick<Pending, 'handle' | 'clientID'>,
    now: number,
  ): Pending | undefined {
    const parts = shape.exec(value)?.slice(1);
    if (!parts) return undefined;
    const [ends, payload, signature] = parts as [string, string, string];
    const { handle, clientID } = sought;
    const signed = [name, handle, clientID, ends, payload];
    const isSigned = this.#keys.some((key) => isSame(sign(key, signed), signature));
    if (!isSigned || endOf(value) <= now) return undefined;
    const state: unknown = payload ? JSON.parse(Buffer.from(payload, 'base64url').toString()) : undefined;
    return { handle, clientID, state };
  }

  /** `Set-Cookie` for a value of {@link seal}; without one, what removes the cookie. */
  header(name: string, value?: string): string {
    const secure = name.startsWith(hostPrefix) ? '; Secure' : '';
    const age = value === undefined ? 0 : lifetimeMs / 1000;
    return `${name}=${value ?? ''}; Max-Age=${age}; Path=/; HttpOnly; SameSite=Lax${secure}`;
  }
}

const shape = /^([0-9a-z]{1,12})\.([\w-]*)\.([\w-]{43})$/;

/** When a cookie ends by its own account, which nobody vouches for; 0 for what is no cookie of ours. */
export function endOf(value: string): number {
  const ends = shape.exec(value)?.[1];
  return ends === undefined ? 0 : Number.parseInt(ends, 36);
}

/** The cookies of a request; whatever a stranger sends. */
export function readCookies(header: unknown): Cookie[] {
  if (typeof header !== 'string') return [];
  return header.split(';').flatMap((pair): Cookie[] => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]];
  });
}

function sign(key: Buffer, texts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(texts)).digest('base64url');
}

/** Of two signatures, which `shape` has be of one length. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
