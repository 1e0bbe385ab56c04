import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../example-app/config.js';

const secret = 'a'.repeat(32);
const simulator = 'http://localhost:8080';
const real = { DINGTALK_CLIENT_ID: 'dingabc', DINGTALK_CLIENT_SECRET: 's' };

describe('readConfig', () => {
  it('needs nothing: port 3000 of this machine, the simulator, sessions in memory', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dingtalk: { credentials: undefined, allowedCorpIds: undefined, membership: undefined },
      redisUrl: undefined,
      production: false,
      warnings: [],
    });
  });

  it('makes a new session secret each time when none is set', () => {
    const [first, second] = [readConfig({}).sessionSecret, readConfig({}).sessionSecret];
    expect(first).toHaveLength(64);
    expect(first).not.toBe(second);
  });

  it('takes an empty entry, as in a copied .env.example, for none', () => {
    const { dingtalk, port } = readConfig({
      DINGTALK_CLIENT_ID: '',
      DINGTALK_CLIENT_SECRET: ' ',
      DINGTALK_ALLOWED_CORP_IDS: '',
      DINGTALK_MEMBERSHIP: '',
      DINGTALK_STAFF: '',
      PORT: '',
    });
    expect({ dingtalk, port }).toEqual({ dingtalk: readConfig({}).dingtalk, port: 3000 });
  });

  it.each([
    [
      'the app at DingTalk',
      { ...real, DINGTALK_REGION: 'intl', DINGTALK_SCOPE: 'openid' },
      { credentials: { clientID: 'dingabc', clientSecret: 's' }, region: 'intl', scope: 'openid' },
    ],
    [
      'where a simulator runs by itself, which has one region and grants all',
      { ...real, DINGTALK_SIMULATOR: simulator, DINGTALK_REGION: 'intl' },
      {
        ...{ simulator, origins: { login: simulator, api: simulator, oapi: simulator } },
        ...{ credentials: { clientID: 'dingabc' }, region: undefined, staff: { departments: true } },
      },
    ],
    [
      'who may sign in',
      { DINGTALK_ALLOWED_CORP_IDS: 'dinga, dingb', DINGTALK_MEMBERSHIP: 'required' },
      { allowedCorpIds: ['dinga', 'dingb'], membership: 'required' },
    ],
    [
      'the organization that the app belongs to',
      { DINGTALK_CORP_ID: 'dingown', DINGTALK_SSO_SECRET: 'sso' },
      { organization: { corpId: 'dingown', ssoSecret: 'sso' } },
    ],
  ])('reads %s', (_what, environment, expected) => {
    expect(readConfig(environment).dingtalk).toMatchObject(expected);
  });

  it('asks for the staff record at the simulator, and where that is switched on', () => {
    const staff = (environment: NodeJS.ProcessEnv) => readConfig(environment).dingtalk.staff;
    expect(staff({})).toEqual({ departments: true });
    expect(staff({ DINGTALK_STAFF: 'false' })).toBe(false);
    expect(staff(real)).toBe(false);
    expect(staff({ ...real, DINGTALK_STAFF: 'true' })).toEqual({ departments: true });
  });

  it.each([
    [{ DINGTALK_CLIENT_ID: 'x' }, /DINGTALK_CLIENT_ID is set but DINGTALK_CLIENT_SECRET is not/],
    [{ DINGTALK_CLIENT_SECRET: 'x' }, /DINGTALK_CLIENT_SECRET is set but DINGTALK_CLIENT_ID is not/],
    [{ DINGTALK_REGION: 'eu' }, /DINGTALK_REGION/],
    [{ DINGTALK_SIMULATOR: 'http://127.0.0.1:8080' }, /DINGTALK_SIMULATOR needs the DINGTALK_CLIENT_ID/],
    [{ ...real, DINGTALK_SIMULATOR: 'https://127.0.0.1:8080' }, /DINGTALK_SIMULATOR must be/],
    [{ ...real, DINGTALK_SIMULATOR: 'http://dingtalk.example' }, /DINGTALK_SIMULATOR must be/],
    [{ ...real, DINGTALK_SIMULATOR: 'http://localhost:8080/x' }, /DINGTALK_SIMULATOR must be/],
    [{ DINGTALK_ALLOWED_CORP_IDS: 'dinga,,dingb' }, /DINGTALK_ALLOWED_CORP_IDS/],
    [{ DINGTALK_ALLOWED_CORP_IDS: ',' }, /DINGTALK_ALLOWED_CORP_IDS/],
    [{ DINGTALK_MEMBERSHIP: 'yes' }, /DINGTALK_MEMBERSHIP/],
    [{ DINGTALK_STAFF: '1' }, /DINGTALK_STAFF/],
    [{ DINGTALK_SSO_SECRET: 's' }, /DINGTALK_SSO_SECRET needs DINGTALK_CORP_ID/],
    [{ PORT: '80a' }, /PORT/],
    [{ PORT: '65536' }, /PORT/],
    [{ PORT: '-1' }, /PORT/],
    [{ PUBLIC_URL: 'app.example.com' }, /PUBLIC_URL/],
    [{ PUBLIC_URL: 'https://app.example.com/path' }, /PUBLIC_URL/],
    [{ PUBLIC_URL: 'ftp://app.example.com' }, /PUBLIC_URL/],
    [{ REDIS_URL: 'http://localhost' }, /REDIS_URL/],
    [{ SESSION_SECRET: 'short' }, /SESSION_SECRET/],
    [{ NODE_ENV: 'production' }, /SESSION_SECRET is required/],
    [{ NODE_ENV: 'production', SESSION_SECRET: secret }, /In production DINGTALK_CLIENT_ID/],
    [
      { ...real, NODE_ENV: 'production', SESSION_SECRET: secret, DINGTALK_SIMULATOR: simulator },
      /DINGTALK_SIMULATOR must not be set/,
    ],
  ])('refuses %j', (environment, message) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(message);
  });

  it('keeps a Redis password out of its complaint', () => {
    expect(() => readConfig({ REDIS_URL: 'redi://:hunter2@host' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });

  it('expects a proxy nearby where visitors come by https, unless told otherwise', () => {
    expect(readConfig({}).trustProxy).toBeUndefined();
    expect(readConfig({ PUBLIC_URL: 'https://app.example.com/' })).toMatchObject({
      publicUrl: 'https://app.example.com',
      trustProxy: 'loopback, linklocal, uniquelocal',
    });
    expect(readConfig({ TRUST_PROXY: '1' }).trustProxy).toBe(1);
    expect(readConfig({ TRUST_PROXY: 'true' }).trustProxy).toBe(true);
    expect(readConfig({ TRUST_PROXY: '10.0.0.1' }).trustProxy).toBe('10.0.0.1');
  });

  it('warns of sessions that will not last', () => {
    expect(readConfig({ REDIS_URL: 'redis://localhost' }).warnings.join()).toContain('SESSION_SECRET');
    expect(readConfig({ ...real, NODE_ENV: 'production', SESSION_SECRET: secret }).warnings.join()).toContain(
      'REDIS_URL',
    );
  });
});
