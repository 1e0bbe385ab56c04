import { execFile, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { recipeOf } from '../helpers/documentation.js';
import { hasHeavyPackages } from '../helpers/heavy.js';
import { Visitor } from '../helpers/visitor.js';
import { startChild } from './child.js';
import { minuteMs, page, seenBy, startMembersApp, startOrganization } from './members-app.js';
import { broken, describeRecipe, type RecipeApp } from './problem-suite.js';
import { agreeAt, client, startDingTalk } from './recipe-app.js';

// Nest is compiled and runs in a process of its own.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const root = dirname(dirname(import.meta.dirname));
const recipe = recipeOf('docs/frameworks.md', "from '@nestjs/passport'");

/** What docs/without-sessions.md says to change. */
const withoutSessions = recipe
  .replace('import { type DingTalkProfile,', 'import { CookieStateStore, type DingTalkProfile,')
  .replace(
    /^ *callbackURL: .*$/m,
    '$&\nstore: new CookieStateStore({ secret: process.env.COOKIE_SECRET ?? "" }),',
  )
  .replace(/^ *await super\.logIn.*$/m, '');

for (const version of ['11', '10']) {
  const folder = join(import.meta.dirname, 'nest', version);
  const isInstalled = existsSync(join(folder, 'node_modules/@nestjs/core'));
  const isLeftOut = (!isInstalled || !hasHeavyPackages) && process.env.CI !== 'true';

  describe.skipIf(isLeftOut)(`NestJS ${version}`, () => {
    beforeAll(async () => {
      if (!isInstalled) {
        const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
        await promisify(execFile)('npm', ['ci', ...quietly], { cwd: folder });
      }
      const link = join(folder, 'node_modules/passport-dingtalk-oauth2');
      if (!existsSync(link)) symlinkSync(root, link, 'dir');
    });

    describe('with sessions', () => {
      let app: NestApp;
      beforeAll(async () => {
        const file = compile(folder, 'sessions', recipe);
        app = await start({ folder, file, broken, sessions: true });
      });
      afterAll(() => app.close());
      // One process for all of them, since Nest takes its time to start.
      describeRecipe('as the page has it', async (unionId) => app.forOneTest(unionId), { json: true });
    });

    test('has whoever left out with the next request, and out of the session', async () => {
      const members = compile(folder, 'members', recipeOf(page, 'PassportSerializer'));
      const nestApp = { folder, signIn: compile(folder, 'sessions', recipe), members };
      const organization = await startOrganization();
      const env = { NEST_APP: JSON.stringify(nestApp) };
      const app = await startMembersApp(organization, env, 'nest-members.mjs');
      const [lan, bo] = [await app.signedIn('lan'), await app.signedIn('bo')];
      expect(await seenBy(lan)).toEqual([200, true]);
      organization.simulator.leave('union-lan');
      await app.forward(31 * minuteMs);
      expect([await seenBy(lan), await seenBy(bo)]).toEqual([
        [401, false],
        [200, true],
      ]);
    });

    test('signs in without sessions, with the state in the session', async () => {
      expect(withoutSessions).toMatch(/CookieStateStore,[\s\S]*new CookieStateStore/);
      expect(withoutSessions).not.toContain('super.logIn');
      const file = compile(folder, 'cookies', withoutSessions);
      const nest = await start({ folder, file, broken, sessions: false });
      const app = nest.forOneTest();
      const visitor = app.visitor();
      const callback = await app.agree(visitor);
      expect(visitor.cookies).toEqual([expect.stringMatching(/^__Host-dingtalk-state\./)]);
      expect((await visitor.get(callback)).status).toBe(302);
      expect(visitor.cookies).toEqual([]);
      expect((await visitor.get(callback)).status).toBe(403);
      await nest.close();
    });
  });
}

/** As Nest's own compiler does, with all types checked. */
function compile(folder: string, name: string, code: string): string {
  const project = join(folder, '.artifacts', name);
  mkdirSync(project, { recursive: true });
  const compilerOptions = {
    ...{ target: 'es2023', module: 'nodenext', outDir: 'dist', rootDir: '.' },
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true },
    ...{ strict: true, noImplicitOverride: true, skipLibCheck: true, types: ['node'] },
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
  writeFileSync(join(project, 'app.ts'), code);
  const tsc = join(root, 'node_modules/typescript5/bin/tsc');
  const { stdout, status }: SpawnSyncReturns<string> = spawnSync(process.execPath, [tsc, '-p', project], {
    encoding: 'utf8',
  });
  expect([stdout, status]).toEqual(['', 0]);
  return join(project, 'dist/app.js');
}

interface NestApp {
  forOneTest(unionId?: string): RecipeApp;
  close(): Promise<void>;
}

async function start(nestApp: object): Promise<NestApp> {
  const simulator = await startDingTalk();
  const hosts = await startDingTalkHosts(simulator.origins.api);
  const child = startChild('nest.mjs', {
    ...hosts.env,
    NEST_APP: JSON.stringify(nestApp),
    ...{ DINGTALK_CLIENT_ID: client.clientId, DINGTALK_CLIENT_SECRET: client.clientSecret },
    COOKIE_SECRET: 'a-secret-of-at-least-thirty-two-characters',
  });
  const origin = `http://127.0.0.1:${await child.receive<number>()}`;
  return {
    forOneTest(unionId = 'union-lan') {
      const printed = child.output().length;
      return {
        visitor: () => new Visitor(origin),
        agree: (visitor) => agreeAt(simulator, unionId, () => visitor.get('/auth/dingtalk')),
        failNext: (status, body) => simulator.fail('me', { status, body }),
        log: () => child.output().slice(printed),
        close: async () => {},
      };
    },
    async close() {
      await child.close();
      await hosts.close();
      await simulator.close();
    },
  };
}
