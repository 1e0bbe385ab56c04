import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultPeople, type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { DingTalkStrategy } from '../../lib/strategy.js';
import { locationOf, Visitor } from '../helpers/visitor.js';

/**
 * Builds an app of one framework around a strategy, written as that framework's users write it:
 *
 * - `GET /auth/dingtalk` begins, with options that the route made once
 * - `GET` and `POST /auth/dingtalk/callback` end at `/` or, with the message in the session, at `/failed`
 * - `GET /` tells the user as JSON, `null` when nobody is signed in
 * - `GET /failed` tells the session's `messages` as JSON
 * - `POST /sign-out` signs out
 * - errors go to the framework's own error handling
 */
export type BuildApp = (strategy: DingTalkStrategy) => RequestListener | Promise<RequestListener>;

/** What the apps keep in their sessions. */
export interface User {
  id: string;
  name: string | undefined;
}

// With `scope`, since @fastify/passport types no option of a strategy but that one.
export const beginOptions = { scope: 'openid', prompt: 'login consent' };
export const endOptions = { successRedirect: '/', failureRedirect: '/failed', failureMessage: true };
export const sessionSecret = 'a-session-secret-of-at-least-32-characters';

const client = { clientId: 'dinginterop', clientSecret: 'interop-secret' };
const person = defaultPeople[0];
const callbackPath = '/auth/dingtalk/callback';

/** The whole sign-in, from the link to the session, in one host. */
export function describeSignIn(host: string, buildApp: BuildApp): void {
  let server: Server;
  let simulator: Simulator;
  let origin: string;
  let visitor: Visitor;

  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const callbackURL = origin + callbackPath;
    simulator = await startSimulator({ clients: [{ ...client, redirectUrls: [callbackURL] }] });
    const strategy = new DingTalkStrategy(
      {
        clientID: client.clientId,
        clientSecret: client.clientSecret,
        callbackURL,
        origins: simulator.origins,
      },
      (_accessToken, _refreshToken, profile, done) => {
        const user: User = { id: profile.id, name: profile.displayName };
        done(null, user);
      },
    );
    server.on('request', await buildApp(strategy));
    visitor = new Visitor(origin);
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await simulator.close();
  });

  /** Follows the link, and leads to DingTalk. */
  const begin = async (who = visitor) => locationOf(await who.get('/auth/dingtalk'));
  /** Presses a button on DingTalk's page, and leads back to the app. */
  const decide = async (page: URL, decision: 'agree' | 'refuse') =>
    locationOf(await new Visitor(page.origin).post(page.href, { decision }));
  const agree = async (who = visitor) => decide(await begin(who), 'agree');
  const open = (url: URL, who = visitor) => who.get(url.pathname + url.search);
  const signedIn = async (who = visitor) => (await who.get('/')).json() as Promise<User | null>;
  const messages = async (who = visitor) => (await who.get('/failed')).json() as Promise<string[]>;
  const asked = (endpoint: string) => simulator.requests.filter((request) => request.endpoint === endpoint);

  async function expectSignedIn(response: Response, who = visitor): Promise<void> {
    expect(locationOf(response).pathname).toBe('/');
    expect(await signedIn(who)).toEqual({ id: person?.unionId, name: person?.nick });
  }

  async function expectFailed(response: Response, message: RegExp, who = visitor): Promise<void> {
    expect(locationOf(response).pathname).toBe('/failed');
    expect((await messages(who)).at(-1)).toMatch(message);
    expect(await signedIn(who)).toBeNull();
  }

  describe(host, () => {
    test('signs a person in by way of DingTalk, and out again', async () => {
      expect(await signedIn()).toBeNull();
      const page = await begin();
      expect(Object.fromEntries(page.searchParams)).toEqual({
        client_id: client.clientId,
        redirect_uri: origin + callbackPath,
        response_type: 'code',
        scope: 'openid',
        prompt: 'login consent',
        state: expect.stringMatching(/.{22}/),
      });

      const callback = await decide(page, 'agree');
      expect(callback.searchParams.get('authCode')).toBe(callback.searchParams.get('code'));
      expect(callback.searchParams.get('state')).toBe(page.searchParams.get('state'));
      await expectSignedIn(await open(callback));
      expect(asked('userAccessToken')).toHaveLength(1);
      expect(asked('me')).toHaveLength(1);

      await visitor.post('/sign-out', {});
      expect(await signedIn()).toBeNull();
    });

    test('takes a callback that has only authCode', async () => {
      const callback = await agree();
      callback.searchParams.delete('code');
      await expectSignedIn(await open(callback));
    });

    test('takes a callback that has only code', async () => {
      const callback = await agree();
      callback.searchParams.delete('authCode');
      await expectSignedIn(await open(callback));
    });

    test('takes a callback that is a posted form', async () => {
      const { searchParams } = await agree();
      await expectSignedIn(await visitor.post(callbackPath, Object.fromEntries(searchParams)));
    });

    test('gives each of two visitors a state of their own, which serves nobody else', async () => {
      const other = new Visitor(origin);
      const first = await agree();
      const second = await agree(other);
      expect(second.searchParams.get('state')).not.toBe(first.searchParams.get('state'));
      await expectSignedIn(await open(first));
      await expectSignedIn(await open(second, other), other);

      const stranger = new Visitor(origin);
      await begin(stranger);
      await expectFailed(await open(await agree(), stranger), /did not begin in this browser/, stranger);
    });

    test('refuses a callback without a state', async () => {
      const callback = await agree();
      callback.searchParams.delete('state');
      await expectFailed(await open(callback), /did not begin in this browser/);
      expect(asked('userAccessToken')).toHaveLength(0);
    });

    test('refuses a callback that comes a second time', async () => {
      const callback = await agree();
      await expectSignedIn(await open(callback));
      await visitor.post('/sign-out', {});
      await expectFailed(await open(callback), /did not begin in this browser/);
      expect(asked('userAccessToken')).toHaveLength(1);
    });

    test('spends the state even when the sign-in then fails', async () => {
      const callback = await agree();
      const wrong = new URL(callback);
      wrong.searchParams.set('code', 'no-such-code');
      wrong.searchParams.delete('authCode');
      await expectFailed(await open(wrong), /took too long or was already used/);
      await expectFailed(await open(callback), /did not begin in this browser/);
    });

    test('spends the code once when the same callback arrives twice at the same moment', async () => {
      const callback = await agree();
      simulator.fail('userAccessToken', { delayMs: 100 });
      const responses = await Promise.all([open(callback), open(callback)]);
      expect(responses.map((response) => locationOf(response).pathname)).toEqual(['/', '/']);
      expect(asked('userAccessToken')).toHaveLength(1);
      await expectSignedIn(responses[0]);
    });

    test('fails when the person refuses at DingTalk', async () => {
      await expectFailed(await open(await decide(await begin(), 'refuse')), /did not agree/);
    });

    test('fails, and begins no other sign-in, when the callback has neither code nor error', async () => {
      const callback = await agree();
      callback.searchParams.delete('code');
      callback.searchParams.delete('authCode');
      await expectFailed(await open(callback), /incomplete or damaged/);
    });

    test('hands what is broken to the error handling, which answers with the status of the error', async () => {
      const callback = await agree();
      const throttled = {
        code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
        requestid: 'E1A6D19B-0F3C-7D55-9B32-0A6B0D7B0D2C',
        message: 'busy',
      };
      simulator.fail('userAccessToken', { status: 403, body: throttled });
      const response = await open(callback);
      expect(response.status).toBe(429);
      expect(await response.text()).not.toContain(client.clientSecret);
      expect(await signedIn()).toBeNull();
    });
  });
}
