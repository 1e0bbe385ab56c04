import { expect, it } from 'vitest';
import { keepChosen, type StateContext } from '../../lib/passport/state-store.js';

const req = { url: '/login' } as never;
const context: StateContext = { clientID: 'c', callbackURL: '/callback' };

/** What a store was given to keep, and what came of it. */
async function keeping(storeOf: (keep: (...given: unknown[]) => void) => object | undefined, state: unknown) {
  const kept: unknown[][] = [];
  const failure = new Error('the store is full');
  const store = storeOf((...given) => {
    kept.push(given.slice(0, -1));
    (given.at(-1) as (error: Error) => void)(failure);
  });
  const outcome = await new Promise((resolve) => keepChosen(store, req, state, context, resolve));
  return { kept, isFailure: outcome === failure, outcome };
}

it('gives a state that the route chose to a store that can keep it, and hears of its failure', async () => {
  expect(await keeping((keep) => ({ keep }), 'chosen')).toMatchObject({
    kept: [[req, 'chosen', undefined, context]],
    isFailure: true,
  });
});

it.each<[string, Parameters<typeof keeping>[0], unknown]>([
  ['where the route chose none', (keep) => ({ keep }), undefined],
  ['where the route gave what is no text', (keep) => ({ keep }), { returnTo: '/' }],
  ['in a store of somebody else’s', (keep) => ({ store: keep, verify: keep }), 'chosen'],
  ['in a store whose `keep` cannot be called', () => ({ keep: true }), 'chosen'],
  ['without a store', () => undefined, 'chosen'],
])('keeps nothing, and goes on, %s', async (_where, storeOf, state) => {
  expect(await keeping(storeOf, state)).toMatchObject({ kept: [], outcome: null });
});
