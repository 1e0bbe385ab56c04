import { randomBytes } from 'node:crypto';

export const APP_TOKEN_LIFETIME_SECONDS = 7200;

const CAPACITY = 100_000;

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
