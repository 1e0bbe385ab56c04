import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  defaultClient,
  defaultOrganizations,
  type Simulator,
  startSimulator,
} from '../../../lib/simulator/index.js';
import { freePort } from '../../helpers/free-port.js';
import { type Case, folder, loop } from './case.js';
import { certificate, otherServers, type Seen, type Servers, trustIn } from './servers.js';

const command = process.env.DOCTOR ?? fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const preload = new URL('hosts.mjs', import.meta.url).href;
const callbackPath = '/auth/dingtalk/callback';
const { clientId, clientSecret } = defaultClient;
const [{ corpId, ssoSecret } = { corpId: '', ssoSecret: '' }] = defaultOrganizations;

/** Every secret of the app, and what is personal of the people here. */
const secrets = [
  ...[clientSecret, ssoSecret ?? '', 'hunter2', 'hunter%'],
  ...['小满', '青柠', 'xiaoman@', '10000000001', 'tea-007', 'simulatorXiaoMan'],
];

/** All that a case needs to run, and what it leaves behind. */
export interface World {
  simulator: Simulator;
  seen: Seen;
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

export async function build(fault: Case, servers: Servers): Promise<World> {
  const callback = `http://127.0.0.1:${await freePort()}${callbackPath}`;
  const simulator = await startSimulator({
    clients: [{ ...defaultClient, redirectUrls: [callback], ...fault.app }],
    ...(fault.people && { people: fault.people }),
  });
  servers.onClose(() => void simulator.close());
  const cwd = servers.folder();
  const seen: Seen = { calls: [], secrets: new Set(secrets), onCall() {} };
  const pair = fault.tls && (await certificate(fault.tls)).pair;
  const port = fault.server
    ? await otherServers[fault.server](servers)
    : await servers.dingTalk(simulator.origins.api, fault.answers ?? {}, pair, seen);
  const busy = await servers.raw(() => {});
  const values: Record<string, string> = {
    ...{ origin: `${pair ? 'https://localhost' : 'http://127.0.0.1'}:${port}`, port: `${port}` },
    ...{ cwd, callback, clientId, secret: clientSecret, corpId, ssoSecret: ssoSecret ?? '' },
    node: process.execPath,
    closed: `127.0.0.1:${await freePort()}`,
    proxy: `127.0.0.1:${fault.proxy && (await servers.proxy(port, fault.proxy))}`,
    busy: `http://127.0.0.1:${busy}${callbackPath}`,
    busyLocalhost: `http://localhost:${busy}${callbackPath}`,
  };
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
  for (const [name, content] of Object.entries(fault.files ?? {})) {
    const path = join(cwd, name);
    if (content === folder) mkdirSync(path);
    else if (content === loop) symlinkSync(path, path);
    else writeFileSync(path, typeof content === 'string' ? fill(content) : content, { mode: 0o755 });
  }
  const flags = [
    fault.at === '' ? '' : `--dingtalk ${fault.at ?? '{origin}'}`,
    fault.signIn
      ? `--sign-in ${fault.args?.includes('--callback-url') ? '' : '--callback-url {callback}'}`
      : '',
    // However slow this machine is.
    fault.args?.includes('--timeout') ? '' : '--timeout 60',
    fault.args ?? '',
  ];
  const env = {
    // No browser of this machine's is to be found.
    ...{ PATH: cwd, HOME: cwd, LANG: 'en_US.UTF-8' },
    DINGTALK_CLIENT_ID: clientId,
    DINGTALK_CLIENT_SECRET: clientSecret,
    DINGTALK_CORP_ID: corpId,
    ...(fault.tls &&
      fault.isTrusted !== false && { NODE_EXTRA_CA_CERTS: await trustIn(servers.folder(), fault.tls) }),
    ...(fault.hosts && {
      NODE_OPTIONS: `--import=${preload}`,
      HOSTS: JSON.stringify({ port, ...fault.hosts }),
    }),
    ...fault.env,
  };
  return {
    ...{ simulator, seen, cwd },
    args: ['doctor', ...flags.join(' ').split(' ').filter(Boolean).map(fill)],
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])),
  };
}

export interface Finished {
  exit: number | string;
  stdout: string;
  /** With stderr. */
  text: string;
}

export async function run(fault: Case, world: World, more: string[]): Promise<Finished> {
  const { args, env, cwd, seen } = world;
  const all = [process.execPath, command, ...args, ...more];
  // A pseudo-terminal of its own.
  const [program = '', ...rest] = fault.isTerminal
    ? ['/usr/bin/script', '-qec', all.map((one) => `'${one}'`).join(' '), '/dev/null']
    : all;
  const child = spawn(program, rest, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (fault.meanwhile === 'interrupt at the first call') seen.onCall = () => child.kill('SIGINT');
  if (fault.meanwhile === 'close stdout') child.stdout.destroy();
  const printed = { stdout: '', stderr: '' };
  let isVisited = false;
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
      if (fault.meanwhile === 'close stdout after a line') child.stdout.destroy();
      const address = /^\s*(http\S+\/oauth2\/auth\?\S+)$/m.exec(printed[stream])?.[1];
      if (!address || isVisited) return;
      isVisited = true;
      if (fault.signIn === 'interrupts') child.kill('SIGINT');
      else void visit(address, fault, world).catch(() => {});
    });
  }
  const guard = setTimeout(() => child.kill('SIGKILL'), 50_000);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(guard);
  return { exit: code ?? signal ?? '', stdout: printed.stdout, text: printed.stdout + printed.stderr };
}

/** What a person does in a browser. */
async function visit(address: string, { signIn, app }: Case, { simulator, seen }: World) {
  if (signIn === 'does not come') return;
  const asked = new URL(address).searchParams;
  const [redirectUri, state, scope] = ['redirect_uri', 'state', 'scope'].map((name) => asked.get(name) ?? '');
  const { as = 'simulatorXiaoManiEiE', query, ...choice } = typeof signIn === 'object' ? signIn : {};
  const came = signIn === 'refuses' ? 'error=access_denied' : query;
  const clientId = app?.clientId ?? defaultClient.clientId;
  const back = came
    ? `${redirectUri}?${came}&state=${state}`
    : simulator.authorize({ clientId, redirectUri: redirectUri ?? '', state, scope, unionId: as, ...choice });
  const code = new URL(back).searchParams.get('code');
  if (code) seen.secrets.add(code);
  await (await fetch(back)).text();
}
