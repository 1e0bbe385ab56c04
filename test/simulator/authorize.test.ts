import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../lib/simulator/index.js';
import { APP, BOOKS, call, LIN, OTHER_APP, postToken, REDIRECT, start, TEA, YUN } from './helper.js';

const ASKED = {
  client_id: APP.clientId,
  redirect_uri: REDIRECT,
  response_type: 'code',
  scope: 'openid',
  prompt: 'consent',
};

const CORPID = { scope: 'openid corpid' };

type Query = Record<string, string | undefined> | [string, string][];

function addressOf(simulator: Simulator, query: Query = {}): string {
  const pairs = Array.isArray(query)
    ? [...Object.entries(ASKED), ...query]
    : Object.entries({ ...ASKED, ...query }).filter(
        (pair): pair is [string, string] => pair[1] !== undefined,
      );
  return `${simulator.origins.login}/oauth2/auth?${new URLSearchParams(pairs)}`;
}

function submit(address: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return call(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

/** Agrees as `unionId`, exchanges the code and says what the app was told of the organization. */
async function corpIdAfter(simulator: Simulator, query: Query, fields: Record<string, string> = {}) {
  const { headers } = await submit(addressOf(simulator, query), { decision: 'agree', ...fields });
  const code = new URL(headers.location ?? '').searchParams.get('code');
  return JSON.parse((await postToken(simulator, { code })).body).corpId;
}

describe('GET /oauth2/auth', () => {
  it('asks for consent, in a page that nobody can frame or inject scripts into', async () => {
    const simulator = await start({ clients: [{ ...APP, name: 'Tea timer' }] });
    const { status, headers, body } = await call(addressOf(simulator));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html;charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      vary: 'Accept-Language',
    });
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^;]+; img-src 'self';/,
    );
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(body).toContain('Sign in to Tea timer');
    expect(body).toContain('Not DingTalk');
  });

  it.each([
    ['en', undefined],
    ['en', 'de'],
    ['en', 'en-GB,zh;q=0.9'],
    ['en', 'zh;q=0'],
    ['zh-CN', 'zh-CN,zh;q=0.9,en;q=0.8'],
    ['zh-CN', 'fr, zh-TW;q=0.7, en;q=0.3'],
  ])('speaks %s to a browser that accepts %s', async (language, accepted) => {
    const simulator = await start();
    const { headers, body } = await call(addressOf(simulator), {
      headers: accepted === undefined ? {} : { 'accept-language': accepted },
    });
    expect(headers['content-language']).toBe(language);
    expect(body).toContain(`<html lang="${language}">`);
    expect(body).toContain(language === 'en' ? '>Agree</button>' : '>同意</button>');
    expect(body).toContain(language === 'en' ? '>Refuse</button>' : '>拒绝</button>');
  });

  it.each<[string, Query, string]>([
    ['an unknown client_id', { client_id: 'nobody' }, 'under this client_id'],
    ['no client_id', { client_id: undefined }, 'client_id is missing'],
    ['no redirect_uri', { redirect_uri: undefined }, 'redirect_uri is missing'],
    [
      'an unregistered redirect_uri',
      { redirect_uri: 'https://evil.example/' },
      'not among the redirect URLs',
    ],
    ['a redirect_uri with more to it', { redirect_uri: `${REDIRECT}&x=1` }, 'not among the redirect URLs'],
    [
      'a redirect_uri with less to it',
      { redirect_uri: REDIRECT.slice(0, -1) },
      'not among the redirect URLs',
    ],
    ['no response_type', { response_type: undefined }, 'response_type is missing'],
    ['response_type=token', { response_type: 'token' }, 'response_type has a value'],
    ['no scope', { scope: undefined }, 'scope is missing'],
    ['an empty scope', { scope: '' }, 'scope is missing'],
    ['corpid alone', { scope: 'corpid' }, 'scope has a value'],
    ['scopes with a comma', { scope: 'openid,corpid' }, 'scope has a value'],
    ['scopes with an escaped plus', { scope: 'openid+corpid' }, 'scope has a value'],
    ['an undocumented scope', { scope: 'openid Contact.User.Read' }, 'scope has a value'],
    ['no prompt', { prompt: undefined }, 'prompt is missing'],
    ['prompt=none', { prompt: 'none' }, 'prompt has a value'],
    ['a nonce', { nonce: 'x' }, 'refuses the parameter nonce'],
    ['a parameter given twice', [['client_id', OTHER_APP.clientId]], 'client_id is given more than once'],
    [
      'a state given twice',
      [
        ['state', 'a'],
        ['state', 'b'],
      ],
      'state is given more than once',
    ],
    ['corpId without its scope', { corpId: TEA.corpId }, 'corpId needs the scope'],
    ['an unknown corpId', { ...CORPID, corpId: 'ding-none' }, 'under this corpId'],
    ['an unknown exclusiveCorpId', { exclusiveCorpId: 'ding-none' }, 'under this exclusiveCorpId'],
    ['another org_type', { org_type: 'all' }, 'org_type has a value'],
    ['another exclusiveLogin', { exclusiveLogin: 'yes' }, 'exclusiveLogin has a value'],
  ])('shows an error page, and goes nowhere, for %s', async (_, query, reason) => {
    const simulator = await start();
    for (const answer of [
      await call(addressOf(simulator, query)),
      await submit(addressOf(simulator, query), { decision: 'agree' }),
      await submit(addressOf(simulator, query), { decision: 'refuse' }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.headers.location).toBeUndefined();
      expect(answer.headers['x-frame-options']).toBe('DENY');
      expect(answer.body).toContain(reason);
      expect(answer.body).toContain('This sign-in cannot go on');
    }
  });

  it.each([
    { prompt: 'login consent' },
    { scope: 'corpid openid' },
    { scope: 'openid corpid', org_type: 'management', corpId: BOOKS.corpId },
    { exclusiveLogin: 'true', exclusiveCorpId: TEA.corpId },
    { exclusiveLogin: 'false' },
  ])('accepts %o', async (query) => {
    const simulator = await start();
    expect((await call(addressOf(simulator, query))).status).toBe(200);
  });

  it('escapes whatever it is told', async () => {
    const nick = fc.string({ unit: 'grapheme', minLength: 1 });
    const hostile = fc.constantFrom(
      '"><script>alert(1)</script>',
      "' onload='x",
      '</style><b>',
      '&amp;&lt;',
      '<!--',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          nick,
          hostile,
          fc.tuple(nick, hostile).map((parts) => parts.join('')),
        ),
        async (text) => {
          fc.pre(!/\p{Surrogate}/u.test(text));
          const simulator = await start({
            clients: [{ ...APP, name: text }],
            organizations: [{ corpId: TEA.corpId, name: text }],
            people: [{ unionId: 'u', nick: text, email: text, mobile: text, organizations: [TEA.corpId] }],
          });
          const { body } = await call(addressOf(simulator, { ...CORPID, state: text }));
          const escaped = text.replace(/[&<>"']/g, (character) => `&${NAMES[character]};`);
          expect(body).toContain(`id="person-0">${escaped}</span>`);
          expect(body.match(/<(?!\/?[a-z!])/g)).toBeNull();
          expect(tagsOf(body)).toEqual(tagsOf((await plainPage()).body));
          const problem = await call(addressOf(simulator, { response_type: `?${text}` }));
          expect(problem.body).toContain(`<code>?${escaped}`);
          await simulator.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});

const NAMES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };

const tagsOf = (page: string) => page.match(/<\/?[a-z]+/g);

async function plainPage() {
  const simulator = await start({
    organizations: [TEA],
    people: [{ ...YUN, email: 'e', mobile: 'm', organizations: [TEA.corpId] }],
  });
  return call(addressOf(simulator, CORPID));
}

describe('POST /oauth2/auth', () => {
  it('leads back with code and authCode, the same, keeping the query of the registered URL', async () => {
    const simulator = await start();
    const { status, headers } = await submit(addressOf(simulator), { decision: 'agree' });
    expect(status).toBe(302);
    expect(headers.location).toMatch(
      /^http:\/\/localhost:4000\/callback\?from=dingtalk&code=([0-9a-f]{32})&authCode=\1$/,
    );
  });

  it('leads back with an error when the person refuses', async () => {
    const simulator = await start();
    const address = addressOf(simulator, { state: 's/1' });
    const { status, headers } = await submit(address, { decision: 'refuse' });
    expect(status).toBe(302);
    expect(headers.location).toBe(`${REDIRECT}&error=access_denied&state=s%2F1`);
  });

  it('returns any state as it was, whichever way it is written', async () => {
    const simulator = await start();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('agree', 'refuse'),
        async (state, decision) => {
          const address = `${addressOf(simulator)}&state=${encodeURIComponent(state)}`;
          const { headers } = await submit(address, { decision });
          const query = headers.location?.split('?')[1]?.split('&') ?? [];
          expect(query.at(-1)).toBe(`state=${encodeURIComponent(state)}`);
          expect(new URL(headers.location ?? '').searchParams.get('state')).toBe(state);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('signs in who is chosen, and who was preselected otherwise', async () => {
    const simulator = await start();
    for (const [fields, nick] of [
      [{}, LIN.nick],
      [{ unionId: YUN.unionId }, YUN.nick],
    ] as const) {
      const { headers } = await submit(addressOf(simulator), { decision: 'agree', ...fields });
      const code = new URL(headers.location ?? '').searchParams.get('code');
      const { accessToken } = JSON.parse((await postToken(simulator, { code })).body);
      const me = await call(`${simulator.origins.api}/v1.0/contact/users/me`, {
        headers: { 'x-acs-dingtalk-access-token': accessToken },
      });
      expect(JSON.parse(me.body).nick).toBe(nick);
    }
  });

  it('tells the organization that was chosen, asked for, or is the only one left', async () => {
    const simulator = await start();
    const chosen = { unionId: LIN.unionId, [`corpId ${LIN.unionId}`]: BOOKS.corpId };
    expect(await corpIdAfter(simulator, CORPID)).toBe(TEA.corpId);
    expect(await corpIdAfter(simulator, CORPID, chosen)).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, { ...CORPID, corpId: BOOKS.corpId })).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, { ...CORPID, corpId: TEA.corpId }, chosen)).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, { ...CORPID, org_type: 'management' })).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, { ...CORPID, exclusiveCorpId: BOOKS.corpId })).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, {}, chosen)).toBeUndefined();
  });

  it.each<[string, Query, Record<string, string>]>([
    ['a person in no organization', CORPID, { unionId: YUN.unionId }],
    ['a person nobody knows', {}, { unionId: 'union-nobody' }],
    [
      'an organization that is somebody else’s',
      CORPID,
      { unionId: LIN.unionId, [`corpId ${LIN.unionId}`]: 'ding-none' },
    ],
    [
      'an organization that the person does not administer',
      { ...CORPID, org_type: 'management' },
      { unionId: LIN.unionId, [`corpId ${LIN.unionId}`]: TEA.corpId },
    ],
    [
      'an organization other than the exclusive one',
      { ...CORPID, exclusiveCorpId: BOOKS.corpId },
      { unionId: LIN.unionId, [`corpId ${LIN.unionId}`]: TEA.corpId },
    ],
    ['a person outside the exclusive one', { exclusiveCorpId: BOOKS.corpId }, { unionId: YUN.unionId }],
    ['a person without an enterprise account', { exclusiveLogin: 'true' }, { unionId: YUN.unionId }],
    ['a person outside the one asked for', { ...CORPID, corpId: TEA.corpId }, { unionId: YUN.unionId }],
  ])('refuses %s', async (_, query, fields) => {
    const simulator = await start();
    const answer = await submit(addressOf(simulator, query), { decision: 'agree', ...fields });
    expect(answer.status).toBe(403);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.body).toContain('11055');
  });

  it('says so at once when nobody there may sign in', async () => {
    const simulator = await start({ people: [YUN] });
    const answer = await call(addressOf(simulator, CORPID), { headers: { 'accept-language': 'zh' } });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('操作失败，你不在组织内');
  });

  it('takes a decision only from its own page', async () => {
    const simulator = await start();
    for (const origin of ['https://evil.example', 'null', simulator.origins.login.replace(/\d+$/, '1')]) {
      const answer = await submit(addressOf(simulator), { decision: 'agree' }, { origin });
      expect(answer.status).toBe(403);
      expect(answer.headers.location).toBeUndefined();
    }
    const own = await submit(
      addressOf(simulator),
      { decision: 'agree' },
      { origin: simulator.origins.login },
    );
    expect(own.status).toBe(302);
  });

  it('wants a decision', async () => {
    const simulator = await start();
    for (const fields of [{}, { decision: 'maybe' }]) {
      expect((await submit(addressOf(simulator), fields as Record<string, string>)).status).toBe(400);
    }
  });
});

