import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { defaultPeople } from '../../lib/simulator/index.js';
import { run } from '../../scripts/run.js';
import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { makeFolder } from '../helpers/documentation.js';
import { freePort } from '../helpers/free-port.js';
import { documentAt } from '../helpers/markdown.js';
import { startProcess } from '../helpers/process.js';
import { closeAfterTest, simulate } from '../helpers/start.js';
import { locationOf, Visitor } from '../helpers/visitor.js';

const execute = promisify(execFile);
const { blocks } = documentAt('README.md');
const codeIn = (wanted: string) => blocks.find(({ language }) => language === wanted)?.code ?? '';
const examples = [
  { language: 'JavaScript', code: codeIn('js'), name: 'app.mjs' },
  { language: 'TypeScript', code: codeIn('ts'), name: 'app.mts' },
];

describe.each(examples)('the example in $language', ({ code, name }) => {
  test('signs a person in at DingTalk, and shows who they are', async () => {
    const { origin, simulator, decide } = await startExample(code, name);
    const visitor = new Visitor(origin);
    const callback = await decide(visitor, 'agree');
    expect(locationOf(await visitor.get(callback)).pathname).toBe('/');

    const [person] = defaultPeople;
    expect(await (await visitor.get('/')).json()).toEqual({ id: person?.unionId, name: person?.nick });
    const asked = simulator.requests.map(({ endpoint, headers }) => [endpoint, headers['x-forwarded-host']]);
    expect(asked.slice(-2)).toEqual([
      ['userAccessToken', 'api.dingtalk.com'],
      ['me', 'api.dingtalk.com'],
    ]);
  });

  test('signs in at the simulator that one variable names', async () => {
    const { origin, decide } = await startExample(code, name, 'DINGTALK_SIMULATOR');
    const visitor = new Visitor(origin);
    await visitor.get(await decide(visitor, 'agree'));
    expect(await (await visitor.get('/')).json()).toMatchObject({ name: defaultPeople[0]?.nick });
  });

  test('leads a person who refuses back to the link', async () => {
    const { origin, decide } = await startExample(code, name);
    const visitor = new Visitor(origin);
    const callback = await decide(visitor, 'refuse');
    expect(locationOf(await visitor.get(callback)).pathname).toBe('/');
    expect(await linkOf(visitor)).toBe('/auth/dingtalk');
  });

  test('says which setting is missing', async () => {
    const started = execute(process.execPath, [programOf(code, name)], { env: {} });
    await expect(started).rejects.toThrow(/DingTalk option `clientID` must be a non-empty string/);
  });

  test('fails where its port is taken', async () => {
    const taken = createServer();
    // On all addresses, as the example.
    await once(taken.listen(0), 'listening');
    closeAfterTest(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    const env = { DINGTALK_CLIENT_ID: 'dingreadme', DINGTALK_CLIENT_SECRET: 's', SESSION_SECRET: 's' };
    const started = execute(process.execPath, [programOf(code, name)], { env: { ...env, PORT: `${port}` } });
    const stderr = expect.stringContaining('EADDRINUSE');
    await expect(started).rejects.toMatchObject({ stdout: '', stderr });
  });
});

test('the example in JavaScript has no more than 26 lines of code', () => {
  expect(codeIn('js').split('\n').filter(Boolean).length).toBeLessThanOrEqual(26);
});

test('the test of an application of your own passes', async () => {
  const scripts = documentAt('docs/testing.md').blocks.map((block) => block.code);
  const code = scripts.find((script) => script.includes("'node:test'")) ?? '';
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ['--test', '--test-reporter=tap', fileOf(code, 'app.mjs')];
  const { stdout } = await execute(process.execPath, args, { env });
  expect(stdout).toMatch(/^# tests 1$/m);
  expect(stdout).toMatch(/^# pass 1$/m);
});

/** Runs the example as it stands, with the simulator behind DingTalk's own host names or named by a variable. */
async function startExample(code: string, name: string, variable?: 'DINGTALK_SIMULATOR') {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const client = { clientId: 'dingreadme', clientSecret: 'readme-secret' };
  const callbackURL = `${origin}/auth/dingtalk/callback`;
  const simulator = await simulate({ clients: [{ ...client, redirectUrls: [callbackURL] }] });
  const hosts = await startDingTalkHosts(simulator.origins.api);
  const dingTalk = variable ? { [variable]: simulator.origins.login } : hosts.env;

  const { printed } = startProcess([programOf(code, name)], {
    env: {
      ...{ ...dingTalk, PORT: String(port), SESSION_SECRET: 'secret-of-the-example' },
      ...{ DINGTALK_CLIENT_ID: client.clientId, DINGTALK_CLIENT_SECRET: client.clientSecret },
    },
  });
  expect(await printed(/.*\n/)).toBe(`Open ${origin}\n`);

  return {
    origin,
    simulator,
    /** Follows the link and presses a button on DingTalk's page; returns the path to come back to. */
    async decide(visitor: Visitor, decision: 'agree' | 'refuse'): Promise<string> {
      const page = locationOf(await visitor.get((await linkOf(visitor)) ?? 'no link'));
      expect(page.origin).toBe(variable ? simulator.origins.login : 'https://login.dingtalk.com');
      // The visitor, unlike the example, has to be told where DingTalk is.
      const here = new URL(page.pathname + page.search, simulator.origins.login);
      const callback = locationOf(await new Visitor(here.origin).post(here.href, { decision }));
      expect(callback.origin + callback.pathname).toBe(callbackURL);
      return callback.pathname + callback.search;
    },
  };
}

async function linkOf(visitor: Visitor): Promise<string | undefined> {
  const page = await (await visitor.get('/')).text();
  return /<a href="([^"]+)">Sign in with DingTalk<\/a>/.exec(page)?.[1];
}

/** The program, compiled if need be, and in any case within this checkout: there the package is found by its name. */
function programOf(code: string, name: string): string {
  const file = fileOf(code, name);
  if (name.endsWith('.mjs')) return file;
  const tsc = join(dirname(dirname(import.meta.dirname)), 'node_modules/typescript/bin/tsc');
  // As the README says, but for the checkout's own configuration, which a reader does not have.
  run(process.execPath, [tsc, '--ignoreConfig', '--strict', '--module', 'nodenext', name], dirname(file));
  return file.replace(/mts$/, 'mjs');
}

const fileOf = (code: string, name: string) => join(makeFolder({ [name]: code }).folder, name);
