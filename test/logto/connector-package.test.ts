import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  type ConnectorMetadata,
  connectorMetadataGuard,
  socialUserInfoGuard,
  tokenResponseGuard,
} from '@logto/connector-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { type DingTalkHosts, startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { locationOf, Visitor } from '../helpers/visitor.js';
import { asked, callbackData, client, organizations, person, redirectUri } from './connect.js';
import {
  addConnector,
  builtConnector,
  copyConnector,
  type LogtoFolder,
  type LogtoHost,
  makeLogtoFolder,
  startLogto,
} from './logto-host.js';

const require = createRequire(import.meta.url);
const { clientId, clientSecret } = client;
const config = { clientId, clientSecret, scope: 'openid corpid', email: 'personal' };

describe.each([
  ['copied as a folder', copyConnector],
  ['added by `logto connector add`', addConnector],
])('the built connector, %s', (_way, install) => {
  let simulator: Simulator;
  let hosts: DingTalkHosts;
  let folder: LogtoFolder;
  let logto: LogtoHost;

  beforeAll(async () => {
    simulator = await startSimulator({ clients: [client], people: [person], organizations });
    hosts = await startDingTalkHosts(simulator.origins.api);
    folder = await makeLogtoFolder();
    await install(folder);
    logto = await startLogto(folder, hosts.env);
  }, 120_000);

  afterAll(async () => {
    await logto?.close();
    await folder?.remove();
    await hosts?.close();
    await simulator?.close();
  });

  async function call<T>(method: string, argument?: unknown): Promise<T> {
    const { value, error } = await logto.call({ connector: 'dingtalk-oauth2', method, config, argument });
    expect(error).toBeUndefined();
    return value as T;
  }

  async function signIn(): Promise<Record<string, string>> {
    const uri = new URL(
      await call<string>('getAuthorizationUri', {
        ...asked,
        state: 'state-of-logto',
      }),
    );
    expect(uri.origin).toBe('https://login.dingtalk.com');
    const page = new Visitor(simulator.origins.login);
    const callback = locationOf(await page.post(uri.pathname + uri.search, { decision: 'agree' }));
    expect(callback.origin + callback.pathname).toBe(redirectUri);
    expect(callback.searchParams.get('state')).toBe('state-of-logto');
    return callbackData(callback.href);
  }

  test('is found and loaded by Logto’s own loader', async () => {
    expect(logto.loaded).toEqual(['dingtalk-oauth2']);
    const metadata = await call<ConnectorMetadata>('metadata');
    expect(connectorMetadataGuard.parse(metadata)).toEqual(metadata);
    expect(metadata.logo).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(metadata.readme).toBe(await readFile(join(builtConnector, 'README.md'), 'utf8'));
  });

  test('signs a person in', async () => {
    const info = await call<object>('getUserInfo', await signIn());
    expect(socialUserInfoGuard.strict().parse(info)).toEqual(info);
    expect(info).toMatchObject({
      id: person.unionId,
      name: person.nick,
      avatar: person.avatarUrl,
      email: person.email,
      phone: `${person.stateCode}${person.mobile}`,
      rawData: { unionId: person.unionId, corpId: organizations[0]?.corpId },
    });
  });

  test('gives tokens to store, and new ones for a refresh token', async () => {
    const given = await call<{ tokenResponse: { refresh_token: string }; userInfo: object }>(
      'getTokenResponseAndUserInfo',
      await signIn(),
    );
    expect(tokenResponseGuard.strict().parse(given.tokenResponse)).toEqual(given.tokenResponse);
    const fresh = await call<object>('getAccessTokenByRefreshToken', given.tokenResponse.refresh_token);
    expect(tokenResponseGuard.strict().parse(fresh)).toEqual(fresh);
    expect(fresh).not.toEqual(given.tokenResponse);
  });

  test('throws errors that Logto knows as its own', async () => {
    const argument = { code: 'never-given' };
    const { error } = await logto.call({
      connector: 'dingtalk-oauth2',
      method: 'getUserInfo',
      config,
      argument,
    });
    expect(error).toMatchObject({
      code: 'social_auth_code_invalid',
      data: { reason: 'DINGTALK_CODE_REJECTED' },
    });
  });
});

test('the built connector works with zod 4 as well, which an application with the bridge may have', async () => {
  const folder = await makeLogtoFolder(dirname(require.resolve('zod4')));
  await copyConnector(folder);
  const logto = await startLogto(folder);
  const check = async (checked: object) =>
    (await logto.call({ connector: 'dingtalk-oauth2', method: 'checkConfig', config: checked })).value;
  expect(logto.loaded).toEqual(['dingtalk-oauth2']);
  expect(await check({ clientId, clientSecret })).toBe(true);
  expect(await check({ clientId, clientSecret, email: 'verified' })).toBe(false);
  expect(await check({ clientId })).toBe(false);
  await logto.close();
  await folder.remove();
});

test('the entry of the main package gives the connector, by import and by require', async () => {
  // By a name that the compiler does not follow: it checks the sources before they are built.
  const name: string = 'passport-dingtalk-oauth2/logto';
  const entry = await import(name);
  expect(Object.keys(entry).sort()).toEqual(['createDingTalkConnector', 'default']);
  expect(require(name)).toMatchObject({
    default: expect.any(Function),
    createDingTalkConnector: expect.any(Function),
  });
  const { metadata } = await entry.default({ getConfig: async () => config });
  expect(metadata.id).toBe('dingtalk-oauth2');
});

describe('the package', () => {
  test('has the files that Logto looks for, and one file of code', async () => {
    const files = await readdir(builtConnector, { recursive: true });
    expect(files.sort()).toEqual([
      ...['LICENSE', 'README.md', 'README.zh-CN.md', 'lib', 'lib/index.js', 'logo.svg', 'package.json'],
    ]);
  });

  test('has a name that Logto finds and depends on connector-kit in a range that includes the host’s', async () => {
    const manifest = JSON.parse(await readFile(join(builtConnector, 'package.json'), 'utf8'));
    const own = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(manifest).toMatchObject({
      name: 'connector-dingtalk-oauth2',
      version: own.version,
      type: 'module',
      dependencies: { '@logto/connector-kit': '^5.1.0' },
    });
  });

  test('imports nothing but what Logto’s core has', async () => {
    const built = await readFile(join(builtConnector, 'lib/index.js'), 'utf8');
    // Docstrings have examples with imports of their own.
    const code = built.replaceAll(/^\s*\* .*$/gm, '');
    const imported = [...code.matchAll(/\b(?:from|import|require)\s*\(?\s*["']([^"']+)["']/g)].map(
      ([, name]) => name,
    );
    const foreign = imported.filter((name) => !name?.startsWith('node:'));
    expect([...new Set(foreign)].sort()).toEqual(['@logto/connector-kit', 'zod']);
    expect(imported).not.toContain('passport-oauth2');
  });
});
