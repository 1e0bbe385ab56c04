import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { inspect } from 'node:util';
import { parse as parseCookie } from 'cookie';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CookieStateStore, type CookieStateStoreOptions } from '../../../lib/index.js';
import { SpentCodes } from '../../../lib/passport/spent-codes.js';
import { readCookies } from '../../../lib/passport/state/signed-cookie.js';
import { visible } from '../../helpers/leaks.js';
import { holds, holdsTimeoutMs } from '../../helpers/property.js';
import { startSignInApp } from '../../helpers/sign-in-app.js';

const secret = 'a-secret-of-at-least-thirty-two-characters';
const minute = 60_000;
const meta = {
  clientID: 'dingcookies',
  authorizationURL: 'https://login.dingtalk.com/oauth2/auth',
  tokenURL: 'https://api.dingtalk.com/v1.0/oauth2/userAccessToken',
};

type Request = Parameters<CookieStateStore['store']>[0];
type Jar = Map<string, string>;

/** One request of a browser and its answer, by Node's own classes. */
function exchange(jar: Jar | string, more: object = {}) {
  const message = new IncomingMessage(new Socket());
  const cookie = typeof jar === 'string' ? jar : [...jar].map((pair) => pair.join('=')).join('; ');
  if (cookie) message.headers.cookie = cookie;
  const res = new ServerResponse(message);
  const lines = () => [res.getHeader('set-cookie') ?? []].flat() as string[];
  const keep = (browser: Jar) => {
    for (const line of lines()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) browser.delete(name);
      else browser.set(name, value);
    }
  };
  return { req: Object.assign(message, { res, ...more }) as unknown as Request, lines, keep };
}

function begin(store: CookieStateStore, jar: Jar, state?: unknown, more?: object, context: object = {}) {
  const { req, lines, keep } = exchange(jar, more);
  let said: { error: Error | null; handle?: string | undefined } | undefined;
  store.store(req, state, { ...meta, ...context }, (error, handle) => {
    said = { error, handle };
  });
  if (said?.error) throw said.error;
  keep(jar);
  return { handle: said?.handle ?? '', lines: lines() };
}

/** A browser without cookies of others that has begun a sign-in. */
function begun(store: CookieStateStore, ...more: [state?: unknown, more?: object, context?: object]) {
  const jar: Jar = new Map();
  return { jar, ...begin(store, jar, ...more) };
}

function finish(store: CookieStateStore, jar: Jar | string, handle: string, more?: object, context = meta) {
  const { req, lines, keep } = exchange(jar, more);
  let said: { error: Error | null; ok?: boolean | undefined; state?: unknown } | undefined;
  store.verify(req, handle, context, (error, ok, state) => {
    said = { error, ok, state };
  });
  if (said?.error) throw said.error;
  if (jar instanceof Map) keep(jar);
  return { ok: said?.ok, state: said?.state, lines: lines() };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a sign-in without a session', () => {
  it('ends well, brings back what the route gave, and leaves a note that it was used', async () => {
    const store = new CookieStateStore({ secret });
    const app = await startSignInApp({
      ...{ options: { store }, session: false, authenticate: { state: { to: '/x' } } },
    });
    const visitor = app.visitor();
    const response = await visitor.get('/login');
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^dingtalk-state\.[\w-]{16}=[\w.-]+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    const callback = await app.agree(visitor);
    app.app.get('/info', app.passport.authenticate('dingtalk', { session: false }), (req, res) => {
      res.json(req.authInfo);
    });
    const answer = await visitor.get(`/info${callback.search}`);
    expect(await answer.json()).toMatchObject({ state: { to: '/x' } });
    expect(visitor.cookies.map((name) => visitor.cookie(name))).toContainEqual(
      expect.stringMatching(/^[\da-z]+\.used$/),
    );
    const again = { code: 'state-invalid', reason: 'used', message: expect.stringContaining('already used') };
    expect((await app.finish(visitor, callback)).info).toEqual(again);
    app.strategy._spentStates = new SpentCodes();
    // Another process knows it from the cookie.
    expect((await app.finish(visitor, callback)).info).toEqual(again);
  });
});

