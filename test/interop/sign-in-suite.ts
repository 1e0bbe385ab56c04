import { beforeEach, describe, expect, test } from 'vitest';
import { locationOf, type Visitor } from '../helpers/visitor.js';
import {
  type AppUnderTest,
  type BuildApp,
  callbackPath,
  client,
  person,
  type StrategyOptions,
  startAppUnderTest,
  type User,
} from './app-under-test.js';

/** The whole sign-in, from the link to the session, in one host. */
export function describeSignIn(host: string, buildApp: BuildApp, options: StrategyOptions = {}): void {
  let app: AppUnderTest;
  let visitor: Visitor;

  beforeEach(async () => {
    app = await startAppUnderTest(buildApp, options);
    visitor = app.visitor();
  });

  const agree = (who = visitor) => app.agree(who);
  const open = (url: URL, who = visitor) => app.open(who, url);
  const signedIn = async (who = visitor) => (await who.get('/')).json() as Promise<User | null>;
  const messages = async (who = visitor) => (await who.get('/failed')).json() as Promise<string[]>;
  const asked = (endpoint: string) =>
    app.simulator.requests.filter((request) => request.endpoint === endpoint);

  async function expectSignedIn(response: Response, who = visitor): Promise<void> {
    expect(locationOf(response).pathname).toBe('/');
    expect(await signedIn(who)).toEqual(person);
  }

  async function expectFailed(response: Response, message: RegExp, who = visitor): Promise<void> {
    expect(locationOf(response).pathname).toBe('/failed');
    expect((await messages(who)).at(-1)).toMatch(message);
    expect(await signedIn(who)).toBeNull();
  }

  describe(host, () => {
    test('signs a person in by way of DingTalk, and out again', async () => {
      expect(await signedIn()).toBeNull();
      const page = await app.begin(visitor);
      expect(Object.fromEntries(page.searchParams)).toEqual({
        client_id: client.clientId,
        redirect_uri: app.origin + callbackPath,
        response_type: 'code',
        scope: 'openid',
        prompt: 'login consent',
        state: expect.stringMatching(/.{22}/),
      });

      const callback = await app.decide(page, 'agree');
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
      const other = app.visitor();
      const first = await agree();
      const second = await agree(other);
      expect(second.searchParams.get('state')).not.toBe(first.searchParams.get('state'));
      await expectSignedIn(await open(first));
      await expectSignedIn(await open(second, other), other);

      const stranger = app.visitor();
      await app.begin(stranger);
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
      await expectFailed(await open(callback), /was already used/);
      expect(asked('userAccessToken')).toHaveLength(1);
    });

    test('spends the state even when the sign-in then fails', async () => {
      const callback = await agree();
      const wrong = new URL(callback);
      wrong.searchParams.set('code', 'no-such-code');
      wrong.searchParams.delete('authCode');
      await expectFailed(await open(wrong), /took too long or was already used/);
      await expectFailed(await open(callback), /was already used/);
    });

    test('spends the code once when the same callback arrives twice at the same moment', async () => {
      const callback = await agree();
      app.simulator.fail('userAccessToken', { delayMs: 100 });
      const responses = await Promise.all([open(callback), open(callback)]);
      expect(responses.map((response) => locationOf(response).pathname)).toEqual(['/', '/']);
      expect(asked('userAccessToken')).toHaveLength(1);
      await expectSignedIn(responses[0]);
    });

    test('fails when the person refuses at DingTalk', async () => {
      await expectFailed(await open(await app.decide(await app.begin(visitor), 'refuse')), /did not agree/);
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
      app.simulator.fail('userAccessToken', { status: 403, body: throttled });
      const response = await open(callback);
      expect(response.status).toBe(429);
      expect(await response.text()).not.toContain(client.clientSecret);
      expect(await signedIn()).toBeNull();
    });
  });
}
