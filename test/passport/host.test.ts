import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DingTalkStrategy, type DingTalkStrategyOptions, type DingTalkVerify } from '../../lib/index.js';
import { defaultPeople, type Simulator, startSimulator } from '../../lib/simulator/index.js';

const clientID = 'dinghost';
const callbackURL = 'http://127.0.0.1:3000/callback';

let simulator: Simulator;
beforeAll(async () => {
  const client = { clientId: clientID, clientSecret: 'host-secret', redirectUrls: [callbackURL] };
  simulator = await startSimulator({ clients: [client] });
});
afterAll(() => simulator.close());

const acceptEverybody: DingTalkVerify = (_accessToken, _refreshToken, profile, done) => done(null, profile);

type Constructor = new (options: DingTalkStrategyOptions, verify: DingTalkVerify) => DingTalkStrategy;

function makeStrategy(
  Strategy: Constructor = DingTalkStrategy,
  verify: DingTalkVerify = acceptEverybody,
  more: Partial<DingTalkStrategyOptions> = {},
): DingTalkStrategy {
  const options = { clientID, clientSecret: 'host-secret', callbackURL, origins: simulator.origins };
  return new Strategy({ ...options, ...more }, verify);
}

type Request = Parameters<DingTalkStrategy['authenticate']>[0];
type Ended = { user?: { id?: string }; refused?: { code?: string }; status?: number; error?: unknown };

/** A request of the one browser that this session belongs to. */
function request(session: object, query: Record<string, string> = {}): Request {
  return { method: 'GET', url: '/', headers: {}, query, session } as unknown as Request;
}

/** Has `target` begin a sign-in, and agrees; returns what comes back. */
async function agree(target: DingTalkStrategy, session: object, unionId: string) {
  const location = await new Promise<string>((resolve, reject) => {
    target.redirect = resolve;
    target.error = reject;
    target.authenticate(request(session));
  });
  const asked = new URL(location).searchParams;
  const [state, scope] = [asked.get('state') ?? '', asked.get('scope') ?? ''];
  const redirectUri = asked.get('redirect_uri') ?? '';
  const back = simulator.authorize({ clientId: clientID, redirectUri, unionId, scope, state });
  return Object.fromEntries(new URL(back).searchParams);
}

/** Has `target` finish a sign-in, on which it sets the functions that a host sets. */
function finish(target: DingTalkStrategy, req: Request): Promise<Ended> {
  return new Promise((resolve) => {
    target.success = (user) => resolve({ user: user as { id?: string } });
    target.fail = (refused, status) =>
      resolve({ refused: refused as { code?: string }, status: status ?? 0 });
    target.error = (error) => resolve({ error });
    target.authenticate(req);
  });
}

/** A whole sign-in of a browser that has none yet, as Passport has it done. */
async function signIn(strategy: DingTalkStrategy, unionId: string): Promise<Ended> {
  const session = {};
  const query = await agree(Object.create(strategy), session, unionId);
  return finish(Object.create(strategy), request(session, query));
}

const [one, other, stranger] = defaultPeople.map(({ unionId }) => unionId) as [string, string, string];

describe('a host other than Passport', () => {
  it('may use one object for one request after the other, however they end', async () => {
    const strategy = makeStrategy();
    const own: DingTalkStrategy = Object.create(strategy);
    const session = {};
    const query = await agree(own, session, one);
    const ended = [
      await finish(own, request(session, query)),
      await finish(own, request(session, query)),
      await finish(own, request(session, { ...(await agree(own, session, one)), code: 'x', authCode: 'x' })),
      await finish(own, request(session, { error: 'access_denied', state: 'guessed' })),
      await finish(own, request(session, await agree(own, session, other))),
    ];
    expect(ended).toEqual([
      { user: expect.objectContaining({ id: one }) },
      { refused: expect.objectContaining({ code: 'state-invalid' }), status: 403 },
      { refused: expect.objectContaining({ code: 'code-rejected' }), status: 401 },
      { refused: expect.objectContaining({ code: 'state-invalid' }), status: 403 },
      { user: expect.objectContaining({ id: other }) },
    ]);
  });

  it('finds on its object what it put there, once a sign-in has ended', async () => {
    const strategy = makeStrategy();
    const session = {};
    const query = await agree(Object.create(strategy), session, one);
    const own: DingTalkStrategy = Object.create(strategy);
    const put = await new Promise<object>((resolve) => {
      const functions = { success: () => resolve(functions), fail: () => {}, error: () => {} };
      Object.assign(own, functions).authenticate(request(session, query));
    });
    expect(own).toMatchObject(put);
  });

  it('finds the strategy itself as it was, though it derives nothing from it', async () => {
    const strategy = makeStrategy();
    const [session, later] = [{}, {}];
    const [first, second] = [
      await agree(Object.create(strategy), session, one),
      await agree(Object.create(strategy), later, other),
    ];
    const [mine, theirs] = [
      finish(strategy, request(session, first)),
      finish(strategy, request(later, second)),
    ];
    expect(await theirs).toEqual({ user: expect.objectContaining({ id: other }) });
    expect(await mine).toEqual({ user: expect.objectContaining({ id: one }) });
    const { success, fail, error, ...rest } = Object.getOwnPropertyDescriptors(strategy);
    expect(Object.keys(rest)).toEqual(Object.keys(Object.getOwnPropertyDescriptors(makeStrategy())));
  });

  it('may keep things of a request on the object that it derives, for methods of its own', async () => {
    class Counting extends DingTalkStrategy {
      tenant?: unknown;
      override authenticate(req: Request): void {
        this.tenant = (req.session as { tenant?: string }).tenant;
        super.authenticate(req);
      }
      override userProfile(token: string, done: Parameters<DingTalkStrategy['userProfile']>[1]): void {
        const { tenant } = this;
        super.userProfile(token, (error, profile) =>
          done(error, profile && Object.assign(profile, { tenant })),
        );
      }
    }
    const strategy = makeStrategy(Counting);
    const sessions = [{ tenant: 'a' }, { tenant: 'b' }];
    const queries = await Promise.all(
      sessions.map((session) => agree(Object.create(strategy), session, one)),
    );
    const ended = await Promise.all(
      sessions.map((session, index) => finish(Object.create(strategy), request(session, queries[index]))),
    );
    expect(ended.map(({ user }) => user)).toEqual([
      expect.objectContaining({ tenant: 'a' }),
      expect.objectContaining({ tenant: 'b' }),
    ]);
  });
});

describe('a subclass with a userProfile of its own', () => {
  it('that rejects ends the sign-in with its error', async () => {
    class Failing extends DingTalkStrategy {
      override async userProfile(): Promise<void> {
        throw new Error('no profile today');
      }
    }
    expect(await signIn(makeStrategy(Failing), one)).toEqual({
      error: new Error('no profile today'),
    });
  });

  it('lets no stranger in where only members may come in', async () => {
    class Careless extends DingTalkStrategy {
      override userProfile(_token: string, done: Parameters<DingTalkStrategy['userProfile']>[1]): void {
        done(null, { ...({ id: 'whoever' } as Parameters<typeof done>[1] & object) });
      }
    }
    const strategy = makeStrategy(Careless, acceptEverybody, { membership: 'required' });
    expect(await signIn(strategy, one)).toEqual({ user: { id: 'whoever' } });
    expect(await signIn(strategy, stranger)).toEqual({
      refused: expect.objectContaining({ code: 'not-a-member' }),
      status: 403,
    });
  });
});
