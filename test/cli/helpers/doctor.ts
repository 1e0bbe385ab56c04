import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { doctorCommand } from '../../../lib/cli/doctor/command.js';
import {
  defaultClient,
  defaultOrganizations,
  type Simulator,
  type SimulatorClient,
  type SimulatorOptions,
  startSimulator,
} from '../../../lib/simulator/index.js';
import { freePort } from '../../helpers/free-port.js';
import { decide } from '../../helpers/visitor.js';

const COMMAND = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

export const CORP_ID: string = defaultOrganizations[0]?.corpId ?? '';
export const OTHER_CORP_ID: string = defaultOrganizations[1]?.corpId ?? '';

/** The environment of an application that is set up as it should be. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  DINGTALK_CLIENT_ID: defaultClient.clientId,
  DINGTALK_CLIENT_SECRET: defaultClient.clientSecret,
  DINGTALK_CORP_ID: CORP_ID,
  DINGTALK_SSO_SECRET: defaultOrganizations[0]?.ssoSecret ?? '',
};

/** A simulator whose one app is set up as `client` says; closed when the test is over. */
export async function startDingTalk(
  client: Partial<SimulatorClient> = {},
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const simulator = await startSimulator({ clients: [{ ...defaultClient, ...client }], ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A folder with these files in it that is gone when the test is over. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'command-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

interface Options {
  /** On top of {@link ENVIRONMENT}; an empty text is as good as absent. */
  env?: Readonly<Record<string, string>> | undefined;
  cwd?: string | undefined;
}

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  /** Waits until stdout or stderr has it. */
  printed(pattern: RegExp): Promise<string>;
  finished: Promise<Finished>;
  kill(signal: NodeJS.Signals): void;
}

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Runs the command as a process of its own, with nothing of this machine's environment but the search path. */
export function startCommand(args: readonly string[], { env = {}, cwd = tmpdir() }: Options = {}): Running {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    // Not the folder of the project, where a developer may keep a .env of their own.
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...ENVIRONMENT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  onTestFinished(() => {
    child.kill('SIGKILL');
    children.delete(child);
  });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
      child.emit('printed');
    });
  }
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, ...printed }));
  return running(printed, child, finished, (signal) => void child.kill(signal));
}

function running(
  printed: Readonly<Record<'stdout' | 'stderr', string>>,
  events: EventEmitter,
  finished: Promise<Finished>,
  kill: Running['kill'],
): Running {
  return {
    finished,
    kill,
    async printed(pattern) {
      for (;;) {
        const found = pattern.exec(printed.stdout + printed.stderr)?.[0];
        if (found !== undefined) return found;
        const ended = await Promise.race([once(events, 'printed').then(() => undefined), finished]);
        if (ended) throw new Error(`It ended without ${pattern}: ${ended.stdout}${ended.stderr}`);
      }
    },
  };
}

/** How many doctors are at work in this process. */
let countWithin = 0;
const here = process.cwd();

/**
 * {@link startCommand} of the doctor within this process, which takes a tenth of the time.
 * @param stdin - what a person types, at a terminal
 */
export function startWithin(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin?: PassThrough,
): Running {
  const printed = { stdout: '', stderr: '' };
  const events = new EventEmitter();
  const isTTY = stdin !== undefined;
  const out = (stream: keyof typeof printed) => ({
    isTTY,
    write(text: string) {
      printed[stream] += text;
      events.emit('printed');
    },
  });
  countWithin += 1;
  process.chdir(tmpdir());
  const io = {
    ...{ stdout: out('stdout'), stderr: out('stderr'), env: { ...ENVIRONMENT, ...env } },
    stdin: stdin && Object.assign(stdin, { isTTY }),
  };
  const ran = doctorCommand([...args], io).finally(() => {
    countWithin -= 1;
    if (countWithin === 0) process.chdir(here);
  });
  return running(
    printed,
    events,
    ran.then((code) => ({ code, ...printed })),
    () => {
      throw new Error('Only a process takes signals.');
    },
  );
}

/** The doctor at a simulator: a process of its own in `npm run test:all`, and where it is asked for a folder. */
export function startDoctor(simulator: Simulator, args: readonly string[] = [], options?: Options): Running {
  const all = ['doctor', '--dingtalk', simulator.origins.api, ...args];
  const isQuick = process.env.MATRIX !== 'all' && !options?.cwd;
  return isQuick ? startWithin(all.slice(1), options?.env) : startCommand(all, options);
}

export function runDoctor(
  simulator: Simulator,
  args?: readonly string[],
  options?: Options,
): Promise<Finished> {
  return startDoctor(simulator, args, options).finished;
}

/** The doctor as it waits for a sign-in at a simulator, and the address to open. */
export async function startSignIn(args: readonly string[] = [], callbackUrl?: string) {
  const callback = callbackUrl ?? (await freeCallback());
  const simulator = await startDingTalk({ redirectUrls: [callback] });
  const doctor = startDoctor(simulator, ['--sign-in', '--callback-url', callback, ...args]);
  return { callback, simulator, doctor, address: await addressFrom(doctor) };
}

export interface Check {
  name: string;
  state: 'ok' | 'wrong' | 'unknown' | 'note' | 'skipped';
  message: string;
  remedy: string | null;
  code: string | null;
  cause: string | null;
  ms: number | null;
}

/** The checks that `--json` lists, by their names. */
export function checksOf({ stdout }: Finished): Record<string, Check> {
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return Object.fromEntries(checks.map((check) => [check.name, check]));
}

/** The line of a check, and what is indented below it. */
export function sectionOf({ stdout }: Finished, name: string): string {
  const lines = stdout.split('\n');
  const at = lines.findIndex((line) => line.split(' ')[1] === name);
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('    '));
  return at < 0 ? '' : lines.slice(at, end).join('\n');
}

/** A redirect URL on a port that is free. */
export async function freeCallback(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}/auth/dingtalk/callback`;
}

/** The address that the doctor asks to open. */
export async function addressFrom(doctor: Running): Promise<string> {
  return (await doctor.printed(/^http\S+\/oauth2\/auth\?\S+$/m)).trim();
}

/** What a person does: opens the address, agrees, and goes where DingTalk sends them. */
export async function signIn(address: string): Promise<{ status: number; body: string }> {
  const answer = await fetch(await decide(address));
  return { status: answer.status, body: await answer.text() };
}