describe('the cookie', () => {
  it.each([
    ['the callback URL is https', {}, { callbackURL: 'https://example.com/callback' }],
    ['Express says so', { secure: true }, {}],
    ['Koa says so', { ctx: { secure: true } }, {}],
    ['Fastify says so', { protocol: 'https' }, {}],
    ['the connection says so', { socket: { encrypted: true } }, {}],
  ])('is for https alone when %s', (_why, more, context) => {
    const store = new CookieStateStore({ secret });
    const { jar, handle, lines } = begun(store, undefined, more, context);
    expect(lines).toEqual([
      expect.stringMatching(/^__Host-dingtalk-state\..+; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
    ]);
    // Behind a proxy that the framework does not trust, the callback looks like plain http.
    expect(finish(store, jar, handle)).toMatchObject({
      ok: true,
      lines: [
        expect.stringMatching(/^__Host-.+=\w+\.used; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
      ],
    });
  });

  it('is for https or not as the option says', () => {
    const over = (secure: boolean, more: object) =>
      begin(new CookieStateStore({ secret, secure }), new Map(), undefined, more).lines[0];
    expect(over(true, {})).toMatch(/^__Host-.*; Secure$/);
    expect(over(false, { secure: true })).toMatch(/^dingtalk-state\.[^;]+;(?!.*Secure)/);
  });

  it('is for frames of other sites as the options say, and for https alone then', () => {
    const store = new CookieStateStore({ secret, sameSite: 'none', partitioned: true });
    const { jar, handle, lines } = begun(store);
    expect(lines[0]).toMatch(/^__Host-dingtalk-state\..*; HttpOnly; SameSite=None; Secure; Partitioned$/);
    const { ok, lines: used } = finish(store, jar, handle);
    expect(ok).toBe(true);
    expect(used[0]).toMatch(/SameSite=None; Secure; Partitioned$/);
  });

  it.each(['http://example.com/callback', '/callback'])('is for http too at %s', (callbackURL) => {
    const { lines } = begin(new CookieStateStore({ secret }), new Map(), undefined, {}, { callbackURL });
    expect(lines[0]).toMatch(/^dingtalk-state\.(?!.*Secure)/);
  });

  it('is sought where the option says, whatever the request is', () => {
    for (const secure of [true, false]) {
      const store = new CookieStateStore({ secret, secure });
      for (const more of [{}, { secure: true }]) {
        const { jar, handle } = begun(store);
        expect(finish(store, jar, handle, more).ok).toBe(true);
      }
    }
  });

  it('is named as the option says, with 40 characters at the most', () => {
    for (const name of ['x', 'Tea-2_', '_', 'x__', 'x'.repeat(40)]) {
      const store = new CookieStateStore({ secret, name });
      const { jar, handle, lines } = begun(store);
      expect(lines[0]?.startsWith(`${name}.`)).toBe(true);
      expect(finish(store, jar, handle).ok).toBe(true);
    }
  });

  it('is set where a request has no headers', () => {
    const { req, lines } = exchange(new Map());
    const errors: unknown[] = [];
    const bare = { res: req.res } as unknown as Request;
    new CookieStateStore({ secret }).store(bare, undefined, meta, (error) => errors.push(error));
    expect(errors).toEqual([null]);
    expect(lines()).toHaveLength(1);
  });

  it('is none over https when plain http could have set it', () => {
    const store = new CookieStateStore({ secret });
    const { jar, handle } = begun(store);
    expect(finish(store, new Map(jar), handle).ok).toBe(true);
    expect(finish(store, jar, handle, { secure: true }).ok).toBe(false);
    const overHttps = begin(store, jar, undefined, { secure: true });
    expect(finish(store, jar, overHttps.handle, { secure: true }).ok).toBe(true);
    const other = begin(store, jar);
    const renamed: Jar = new Map([...jar].map(([name, value]) => [`__Host-${name}`, value]));
    expect(finish(store, renamed, other.handle, { secure: true }).ok).toBe(false);
  });

  it('is none that plain http could have set when the callback URL is https, whatever the request looks like', () => {
    const store = new CookieStateStore({ secret });
    const { jar, handle } = begun(store);
    const context = { ...meta, callbackURL: 'https://example.com/callback' };
    expect(finish(store, jar, handle, {}, context)).toMatchObject({
      ok: false,
      state: { reason: 'unknown' },
    });
  });

  it('does not say the state, the secret or the name of the app', () => {
    const jar: Jar = new Map();
    const store = new CookieStateStore({ secret });
    const { handle, lines } = begin(store, jar, undefined);
    for (const word of [handle, secret, meta.clientID]) expect(lines.join()).not.toContain(word);
    expect(inspect(store, { depth: Infinity, showHidden: true })).not.toContain(secret);
  });

  it('goes beside the cookies of others', () => {
    const { req, lines } = exchange('theirs=0; dingtalk-state=1; my-dingtalk-state.0123456789abcdef=2');
    (req.res as ServerResponse).setHeader('Set-Cookie', 'theirs=1');
    new CookieStateStore({ secret }).store(req, undefined, meta, () => {});
    expect(lines()).toEqual(['theirs=1', expect.stringMatching(/^dingtalk-state/)]);
  });
});

describe('a sign-in passes', () => {
  const store = new CookieStateStore({ secret });

  it('once, and the others stay under way', () => {
    const jar: Jar = new Map();
    const [first, second] = [begin(store, jar), begin(store, jar)];
    expect(finish(store, jar, first.handle).ok).toBe(true);
    expect(finish(store, jar, first.handle)).toMatchObject({ ok: false, state: { reason: 'used' } });
    expect(finish(store, new Map(), first.handle)).toMatchObject({
      ok: false,
      state: { reason: 'no-cookie' },
    });
    expect(finish(store, jar, second.handle).ok).toBe(true);
  });

  it.each(['wrong', undefined])('whatever wrong state came before it: %s', (wrong) => {
    const jar: Jar = new Map([['theirs', '1']]);
    const { handle } = begin(store, jar);
    const outcome = finish(store, jar, wrong as string);
    expect(outcome).toEqual({ ok: false, state: { reason: 'unknown' }, lines: [] });
    expect(finish(store, jar, handle).ok).toBe(true);
  });

  it('beside nine others, in whichever order the browser sends them; the oldest gives way to another', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const jar: Jar = new Map();
    const handles = Array.from({ length: 10 }, (_, index) => {
      vi.setSystemTime(1_700_000_000_000 + index);
      return begin(store, jar).handle;
    });
    const shuffled: Jar = new Map([...jar].reverse());
    const { handle, lines } = begin(store, shuffled);
    const [oldest, ...others] = handles;
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(`${[...jar.keys()][0]}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax`);
    expect(finish(store, new Map(shuffled), oldest as string).ok).toBe(false);
    for (const each of [...others, handle]) expect(finish(store, new Map(shuffled), each).ok).toBe(true);
  });

  it('as the newest, however large what the routes gave', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const jar: Jar = new Map();
    const handles = Array.from({ length: 6 }, (_, index) => {
      vi.setSystemTime(1_700_000_000_000 + index);
      return begin(store, jar, { to: 'x'.repeat(1300) }).handle;
    });
    expect([...jar].flat().join().length).toBeLessThan(6144);
    const results = handles.map((handle) => finish(store, new Map(jar), handle).ok);
    expect(results).toEqual([false, false, false, true, true, true]);
  });

  it.each([
    ['a script', { 'sec-fetch-mode': 'cors' }, 'GET'],
    ['a page loaded ahead', { 'sec-fetch-mode': 'navigate', 'sec-purpose': 'prefetch;prerender' }, 'GET'],
    ['a look by HEAD', {}, 'HEAD'],
    ['a hidden frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 'GET'],
  ])('though %s begins others, which take free room alone', (_what, headers, method) => {
    const { jar, handle } = begun(store);
    for (let count = 0; count < 20; count += 1) {
      const { req, keep } = exchange(jar, { method });
      Object.assign(req.headers, headers);
      store.store(req, undefined, meta, () => {});
      keep(jar);
    }
    expect(jar.size).toBe(10);
    expect(finish(store, jar, handle).ok).toBe(true);
  });

  it('when it begins a second time, without another giving way', () => {
    const jar: Jar = new Map();
    for (let count = 0; count < 9; count += 1) begin(store, jar);
    for (const state of [{ to: '/x' }, { to: '/y' }]) {
      const { req, lines, keep } = exchange(jar);
      store.keep(req, 'chosen', state, meta, () => {});
      expect(lines()).toHaveLength(1);
      keep(jar);
    }
    expect(jar.size).toBe(10);
    expect(finish(store, jar, 'chosen')).toMatchObject({ ok: true, state: { to: '/y' } });
  });

  it('beside cookies that say they end later than any of ours, which give way', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const jar: Jar = new Map();
    const handles = Array.from({ length: 9 }, () => begin(store, jar).handle);
    const later = (Date.now() + 10 * minute + 1).toString(36);
    const tossed = `${later}.${'A'.repeat(8)}..${'A'.repeat(43)}`;
    for (const letter of 'abcde') jar.set(`dingtalk-state.${letter.repeat(16)}`, tossed);
    handles.push(begin(store, jar).handle);
    expect(jar.size).toBe(10);
    for (const handle of handles) expect(finish(store, jar, handle).ok).toBe(true);
  });

  it('within ten minutes', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { jar, handle } = begun(store);
    vi.advanceTimersByTime(10 * minute - 1);
    expect(finish(store, new Map(jar), handle).ok).toBe(true);
    vi.advanceTimersByTime(1);
    expect(finish(store, new Map(jar), handle).state).toEqual({ reason: 'expired' });
    begin(store, jar);
    expect(jar.size).toBe(1);
  });

  it.each([
    ['another app', store, { ...meta, clientID: 'dingother' }, 'other-app'],
    ['another secret', new CookieStateStore({ secret: `${secret}.` }), meta, 'unknown'],
    ['another name', new CookieStateStore({ secret, name: 'other' }), meta, 'no-cookie'],
  ])('not for %s', (_what, other, context, reason) => {
    const { jar, handle } = begun(store);
    expect(finish(other, new Map(jar), handle, {}, context)).toMatchObject({ ok: false, state: { reason } });
    const renamed: Jar = new Map([...jar].map(([name, value]) => [name.replace(/^.*\./, 'other.'), value]));
    expect(finish(other, renamed, handle, {}, context).ok).toBe(false);
  });

  it('under an older secret, while a new one signs', () => {
    const older = `${secret} of last year`;
    const { jar, handle } = begun(new CookieStateStore({ secret: older }));
    const rotated = new CookieStateStore({ secret: [secret, older] });
    expect(finish(rotated, new Map(jar), handle).ok).toBe(true);
    expect(finish(store, new Map(jar), handle).ok).toBe(false);
    const next: Jar = new Map();
    expect(finish(store, next, begin(rotated, next).handle).ok).toBe(true);
  });

  it('with what the route gave, whatever it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }), (state) => {
        const jar: Jar = new Map();
        fc.pre(JSON.stringify(state).length < 1000);
        const { handle } = begin(store, jar, state);
        expect(finish(store, jar, handle).state).toEqual(JSON.parse(JSON.stringify(state)));
      }),
    );
  });

  it('with 1,400 bytes of what the route gave', () => {
    const jar: Jar = new Map();
    const state = { to: `${'长'.repeat(463)}.` };
    expect(Buffer.byteLength(JSON.stringify(state))).toBe(1399);
    expect(finish(store, jar, begin(store, jar, state).handle)).toMatchObject({ ok: true, state });
  });
});

