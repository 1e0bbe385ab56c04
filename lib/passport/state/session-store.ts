import { isNavigation, type Request } from '../request.js';
import { type Kept, type Mismatch, maxPending, type StateContext, StateStore } from './store.js';

/** A sign-in in progress: the value that DingTalk must return, and the route's own state. */
interface Pending {
  handle: string;
  /** The state is valid for this app only. */
  clientID: string;
  state?: unknown;
  /** Whether the callback has come. */
  used?: true;
}

/** Characters of JSON. A session in a cookie has 4 KiB for everything, in Base64. */
const maxLength = 2048;

/**
 * Keeps the OAuth state in the session. Unlike the stores of passport-oauth2, it holds several sign-ins at a time,
 * because browsers restore many tabs at once, and accepts a state that the route chose.
 */
export class SessionStateStore extends StateStore {
  readonly #key: string;

  constructor(key: string) {
    super();
    this.#key = key;
  }

  override _keep(req: Request, handle: string, state: unknown, { clientID, isOwnPage }: StateContext): void {
    const session = sessionOf(req);
    const before = this.#entries(session).filter((entry) => entry.handle !== handle);
    const entries = fitting([...before, { handle, clientID, ...(state !== undefined && { state }) }]);
    const pushesOut = pendingOf(entries).length <= pendingOf(before).length;
    // A request that the user didn't make must not push out the user's own sign-ins.
    if (!pushesOut || isOwnPage || isNavigation(req)) session[this.#key] = { pending: entries };
  }

  override _take(req: Request, handle: string, { clientID }: StateContext): Kept | Mismatch {
    const session = sessionOf(req);
    const entries = this.#entries(session);
    const found = entries.find((entry) => entry.handle === handle);
    if (!found) return { reason: entries.length ? 'unknown' : 'no-cookie' };
    if (found.used) return { reason: 'used' };
    if (found.clientID !== clientID) return { reason: 'other-app' };
    const rest = entries.filter((entry) => entry !== found);
    session[this.#key] = { pending: fitting([{ handle, clientID, used: true }, ...rest]) };
    return { state: found.state };
  }

  #entries(session: Record<string, unknown>): Pending[] {
    const { pending } = (session[this.#key] ?? {}) as { pending?: unknown };
    return Array.isArray(pending) ? pending.filter((entry) => typeof entry?.handle === 'string') : [];
  }
}

/** The newest entries, which are the last, as far as there is room. */
function fitting(entries: readonly Pending[]): Pending[] {
  const kept = entries.slice(-maxPending);
  while (kept.length > 1 && JSON.stringify(kept).length > maxLength) kept.shift();
  return kept;
}

function pendingOf(entries: readonly Pending[]): Pending[] {
  return entries.filter((entry) => !entry.used);
}

function sessionOf(req: Request): Record<string, unknown> {
  // Its type depends on the host: that of @types/express-session has no index signature.
  const { session } = req as { session?: unknown };
  if (session) return session as Record<string, unknown>;
  throw new Error(
    'DingTalkStrategy is to keep the OAuth state in the session, and this request has no session. Mount session ' +
      'middleware (for example express-session) before Passport, or leave `store` out for a cookie.',
  );
}
