import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CookieStateStore,
  DingTalkAdminStrategy,
  DingTalkInAppStrategy,
  DingTalkStrategy,
} from '../../lib/index.js';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { holds, holdsTimeoutMs } from '../helpers/property.js';
import {
  end,
  expectTurnedAway,
  fields,
  filled,
  good,
  headerValues,
  strangeHeaders,
} from '../helpers/strangers.js';

const app = { clientId: 'dingstrangers', clientSecret: 'secret-of-the-app-for-strangers' };
const redirectUri = 'https://app.example/callback';
const corpId = 'dingtea';
const ssoSecret = 'sso-secret-of-the-tea-house';
const unionId = 'unionLin';
const ours = [app.clientSecret, ssoSecret];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    people: [{ unionId, nick: '林间', organizations: [corpId] }],
    organizations: [
      { corpId, name: '茶社', ssoSecret, members: [{ unionId, userId: 'lin01', admin: true }] },
    ],
    clients: [{ ...app, redirectUrls: [redirectUri], adminUrl: 'https://app.example/admin' }],
  });
});
afterAll(() => simulator.close());

const verify = (...args: unknown[]) => (args.at(-1) as (e: null, user: unknown) => void)(null, args.at(-2));

const partsOf = (sources: unknown[], names: string[]) =>
  sources.flatMap((source) =>
    typeof source === 'object' && source !== null
      ? names.map((name) => (source as Record<string, unknown>)[name]).filter((part) => part !== undefined)
      : [],
  );

describe('in the browser', () => {
  const names = ['code', 'authCode', 'state', 'error'];
  const callback = fields(names);

  it(
    'nobody signs in but with the state of this session and the code, whatever query and body come',
    async () => {
      const seen = { in: 0, out: 0 };
      const options = { clientID: app.clientId, clientSecret: app.clientSecret, callbackURL: redirectUri };
      const strategy = new DingTalkStrategy({ ...options, origins: simulator.origins }, verify);
      const likely = fc.constant<Record<string, unknown>>({ code: good, state: good });
      const query = fc.oneof({ weight: 1, arbitrary: likely }, { weight: 4, arbitrary: callback });
      const body = fc.option(fc.oneof(callback, fc.anything()), { nil: undefined, freq: 2 });
      const bodyOf = fc.oneof(fc.constant(undefined), body);
      const property = fc.asyncProperty(query, bodyOf, fc.boolean(), strangeHeaders, async (...given) => {
        const [asked, posted, isBegun, headers] = given;
        const session: Record<string, unknown> = {};
        const began = await end(strategy, { method: 'GET', url: '/', query: {}, headers, session });
        const state = new URL((began as { location: string }).location).searchParams.get('state') ?? '';
        const back = simulator.authorize({ clientId: app.clientId, redirectUri, unionId });
        const code = new URL(back).searchParams.get('code') ?? '';
        const fill = (source: unknown) => {
          if (typeof source !== 'object' || source === null) return source;
          const entries = Object.entries(source).map(([name, given]) => [
            name,
            filled(given, name === 'state' ? state : code),
          ]);
          return Object.fromEntries(entries);
        };
        const sources = [fill(asked), fill(posted)];
        const before = simulator.requests.length;
        const req = {
          ...{ method: 'GET', url: '/callback', headers, session: isBegun ? session : {} },
          ...{ query: sources[0], body: sources[1] },
        };
        const ended = await end(strategy, req);
        expect(JSON.stringify(req.session).length).toBeLessThan(500);
        const states = partsOf(sources, ['state']);
        const codes = partsOf(sources, ['code', 'authCode']);
        const errors = partsOf(sources, ['error']);
        const isOurs = isBegun && states.length > 0 && states.every((each) => each === state);
        const isGood = codes.length > 0 && codes.every((each) => each === code);
        if ('location' in ended) {
          expect([...codes, ...errors]).toEqual([]);
          expect(isOurs).toBe(false);
          expect(ended.location).not.toContain(code);
          return;
        }
        if (!isOurs) expect(simulator.requests).toHaveLength(before);
        const isIn = isOurs && isGood && errors.length === 0;
        seen[isIn ? 'in' : 'out'] += 1;
        if (isIn) expect(ended).toEqual({ user: unionId });
        else expectTurnedAway(ended, [...states, ...codes], ours);
      });
      await holds(property);
      expect(seen.in).toBeGreaterThan(5);
      expect(seen.out).toBeGreaterThan(50);
    },
    holdsTimeoutMs,
  );

  it(
    'nobody signs in by what a bare server has for a path and headers',
    async () => {
      const options = {
        ...{ clientID: app.clientId, clientSecret: app.clientSecret, callbackURL: '/callback', proxy: true },
      };
      const strategy = new DingTalkStrategy({ ...options, origins: simulator.origins }, verify);
      const piece = fc.constantFrom('/', '//', '?', '&', '=', '#', '[', '%', '%zz', ':', 'http:', ...names);
      const url = fc.array(fc.oneof(piece, fc.string()), { maxLength: 10 }).map((pieces) => pieces.join(''));
      const property = fc.asyncProperty(url, strangeHeaders, async (path, headers) => {
        const session = {};
        const ended = await end(strategy, { method: 'GET', url: path, headers, session });
        if (!('location' in ended)) expectTurnedAway(ended, [], ours);
        expect(JSON.stringify(session).length).toBeLessThan(500);
      });
      await holds(property);
    },
    holdsTimeoutMs,
  );
});

