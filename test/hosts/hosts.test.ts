import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { freePort } from '../helpers/free-port.js';
import { documentAt } from '../helpers/markdown.js';
import { locationOf, Visitor } from '../helpers/visitor.js';
import { type Child, startChild } from '../interop/child.js';
import { type SimulatorProcess, startSimulatorProcess } from './simulator-process.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const root = dirname(dirname(import.meta.dirname));
const client = { clientId: 'dinghost', clientSecret: 'secret-of-the-hosts' };
const [lan, bo] = ['union-lan', 'union-bo'];
const people = [lan, bo].map((unionId) => ({ unionId, nick: unionId, email: `${unionId}@own.example.com` }));

/** A framework's application, as the framework's page in the documentation has it. */
interface Host {
  folder: string;
  page: string;
  child: string;
  begin: string;
  callback: string;
  /** Where it is in TypeScript. */
  compilerOptions?: object;
  /** The unionId of who is signed in; undefined when nobody is. */
  user(visitor: Visitor, response: Response): Promise<string | undefined>;
  /** What the user gets to read, where it is not the text with the status. */
  texts?: { refused?: RegExp; foreign?: RegExp; busy?: RegExp };
  /** What the host has written to its log, if it does. */
  log?(app: string, printed: string): string;
  /** What the user gets to read of a sign-in that failed. */
  reason(visitor: Visitor, response: Response): Promise<string>;
  /** What the host does once somebody is signed in. */
  afterwards?(visitor: Visitor): Promise<void>;
}

const hosts: Record<string, Host> = {};
for (const version of ['3', '4']) {
  hosts[`Egg ${version}`] = {
    ...{ folder: `egg-${version}`, page: 'egg.md', child: 'egg.mjs' },
    ...{ begin: '/passport/dingtalk', callback: '/passport/dingtalk/callback' },
    log: (app) => readFileSync(join(app, 'logs/app/common-error.log'), 'utf8'),
    user: async (visitor) => (await json<{ user: { id: string } | null }>(visitor, '/')).user?.id,
    async reason(visitor, response) {
      if (response.status >= 400) return `${response.status} ${await response.text()}`;
      expect(locationOf(response).pathname).toBe('/sign-in');
      return (await json<{ messages: string[] }>(visitor, '/sign-in')).messages.at(-1) ?? '';
    },
  };
}

for (const version of ['3', '4']) {
  hosts[`Midway ${version}`] = {
    ...{ folder: `midway-${version}`, page: 'midway.md', child: 'midway.mjs' },
    ...{ begin: '/auth/dingtalk', callback: '/auth/dingtalk/callback', compilerOptions: {} },
    texts: { busy: /^500 .*Something went wrong here/ },
    log: (_app, printed) => printed,
    user: async (visitor) => (await json<{ user: { id: string } | null }>(visitor, '/')).user?.id,
    async reason(visitor, response) {
      if (response.status >= 400) return `${response.status} ${await response.text()}`;
      expect(locationOf(response).pathname).toBe('/sign-in');
      return (await json<{ messages: string[] }>(visitor, '/sign-in')).messages.at(-1) ?? '';
    },
  };
}

const adminMessage = /DingTalk limits how often this app or server may call/;
hosts['Node-RED 4'] = {
  ...{ folder: 'node-red-4', page: 'node-red.md', child: 'node-red.mjs' },
  ...{ begin: '/auth/strategy', callback: '/auth/strategy/callback' },
  texts: { refused: /: Forbidden$/, foreign: /: Forbidden$/, busy: adminMessage },
  async user(visitor, response) {
    // Not encoded: a plus stands for itself.
    const [, token] = /access_token=(.+)/.exec(locationOf(response).search) ?? [];
    if (!token) return undefined;
    const headers = { authorization: `Bearer ${token}` };
    const { user } = await json<{ user?: { username: string } }>(visitor, '/settings', headers);
    return user?.username;
  },
  reason: async (_visitor, response) => locationOf(response).searchParams.get('session_message') ?? '',
};

interface BackstageAnswer {
  response?: { backstageIdentity: { identity: { userEntityRef: string } }; profile: object };
  error?: { message: string };
}

async function webMessage(response: Response): Promise<BackstageAnswer> {
  const [, data = ''] = /decodeURIComponent\('([^']*)'\)/.exec(await response.clone().text()) ?? [];
  return JSON.parse(decodeURIComponent(data));
}

hosts.Backstage = {
  ...{ folder: 'backstage', page: 'backstage.md', child: 'backstage.mjs', compilerOptions: {} },
  ...{ begin: '/api/auth/dingtalk/start?env=development', callback: '/api/auth/dingtalk/handler/frame' },
  texts: {
    refused: /^Authentication rejected, You did not agree/,
    foreign: /^Auth response is missing cookie nonce$/,
    busy: adminMessage,
  },
  async user(_visitor, response) {
    const { response: signedIn } = await webMessage(response);
    return signedIn?.backstageIdentity.identity.userEntityRef.replace('user:default/', '');
  },
  reason: async (_visitor, response) => (await webMessage(response)).error?.message ?? '',
  async afterwards(visitor) {
    const refresh = '/api/auth/dingtalk/refresh?env=development';
    const refreshed = await json<BackstageAnswer['response']>(visitor, refresh, {
      'x-requested-with': 'XMLHttpRequest',
    });
    // The address is the person's own, of which Backstage is to make no identity.
    expect(refreshed?.profile).toEqual({ displayName: expect.stringMatching(/^union-/) });
    expect(refreshed?.backstageIdentity.identity.userEntityRef).toMatch(/^user:default\/union-/);
  },
};

