import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { freePort } from '../helpers/free-port.js';
import { documentAt } from '../helpers/markdown.js';
import { decide, locationOf, Visitor } from '../helpers/visitor.js';
import { type Child, startChild } from '../interop/child.js';
import { type Host, hosts } from './hosts.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const root = dirname(dirname(import.meta.dirname));
const corpId = 'ding-of-the-hosts';
const client = { clientId: 'dinghost', clientSecret: 'secret-of-the-hosts' };
const [lan, bo, broken] = ['union-lan', 'union-bo', 'union-broken'];
const people = [lan, bo, broken].map((unionId) => ({
  unionId,
  nick: unionId,
  email: `${unionId}@example.com`,
}));
/** What the application throws for one person. */
const secret = 'hunter2';

for (const [name, host] of Object.entries(hosts)) {
  // This checkout's own packages, or those of a folder.
  const folder = join(root, 'test', host.folder ?? '');
  const isInstalled = !host.folder || existsSync(join(folder, 'node_modules'));

  describe.skipIf(!isInstalled && process.env.CI !== 'true')(name, () => {
    let simulator: Simulator;
    let child: Child;
    let origin: string;
    let start: (port: number, secret: string) => Child;
    const app = join(folder, '.artifacts', name.replaceAll(' ', '-').toLowerCase());
    const cleanup: (() => Promise<void>)[] = [];

    beforeAll(async () => {
      writeProgram(host, app);
      if (host.folder) installPackage(folder, host.isCopied);
      if (existsSync(join(app, 'tsconfig.json'))) compile(app);
      const port = await freePort();
      origin = `http://127.0.0.1:${port}`;
      const callbackURL = origin + host.callback;
      simulator = await startSimulator({
        clients: [{ ...client, redirectUrls: [callbackURL] }],
        people,
        organizations: [
          {
            corpId,
            name: 'Hosts',
            members: [lan, bo, broken].map((unionId) => ({ unionId, userId: unionId.slice(6) })),
          },
        ],
      });
      cleanup.push(() => simulator.close());
      const dingTalk = await startDingTalkHosts(simulator.origins.api);
      cleanup.push(dingTalk.close);
      const [script, execArgv] =
        'child' in host.start
          ? [join(import.meta.dirname, 'children', host.start.child), []]
          : [join(app, host.start.file), host.folder ? [] : ['--import', 'tsx']];
      start = (port, secret) => {
        const env = {
          ...{ ...dingTalk.env, NODE_ENV: 'production', PORT: String(port) },
          // Where logs go.
          ...{ HOME: app, EGG_HOME: app },
          ...{ DINGTALK_CLIENT_ID: client.clientId, DINGTALK_CLIENT_SECRET: client.clientSecret },
          ...{ SESSION_SECRET: secret, HOST: JSON.stringify({ folder, app, port, callbackURL }) },
        };
        return startChild(relative(join(root, 'test/interop/children'), script), env, execArgv);
      };
      child = start(port, 'a-secret-of-at-least-32-characters');
      cleanup.push(child.close);
      const answers = () =>
        fetch(origin).then(Boolean, () => child.hasEnded() && expect.unreachable(child.output()));
      await vi.waitUntil(answers, { interval: 200, timeout: 200_000 });
    });
    afterAll(async () => {
      for (const undo of cleanup.reverse()) await undo();
    });

    const begin = async (visitor: Visitor) => locationOf(await visitor.get(host.begin));
    const press = ({ pathname, search }: URL, choice: Record<string, string>) =>
      decide(simulator.origins.login + pathname + search, choice);
    const agree = async (visitor: Visitor, unionId = lan) =>
      press(await begin(visitor), { decision: 'agree', unionId });
    const open = (visitor: Visitor, { pathname, search }: URL, headers = {}) =>
      visitor.get(pathname + search, headers);
    const log = () => host.log?.(app, child.output()) ?? '';

    test('signs in one person and another', async () => {
      for (const unionId of [lan, bo]) {
        const visitor = new Visitor(origin);
        const page = await begin(visitor);
        expect(page.searchParams.get('redirect_uri')).toBe(origin + host.callback);
        const callback = await press(page, { decision: 'agree', unionId });
        const response = await open(visitor, callback);
        expect(await host.user(visitor, response)).toBe(unionId);
        await host.afterwards?.(visitor);
      }
    });

    test('says why somebody is not signed in: no consent, and a sign-in of another browser', async () => {
      const [visitor, stranger] = [new Visitor(origin), new Visitor(origin)];
      const no = await press(await begin(visitor), { decision: 'refuse' });
      expect(await host.reason(visitor, await open(visitor, no))).toMatch(host.texts.refused);
      const callback = await agree(visitor);
      const response = await open(stranger, callback);
      expect(await host.reason(stranger, response)).toMatch(host.texts.foreign);
      expect(await host.user(stranger, response)).toBeUndefined();
      if (!host.texts.foreignInChinese) return;
      const inChinese = await open(stranger, callback, { 'accept-language': 'zh-CN,zh;q=0.9' });
      expect(await host.reason(stranger, inChinese)).toMatch(host.texts.foreignInChinese);
    });

    test('says that DingTalk is busy, to the user and to the log, and signs in afterwards', async () => {
      const visitor = new Visitor(origin);
      const callback = await agree(visitor);
      simulator.throttle('userAccessToken');
      const response = await open(visitor, callback);
      expect(await host.reason(visitor, response)).toMatch(host.texts.busy);
      expect(await host.user(visitor, response)).toBeUndefined();
      if (host.log) await expect.poll(log).toContain('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi');
      const again = await open(visitor, await agree(visitor));
      expect(await host.user(visitor, again)).toBe(lan);
    });

    if (!host.folder) {
      test('keeps no session for those who only look', async () => {
        expect((await fetch(origin)).headers.getSetCookie()).toEqual([]);
      });

      // With an empty one anybody could sign a session of their own.
      test('serves nobody without a secret for its sessions', async () => {
        const port = await freePort();
        const open = start(port, '');
        cleanup.push(open.close);
        const status = () =>
          fetch(`http://127.0.0.1:${port}`).then(
            (response) => response.status,
            () => open.hasEnded() && 'ended',
          );
        expect(['ended', 500]).toContain(await vi.waitUntil(status, { interval: 200, timeout: 30_000 }));
      });
    }

    if (host.ownErrors) {
      test('leaves errors that have nothing to do with signing in their status', async () => {
        const visitor = new Visitor(origin);
        for (const { path, method, answer } of host.ownErrors ?? []) {
          const response = await (method === 'get' ? visitor.get(path) : visitor.post(path, {}));
          expect(`${response.status} ${await response.text()}`).toMatch(answer);
        }
      });
    }

    const { inApp } = host;
    if (inApp) {
      test('signs in inside DingTalk, from its own origin only', async () => {
        const post = async (visitor: Visitor, from: string) => {
          const code = simulator.inAppCode({ clientId: client.clientId, unionId: lan, corpId });
          return visitor.post(inApp, { code }, { 'sec-fetch-site': from });
        };
        const [visitor, stranger] = [new Visitor(origin), new Visitor(origin)];
        const response = await post(visitor, 'same-origin');
        expect(response.status).toBe(302);
        expect(await host.user(visitor, response)).toBe(lan);
        const refused = await post(stranger, 'cross-site');
        expect(refused.status).toBe(403);
        expect(await host.user(stranger, refused)).toBeUndefined();
      });
    }

    const { broken: error } = host.texts;
    if (!error) return;
    test('tells the log alone of an error of the application', async () => {
      const visitor = new Visitor(origin);
      const reason = await host.reason(visitor, await open(visitor, await agree(visitor, broken)));
      expect(reason).toMatch(error);
      expect(reason).not.toContain(secret);
      await expect.poll(log).toContain(secret);
    });
  });
}

