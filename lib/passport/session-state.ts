import type { Metadata, Strategy as OAuth2Strategy } from 'passport-oauth2';
import { maxPending, type StateContext, type StateStore } from './state-store.js';

type Request = Parameters<OAuth2Strategy['authenticate']>[0];

/** One sign-in that has begun: the value that DingTalk must bring back, and what the route gave to keep. */
interface Pending {
  handle: string;
  state?: unknown;
}

/**
 * Keeps the OAuth state in the session. Unlike the stores of passport-oauth2 it knows several sign-ins at a time,
 * since people restore windows full of tabs, and takes a value that the route chose.
 */
export class SessionState implements StateStore {
  /** @internal */
  readonly _key: string;

  constructor(key: string) {
    this._key = key;
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
    _context: StateContext,
    callback: (error: Error | null, handle?: string) => void,
  ): void {
    const session = sessionOf(req);
    if (!session) {
      callback(noSession());
      return;
    }
    const pending = [...this.#pending(session), { handle, ...(state !== undefined && { state }) }];
    session[this._key] = { pending: pending.slice(-maxPending) };
    callback(null, handle);
  }

  /**
   * Whether this session sent `handle` to DingTalk. It is taken out of the session first, so that it passes once;
   * a wrong one takes all the others with it.
   */
  verify(
    req: Request,
    handle: string,
    _meta: Metadata,
    callback: (error: Error | null, ok?: boolean, state?: unknown) => void,
  ): void {
    const session = sessionOf(req);
    if (!session) {
      callback(noSession());
      return;
    }
    const pending = this.#pending(session);
    const found = pending.find((entry) => entry.handle === handle);
    const rest = found ? pending.filter((entry) => entry !== found) : [];
    // Assigned and not deleted: the session of @fastify/secure-session is a proxy that lets nothing be deleted.
    session[this._key] = rest.length ? { pending: rest } : undefined;
    callback(null, found !== undefined, found?.state);
  }

  #pending(session: Record<string, unknown>): Pending[] {
    const { pending } = (session[this._key] ?? {}) as { pending?: unknown };
    return Array.isArray(pending) ? pending : [];
  }
}

function sessionOf(req: Request): Record<string, unknown> | undefined {
  // Whose type it is depends on the host: @types/express-session has one without an index signature.
  const { session } = req as { session?: unknown };
  return (session as Record<string, unknown> | null) ?? undefined;
}

function noSession(): Error {
  return new Error(
    'DingTalkStrategy keeps the OAuth state in the session, and this request has no session. Mount session ' +
      'middleware (for example express-session) before Passport, pass a CookieStateStore as `store`, or, giving up ' +
      'the protection against forged sign-ins, set `state: false`.',
  );
}
