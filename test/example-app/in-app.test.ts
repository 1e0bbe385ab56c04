import { describe, expect, it } from 'vitest';
import {
  type ExampleApp,
  type ExampleAppOptions,
  organization,
  person,
  press,
  signIn,
  startExampleApp,
  type Visitor,
} from '../helpers/example-app.js';

const PATH = '/auth/dingtalk/in-app';
const { corpId } = organization;

let app: ExampleApp;

/** Somebody whose browser is the DingTalk client. */
async function start(options?: ExampleAppOptions): Promise<Visitor> {
  app = await startExampleApp(options);
  return app.visitor().set('User-Agent', 'Mozilla/5.0 (Linux; Android 14) DingTalk/7.6.0');
}

/** What the DingTalk client gives the page. */
function code(): string {
  return app.simulator.inAppCode({ clientId: 'dingexampleapp', unionId: person.unionId });
}

/** What our page posts. */
function post(visitor: Visitor, body: object, query = '') {
  return press(visitor, PATH + query).send(body);
}

function _asked() {
  return app.simulator.requests.map(({ endpoint }) => endpoint);
}

describe('the home page inside DingTalk', () => {
  it('signs in by itself, for the organization that it was opened in', async () => {
    const visitor = await start();
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
    const visitor = await start();
    const { text } = await visitor.get('/').query({ corpId: given }).expect(200);
    expect(text).toContain(`data-corp-id="${corpId}"`);
  });

  it('loads one script of DingTalk’s when that is the real one', async () => {
    const visitor = await start({ app: { simulator: undefined } });
    const { text, headers } = await visitor.get('/').expect(200);
    const script = 'https://g.alicdn.com/dingding/dingtalk-jsapi/3.1.0/dingtalk.open.js';
    expect(text).toContain(`<script defer src="${script}"></script>`);
    expect(headers['content-security-policy']?.split(';')).toEqual(
      expect.arrayContaining([`script-src 'self' ${script}`, "connect-src 'self'"]),
    );
  });

  it('does not sign a user in again who has just signed out, once', async () => {
    const visitor = await start();
    await post(visitor, { code: code(), corpId }).expect(303);
    await press(visitor, '/sign-out').expect(303);
    const home = await visitor.get('/');
    expect(home.text).toContain('You are signed out.');
    expect(home.text).not.toContain('data-in-app');
    expect((await visitor.get('/')).text).toContain('data-in-app');
  });
});

describe('a code from the DingTalk client', () => {
  it('signs in, with the staff record and without tokens', async () => {
    const visitor = await start();
    const { headers } = await post(visitor, { code: code(), corpId }).expect(303);
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
    const visitor = await start();
    const wanted = await post(visitor, { code: code(), corpId }, '?returnTo=/profile%3Fa');
    expect(wanted.headers.location).toBe('/profile?a');
    const elsewhere = await post(visitor, { code: code(), corpId }, '?returnTo=//evil.example');
    expect(elsewhere.headers.location).toBe('/profile');
  });

  it('comes in beside a session of the browser, whose tokens are gone then', async () => {
    const visitor = await start();
    await signIn(app, visitor);
    await post(visitor, { code: code(), corpId }).expect(303);
    expect((await visitor.get('/profile')).text).toContain('receives no tokens');
  });
});