describe('simulator.authorize', () => {
  const agreed = { clientId: APP.clientId, redirectUri: REDIRECT, unionId: LIN.unionId };

  it('gives the URL that agreeing on the page would lead to', async () => {
    const simulator = await start();
    const url = simulator.authorize({ ...agreed, ...CORPID, corpId: BOOKS.corpId, state: '=&%+ 你好' });
    expect(url).toMatch(
      /\?from=dingtalk&code=([0-9a-f]{32})&authCode=\1&state=%3D%26%25%2B%20%E4%BD%A0%E5%A5%BD$/,
    );
    const code = new URL(url).searchParams.get('code');
    expect(JSON.parse((await postToken(simulator, { code })).body).corpId).toBe(BOOKS.corpId);
    expect(simulator.authorize({ ...agreed, state: '' })).toMatch(/&state=$/);
    expect(simulator.authorize(agreed)).not.toContain('state');
  });

  it('writes a registered URL with other than ASCII letters as a header can hold it', async () => {
    const redirectUri = 'http://localhost:4000/回调?';
    const simulator = await start({ clients: [{ ...APP, redirectUrls: [redirectUri] }] });
    expect(simulator.authorize({ ...agreed, redirectUri })).toMatch(
      /^http:\/\/localhost:4000\/%E5%9B%9E%E8%B0%83\?code=/,
    );
  });

  it.each<[string, object, RegExp]>([
    ['an unknown client', { clientId: 'x' }, /client_id/],
    ['an unregistered URL', { redirectUri: 'http://localhost/' }, /redirect_uri/],
    ['an unknown person', { unionId: 'x' }, /unionId/],
    ['an undocumented scope', { scope: 'profile' }, /scope/],
    ['corpId without its scope', { corpId: TEA.corpId }, /corpId/],
    ['a person who is not a member', { ...CORPID, unionId: YUN.unionId }, /organization/],
    ['a state that is no text', { state: 5 }, /state/],
    ['half a surrogate pair', { state: '\ud800' }, /state/],
    ['an option that does not exist', { redirectURI: REDIRECT }, /redirectURI/],
  ])('throws a TypeError for %s', async (_, wrong, named) => {
    const simulator = await start();
    expect(() => simulator.authorize({ ...agreed, ...wrong })).toThrow(TypeError);
    expect(() => simulator.authorize({ ...agreed, ...wrong })).toThrow(named);
  });
});
