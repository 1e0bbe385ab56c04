import { describe, expect, it } from 'vitest';
import { SessionState } from '../../lib/passport/session-state.js';

const context = { clientID: 'dingsession' } as never;
const key = 'oauth2:login.example.com';

type Args = Parameters<SessionState['store']>;

function start() {
  const session: Record<string, unknown> = { cart: 'kept' };
  const req = { session } as unknown as Args[0];
  const store = new SessionState(key);
  return {
    session,
    begin: (state?: unknown) =>
      new Promise<string>((resolve, reject) => {
        store.store(req, state, context, (error, handle) => (error ? reject(error) : resolve(handle ?? '')));
      }),
    take: (handle: string) =>
      new Promise<unknown[]>((resolve) => {
        store.verify(req, handle, context, (...said) => resolve(said));
      }),
  };
}

describe('a session', () => {
  it('holds five sign-ins; the oldest gives way to a sixth', async () => {
    const { session, begin, take } = start();
    const handles: string[] = [];
    for (let count = 0; count < 6; count += 1) handles.push(await begin());
    expect(session[key]).toEqual({ pending: handles.slice(1).map((handle) => ({ handle })) });
    for (const handle of handles.slice(1)) expect((await take(handle)).slice(0, 2)).toEqual([null, true]);
  });

  it('holds nothing of ours, and all of the host’s, after a wrong state', async () => {
    const { session, begin, take } = start();
    const handle = await begin();
    await begin();
    expect((await take('guessed')).slice(0, 2)).toEqual([null, false]);
    expect(session).toEqual({ cart: 'kept', [key]: undefined });
    expect((await take(handle)).slice(0, 2)).toEqual([null, false]);
  });

  it('holds the other sign-ins after one has come back, and what its route gave with it', async () => {
    const { session, begin, take } = start();
    const [first, second] = [await begin({ returnTo: '/a' }), await begin()];
    expect(await take(first)).toEqual([null, true, { returnTo: '/a' }]);
    expect(session[key]).toEqual({ pending: [{ handle: second }] });
    expect(await take(second)).toEqual([null, true, undefined]);
    expect(session).toEqual({ cart: 'kept', [key]: undefined });
  });

  it('notes no state to keep where the route gave none', async () => {
    const { session, begin } = start();
    const handle = await begin();
    expect(session[key]).toStrictEqual({ pending: [{ handle }] });
  });
});

describe('a request without a session', () => {
  it.each([{}, { session: null }, { session: undefined }])('is told what to do: %j', (without) => {
    const store = new SessionState(key);
    const req = without as unknown as Args[0];
    const said: unknown[][] = [];
    store.store(req, undefined, context, (...args) => said.push(args));
    store.keep(req, 'chosen', undefined, context as never, (...args) => said.push(args));
    store.verify(req, 'handle', context, (...args) => said.push(args));
    const error = expect.objectContaining({
      message: expect.stringMatching(
        /has no session\. Mount .*middleware.*CookieStateStore.*`state: false`/s,
      ),
    });
    expect(said).toEqual([[error], [error], [error]]);
  });
});

describe('a session that holds something else under our name', () => {
  it.each([{ pending: 'x' }, { pending: { length: 1 } }, 'text', 5])(
    'is as good as an empty one: %j',
    async (odd) => {
      const { session, begin, take } = start();
      session[key] = odd;
      expect((await take('guessed')).slice(0, 2)).toEqual([null, false]);
      session[key] = odd;
      const handle = await begin();
      expect((await take(handle)).slice(0, 2)).toEqual([null, true]);
    },
  );
});