describe('in the browser without a session', () => {
  it(
    'nobody signs in but with the cookie of this sign-in, whatever cookies come',
    async () => {
      const seen = { in: 0, out: 0 };
      const options = { clientID: app.clientId, clientSecret: app.clientSecret, callbackURL: redirectUri };
      const store = new CookieStateStore({ secret: 'a-secret-of-at-least-thirty-two-characters' });
      const strategy = new DingTalkStrategy({ ...options, store, origins: simulator.origins }, verify);
      const piece = fc.oneof(
        { weight: 3, arbitrary: fc.constant<unknown>(good) },
        { weight: 2, arbitrary: fc.constantFrom<unknown>('; ', ';', '=', ' ', ',', '"', '__Host-', '%00') },
        { weight: 1, arbitrary: fc.oneof(fc.string({ maxLength: 20 }), headerValues) },
      );
      const cookies = fc.array(piece, { maxLength: 6 });
      const oneFlaw = fc.option(fc.nat(), { freq: 2 });
      const property = fc.asyncProperty(cookies, oneFlaw, strangeHeaders, async (pieces, flaw, headers) => {
        const began = exchange({});
        const { location } = (await end(strategy, began.req)) as { location: string };
        const state = new URL(location).searchParams.get('state') ?? '';
        const back = simulator.authorize({ clientId: app.clientId, redirectUri, unionId, state });
        const query = Object.fromEntries(new URL(back).searchParams);
        const [whole = ''] = began.cookies()[0]?.split(';') ?? [];
        const at = (flaw ?? 0) % whole.length;
        const sent = flaw === null ? whole : whole.slice(0, at) + whole.slice(at + 1);
        const cookie = pieces.map((each) => (each === good ? sent : each)).join('');
        const finished = exchange({ query, headers: { ...headers, cookie } });
        const ended = await end(strategy, finished.req);
        // Nothing is set but the note that the cookie was used.
        for (const line of finished.cookies())
          expect(line).toMatch(/^(__Host-)?[\w.-]+=\w+\.used; Max-Age=600;/);
        if ('user' in ended) {
          seen.in += 1;
          expect(ended.user).toBe(unionId);
          // White space is a blank or a tab.
          expect(cookie.split(';').map((each) => each.replace(/^[ \t]+|[ \t]+$/g, ''))).toContain(whole);
        } else {
          seen.out += 1;
          expectTurnedAway(ended, [query.code, state], ours);
        }
      });
      await holds(property);
      expect(seen.in).toBeGreaterThan(5);
      expect(seen.out).toBeGreaterThan(50);
    },
    holdsTimeoutMs,
  );
});

/** A request that leads to its response, as Express has it. */
function exchange(more: object): { req: object; cookies: () => string[] } {
  const res = new ServerResponse(new IncomingMessage(new Socket()));
  const req = { method: 'GET', url: '/callback', query: {}, headers: {}, res, ...more };
  return { req, cookies: () => [res.getHeader('set-cookie') ?? []].flat() as string[] };
}

