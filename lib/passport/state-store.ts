import type { Metadata, Strategy as OAuth2Strategy } from 'passport-oauth2';

type Request = Parameters<OAuth2Strategy['authenticate']>[0];

/** For whom and whereto a sign-in begins, as far as a store cares. */
export interface StateContext {
  clientID: string;
  /** Absolute, or a path. */
  callbackURL?: string | undefined;
}

/** Where the OAuth state is kept while the person is at DingTalk. */
export interface StateStore {
  /** Notes a new state for a sign-in that begins; `state` is what the route gave to keep. */
  store(
    req: Request,
    state: unknown,
    meta: Metadata,
    callback: (error: Error | null, handle?: string) => void,
  ): void;
  /** Notes a state that the route chose itself, which the stores of passport-oauth2 cannot. */
  keep(
    req: Request,
    handle: string,
    state: unknown,
    context: StateContext,
    callback: (error: Error | null, handle?: string) => void,
  ): void;
  /** Whether this browser was sent to DingTalk with `handle`, which it can say once. */
  verify(
    req: Request,
    handle: string,
    meta: Metadata,
    callback: (error: Error | null, ok?: boolean, state?: unknown) => void,
  ): void;
}

/** Tabs that may be signing in at the same time; the oldest gives way. */
export const maxPending: number = 5;

/**
 * Notes the state that a route chose, if it did. passport-oauth2 sends a string as it is and notes it nowhere, so
 * that the callback would be refused.
 */
export function keepChosen(
  store: object | undefined,
  req: Request,
  state: unknown,
  context: StateContext,
  callback: (error: Error | null) => void,
): void {
  if (typeof state === 'string' && canKeep(store)) store.keep(req, state, undefined, context, callback);
  else callback(null);
}

/** Whether a store is one of ours, and not one for any strategy of passport-oauth2. */
function canKeep(store: object | undefined): store is StateStore {
  return store !== undefined && typeof (store as { keep?: unknown }).keep === 'function';
}
