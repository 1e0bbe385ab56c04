import fc from 'fast-check';
import { describe, expect } from 'vitest';
import {
  APP,
  addressOf,
  BOOKS,
  CORPID,
  call,
  it,
  type Query,
  REDIRECT,
  start,
  submit,
  TEA,
  YUN,
} from '../helpers/start.js';

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
    expect(body).toContain('This is not DingTalk');
  });

  it.for([
    ['en', undefined],
    ['en', 'de'],
    ['en', 'en-GB,zh;q=0.9'],
    ['en', 'zh;q=0'],
    ['zh-CN', 'zh-CN,zh;q=0.9,en;q=0.8'],
    ['zh-CN', 'fr, zh-TW;q=0.7, en;q=0.3'],
  ])('speaks %s to a browser that accepts %s', async ([language, accepted], { simulator }) => {
    const { headers, body } = await call(addressOf(simulator), {
      headers: accepted === undefined ? {} : { 'accept-language': accepted },
    });
    expect(headers['content-language']).toBe(language);
    expect(body).toContain(`<html lang="${language}">`);
    expect(body).toContain(language === 'en' ? '>Agree</button>' : '>同意</button>');
    expect(body).toContain(language === 'en' ? '>Refuse</button>' : '>拒绝</button>');
  });

  const twice = (name: string): Query => [1, 2].map((value): [string, string] => [name, `${value}`]);
  const unregistered = 'not among the redirect URLs';

  it.for<[string, Query, string]>([
    ['an unknown client_id', { client_id: 'nobody' }, 'under this client_id'],
    ['no client_id', { client_id: undefined }, 'client_id is missing'],
    ['no redirect_uri', { redirect_uri: undefined }, 'redirect_uri is missing'],
    ['an unregistered redirect_uri', { redirect_uri: 'https://evil.example/' }, unregistered],
    ['a redirect_uri with more to it', { redirect_uri: `${REDIRECT}&x=1` }, unregistered],
    ['a redirect_uri with less to it', { redirect_uri: REDIRECT.slice(0, -1) }, unregistered],
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
    ['a parameter given twice', twice('client_id'), 'client_id occurs more than once'],
    ['a state given twice', twice('state'), 'state occurs more than once'],
    ['corpId without its scope', { corpId: TEA.corpId }, 'corpId needs the scope'],
    ['an empty corpId', { ...CORPID, corpId: '' }, 'under this corpId'],
    ['an unknown corpId', { ...CORPID, corpId: 'ding-none' }, 'under this corpId'],
    ['an unknown exclusiveCorpId', { exclusiveCorpId: 'ding-none' }, 'under this exclusiveCorpId'],
    ['another org_type', { org_type: 'all' }, 'org_type has a value'],
    ['another exclusiveLogin', { exclusiveLogin: 'yes' }, 'exclusiveLogin has a value'],
  ])('shows an error page, and goes nowhere, for %s', async ([, query, reason], { simulator }) => {
    for (const answer of [
      await call(addressOf(simulator, query)),
      await submit(addressOf(simulator, query), { decision: 'agree' }),
      await submit(addressOf(simulator, query), { decision: 'refuse' }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.headers.location).toBeUndefined();
      expect(answer.headers['x-frame-options']).toBe('DENY');
      expect(answer.body).toContain(reason);
      expect(answer.body).toContain('This sign-in can’t continue');
      expect(answer.body).toContain('The app that sent you here must fix');
    }
  });

  it.for([
    { prompt: 'login consent' },
    { scope: 'corpid openid' },
    { scope: 'openid corpid', org_type: 'management', corpId: BOOKS.corpId },
    { exclusiveLogin: 'true', exclusiveCorpId: TEA.corpId },
    { exclusiveLogin: 'false' },
  ])('accepts %o', async (query, { simulator }) => {
    expect((await call(addressOf(simulator, query))).status).toBe(200);
  });

  it('escapes whatever it is told', async () => {
    const nick = fc.string({ unit: 'grapheme', minLength: 1 });
    const hostile = fc.constantFrom(
      '"><script>alert(1)</script>',
      "' onload='x",
      '</style><b>',
      '&amp;',
      '<!--',
    );
    await fc.assert(
      fc.asyncProperty(
        fc
          .tuple(fc.option(nick, { nil: '' }), fc.option(hostile, { nil: 'x' }))
          .map((parts) => parts.join('')),
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
          expect(problem.body.replaceAll('<wbr>', '')).toContain(`<code>?${escaped}`);
          await simulator.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});

const NAMES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };

/** But for the places where a long address may be broken, of which there are as many as it has marks. */
const tagsOf = (page: string) => page.replaceAll('<wbr>', '').match(/<\/?[a-z]+/g);

async function plainPage() {
  const simulator = await start({
    organizations: [TEA],
    people: [{ ...YUN, email: 'e', mobile: 'm', organizations: [TEA.corpId] }],
  });
  return call(addressOf(simulator, CORPID));
}
