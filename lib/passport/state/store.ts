import type { Metadata, StateStore as OAuth2StateStore } from 'passport-oauth2';
import { type DingTalkStateReason, SignInRefusal } from '../../organization/sign-in-refusal.js';
import { canSetCookies, type Request } from '../request.js';

/** The app and callback URL of a sign-in, and whether a script of the app's own page began it, for a QR code. */
export type StateContext = Metadata & { callbackURL?: string | undefined; isOwnPage?: boolean };

/** Why a state isn't valid, for the developer. */
export interface Mismatch {
  reason: DingTalkStateReason;
}

export interface Kept {
  /** The route's own. */
  state: unknown;
}

/** Gets the state that was kept, or an error. */
type Stored = (error: Error | null, handle?: string) => void;

/** Gets whether the state is valid, with the route's own state or else a {@link Mismatch}. */
type Checked = (error: Error | null, ok?: boolean, state?: unknown) => void;

/** Keeps the OAuth state while the user is at DingTalk, for other strategies of passport-oauth2 too. */
export abstract class StateStore {
  /** @internal Marks our stores. Not a symbol, because an application may load two copies of this package. */
  readonly _tiesToBrowser = true as const;

  /** @internal Keeps `handle` for a sign-in that begins; throws if it can't. `state` is the route's own. */
  abstract _keep(req: Request, handle: string, state: unknown, meta: StateContext): void;
  /** @internal Whether this browser began the sign-in of `handle`, which is used up; others stay. */
  abstract _take(req: Request, handle: string, meta: StateContext): Kept | Mismatch;

  /** Keeps a new state. passport-oauth2 passes arguments by this signature. */
  store(req: Request, state: unknown, meta: StateContext, callback: Stored): void {
    this.keep(req, crypto.randomUUID(), state, meta, callback);
  }

  /** Keeps a state that the route chose. */
  keep(req: Request, handle: string, state: unknown, meta: StateContext, callback: Stored): void {
    answer(
      () => this._keep(req, handle, state, meta),
      callback,
      () => callback(null, handle),
    );
  }

  /** Whether this browser began the sign-in of `handle`. Confirms it once. */
  verify(req: Request, handle: string, meta: StateContext, callback: Checked): void {
    answer(
      () => this._take(req, handle, meta),
      callback,
      (found) => ('reason' in found ? callback(null, false, found) : callback(null, true, found.state)),
    );
  }
}

/** Calls back outside of `try`, because an error that the host throws there isn't ours. */
function answer<Value>(work: () => Value, fail: (error: Error) => void, succeed: (value: Value) => void) {
  let value: Value;
  try {
    value = work();
  } catch (error) {
    fail(error as Error);
    return;
  }
  succeed(value);
}

/** Sign-ins that a browser may have in progress; the oldest is dropped first. Browsers restore ten tabs at once. */
export const maxPending: number = 10;

/** Whether a store is one of ours, which tie each state to the browser that began the sign-in. */
export function tiesToBrowser(store: StateStore | OAuth2StateStore | undefined): store is StateStore {
  return (store as Partial<StateStore> | undefined)?._tiesToBrowser === true;
}

/** Called by its number of parameters, the callback included, as passport-oauth2 does. May be async. */
type Method = (...args: unknown[]) => unknown;

/** Keeps the state of a sign-in that begins, and returns the value that DingTalk must return. */
export function keepState(
  store: StateStore | OAuth2StateStore | undefined,
  req: Request,
  state: unknown,
  meta: StateContext,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const kept = (error: unknown, handle?: unknown) =>
      error ? reject(error) : resolve(typeof handle === 'string' ? handle : undefined);
    if (typeof state === 'string') {
      // Other stores generate their states, and would not know this one.
      if (tiesToBrowser(store)) store.keep(req, state, undefined, meta, kept);
      else resolve(state);
    } else if (!store) {
      resolve(undefined);
    } else {
      const forms = [[req], [req, meta], [req, state, meta], [req, undefined, state, meta]];
      const given = forms[store.store.length - 2] ?? [req];
      Promise.resolve((store.store as Method).call(store, ...given, kept)).catch(reject);
    }
  });
}

/** Takes the state that DingTalk returned out of its store, and returns the route's own. */
export function takeState(
  store: StateStore | OAuth2StateStore | undefined,
  req: Request,
  handle: string | undefined,
  meta: StateContext,
): Promise<unknown> {
  if (!store) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const taken = (error: unknown, ok?: unknown, state?: unknown) => {
      if (error) reject(error);
      else if (ok) resolve(state);
      else reject(new SignInRefusal('state-invalid', (state as Partial<Mismatch> | undefined)?.reason));
    };
    const verify = store.verify as Method;
    const given = verify.length === 4 ? [req, handle, meta] : [req, handle];
    Promise.resolve(verify.call(store, ...given, taken)).catch(reject);
  });
}

/** The default: the state in a cookie, or in the session if the response can't be found through the request. */
export class CookieOrSession extends StateStore {
  readonly #cookies: StateStore;
  readonly #session: StateStore;

  constructor(cookies: StateStore, session: StateStore) {
    super();
    this.#cookies = cookies;
    this.#session = session;
  }

  /** @internal */
  override _keep(req: Request, handle: string, state: unknown, meta: StateContext): void {
    this.#storeFor(req)._keep(req, handle, state, meta);
  }

  /** @internal */
  override _take(req: Request, handle: string, meta: StateContext): Kept | Mismatch {
    return this.#storeFor(req)._take(req, handle, meta);
  }

  #storeFor(req: Request): StateStore {
    if (canSetCookies(req)) return this.#cookies;
    if ((req as { session?: unknown }).session) return this.#session;
    throw new Error(
      'DingTalkStrategy keeps the OAuth state in a cookie, and this request leads neither to its response nor to a ' +
        'session. Have `req.res` be the response (in Fastify: ' +
        "app.addHook('onRequest', async (request, reply) => { Object.assign(request, { res: reply }); })), or mount " +
        'session middleware before Passport.',
    );
  }
}
