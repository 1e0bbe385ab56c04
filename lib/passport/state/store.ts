import type { Metadata, StateStore as OAuth2StateStore } from 'passport-oauth2';
import { type DingTalkStateReason, SignInRefusal } from '../../organization/refusal.js';
import { canSetCookies, type Request } from '../request.js';

/** What a sign-in begins for. */
export type StateContext = Metadata & { callbackURL?: string | undefined };

/** Receives the state that was kept, or why it was not. */
export type Stored = (error: Error | null, handle?: string) => void;

/** Receives whether the state is good, and then what the route had it keep; otherwise a {@link Mismatch}. */
export type Checked = (error: Error | null, ok?: boolean, state?: unknown) => void;

/** Why a state is no good, for the developer. */
export interface Mismatch {
  reason: DingTalkStateReason;
}

/**
 * Where the OAuth state is kept while the person is at DingTalk: a store for passport-oauth2, which ours are too, so
 * that other strategies can use them.
 */
export interface StateStore {
  /** Keeps a new state for a sign-in that begins; `state` is what the route gave to keep. */
  store(req: Request, state: unknown, meta: StateContext, callback: Stored): void;
  /** Whether this browser was sent to DingTalk with `handle`, which it can confirm once. */
  verify(req: Request, handle: string, meta: StateContext, callback: Checked): void;
  /** @internal What no other store has by chance; a text, as an application may load two copies of ours. */
  readonly _tiesToBrowser: true;
  /** Keeps a state that the route chose itself. Only our stores have it. */
  keep(req: Request, handle: string, state: unknown, meta: StateContext, callback: Stored): void;
}

/** Sign-ins that one browser may have under way; the oldest gives way. Browsers restore ten tabs at once. */
export const maxPending: number = 10;

/**
 * Whether a store is one of ours: it ties each state to the browser, so that only that browser can bring it back.
 * Of others nothing is known.
 */
export function tiesToBrowser(store: StateStore | OAuth2StateStore | undefined): store is StateStore {
  return (store as Partial<StateStore> | undefined)?._tiesToBrowser === true;
}

/**
 * Has the store keep the state of a sign-in that begins.
 * @param state - what the route gave: a string is sent to DingTalk as it is, anything else is kept
 * @returns what DingTalk is to bring back; `undefined` for none
 * @throws whatever the store fails with
 */
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
      // A store for passport-oauth2 makes its own states, and would not know this one.
      if (tiesToBrowser(store)) store.keep(req, state, undefined, meta, kept);
      else resolve(state);
    } else if (!store) {
      resolve(undefined);
    } else {
      callByLength(
        store,
        'store',
        { 5: [req, undefined, state, meta], 4: [req, state, meta], 3: [req, meta], 2: [req] },
        kept,
      );
    }
  });
}

/**
 * Takes the state that DingTalk brought back out of its store; resolves with what the route had it keep.
 * @throws {@link SignInRefusal} `state-invalid` when the store does not know it
 * @throws whatever the store fails with
 */
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
    callByLength(store, 'verify', { 4: [req, handle, meta], 3: [req, handle] }, taken);
  });
}

/** Whether this browser has the state under way, which is used up then. What the store fails with is no answer. */
export async function isUnderWay(
  store: StateStore | OAuth2StateStore | undefined,
  req: Request,
  handle: string,
  meta: StateContext,
): Promise<boolean> {
  return (
    tiesToBrowser(store) &&
    (await takeState(store, req, handle, meta).then(
      () => true,
      () => false,
    ))
  );
}

/** Calls a store by its number of parameters, the callback included, as passport-oauth2 does. */
function callByLength(
  store: object,
  name: 'store' | 'verify',
  forms: Readonly<Record<number, readonly unknown[]>>,
  callback: (...said: unknown[]) => void,
): void {
  const method = (store as Record<string, (...args: unknown[]) => void>)[name] as (
    ...args: unknown[]
  ) => void;
  const [shortest] = Object.values(forms);
  method.call(store, ...(forms[method.length] ?? shortest ?? []), callback);
}

/** The default: the state in a cookie, and in the session where the request does not lead to its response. */
export class CookieOrSession implements StateStore {
  /** @internal */
  readonly _tiesToBrowser = true as const;
  readonly #cookies: StateStore;
  readonly #session: StateStore;

  constructor(cookies: StateStore, session: StateStore) {
    this.#cookies = cookies;
    this.#session = session;
  }

  store(req: Request, state: unknown, meta: StateContext, callback: Stored): void {
    this.#storeFor(req, callback)?.store(req, state, meta, callback);
  }

  keep(req: Request, handle: string, state: unknown, meta: StateContext, callback: Stored): void {
    this.#storeFor(req, callback)?.keep(req, handle, state, meta, callback);
  }

  verify(req: Request, handle: string, meta: StateContext, callback: Checked): void {
    this.#storeFor(req, callback)?.verify(req, handle, meta, callback);
  }

  #storeFor(req: Request, callback: (error: Error) => void): StateStore | undefined {
    if (canSetCookies(req)) return this.#cookies;
    if ((req as { session?: unknown }).session) return this.#session;
    callback(
      new Error(
        'DingTalkStrategy keeps the OAuth state in a cookie, and this request leads neither to its response nor to a ' +
          'session. Have `req.res` be the response (in Fastify: ' +
          "app.addHook('onRequest', async (request, reply) => { Object.assign(request, { res: reply }); })), or mount " +
          'session middleware before Passport.',
      ),
    );
    return undefined;
  }
}
