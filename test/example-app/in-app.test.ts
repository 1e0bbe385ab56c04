import { describe, expect, it } from 'vitest';
import {
  type ExampleApp,
  type ExampleAppOptions,
  organization,
  person,
  press,
  signIn,
  type Visitor,
  visit,
} from '../helpers/example-app.js';

const { corpId } = organization;

/** Somebody whose browser is the DingTalk client. */
async function start(options?: ExampleAppOptions) {
  const { app, visitor } = await visit(options);
  return { app, visitor: visitor.set('User-Agent', 'Mozilla/5.0 (Linux; Android 14) DingTalk/7.6.0') };
}

/** Posts what the DingTalk client gives our page, as the page does. */
function enter({ simulator }: ExampleApp, visitor: Visitor, query = '') {
  const code = simulator.inAppCode({ clientId: 'dingexampleapp', unionId: person.unionId });
  return press(visitor, `/auth/dingtalk/in-app${query}`).send({ code, corpId }).expect(303);
}

describe('the home page inside DingTalk', () => {
  it('signs in by itself, for the organization that it was opened in', async () => {
    const { app, visitor } = await start();
    const { text, headers } = await visitor.get('/').query({ corpId: 'dingopened' }).expect(200);
    expect(text).toContain('data-corp-id="dingopened"');
    expect(text).toContain('data-client-id="dingexampleapp"');
    expect(text).toContain('data-action="/auth/dingtalk/in-app?returnTo=%2Fprofile"');
    expect(text).toContain('>Sign in with DingTalk</a>');
    expect(text).not.toContain('Show QR code');
    const { login } = app.simulator.origins;
    expect(headers['content-security-policy']?.split(';')).toEqual(
      expect.arrayContaining([`script-src 'self' ${login}/simulator/dd.js`, `connect-src 'self' ${login}`]),
    );
    expect(headers['set-cookie']).toBeUndefined();
  });

  it.each(['', '$CORPID$'])('takes its own organization for the address parameter %j', async (given) => {
    const { visitor } = await start();
    const { text } = await visitor.get('/').query({ corpId: given }).expect(200);
    expect(text).toContain(`data-corp-id="${corpId}"`);
  });

  it('loads one script of DingTalk’s when that is the real one', async () => {
    const { visitor } = await start({ app: { simulator: undefined } });
    const { text, headers } = await visitor.get('/').expect(200);
    const script = 'https://g.alicdn.com/dingding/dingtalk-jsapi/3.1.0/dingtalk.open.js';
    expect(text).toContain(`<script defer src="${script}"></script>`);
    expect(headers['content-security-policy']?.split(';')).toEqual(
      expect.arrayContaining([`script-src 'self' ${script}`, "connect-src 'self'"]),
    );
  });

  it('does not sign a user in again who has just signed out, once', async () => {
    const { app, visitor } = await start();
    await enter(app, visitor);
    await press(visitor, '/sign-out').expect(303);
    const home = await visitor.get('/');
    expect(home.text).toContain('You are signed out.');
    expect(home.text).not.toContain('data-in-app');
    expect((await visitor.get('/')).text).toContain('data-in-app');
  });
});

describe('a code from the DingTalk client', () => {
  it('signs in, with the staff record and without tokens', async () => {
    const { app, visitor } = await start();
    const { headers } = await enter(app, visitor);
    expect(headers.location).toBe('/profile');
    const { text } = await visitor.get('/profile').expect(200);
    for (const shown of [
      person.nick,
      person.unionId,
      'xiaoman<wbr>@teahouse<wbr>.example<wbr>.com',
      '星河茶社 / 茶艺部 / 南门店',
      'receives no tokens',
      'topapi/v2/user/getuserinfo',
    ]) {
      expect(text).toContain(shown);
    }
    expect(text).not.toContain('Refresh tokens');
  });

  it('leads to where the visitor wanted to go, and only on this site', async () => {
    const { app, visitor } = await start();
    const wanted = await enter(app, visitor, '?returnTo=/profile%3Fa');
    expect(wanted.headers.location).toBe('/profile?a');
    const elsewhere = await enter(app, visitor, '?returnTo=//evil.example');
    expect(elsewhere.headers.location).toBe('/profile');
  });

  it('comes in beside a session of the browser, whose tokens are gone then', async () => {
    const { app, visitor } = await start();
    await signIn(app, visitor);
    await enter(app, visitor);
    expect((await visitor.get('/profile')).text).toContain('receives no tokens');
  });
});
