import { describe, expect, it } from 'vitest';
import type { DingTalkAuthenticateOptions } from '../../lib/index.js';
import {
  organization,
  person,
  type SignInApp,
  type SignInAppOptions,
  startSignInApp,
} from '../helpers/sign-in-app.js';
import { agreeFor } from '../helpers/start.js';
import type { Visitor } from '../helpers/visitor.js';

async function start(setup: SignInAppOptions = {}, asked: DingTalkAuthenticateOptions = {}) {
  const app = await startSignInApp(setup);
  app.app.all('/qr', (req, res) => {
    app.strategy.qrLogin(req, asked).then(
      (parameters) => res.json(parameters),
      (error: Error & { code?: string }) =>
        res.status(500).json({ name: error.name, message: error.message }),
    );
  });
  return app;
}

async function qr(visitor: Visitor, path = '/qr', headers = {}): Promise<Record<string, string>> {
  return (await (await visitor.get(path, headers)).json()) as Record<string, string>;
}

/** What DingTalk's script hands to the page once the user has scanned and agreed. */
function scanned({ simulator }: SignInApp, asked: Record<string, string>): URL {
  return agreeFor(simulator, new URLSearchParams(asked), person.unionId, organization.corpId);
}

describe('qrLogin', () => {
  it('gives exactly what the redirect would ask for', async () => {
    const app = await start();
    const redirected = Object.fromEntries((await app.begin(app.visitor())).searchParams);
    const parameters = await qr(app.visitor());
    expect(parameters).toEqual({ ...redirected, state: expect.stringMatching(/^[\w-]{22,}$/) });
    expect(parameters.state).not.toBe(redirected.state);
  });

  it('begins a sign-in that the ordinary callback route finishes, once, in this browser only', async () => {
    const app = await start();
    const [visitor, other] = [app.visitor(), app.visitor()];
    const parameters = await qr(visitor);
    const callback = scanned(app, parameters);
    expect(await app.finish(other, callback)).toMatchObject({
      status: 403,
      info: { code: 'state-invalid' },
    });
    expect((await app.finish(visitor, callback)).user?.id).toBe(person.unionId);
    expect(await app.finish(visitor, callback)).toMatchObject({
      status: 403,
      info: { code: 'state-invalid' },
    });
  });

  it("takes a route's options as passport.authenticate does, a state to come back among them", async () => {
    const state = { returnTo: '/somewhere' };
    const asked = { corpId: organization.corpId, orgType: 'management', state } as const;
    const app = await start({}, asked);
    const visitor = app.visitor();
    const parameters = await qr(visitor);
    expect(parameters).toMatchObject({
      ...{ scope: 'openid corpid', corpId: organization.corpId, org_type: 'management' },
    });
    expect((await app.finish(visitor, scanned(app, parameters))).info?.state).toEqual(state);
  });

  it.each([undefined, true] as const)(
    'is good on a page that drew eleven before, `store: %s`',
    async (store) => {
      const app = await start({ options: { store } });
      const visitor = app.visitor();
      const headers = {
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
      };
      for (let drawn = 0; drawn < 11; drawn += 1) await qr(visitor, '/qr', headers);
      const last = scanned(app, await qr(visitor, '/qr', headers));
      expect((await app.finish(visitor, last)).user?.id).toBe(person.unionId);
      expect(await qr(visitor, '/qr', { ...headers, 'sec-fetch-site': 'same-site' })).toHaveProperty('state');
    },
  );

  it.each([
    ['corpId', { scope: 'openid corpid' }, {}],
    ['corpId', { allowedCorpIds: ['dingone'] }, {}],
    ['orgType', {}, { corpId: 'dingone' }],
  ])('is refused without `%s`, which DingTalk wants for the scope corpid', async (name, options, asked) => {
    const app = await start({ options }, asked);
    expect(await qr(app.visitor())).toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining(`\`${name}\``),
    });
  });

  it.each([
    ['a malformed option, by name', {}, { prompt: ' ' }, /`prompt`/],
    ['the international DingTalk', { region: 'intl', origins: undefined }, {}, /`region`/],
  ] as const)('is refused for %s', async (_what, options, asked, message) => {
    const app = await start({ options }, asked);
    expect(await qr(app.visitor())).toMatchObject({
      name: 'TypeError',
      message: expect.stringMatching(message),
    });
  });

  it.each(['/qr?code=x', '/qr?authCode=x&state=y', '/qr?error=x'])('is refused for %s', async (path) => {
    const app = await start();
    expect((await qr(app.visitor(), path)).message).toMatch(/answer to one/);
  });
});
