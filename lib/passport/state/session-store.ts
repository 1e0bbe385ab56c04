import { isNavigation, type Request } from '../request.js';
import { type Checked, maxPending, type StateContext, type StateStore, type Stored } from './store.js';

/** One sign-in that has begun: the value that DingTalk must bring back, and what the route gave to keep. */
interface Pending {
  handle: string;
  /** The app that the person is asked to sign in to; a state is good for that one alone. */
  clientID: string;
  state?: unknown;
  /** Whether it came back already. */
  used?: true;
}

/** Characters of JSON: a session that is itself a cookie has 4 KiB for everything, in Base64. */
const maxLength = 2048;

/**
 * Keeps the OAuth state in the session. Unlike the stores of passport-oauth2 it holds several sign-ins at a time,
 * since people restore windows full of tabs, and takes a value that the route chose.
 */
export class SessionStateStore implements StateStore {
  /** @internal */
  readonly _tiesToBrowser = true as const;
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** passport-oauth2's signature, by which it knows what to pass. */
  store(req: Request, state: unknown, meta: StateContext, callback: Stored): void {
    this.keep(req, crypto.randomUUID(), state, meta, callback);
  }

  /** Notes that `handle` is on its way to DingTalk. */
  keep(req: Request, handle: string, state: unknown, { clientID }: StateContext, callback: Stored): void {
    const session = sessionOf(req);
    if (!session) {
      callback(noSession());
      return;
    }
    const before = this.#entries(session).filter((entry) => entry.handle !== handle);
    const entries = fitting([...before, { handle, clientID, ...(state !== undefined && { state }) }]);
    const pushesOut = pendingOf(entries).length <= pendingOf(before).length;
    // What no person asked for takes only room that is free.
    if (!pushesOut || isNavigation(req)) session[this.#key] = { pending: entries };
    callback(null, handle);
  }

  /** Whether this session sent `handle` to DingTalk. It is used up by it; others stay. */
  verify(req: Request, handle: string, { clientID }: StateContext, callback: Checked): void {
    const session = sessionOf(req);
    if (!session) {
      callback(noSession());
      return;
    }
    const entries = this.#entries(session);
    const found = entries.find((entry) => entry.handle === handle);
    if (!found || found.used || found.clientID !== clientID) {
      const missing = entries.length ? 'unknown' : 'no-cookie';
      callback(null, false, { reason: !found ? missing : found.used ? 'used' : 'other-app' });
      return;
    }
    const rest = entries.filter((entry) => entry !== found);
    session[this.#key] = { pending: fitting([{ handle, clientID, used: true }, ...rest]) };
    callback(null, true, found.state);
  }

  #entries(session: Record<string, unknown>): Pending[] {
    const { pending } = (session[this.#key] ?? {}) as { pending?: unknown };
    return Array.isArray(pending) ? pending.filter((entry) => typeof entry?.handle === 'string') : [];
  }
}

/** As many of the newest as there is room for, which are the last. */
function fitting(entries: readonly Pending[]): Pending[] {
  const kept = entries.slice(-maxPending);
  while (kept.length > 1 && JSON.stringify(kept).length > maxLength) kept.shift();
  return kept;
}

function pendingOf(entries: readonly Pending[]): Pending[] {
  return entries.filter((entry) => !entry.used);
}

function sessionOf(req: Request): Record<string, unknown> | undefined {
  // Whose type it is depends on the host: @types/express-session has one without an index signature.
  const { session } = req as { session?: unknown };
  return (session as Record<string, unknown> | null) ?? undefined;
}

function noSession(): Error {
  return new Error(
    'DingTalkStrategy is to keep the OAuth state in the session, and this request has no session. Mount session ' +
      'middleware (for example express-session) before Passport, or leave `store` out for a cookie.',
  );
}
