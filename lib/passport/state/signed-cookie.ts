import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { rememberedMs } from '../spent-codes.js';
import type { Kept, Mismatch } from './store.js';

export type Cookie = readonly [name: string, value: string];

/** What a state is valid for: one sign-in of one app. */
interface Origin {
  handle: string;
  clientID: string;
}

/** How long a sign-in may take, consent included: as long as used states are remembered, so that none works again. */
export const lifetimeMs: number = rememberedMs;

/** Characters of a cookie's value. Browsers accept 4 KiB for the whole cookie. */
const maxLength = 2048;

/** With this prefix, browsers accept the cookie from this very host only, and over TLS only. */
export const hostPrefix = '__Host-';

/** `<end>.<app>.<the route's state>.<signature>`, or `<end>.used` after the callback. */
const pendingShape = /^([0-9a-z]{1,12})\.([\w-]{8})\.([\w-]*)\.([\w-]{43})$/;
const usedShape = /^([0-9a-z]{1,12})\.used$/;

/** Signs the state into a cookie, one for each sign-in, and opens it again. */
export class SignedCookies {
  readonly #keys: readonly Buffer[];
  readonly #name: string;
  readonly #ours: RegExp;

  /** @param secrets - the first signs; all are accepted. By default one, which `passport/options.ts` derives */
  constructor(secrets: readonly string[], name: string) {
    this.#keys = secrets.map((secret) =>
      createHmac('sha256', secret).update(`passport-dingtalk-oauth2 state cookie ${name}`).digest(),
    );
    this.#name = name;
    this.#ours = new RegExp(`^(?:${hostPrefix})?${name}\\.[\\w-]{16}$`);
  }

  /** A cookie for each sign-in, so that tabs don't overwrite each other's. */
  nameOf(handle: string, secure: boolean): string {
    return `${secure ? hostPrefix : ''}${this.#name}.${digest(handle, 16)}`;
  }

  /** Reads our cookies, by their names. */
  read(header: unknown): Cookie[] {
    return readCookies(header).filter(([name]) => this.#ours.test(name));
  }

  /** The value of a new cookie. Throws if the route's state is too long for it, or can't be JSON. */
  seal(name: string, { handle, clientID }: Origin, state: unknown, now: number): string {
    const payload = state === undefined ? '' : Buffer.from(JSON.stringify(state)).toString('base64url');
    const ends = (now + lifetimeMs).toString(36);
    const app = digest(clientID, 8);
    const signature = sign(this.#keys[0] as Buffer, [name, handle, clientID, ends, payload]);
    const value = [ends, app, payload, signature].join('.');
    if (value.length > maxLength) {
      throw new Error(`The \`state\` of this route is too long for a cookie: ${payload.length} characters.`);
    }
    return value;
  }

  /** Returns what was sealed for this sign-in and app, or why it isn't valid. */
  open([name, value]: Cookie, { handle, clientID }: Origin, now: number): Kept | Mismatch {
    if (usedShape.test(value)) return { reason: 'used' };
    const parts = pendingShape.exec(value)?.slice(1);
    if (!parts) return { reason: 'unknown' };
    const [ends, app, payload, signature] = parts as [string, string, string, string];
    if (app !== digest(clientID, 8)) return { reason: 'other-app' };
    const signed = [name, handle, clientID, ends, payload];
    const given = Buffer.from(signature);
    const isOurs = this.#keys.some((key) => timingSafeEqual(Buffer.from(sign(key, signed)), given));
    if (!isOurs) return { reason: 'unknown' };
    if (endOf(value) <= now) return { reason: 'expired' };
    const state: unknown = payload ? JSON.parse(Buffer.from(payload, 'base64url').toString()) : undefined;
    return { state };
  }
}

/** The value after the callback. */
export function usedValue(now: number): string {
  return `${(now + lifetimeMs).toString(36)}.used`;
}

/** When a cookie ends, whether its signature is valid or not; 0 for a value of another shape. */
export function endOf(value: string): number {
  const ends = (pendingShape.exec(value) ?? usedShape.exec(value))?.[1];
  return ends === undefined ? 0 : Number.parseInt(ends, 36);
}

export function isUsed([, value]: Cookie): boolean {
  return usedShape.test(value);
}

/**
 * Parses a `Cookie` header. Only spaces and tabs are white space: with `trim()`, which removes other characters too, a
 * sibling host's cookie could pass for one with our prefix.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6265#section-5.4 RFC 6265}
 * @internal
 */
export function readCookies(header: unknown): Cookie[] {
  if (typeof header !== 'string') return [];
  return header.split(';').flatMap((pair): Cookie[] => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [[withoutBlanks(pair.slice(0, at)), withoutBlanks(pair.slice(at + 1))]];
  });
}

/** From the first to the last character that is no blank. */
function withoutBlanks(text: string): string {
  return /[^ \t](?:.*[^ \t])?/s.exec(text)?.[0] ?? '';
}

function digest(text: string, length: number): string {
  return hash('sha256', text, 'base64url').slice(0, length);
}

function sign(key: Buffer, texts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(texts)).digest('base64url');
}