async function json<Answer>(
  visitor: Visitor,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return (await visitor.get(path, headers)).json() as Promise<Answer>;
}

/** Without a link, by which TypeScript would find the types of this checkout's packages beside those of the folder's. */
function installPackage(folder: string): void {
  const installed = join(folder, 'node_modules/passport-dingtalk-oauth2');
  rmSync(installed, { recursive: true, force: true });
  for (const name of ['package.json', 'dist']) cpSync(join(root, name), join(installed, name), { recursive: true });
}

/** As the frameworks' own compilers do, with all types checked. */
function compile(app: string, options: object): void {
  const compilerOptions = {
    ...{ target: 'es2023', module: 'nodenext', outDir: 'dist', rootDir: '.', strict: true },
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true, skipLibCheck: true, types: ['node'] },
    ...options,
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', app], { encoding: 'utf8' });
  expect([stdout, status]).toEqual(['', 0]);
}

/** The files of a page: its blocks that begin with the name of one. */
function writeApp(page: string, app: string): void {
  rmSync(app, { recursive: true, force: true });
  for (const { code } of documentAt(`docs/frameworks/${page}`).blocks) {
    const [, name] = /^\/\/ (\S+\.\w+)\n/.exec(code) ?? [];
    if (!name) continue;
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), code);
  }
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app' }));
}

for (const [name, host] of Object.entries(hosts)) {
  const folder = join(import.meta.dirname, host.folder);
  const isInstalled = existsSync(join(folder, 'node_modules'));

  describe.skipIf(!isInstalled && process.env.CI !== 'true')(name, () => {
    let simulator: SimulatorProcess;
    let child: Child;
    let origin: string;
    const app = join(folder, '.artifacts/app');
    const texts = {
      ...{ refused: /did not agree/, foreign: /did not begin in this browser/, busy: /^429 .*asked too often/ },
      ...host.texts,
    };
    const cleanup: (() => Promise<void>)[] = [];

    beforeAll(async () => {
      installPackage(folder);
      writeApp(host.page, app);
      if (host.compilerOptions) compile(app, host.compilerOptions);
      const port = await freePort();
      origin = `http://127.0.0.1:${port}`;
      simulator = await startSimulatorProcess({
        ...{ clients: [{ ...client, redirectUrls: [origin + host.callback] }], people },
      });
      cleanup.push(simulator.close);
      const dingTalk = await startDingTalkHosts(simulator.origin);
      cleanup.push(dingTalk.close);
      child = startChild(`../../hosts/children/${host.child}`, {
        ...dingTalk.env,
        HOST: JSON.stringify({ folder, app, port, callbackURL: origin + host.callback }),
        ...{ DINGTALK_CLIENT_ID: client.clientId, DINGTALK_CLIENT_SECRET: client.clientSecret },
        ...{ SESSION_KEYS: 'keys-of-the-test', EGG_HOME: app },
      });
      cleanup.push(child.close);
      const answers = () => fetch(origin).then(Boolean, () => child.hasEnded() && expect.unreachable(child.output()));
      await vi.waitUntil(answers, { interval: 200, timeout: 200_000 });
    });
    afterAll(async () => {
      for (const undo of cleanup.reverse()) await undo();
    });

    const begin = async (visitor: Visitor) => locationOf(await visitor.get(host.begin));
    const agree = async (visitor: Visitor, unionId = lan) =>
      simulator.decide(await begin(visitor), { decision: 'agree', unionId });
    const open = (visitor: Visitor, { pathname, search }: URL) => visitor.get(pathname + search);

    test('signs in one person and another', async () => {
      for (const unionId of [lan, bo]) {
        const visitor = new Visitor(origin);
        const page = await begin(visitor);
        expect(page.searchParams.get('redirect_uri')).toBe(origin + host.callback);
        const callback = await simulator.decide(page, { decision: 'agree', unionId });
        const response = await open(visitor, callback);
        expect(await host.user(visitor, response)).toBe(unionId);
        await host.afterwards?.(visitor);
      }
    });

    test('says why somebody is not signed in: no consent, and a sign-in of another browser', async () => {
      const [visitor, stranger] = [new Visitor(origin), new Visitor(origin)];
      const refused = await open(
        visitor,
        await simulator.decide(await begin(visitor), { decision: 'refuse' }),
      );
      expect(await host.reason(visitor, refused)).toMatch(texts.refused);
      const foreign = await open(stranger, await agree(visitor));
      expect(await host.reason(stranger, foreign)).toMatch(texts.foreign);
      expect(await host.user(stranger, foreign)).toBeUndefined();
    });

    test('says that DingTalk is busy, and signs in afterwards', async () => {
      const visitor = new Visitor(origin);
      const callback = await agree(visitor);
      await simulator.control('throttle', { endpoint: 'userAccessToken', times: 1 });
      const busy = await open(visitor, callback);
      expect(await host.reason(visitor, busy)).toMatch(texts.busy);
      if (host.log) {
        const log = () => host.log?.(app, child.output());
        await expect.poll(log).toContain('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi');
      }
      expect(await host.user(visitor, busy)).toBeUndefined();
      const again = await open(visitor, await agree(visitor));
      expect(await host.user(visitor, again)).toBe(lan);
    });
  });
}