describe('a sign-in that has ended', () => {
  it('gives way to nobody but newer ones that have ended, of which five are known', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = new CookieStateStore({ secret });
    const jar: Jar = new Map();
    const began = (count: number) =>
      Array.from({ length: count }, () => {
        vi.advanceTimersByTime(1000);
        return begin(store, jar).handle;
      });
    const pending = began(3);
    const ended = began(6);
    for (const handle of ended) {
      vi.advanceTimersByTime(1000);
      finish(store, jar, handle);
    }
    pending.push(...began(6));
    const reasons = ended.map((handle) => finish(store, new Map(jar), handle).state);
    expect(reasons).toEqual([
      { reason: 'unknown' },
      ...Array.from({ length: 5 }, () => ({ reason: 'used' })),
    ]);
    for (const handle of pending) expect(finish(store, jar, handle).ok).toBe(true);
  });
});

describe('cookies that strangers send', () => {
  const store = new CookieStateStore({ secret });
  const name = `dingtalk-state.${'a'.repeat(16)}`;
  const cookies = fc.array(
    fc.tuple(
      fc.oneof(fc.constant(name), fc.constant(`__Host-${name}`), fc.string()),
      fc.oneof(fc.string(), visible, fc.constant('kzz.AAAAAAAA.e30.'.padEnd(60, 'A'))),
    ),
  );

  it(
    'let nobody in, and end in no error',
    async () => {
      await holds(
        fc.property(cookies, fc.string(), fc.string(), (pairs, tail, handle) => {
          const header = pairs.map((pair) => pair.join('=')).join('; ') + tail;
          expect(finish(store, header, handle)).toMatchObject({ ok: false, lines: [] });
        }),
      );
    },
    holdsTimeoutMs,
  );

  it(
    'keep no sign-in from beginning',
    async () => {
      await holds(
        fc.property(cookies, (pairs) => {
          const jar: Jar = new Map(pairs.filter(([, value]) => !value.includes(';')));
          const { handle } = begin(store, jar);
          expect(finish(store, jar, handle).ok).toBe(true);
        }),
      );
    },
    holdsTimeoutMs,
  );

  it('are none of ours when a character is another', async () => {
    const { jar, handle } = begun(store, { to: '/somewhere' });
    const [[key, value] = ['', '']] = jar;
    await holds(
      fc.property(fc.nat(value.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(character !== value[at]);
        const other = value.slice(0, at) + character + value.slice(at + 1);
        expect(finish(store, `${key}=${other}`, handle).ok).toBe(false);
      }),
    );
    expect(finish(store, `${key}=${value}`, handle).ok).toBe(true);
  });

  it('do not hide the one that is ours under the same name', () => {
    const { jar, handle } = begun(store);
    const [[key, value] = ['', '']] = jar;
    expect(finish(store, `${key}=tossed; ${key}=${value}; ${key}=tossed`, handle)).toEqual({
      ...{ ok: true, state: undefined },
      lines: [expect.stringContaining(`${key}=`)],
    });
  });

  it('are read as the package `cookie` reads them, whatever bytes they have', async () => {
    const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
    const piece = fc.oneof(byte, fc.constantFrom('=', ';', ' ', '\t', '\u00a0', '__Host-', name));
    const header = fc.array(piece, { maxLength: 30 }).map((pieces) => `a=${pieces.join('')}`);
    await holds(
      fc.property(header, (text) => {
        const first = new Map([...readCookies(text)].reverse());
        expect(Object.fromEntries(first)).toEqual({ ...parseCookie(text, { decode: String }) });
      }),
    );
  });

  it('are none of ours behind a byte that is no white space in a cookie', () => {
    const { jar, handle } = begun(new CookieStateStore({ secret, secure: true }));
    const [[key, value] = ['', '']] = jar;
    const secured = new CookieStateStore({ secret, secure: true });
    for (const byte of ['\u00a0', '\u0085', '\u000b', '\u000c', '\ufeff']) {
      expect(finish(secured, `${byte}${key}=${value}`, handle).ok).toBe(false);
    }
    expect(finish(secured, `\t ${key}=${value}`, handle).ok).toBe(true);
  });
});

