import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Simulator } from '../../../lib/simulator/index.js';
import {
  APP,
  addressOf,
  BOOKS,
  CORPID,
  call,
  it,
  LIN,
  postToken,
  type Query,
  REDIRECT,
  start,
  submit,
  TEA,
  YUN,
} from '../helpers/start.js';

/** Agrees as `unionId`, exchanges the code and says what the app was told of the organization. */
async function corpIdAfter(simulator: Simulator, query: Query, fields: Record<string, string> = {}) {
  const { headers } = await submit(addressOf(simulator, query), { decision: 'agree', ...fields });
  const code = new URL(headers.location ?? '').searchParams.get('code');
  return JSON.parse((await postToken(simulator, { code })).body).corpId;
}

/** The person's choice on the consent page. */
const lin = (corpId: string) => ({ unionId: LIN.unionId, [`corpId ${LIN.unionId}`]: corpId });

describe('POST /oauth2/auth', () => {
  it('leads back with code and authCode, the same, keeping the query of the registered URL', async () => {
    const simulator = await start();
    const { status, headers } = await submit(addressOf(simulator), { decision: 'agree' });
    expect(status).toBe(302);
    expect(headers.location).toMatch(
      /^http:\/\/localhost:4000\/callback\?from=dingtalk&code=([0-9a-f]{32})&authCode=\1$/,
    );
  });

  it('returns any state as it was, whichever way it is written', async ({ simulator }) => {
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

  it('tells the organization that was chosen, asked for, or is the only one left', async ({ simulator }) => {
    const chosen = lin(BOOKS.corpId);
    expect(await corpIdAfter(simulator, CORPID)).toBe(TEA.corpId);
    expect(await corpIdAfter(simulator, CORPID, chosen)).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, { ...CORPID, corpId: BOOKS.corpId })).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, { ...CORPID, corpId: TEA.corpId }, chosen)).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, { ...CORPID, org_type: 'management' })).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, { ...CORPID, exclusiveCorpId: BOOKS.corpId })).toBe(BOOKS.corpId);
    expect(await corpIdAfter(simulator, {}, chosen)).toBeUndefined();
  });

  it.for<[string, Query, Record<string, string>]>([
    ['a person in no organization', CORPID, { unionId: YUN.unionId }],
    ['a person nobody knows', {}, { unionId: 'union-nobody' }],
    ['an organization that is somebody else’s', CORPID, lin('ding-none')],
    ['one that the person does not administer', { ...CORPID, org_type: 'management' }, lin(TEA.corpId)],
    ['one other than the exclusive one', { ...CORPID, exclusiveCorpId: BOOKS.corpId }, lin(TEA.corpId)],
    ['a person outside the exclusive one', { exclusiveCorpId: BOOKS.corpId }, { unionId: YUN.unionId }],
    ['a person without an enterprise account', { exclusiveLogin: 'true' }, { unionId: YUN.unionId }],
    ['a person outside the one asked for', { ...CORPID, corpId: TEA.corpId }, { unionId: YUN.unionId }],
  ])('refuses %s', async ([, query, fields], { simulator }) => {
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

  it('takes a decision only from its own page', async ({ simulator }) => {
    for (const origin of ['https://evil.example', 'null', simulator.origins.login.replace(/\d+$/, '1')]) {
      const answer = await submit(addressOf(simulator), { decision: 'agree' }, { origin });
      expect(answer.status).toBe(403);
      expect(answer.headers.location).toBeUndefined();
    }
    const headers = { origin: simulator.origins.login };
    expect((await submit(addressOf(simulator), { decision: 'agree' }, headers)).status).toBe(302);
  });

  it.for<Record<string, string>>([{}, { decision: 'maybe' }, { unionId: LIN.unionId }])(
    'takes %j for no decision',
    async (fields, { simulator }) => {
      const { status, headers } = await submit(addressOf(simulator), fields);
      expect([status, headers.location]).toEqual([400, undefined]);
    },
  );
});

describe('simulator.authorize', () => {
  const agreed = { clientId: APP.clientId, redirectUri: REDIRECT, unionId: LIN.unionId };

  it('gives the URL that agreeing on the page would lead to', async ({ simulator }) => {
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

  it.for<[string, object, RegExp]>([
    ['an unknown client', { clientId: 'x' }, /client_id/],
    ['an unregistered URL', { redirectUri: 'http://localhost/' }, /redirect_uri/],
    ['an unknown person', { unionId: 'x' }, /unionId/],
    ['an undocumented scope', { scope: 'profile' }, /scope/],
    ['corpId without its scope', { corpId: TEA.corpId }, /corpId/],
    ['a person who is not a member', { ...CORPID, unionId: YUN.unionId }, /organization/],
    ['a state that is no text', { state: 5 }, /state/],
    ['half a surrogate pair', { state: '\ud800' }, /state/],
    ['an option that does not exist', { redirectURI: REDIRECT }, /redirectURI/],
  ])('throws a TypeError for %s', async ([, wrong, named], { simulator }) => {
    expect(() => simulator.authorize({ ...agreed, ...wrong })).toThrow(TypeError);
    expect(() => simulator.authorize({ ...agreed, ...wrong })).toThrow(named);
  });
});
