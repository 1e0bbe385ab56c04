import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What the build writes. */
export const builtConnector = fromRoot('dist/logto-connector');

/** A folder like that of a Logto server, in which nothing resolves but what its core has for connectors. */
export interface LogtoFolder {
  path: string;
  connectors: string;
  remove(): Promise<void>;
}

/** @param zod - the folder of the package that stands in zod's place */
export async function makeLogtoFolder(zod = fromRoot('node_modules/zod')): Promise<LogtoFolder> {
  const path = await mkdtemp(join(tmpdir(), 'logto-'));
  const core = join(path, 'packages/core');
  const connectors = join(core, 'connectors');
  await mkdir(join(core, 'node_modules/@logto'), { recursive: true });
  await mkdir(connectors);
  await writeFile(join(core, 'package.json'), JSON.stringify({ name: '@logto/core' }));
  await symlink(
    fromRoot('node_modules/@logto/connector-kit'),
    join(core, 'node_modules/@logto/connector-kit'),
  );
  await symlink(zod, join(core, 'node_modules/zod'));
  return { path, connectors, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Copies the built folder as it is. */
export async function copyConnector({ connectors }: LogtoFolder): Promise<void> {
  await cp(builtConnector, join(connectors, 'connector-dingtalk-oauth2'), { recursive: true });
}

/** Runs `logto connector add`, which packs with npm and unpacks, and installs nothing. */
export async function addConnector({ path }: LogtoFolder): Promise<string> {
  // The CLI takes a package by its name, which has to begin so; a folder will do.
  const source = join(path, 'connector-dingtalk-oauth2');
  await cp(builtConnector, source, { recursive: true });
  const cli = fromRoot('node_modules/@logto/cli/bin/logto.js');
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [cli, 'connector', 'add', '--path', path, source]);
  await rm(source, { recursive: true });
  return stdout;
}

/** Puts Logto's own connector beside, which has to stay where its dependencies are. */
export async function linkOfficialConnector({ connectors }: LogtoFolder): Promise<void> {
  const official = fromRoot('node_modules/@logto/connector-dingtalk-web');
  await symlink(official, join(connectors, 'logto-connector-dingtalk-web'));
}

interface Call {
  connector: string;
  method: string;
  config?: object;
  argument?: unknown;
}

/** What a connector answers, or what Logto is left with: the code of its error, or `bare 500`. */
export type Reply = { value: unknown; error?: undefined } | { value?: undefined; error: LogtoError };

interface LogtoError {
  code: string;
  data?: unknown;
  message: string;
}

export interface LogtoHost {
  loaded: string[];
  call(call: Call): Promise<Reply>;
  close(): Promise<void>;
}

export async function startLogto(folder: LogtoFolder, env: NodeJS.ProcessEnv = {}): Promise<LogtoHost> {
  const script = fileURLToPath(new URL('logto-host.mjs', import.meta.url));
  const child = fork(script, [folder.connectors], {
    // Nothing of the test runner's own.
    execArgv: [],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the Logto host ended with ${code}`);
  });
  const [{ loaded }] = await Promise.race([once(child, 'message'), ended]);

  const waiting = new Map<number, (reply: Reply) => void>();
  child.on('message', ({ id, ...reply }: { id: number } & Reply) => waiting.get(id)?.(reply));
  let lastId = 0;
  return {
    loaded,
    call(call) {
      lastId += 1;
      const replied = new Promise<Reply>((resolve) => waiting.set(lastId, resolve));
      child.send({ id: lastId, ...call });
      return Promise.race([replied, ended]);
    },
    async close() {
      child.kill();
      await ended.catch(() => {});
    },
  };
}