describe('inside DingTalk', () => {
  it(
    'nobody signs in but by a post of an own page with the code, whatever body and headers come',
    async () => {
      const seen = { in: 0, out: 0 };
      const options = { clientID: app.clientId, clientSecret: app.clientSecret, corpId, proxy: true };
      const strategy = new DingTalkInAppStrategy({ ...options, origins: simulator.origins }, verify);
      const likely = (usual: string, ...others: string[]) =>
        fc.oneof(
          { weight: 6, arbitrary: fc.constant<string | undefined>(usual) },
          { weight: 1, arbitrary: fc.constantFrom(undefined, ...others) },
          { weight: 1, arbitrary: headerValues },
        );
      const headers = fc.record({
        'content-type': likely('application/json', 'text/plain', 'application/x-www-form-urlencoded'),
        'sec-fetch-site': likely('same-origin', 'same-site', 'cross-site', 'none'),
        origin: likely('https://app.example', 'https://evil.example', 'null'),
        host: likely('app.example', 'evil.example'),
        'x-forwarded-host': fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, headerValues),
        'x-forwarded-proto': fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, headerValues),
      });
      const posted = fc.oneof(
        { weight: 2, arbitrary: fc.constant<unknown>({ code: good }) },
        { weight: 3, arbitrary: fields(['code', 'code', 'corpId']) },
        { weight: 1, arbitrary: fc.anything() },
      );
      const method = likely('POST', 'GET', 'HEAD', 'post');
      const property = fc.asyncProperty(method, headers, posted, async (how, sent, body) => {
        const code = simulator.inAppCode({ clientId: app.clientId, unionId });
        const given = filled(body, code);
        const ended = await end(strategy, { method: how, url: '/in-app', headers: sent, body: given });
        const { code: itsCode, corpId: itsCorpId } = (given ?? {}) as Record<string, unknown>;
        const { origin, 'sec-fetch-site': site } = sent;
        const host = sent['x-forwarded-host']?.split(',')[0]?.trim() || sent.host;
        const isOwn =
          site === undefined ? originOf(origin) === originOf(`https://${host}`) : site === 'same-origin';
        if ('user' in ended) {
          seen.in += 1;
          expect(ended.user).toBe(unionId);
          expect({ how, isOwn, itsCode }).toEqual({ how: 'POST', isOwn: true, itsCode: code });
          expect([undefined, corpId]).toContain(itsCorpId);
          expect(sent['content-type']).toMatch(/json|x-www-form-urlencoded/i);
        } else {
          seen.out += 1;
          const isUnread = 'error' in ended && body === undefined;
          if (!isUnread) expectTurnedAway(ended, [itsCode, itsCorpId], ours);
        }
      });
      await holds(property);
      expect(seen.in).toBeGreaterThan(5);
      expect(seen.out).toBeGreaterThan(50);
    },
    holdsTimeoutMs,
  );
});

const originOf = (text: string | undefined) => (text && URL.canParse(text) ? new URL(text).host : undefined);

describe('from the admin console', () => {
  it(
    'nobody signs in but with the code in the address of a page, whatever query comes',
    async () => {
      const seen = { in: 0, out: 0 };
      const strategy = new DingTalkAdminStrategy({ corpId, ssoSecret, origins: simulator.origins }, verify);
      const asked = fc.oneof(fc.constant<unknown>({ code: good }), fields(['code']));
      const likely = (...usual: (string | undefined)[]) =>
        fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, headerValues);
      const mode = likely(undefined, 'navigate', 'navigate', 'no-cors', 'cors', '');
      const place = likely(undefined, 'document', 'document', 'iframe', 'empty');
      const method = fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'get');
      const kind = fc.record({ 'sec-fetch-mode': mode, 'sec-fetch-dest': place });
      const property = fc.asyncProperty(
        asked,
        kind,
        method,
        strangeHeaders,
        async (query, sent, how, others) => {
          const url = simulator.adminUrl({ clientId: app.clientId, unionId, corpId });
          const code = new URL(url).searchParams.get('code') ?? '';
          const given = filled(query, code) as Record<string, unknown>;
          const headers = { ...others, ...sent };
          const ended = await end(strategy, { method: how, url: '/admin', headers, query: given });
          const { 'sec-fetch-mode': its = 'navigate', 'sec-fetch-dest': where = 'document' } = sent;
          const isPage = how === 'GET' && its === 'navigate' && where === 'document';
          const isIn = isPage && given.code === code;
          seen[isIn ? 'in' : 'out'] += 1;
          if (isIn) expect(ended).toEqual({ user: `${corpId}/lin01` });
          else expectTurnedAway(ended, [given.code], ours);
        },
      );
      await holds(property);
      expect(seen.in).toBeGreaterThan(5);
      expect(seen.out).toBeGreaterThan(50);
    },
    holdsTimeoutMs,
  );
});
