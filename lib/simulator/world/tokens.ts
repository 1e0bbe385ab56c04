import { randomBytes } from 'node:crypto';

const CODE_LIFETIME_SECONDS = 5 * 60;
export const ACCESS_TOKEN_LIFETIME_SECONDS = 7200;
const REFRESH_TOKEN_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

const CAPACITY = 100_000;

/** What a person agreed to. */
export interface Grant {
  readonly clientId: string;
  readonly unionId: string;
  /** Only when the scope had `corpid`. */
  readonly corpId?: string | undefined;
}

interface Entry {
  readonly grant: Grant;
  readonly expiresAt: number;
  readonly forgetAt: number;
}

/** Secrets of one kind, each with its grant. All live equally long, so the oldest are the first to go. */
class Vault {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: () => number;
  readonly #lifetimeMs: number;
  readonly #rememberedMs: number;

  constructor(clock: () => number, lifetimeSeconds: number, rememberedSeconds = 0) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeSeconds * 1000;
    this.#rememberedMs = rememberedSeconds * 1000;
  }

  issue(grant: Grant): string {
    const now = this.#clock();
    for (const [secret, { forgetAt }] of this.#entries) {
      if (now < forgetAt && this.#entries.size < CAPACITY) break;
      this.#entries.delete(secret);
    }
    const secret = randomBytes(16).toString('hex');
    const expiresAt = now + this.#lifetimeMs;
    this.#entries.set(secret, { grant, expiresAt, forgetAt: expiresAt + this.#rememberedMs });
    return secret;
  }

  /** The grant; `'expired'` while that is still remembered; nothing when unknown. */
  look(secret: string): Grant | 'expired' | undefined {
    const entry = this.#entries.get(secret);
    const now = this.#clock();
    if (!entry || now >= entry.forgetAt) return undefined;
    return now < entry.expiresAt ? entry.grant : 'expired';
  }

  /** Hands out the grant once, and only to its own client; another's attempt leaves it as it was. */
  spend(secret: string, clientId: string): Grant | undefined {
    const grant = this.look(secret);
    if (grant === undefined || grant === 'expired' || grant.clientId !== clientId) return undefined;
    this.#entries.delete(secret);
    return grant;
  }
}

/** Every code and token that is out. At most 100,000 of each kind are kept; then the oldest stop working. */
export class Grants {
  readonly codes: Vault;
  /** An access token is known as expired for as long again as it lived, and unknown from then on. */
  readonly accessTokens: Vault;
  readonly refreshTokens: Vault;
  /** Codes that the DingTalk client gave a page inside it. */
  readonly inAppCodes: Vault;
  /** Codes on the way to an admin page. */
  readonly adminCodes: Vault;

  constructor(clock: () => number) {
    this.codes = new Vault(clock, CODE_LIFETIME_SECONDS);
    this.accessTokens = new Vault(clock, ACCESS_TOKEN_LIFETIME_SECONDS, ACCESS_TOKEN_LIFETIME_SECONDS);
    this.inAppCodes = new Vault(clock, CODE_LIFETIME_SECONDS);
    this.adminCodes = new Vault(clock, CODE_LIFETIME_SECONDS);
    this.refreshTokens = new Vault(clock, REFRESH_TOKEN_LIFETIME_SECONDS);
  }
}

export const APP_TOKEN_LIFETIME_SECONDS = 7200;

/** What an app token lets an app see. */
export interface AppGrant {
  readonly clientId: string;
  /** Absent for an app of no organization: it sees nobody. */
  readonly corpId: string | undefined;
}

/** The app tokens that are out, the next to expire first. Of more than 100,000 the oldest stop working. */
export class AppTokens {
  readonly #entries = new Map<string, { readonly grant: AppGrant; readonly expiresAt: number }>();
  readonly #current = new Map<string, string>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** A token that nobody has had before. */
  issue(grant: AppGrant): string {
    return this.#keep(randomBytes(16).toString('hex'), grant);
  }

  /** The token that `endpoint` gave out for this grant before, prolonged; a new one when that is dead. */
  renew(endpoint: string, grant: AppGrant): string {
    const key = JSON.stringify([endpoint, grant.clientId, grant.corpId]);
    const current = this.#current.get(key);
    if (current !== undefined && this.look(current)) return this.#keep(current, grant);
    const token = this.issue(grant);
    this.#current.set(key, token);
    return token;
  }

  look(token: string): AppGrant | undefined {
    const entry = this.#entries.get(token);
    return entry && this.#clock() < entry.expiresAt ? entry.grant : undefined;
  }

  expireAll(): void {
    this.#entries.clear();
  }

  #keep(token: string, grant: AppGrant): string {
    const now = this.#clock();
    this.#entries.delete(token);
    for (const [oldest, { expiresAt }] of this.#entries) {
      if (now < expiresAt && this.#entries.size < CAPACITY) break;
      this.#entries.delete(oldest);
    }
    this.#entries.set(token, { grant, expiresAt: now + APP_TOKEN_LIFETIME_SECONDS * 1000 });
    return token;
  }
}
