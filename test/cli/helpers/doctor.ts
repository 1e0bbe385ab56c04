import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { doctorCommand } from '../../../lib/cli/doctor/command.js';
import type { Result } from '../../../lib/cli/doctor/finding.js';
import {
  defaultClient,
  defaultOrganizations,
  type Simulator,
  type SimulatorClient,
  type SimulatorOptions,
} from '../../../lib/simulator/index.js';
import { freePort } from '../../helpers/free-port.js';
import {
  type Finished,
  Output,
  type ProcessOptions,
  type Running,
  startProcess,
} from '../../helpers/process.js';
import { simulate } from '../../helpers/start.js';
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
export function startDingTalk(
  client: Partial<SimulatorClient> = {},
  options: SimulatorOptions = {},
): Promise<Simulator> {
  return simulate({ clients: [{ ...defaultClient, ...client }], ...options });
}

/** A folder with these files in it that is gone when the test is over. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'command-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Runs the command as a process of its own; what `env` has is on top of {@link ENVIRONMENT}. */
export function startCommand(args: readonly string[], { env, cwd }: ProcessOptions = {}): Running {
  return startProcess([COMMAND, ...args], { env: { ...ENVIRONMENT, ...env }, cwd });
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
  const output = new Output();
  const isTTY = stdin !== undefined;
  const out = (stream: 'stdout' | 'stderr') => ({
    isTTY,
    write: (text: string) => output.add(stream, text),
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
  return output.running(ran, () => {
    throw new Error('Only a process takes signals.');
  });
}

/** The doctor at a simulator: a process of its own in `npm run test:all`, and where it is asked for a folder. */
export function startDoctor(
  simulator: Simulator,
  args: readonly string[] = [],
  options?: ProcessOptions,
): Running {
  const all = ['doctor', '--dingtalk', simulator.origins.api, ...args];
  const isQuick = process.env.MATRIX !== 'all' && !options?.cwd;
  return isQuick ? startWithin(all.slice(1), options?.env) : startCommand(all, options);
}

export function runDoctor(
  simulator: Simulator,
  args?: readonly string[],
  options?: ProcessOptions,
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

/** The checks that `--json` lists, by their names; what is absent is null there. */
export function checksOf({ stdout }: Finished): Record<string, Result> {
  const { checks } = JSON.parse(stdout) as { checks: Result[] };
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
