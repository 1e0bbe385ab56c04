import { expect, it } from 'vitest';
import { keepState, type StateContext, takeState, tiesToBrowser } from '../../../lib/passport/state/store.js';

const req = { url: '/login' } as never;
const context: StateContext = {
  clientID: 'c',
  authorizationURL: 'a',
  tokenURL: 't',
  callbackURL: '/callback',
};
const given: unknown[][] = [];

/** A store's method of as many parameters as it says, which answers. */
function method(length: number, ...answer: unknown[]) {
  const call = (...args: unknown[]) => {
    given.push(args.slice(0, -1));
    (args.at(-1) as (...said: unknown[]) => void)(...answer);
  };
  return Object.defineProperty(call, 'length', { value: length });
}

it.each<[number, unknown[]]>([
  [5, [req, undefined, { to: '/' }, context]],
  [4, [req, { to: '/' }, context]],
  [3, [req, context]],
  [2, [req]],
  [0, [req]],
])('a store for passport-oauth2 gets what it takes, by %d parameters', async (length, expected) => {
  given.length = 0;
  const store = { store: method(length, null, 'handle'), verify: method(4, null, true) };
  expect(await keepState(store as never, req, { to: '/' }, context)).toBe('handle');
  expect(given).toEqual([expected]);
});

it.each<[number, unknown[]]>([
  [4, [req, 'handle', context]],
  [3, [req, 'handle']],
])('a store for passport-oauth2 is asked for a state, by %d parameters', async (length, expected) => {
  given.length = 0;
  const verify = method(length, null, true, { to: '/' });
  expect(await takeState({ store() {}, verify } as never, req, 'handle', context)).toEqual({ to: '/' });
  expect(given).toEqual([expected]);
});

const throws = () => {
  throw new Error('down');
};

it.each([
  ['gives', method(4, new Error('down'))],
  ['throws', throws],
  ['promises', () => Promise.reject(new Error('down'))],
])('an error that a store %s is the outcome', async (_how, broken) => {
  const store = { store: broken, verify: broken, keep: throws, _tiesToBrowser: true } as never;
  await expect(keepState(store, req, {}, context)).rejects.toThrow('down');
  await expect(keepState(store, req, 'chosen', context)).rejects.toThrow('down');
  await expect(takeState(store, req, 'handle', context)).rejects.toThrow('down');
});

it('a state that the route chose is kept by our stores, and sent as it is by others', async () => {
  given.length = 0;
  const foreign = { store: method(4, null, 'handle'), verify() {} };
  expect(await keepState(foreign as never, req, 'chosen', context)).toBe('chosen');
  expect(await keepState(undefined, req, 'chosen', context)).toBe('chosen');
  expect(given).toEqual([]);
  const ours = { ...foreign, keep: method(5, null, 'chosen'), _tiesToBrowser: true };
  expect(await keepState(ours as never, req, 'chosen', context)).toBe('chosen');
  expect(given).toEqual([[req, 'chosen', undefined, context]]);
});

it('nothing is kept or checked without a store', async () => {
  expect(await keepState(undefined, req, { to: '/' }, context)).toBeUndefined();
  expect(await takeState(undefined, req, 'handle', context)).toBeUndefined();
});

it('a store is not ours because it has a method of that name', () => {
  expect(tiesToBrowser({ store() {}, verify() {}, keep() {} } as never)).toBe(false);
});
