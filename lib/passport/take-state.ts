import type { Metadata, Strategy as OAuth2Strategy } from 'passport-oauth2';
import { SignInRefusal } from '../organization/refusal.js';

type Request = Parameters<OAuth2Strategy['authenticate']>[0];

/** A store's `verify` as passport-oauth2 calls it, with metadata or without, by its number of parameters. */
export interface StateStore {
  verify(...args: unknown[]): void;
}

/**
 * Takes the state that DingTalk brought back out of its store; gives what the route had it keep.
 * @throws {@link SignInRefusal} `state-invalid` when the store does not know it
 * @throws whatever the store fails with
 */
export function takeState(
  store: StateStore,
  req: Request,
  state: string | undefined,
  meta: Metadata,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const taken = (error: unknown, ok?: unknown, kept?: unknown) => {
      if (error) reject(error);
      else if (ok) resolve(kept);
      else reject(new SignInRefusal('state-invalid'));
    };
    if (store.verify.length === 4) store.verify(req, state, meta, taken);
    else store.verify(req, state, taken);
  });
}
