import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { type Child, startChild } from './child.js';

/** How far away DingTalk is behind the relay, in milliseconds. */
export const roundTripMs = 40;

const hosts = ['api.dingtalk.com', 'oapi.dingtalk.com'];

interface Counted {
  /** TLS connections that were opened. */
  connections: number;
  requests: number;
}

/** DingTalk's API over TLS, once next door and once {@link roundTripMs} away. */
export interface DingTalk {
  count(): Promise<Counted>;
  /** For children: leads `api.dingtalk.com` here. */
  near: NodeJS.ProcessEnv;
  /** The same for a DingTalk as far away as {@link moveTo} says. */
  far: NodeJS.ProcessEnv;
  moveTo(roundTripMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startDingTalk(): Promise<DingTalk> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'Benchmark' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'dingtalk-bench-'));
  const certificateFile = join(folder, 'certificate.pem');
  await writeFile(certificateFile, cert);

  const upstream: Child = startChild('upstream.mjs');
  const ports = await upstream.ask<{ near: number; far: number }>({ key, cert });

  // All contenders know DingTalk by its own name, since one of them knows it by no other.
  const preload = new URL('../test/helpers/dingtalk-hosts-preload.mjs', import.meta.url).href;
  const env = (port: number) => ({
    NODE_OPTIONS: `--import=${preload}`,
    NODE_EXTRA_CA_CERTS: certificateFile,
    DINGTALK_HOSTS_PORT: String(port),
  });
  return {
    count: () => upstream.ask<Counted>({}),
    moveTo: (distance) => upstream.ask({ roundTripMs: distance }),
    near: env(ports.near),
    far: env(ports.far),
    async stop() {
      await upstream.stop();
      await rm(folder, { recursive: true });
    },
  };
}
