import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { freePort } from './free-port.js';

/** What to do when there is no redis-server. */
export const HOW_TO_GET_REDIS =
  'Debian: apt-get install redis-server; macOS: brew install redis, or REDIS_SERVER_PATH';

export interface RedisServer {
  url: string;
  port: number;
  /** Stops answering, but keeps its connections: like a machine that hangs. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

function program(): string {
  return process.env.REDIS_SERVER_PATH || 'redis-server';
}

/** Whether this machine has a redis-server. */
export function hasRedis(): boolean {
  try {
    execFileSync(program(), ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Starts a real Redis that keeps nothing on disk, on a free port unless one is given. */
export async function startRedis(port?: number): Promise<RedisServer> {
  const chosen = port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const options = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(program(), [...options, '--dir', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit').finally(() => process.off('exit', kill));
  await Promise.race([
    isReady(child),
    exited.then(([code]) => {
      throw new Error(`redis-server ended with code ${code}`);
    }),
  ]);
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    stop: async () => {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function isReady(child: ChildProcess): Promise<void> {
  let said = '';
  for await (const text of child.stdout ?? []) {
    said += String(text);
    if (said.includes('Ready to accept connections')) break;
  }
}

/** A `describe` for tests that need a Redis. Without one they are skipped (the run says so once). */
export function describeWithRedis(name: string, define: () => void): void {
  describe.skipIf(!hasRedis())(name, define);
}
