import { describe, expect, it } from 'vitest';
import { SessionStateStore } from '../../../lib/passport/state/session-store.js';

const clientID = 'dingsession';
const context = { clientID } as never;
const key = 'oauth2:login.example.com';

type Args = Parameters<SessionStateStore['store']>;

function start() {
  const session: Record<string, unknown> = { cart: 'kept' };
  const req = { session, headers: {} } as unknown as Args[0];
  const store = new SessionStateStore(key);
  return {
    session,
    begin: (state?: unknown, headers: object = {}) =>
      new Promise<string>((resolve, reject) => {
        store.store({ ...req, headers } as never, state, context, (error, handle) =>
          error ? reject(error) : resolve(handle ?? ''),
        );
      }),
    take: (handle: string) =>
      new Promise<unknown[]>((resolve) => {
        store.verify(req, handle, context, (...said) => resolve(said));
      }),
  };
}

describe('a session', () => {
  it('holds as many of the newest as fit into a session that is a cookie', async () => {
    const { session, begin, take } = start();
    const handles: string[] = [];
    for (let count = 0; count < 5; count += 1) handles.push(await begin({ to: 'x'.repeat(700) }));
    const size = Buffer.from(JSON.stringify(session)).toString('base64').length;
    expect(size).toBeLessThan(4096);
    const outcomes = await Promise.all(handles.map(async (handle) => (await take(handle))[1]));
    expect(outcomes).toEqual([false, false, false, true, true]);
  });

  it('holds ten sign-ins, of which the finished ones count', async () => {
    const { session, begin, take } = start();
    for (let count = 0; count < 12; count += 1) await take(await begin());
    const handle = await begin();
    expect(session[key]).toMatchObject({ pending: { length: 10 } });
    expect((await take(handle))[1]).toBe(true);
  });

  it('holds the newest alone, however large it is, and a finished one once', async () => {
    const { session, begin, take } = start();
    await begin();
    const state = { to: 'x'.repeat(3000) };
    const handle = await begin(state);
    expect(session[key]).toEqual({ pending: [{ handle, clientID, state }] });
    expect(await take(handle)).toEqual([null, true, state]);
    expect(session[key]).toEqual({ pending: [{ handle, clientID, used: true }] });
  });

  it('holds a state that the route chose once, however often it begins', () => {
    const session: Record<string, unknown> = {};
    const store = new SessionStateStore(key);
    for (let count = 0; count < 3; count += 1) {
      store.keep({ session, headers: {} } as never, 'chosen', count, context, () => {});
    }
    expect(session[key]).toEqual({ pending: [{ handle: 'chosen', clientID, state: 2 }] });
  });

  it('gives room that is not free to what a person asked for alone', async () => {
    const { begin, take } = start();
    const handle = await begin();
    for (let count = 0; count < 20; count += 1) await begin(undefined, { 'sec-fetch-mode': 'cors' });
    expect((await take(handle))[1]).toBe(true);
  });

  it('holds all others after a wrong state', async () => {
    const { session, begin, take } = start();
    expect(await take('guessed')).toEqual([null, false, { reason: 'no-cookie' }]);
    const handle = await begin();
    expect(await take('guessed')).toEqual([null, false, { reason: 'unknown' }]);
    expect(session.cart).toBe('kept');
    expect((await take(handle))[1]).toBe(true);
  });

  it('holds the other sign-ins after one has come back, and what its route gave with it', async () => {
    const { begin, take } = start();
    const [first, second] = [await begin({ returnTo: '/a' }), await begin()];
    expect(await take(first)).toEqual([null, true, { returnTo: '/a' }]);
    expect(await take(first)).toEqual([null, false, { reason: 'used' }]);
    expect(await take(second)).toEqual([null, true, undefined]);
  });

  it('notes no state to keep where the route gave none', async () => {
    const { session, begin } = start();
    const handle = await begin();
    expect(session[key]).toStrictEqual({ pending: [{ handle, clientID }] });
  });
});

describe('a request without a session', () => {
  it.each([{}, { session: null }, { session: undefined }])('is told what to do: %j', (without) => {
    const store = new SessionStateStore(key);
    const req = without as unknown as Args[0];
    const said: unknown[][] = [];
    store.store(req, undefined, context, (...args) => said.push(args));
    store.keep(req, 'chosen', undefined, context, (...args) => said.push(args));
    store.verify(req, 'handle', context, (...args) => said.push(args));
    const error = expect.objectContaining({
      message: expect.stringMatching(/has no session\. Mount .*middleware.*leave `store` out for a cookie/s),
    });
    expect(said).toEqual([[error], [error], [error]]);
  });
});

describe('a session that holds something else under our name', () => {
  it.each([{ pending: 'x' }, { pending: { length: 1 } }, { pending: [null, 5, 'x', {}] }, 'text', 5])(
    'is as good as an empty one: %j',
    async (odd) => {
      const { session, begin, take } = start();
      session[key] = odd;
      expect((await take('guessed')).slice(0, 2)).toEqual([null, false]);
      const handle = await begin();
      expect((await take(handle)).slice(0, 2)).toEqual([null, true]);
    },
  );
});
