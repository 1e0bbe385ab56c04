import { spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What editors show between the brackets, of the methods that the core calls with more than that. */
const shown = {
  me: '[accessToken: string]',
  userByUnionId: '[appToken: string, unionId: string]',
  member: "[appToken: string, userId: string, options?: { language?: 'zh_CN' | 'en_US' | undefined }]",
  department:
    "[appToken: string, departmentId: number, options?: { language?: 'zh_CN' | 'en_US' | undefined }]",
  inAppUser: '[appToken: string, code: string]',
};

/** Each line is an error when the parameters are others, or more, or when there is a second signature. */
const ofClient = `import type { DingTalkClient } from ${JSON.stringify(join(root, 'dist/index.js'))};
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Shown<F> = F extends { (...args: infer A): unknown; (...args: infer B): unknown } ? A | B : never;
${Object.entries(shown)
  .map(
    ([method, parameters]) =>
      `export const ${method}: Same<Shown<DingTalkClient['${method}']>, ${parameters}> = true;`,
  )
  .join('\n')}
`;

const ofLibrary = `import * as dd from 'dingtalk-jsapi';
import type { DingTalkJsApi } from ${JSON.stringify(join(root, 'dist/browser/in-app.js'))};
export const whole: DingTalkJsApi = dd;
export const one: DingTalkJsApi = { requestAuthCode: dd.requestAuthCode };
`;

/** What the compiler says of a program, in a folder that has this checkout's packages. */
function compile(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'declared-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'program.mts'), code);
  const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--skipLibCheck', '--noEmit'];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, ...options, '--types', '', 'program.mts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout;
}

it('the client’s methods are declared with what their callers give, and nothing of the core’s', () => {
  expect(compile(ofClient)).toBe('');
});

it('the module for pages inside DingTalk takes what DingTalk’s own library exports', () => {
  expect(compile(ofLibrary)).toBe('');
});
