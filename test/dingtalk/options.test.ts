import http from 'node:http';
import { describe, expect, it } from 'vitest';
import { readClientOptions, readOrigins, readTransportOptions } from '../../lib/dingtalk/options.js';

const app = { clientID: 'c', clientSecret: 's' };
const transport = (options: object) => readTransportOptions(options);
const client = (options: object) => readClientOptions({ ...app, ...options });

describe('where DingTalk is', () => {
  const cn = {
    login: 'https://login.dingtalk.com',
    api: 'https://api.dingtalk.com',
    oapi: 'https://oapi.dingtalk.com',
  };

  it('is said by the region', () => {
    expect(readOrigins({})).toStrictEqual(cn);
    expect(readOrigins({ region: 'cn' })).toStrictEqual(cn);
    expect(readOrigins({ region: 'intl' })).toStrictEqual({
      login: 'https://login.dingtalk.io',
      api: 'https://api.dingtalk.io',
      oapi: 'https://oapi.dingtalk.io',
    });
  });

  it('is said for all by one origin', () => {
    const origin = 'http://localhost:3000';
    expect(readOrigins({ origins: `${origin}/` })).toStrictEqual({
      login: origin,
      api: origin,
      oapi: origin,
    });
  });

  it.each(['login', 'api', 'oapi'] as const)('is said for %s by origins, which leave the others', (name) => {
    const absent = { login: undefined, api: undefined, oapi: undefined };
    const origins = { ...absent, [name]: 'http://localhost:3000/' } as object;
    expect(readOrigins({ origins })).toStrictEqual({ ...cn, [name]: 'http://localhost:3000' });
    // Nor those of the next who asks.
    expect(readOrigins({})).toStrictEqual(cn);
  });

  it('is nowhere else', () => {
    const says = "DingTalk option `region` must be 'cn' (dingtalk.com) or 'intl' (dingtalk.io), not ";
    for (const region of ['', 'us', 'toString', null, 5]) {
      expect(() => readOrigins({ region: region as 'cn' })).toThrow(says);
    }
    const origins = (given: unknown) => () => readOrigins({ origins: given as object });
    expect(origins('http://example.com')).toThrow('`origins` must be ');
    expect(origins('https://example.com/path')).toThrow('`origins` must be ');
    expect(origins({ api: 'http://example.com' })).toThrow('`origins.api` must be ');
    expect(origins({ oapi: null })).toThrow('`origins.oapi` must be ');
    expect(origins({ web: 'https://example.com' })).toThrow('`origins.web` is unknown');
    expect(origins({ apis: 'https://example.com' })).toThrow('Did you mean `origins.api`?');
    expect(origins(null)).toThrow('`origins` must be an object, not null');
  });

  it('is said to a client by each of its URLs', () => {
    const urls = (options: object) => {
      const { api, oapi, tokenURL, userProfileURL } = client(options);
      return [api, oapi, tokenURL, userProfileURL].map(String);
    };
    const [api, oapi] = ['https://api.dingtalk.io/', 'https://oapi.dingtalk.io/'];
    const token = `${api}v1.0/oauth2/userAccessToken`;
    const me = `${api}v1.0/contact/users/me`;
    const own = 'https://gateway.example.com/own?tenant=1';
    const region = 'intl';
    expect(urls({ region })).toEqual([api, oapi, token, me]);
    expect(urls({ region, tokenURL: own })).toEqual([api, oapi, own, me]);
    expect(urls({ region, userProfileURL: own })).toEqual([api, oapi, token, own]);
    expect(() => client({ tokenURL: '' })).toThrow('`tokenURL` must be ');
    expect(() => client({ userProfileURL: null })).toThrow('`userProfileURL` must be ');
  });
});

describe('how to talk to it', () => {
  it('has defaults, and cannot be changed afterwards', () => {
    const settings = transport({});
    const api = new URL('https://api.dingtalk.com');
    const oapi = new URL('https://oapi.dingtalk.com');
    const expected = { api, oapi, timeoutMs: 5000, agent: undefined, preconnect: true, customHeaders: {} };
    expect(settings).toStrictEqual(expected);
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(client({}))).toBe(true);
    expect(client({})).toMatchObject({ ...expected, ...app });
  });

  it('is as it is said', () => {
    const options = { agent: new http.Agent(), preconnect: false, customHeaders: { a: 'b' }, timeoutMs: 7 };
    expect(transport(options)).toMatchObject(options);
    expect(transport(options).agent).toBe(options.agent);
    expect(client(options)).toMatchObject(options);
  });

  it.each([1, 2 ** 31 - 1])('has a time limit of %j', (timeoutMs) => {
    expect(transport({ timeoutMs }).timeoutMs).toBe(timeoutMs);
  });

  it.each([0, -1, 2 ** 31, 1.5, NaN, Infinity, '5000', null, true, {}])(
    'has no time limit of %j',
    (timeoutMs) => {
      const says =
        'DingTalk option `timeoutMs` must be a whole number of milliseconds from 1 to 2147483647, not ';
      expect(() => transport({ timeoutMs })).toThrow(says);
    },
  );

  it('has an agent that can make requests', () => {
    const agent = { addRequest: () => {} };
    expect(transport({ agent }).agent).toBe(agent);
    for (const none of [null, {}, { addRequest: true }, 'http://proxy', 5]) {
      const says = 'DingTalk option `agent` must be an http.Agent or https.Agent, not ';
      expect(() => transport({ agent: none })).toThrow(says);
    }
  });

  it('has the rest checked, by name', () => {
    expect(() => transport({ preconnect: 'no' })).toThrow('`preconnect` must be true or false');
    expect(() => transport({ customHeaders: null })).toThrow('`customHeaders` must be ');
    expect(() => client({ clientID: '' })).toThrow('`clientID` must be ');
    expect(() => client({ clientSecret: undefined })).toThrow('`clientSecret` must be ');
  });
});
