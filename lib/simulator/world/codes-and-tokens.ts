import { randomBytes } from 'node:crypto';

const CODE_LIFETIME_SECONDS = 5 * 60;
const REFRESH_TOKEN_LIFETIME_SECONDS = 30 * 24 * 60 * 60;
export const ACCESS_TOKEN_LIFETIME_SECONDS = 7200;

const CAPACITY = 100_000;

/** What a person agreed to. */
export interface Grant {
  readonly clientId: string;
  readonly unionId: string;
  /** Only when the scope had `corpid`. */
  readonly corpId?: string | undefined;
}

/** What an app token lets an app see. An app of no organization has no corpId, and sees nobody. */
export type AppGrant = Omit<Grant, 'unionId'>;

/** Secrets of one kind with their grants, the next to expire first. Of too many the oldest stop working. */
export class Secrets<Granted extends AppGrant> {
  readonly #entries = new Map<string, { readonly grant: Granted; readonly expiresAt: number }>();
  readonly #current = new Map<string, string>();
  readonly #clock: () => number;
  readonly #lifetimeMs: number;

  constructor(clock: () => number, lifetimeSeconds: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeSeconds * 1000;
  }

  issue(grant: Granted): string {
    return this.#keep(randomBytes(16).toString('hex'), grant);
  }

  /** The secret that `endpoint` gave out for this grant before, prolonged; a new one when that is dead. */
  renew(endpoint: string, grant: Granted): string {
    const key = JSON.stringify([endpoint, grant.clientId, grant.corpId]);
    const current = this.#current.get(key);
    if (current !== undefined && this.look(current)) return this.#keep(current, grant);
    const secret = this.issue(grant);
    this.#current.set(key, secret);
    return secret;
  }

  look(secret: string): Granted | undefined {
    const entry = this.#entries.get(secret);
    return entry && this.#clock() < entry.expiresAt ? entry.grant : undefined;
  }

  /** Hands out the grant once. With a `clientId`, only to that client; another's attempt leaves it as it was. */
  spend(secret: string, clientId?: string): Granted | undefined {
    const grant = this.look(secret);
    if (clientId !== undefined && grant?.clientId !== clientId) return undefined;
    this.#entries.delete(secret);
    return grant;
  }

  expireAll(): void {
    this.#entries.clear();
  }

  #keep(secret: string, grant: Granted): string {
    const now = this.#clock();
    this.#entries.delete(secret);
    for (const [oldest, { expiresAt }] of this.#entries) {
      if (now < expiresAt && this.#entries.size < CAPACITY) break;
      this.#entries.delete(oldest);
    }
    this.#entries.set(secret, { grant, expiresAt: now + this.#lifetimeMs });
    return secret;
  }
}

/** @internal Every code and token that is out. */
export function newGrants(clock: () => number) {
  return {
    codes: new Secrets<Grant>(clock, CODE_LIFETIME_SECONDS),
    /** Kept twice as long as they live, to be called expired. */
    accessTokens: new Secrets<Grant & { diesAt: number }>(clock, 2 * ACCESS_TOKEN_LIFETIME_SECONDS),
    refreshTokens: new Secrets<Grant>(clock, REFRESH_TOKEN_LIFETIME_SECONDS),
    inAppCodes: new Secrets<Grant>(clock, CODE_LIFETIME_SECONDS),
    adminCodes: new Secrets<Grant>(clock, CODE_LIFETIME_SECONDS),
    appTokens: new Secrets<AppGrant>(clock, ACCESS_TOKEN_LIFETIME_SECONDS),
    consoleTokens: new Secrets<AppGrant>(clock, ACCESS_TOKEN_LIFETIME_SECONDS),
  };
}