describe('where no cookie can be set', () => {
  const store = new CookieStateStore({ secret });
  const outcome = (req: Request, state?: unknown) => {
    const errors: (Error | null)[] = [];
    store.store(req, state, meta, (error) => errors.push(error));
    return errors;
  };

  it('a sign-in neither begins nor ends', () => {
    const { jar, handle } = begun(store);
    const { req } = exchange(jar, { res: undefined });
    expect(outcome(req)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('onRequest') }),
    ]);
    expect(() => finish(store, jar, handle, { res: undefined })).toThrow(/does not lead to its response/);
  });

  it('because the response has already been sent, it is an error', () => {
    const { req } = exchange(new Map());
    (req.res as ServerResponse).flushHeaders();
    expect(outcome(req)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('already been sent') }),
    ]);
  });

  it.each([
    ['too long, by its bytes', { to: '长'.repeat(500) }, /too long for a cookie/],
    ['no JSON', { to: 1n }, /BigInt/],
  ])('because the state is %s, it is an error', (_what, state, message) => {
    const { req, lines } = exchange(new Map());
    expect(outcome(req, state)).toEqual([
      expect.objectContaining({ message: expect.stringMatching(message) }),
    ]);
    expect(lines()).toEqual([]);
  });

  it('what the host throws in its callback is the host’s', () => {
    const calls: unknown[] = [];
    const { req } = exchange(new Map());
    const throwing = (error: Error | null) => {
      calls.push(error);
      throw new Error('of the host');
    };
    expect(() => store.store(req, undefined, meta, throwing)).toThrow('of the host');
    expect(calls).toEqual([null]);
  });
});

