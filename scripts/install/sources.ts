// The places that the package can be installed from; the README's example runs wherever it came from.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { defaultPeople, startSimulator } from '../../lib/simulator/index.js';
import { startDingTalkHosts } from '../../test/helpers/dingtalk-hosts.js';
import { readDocument } from '../../test/helpers/markdown.js';
import { locationOf, Visitor } from '../../test/helpers/visitor.js';
import { root } from '../package.js';
import type { Project } from './project.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function says(child: ChildProcess, text: string): Promise<void> {
  if (!child.stdout || !child.stderr) throw new Error('The example’s output is not piped.');
  let printed = '';
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  for await (const line of createInterface(child.stdout)) {
    if (line.includes(text)) return;
    printed += `${line}\n`;
  }
  throw new Error(`The README's example printed:\n${printed}`);
}

/** Saves the README's example in a project, starts it, and signs somebody in. */
export async function exampleRuns({ folder }: Project): Promise<void> {
  const { blocks } = readDocument(readFileSync(join(root, 'README.md'), 'utf8'));
  const example = blocks.find(({ language, code }) => language === 'js' && code.includes('app.listen('));
  if (!example) throw new Error('The README has no example that listens.');
  writeFileSync(join(folder, 'readme.mjs'), example.code);

  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const client = {
    clientId: 'dingreadme',
    clientSecret: 'of-no-value',
    redirectUrls: [`${origin}/auth/dingtalk/callback`],
  };
  const simulator = await startSimulator({ clients: [client] });
  const hosts = await startDingTalkHosts(simulator.origins.api);
  const settings = {
    PORT: String(port),
    DINGTALK_CLIENT_ID: client.clientId,
    DINGTALK_CLIENT_SECRET: client.clientSecret,
    SESSION_SECRET: 'of-no-value',
  };
  const child = spawn(process.execPath, ['readme.mjs'], {
    cwd: folder,
    env: { ...process.env, ...hosts.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await says(child, origin);
    const visitor = new Visitor(origin);
    const { searchParams } = locationOf(await visitor.get('/auth/dingtalk'));
    const [person] = defaultPeople;
    const callback = new URL(
      simulator.authorize({
        clientId: client.clientId,
        redirectUri: searchParams.get('redirect_uri') ?? '',
        state: searchParams.get('state') ?? '',
        unionId: person?.unionId ?? '',
      }),
    );
    await visitor.get(callback.pathname + callback.search);
    const shown = await (await visitor.get('/')).text();
    if (!person || !shown.includes(person.unionId)) throw new Error(`Signed in, it shows ${shown}`);
  } finally {
    child.kill();
    await hosts.close();
    await simulator.close();
  }
}
