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