describe('an option', () => {
  it('may be a secret of 32 characters or a list of such, and say what is the default', () => {
    for (const given of [secret.slice(0, 32), [secret.slice(0, 32)]]) {
      const absent = { name: undefined, secure: undefined };
      const options = { secret: given, ...absent, sameSite: 'lax', partitioned: false } as const;
      expect(begun(new CookieStateStore(options)).lines[0]).toMatch(/; HttpOnly; SameSite=Lax$/);
    }
  });

  it.each<[object | undefined, RegExp]>([
    [undefined, /`options` must be an object/],
    [{}, /`secret` must be a string of 32 characters or more/],
    [{ secret: 'too-short' }, /`secret`/],
    [{ secret: [] }, /`secret`/],
    [{ secret: [secret, 'too-short'] }, /`secret`/],
    [{ secrets: [secret] }, /`secrets` is unknown.* Did you mean `secret`/],
    [{ secret, name: 'a b' }, /`name` must be of letters/],
    [{ secret, name: '__Host-x' }, /`name` must be of letters/],
    ...['', 'a\n', '-b c', 'a;', 'x'.repeat(41), '__', 7].map((name): [object, RegExp] => [
      { secret, name },
      /`name` must be of letters, digits, - and _, and of 40 at most/,
    ]),
    ...[secret.slice(0, 31), { length: 40 }, [{ length: 40 }]].map((short): [object, RegExp] => [
      { secret: short },
      /`secret` must be a string of 32 characters or more, or a list of such/,
    ]),
    [{ secret, secure: 'auto' }, /`secure` must be true or false/],
    [{ secret, sameSite: 'strict' }, /`sameSite` must be 'lax' or 'none'/],
    [{ secret, sameSite: 'none', secure: false }, /`secure` must be true or absent/],
    [{ secret, partitioned: true }, /`partitioned` must be absent without/],
  ])('that is wrong is a TypeError, and says no secret: %j', (options, message) => {
    const make = () => new CookieStateStore(options as CookieStateStoreOptions);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/too-short/);
    expect(make).toThrow(expect.objectContaining({ code: expect.stringMatching(/^ERR_INVALID_ARG_/) }));
  });
});