/** The files of a page: its blocks that begin with the name of one. */
function writeProgram({ page, folder, files = {}, change = (code) => code }: Host, app: string): void {
  rmSync(app, { recursive: true, force: true });
  const all = { ...files };
  for (const { code } of documentAt(`docs/frameworks/${page}`).blocks) {
    const [, name] = /^\/\/ (\S+\.\w+)\n/.exec(code) ?? [];
    if (name && change(code)) all[name] = change(code);
  }
  // What a database would throw.
  const nameOf = `(profile.id === '${broken}' ? JSON.parse('${secret}') : profile.displayName)`;
  if (folder) all['package.json'] = JSON.stringify({ name: 'app' });
  if (folder && Object.keys(all).some((name) => name.endsWith('.ts'))) all['tsconfig.json'] = tsconfig;
  for (const [name, code] of Object.entries(all)) {
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), code.replace(/(?<=name: |displayName: )profile\.displayName/, nameOf));
  }
}

function installPackage(folder: string, isCopied: boolean | undefined): void {
  const installed = join(folder, 'node_modules/passport-dingtalk-oauth2');
  if (!isCopied && lstatSync(installed, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  rmSync(installed, { recursive: true, force: true });
  if (!isCopied) symlinkSync(root, installed, 'dir');
  else {
    const [dist, json] = ['dist', 'package.json'];
    cpSync(join(root, dist), join(installed, dist), { recursive: true });
    cpSync(join(root, json), join(installed, json));
  }
}

/** As the frameworks' own compilers have it. */
const tsconfig = JSON.stringify({
  compilerOptions: {
    ...{ target: 'es2023', module: 'nodenext', outDir: 'dist', rootDir: '.', strict: true },
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true, skipLibCheck: true, types: ['node'] },
  },
  include: ['*.ts'],
});

function compile(app: string): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', app], { encoding: 'utf8' });
  expect([stdout, status]).toEqual(['', 0]);
}
