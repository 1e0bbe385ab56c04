import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { recipeOf } from '../helpers/documentation.js';
import { minuteMs, page, seenBy, startMembersApp, startOrganization } from './members-app.js';

// Nest is compiled and runs in a process of its own.
vi.setConfig({ testTimeout: 240_000 });

const root = dirname(dirname(import.meta.dirname));
const recipe = recipeOf('docs/frameworks/nestjs.md', 'class DingTalkGuard').replace(
  "callbackURL: '/auth",
  "callbackURL: 'https://example.com/auth",
);

// The sign-in itself is tried in test/hosts.
describe.each(['10', '11', '12'])('NestJS %s', (version) => {
  const folder = join(import.meta.dirname, 'nest', version);
  const isInstalled = existsSync(join(folder, 'node_modules/@nestjs/core'));

  test.skipIf(!isInstalled && process.env.CI !== 'true')(
    'signs out users who left with their second request, and out of the session',
    async () => {
      const link = join(folder, 'node_modules/passport-dingtalk-oauth2');
      if (!existsSync(link)) symlinkSync(root, link, 'dir');
      const members = compile(folder, 'members', recipeOf(page, 'PassportSerializer'));
      const nestApp = { folder, signIn: compile(folder, 'sessions', recipe), members };
      const organization = await startOrganization();
      const app = await startMembersApp(
        organization,
        { NEST_APP: JSON.stringify(nestApp) },
        'nest-members.mjs',
      );
      const [lan, bo] = [await app.signedIn('lan'), await app.signedIn('bo')];
      expect(await seenBy(lan)).toEqual([200, true]);
      organization.simulator.leave('union-lan');
      await app.forward(31 * minuteMs);
      // The first request has DingTalk asked, and waits for no answer.
      await expect.poll(() => seenBy(lan)).toEqual([401, false]);
      expect(await seenBy(bo)).toEqual([200, true]);
      // What the check throws comes from a middleware.
      const [errcode, errmsg] = [60011, 'no permission'];
      organization.simulator.fail('getbyunionid', { body: { errcode, errmsg } }, 100);
      await app.forward(5 * 60 * minuteMs);
      const response = await bo.get('/me');
      expect([response.status, await response.json()]).toEqual([
        500,
        expect.objectContaining({ code: 'DINGTALK_PERMISSION' }),
      ]);
    },
  );
});

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
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status }: SpawnSyncReturns<string> = spawnSync(process.execPath, [tsc, '-p', project], {
    encoding: 'utf8',
  });
  expect([stdout, status]).toEqual(['', 0]);
  return join(project, 'dist/app.js');
}
