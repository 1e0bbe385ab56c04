import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { generate } from 'selfsigned';
import { closeAfterTest, listen } from './start.js';

/** DingTalk's host names, answered for on loopback. */
export interface DingTalkHosts {
  /**
   * To be added to the environment of a child process. In it, TLS connections to `login`, `api` and `oapi` at
   * `dingtalk.com` and `dingtalk.io` end at the upstream server, and those to any other machine fail.
   */
  readonly env: Readonly<Record<'NODE_OPTIONS' | 'NODE_EXTRA_CA_CERTS' | 'DINGTALK_HOSTS_PORT', string>>;
  /** Stops listening, cuts every connection and removes the certificate, as happens after a test. */
  close(): Promise<void>;
}

/**
 * Stands between clients whose hosts are fixed and a simulator, so that not a line of theirs is touched: a TLS
 * server with a certificate for DingTalk's names, made for this one run, and a module loaded ahead of the
 * client's own which leads its connections here. Only in child processes, since Node reads
 * `NODE_EXTRA_CA_CERTS` when it starts.
 *
 * What the upstream does arrives unchanged, delays, silence and cut connections included, and each connection
 * here has one of its own there. The upstream sees loopback as `host`, and the name that the client wanted as
 * `x-forwarded-host`.
 *
 * @example
 * ```ts
 * const simulator = await startSimulator();
 * const hosts = await startDingTalkHosts(simulator.origins.api);
 * const child = fork('sign-in-with-somebody-elses-client.mjs', { env: { ...process.env, ...hosts.env } });
 * // …
 * await hosts.close();
 * await simulator.close();
 * ```
 *
 * @param upstream - an `http:` origin on loopback, such as `simulator.origins.api`; as a function, asked anew for
 * each request
 */
export async function startDingTalkHosts(upstream: string | (() => string)): Promise<DingTalkHosts> {
  const folder = await mkdtemp(join(tmpdir(), 'dingtalk-hosts-'));
  const { cert, private: key } = await makeCertificate();
  const certificateFile = join(folder, 'certificate.pem');
  await writeFile(certificateFile, cert);

  const agents = new WeakMap<Socket, Agent>();
  const server = createServer({ key, cert, keepAliveTimeout: 65_000 }, (request, response) => {
    const origin = typeof upstream === 'string' ? upstream : upstream();
    relay(origin, agents.get(request.socket), request, response);
  });
  server.on('secureConnection', (socket) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.set(socket, agent);
    socket.on('close', () => agent.destroy());
  });
  const { origin, close } = await listen(server);
  const remove = () => rm(folder, { recursive: true, force: true });
  closeAfterTest(remove);

  return {
    env: {
      NODE_OPTIONS: `--import=${new URL('dingtalk-hosts-preload.mjs', import.meta.url).href}`,
      NODE_EXTRA_CA_CERTS: certificateFile,
      DINGTALK_HOSTS_PORT: new URL(origin).port,
    },
    async close() {
      await close();
      await remove();
    },
  };
}

function relay(
  upstream: string,
  agent: Agent | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { method, headers, url = '/' } = request;
  const outgoing = requestHttp(new URL(url, upstream), {
    method,
    agent,
    headers: { ...headers, host: new URL(upstream).host, 'x-forwarded-host': headers.host },
  });
  outgoing.on('response', (incoming) => {
    response.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders);
    // A body that breaks off there breaks off here.
    pipeline(incoming, response, () => {});
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => {
    // A whole answer leaves the connection for the next request.
    if (!response.writableFinished) outgoing.destroy();
  });
  pipeline(request, outgoing, () => {});
}

function makeCertificate() {
  const names = ['*.dingtalk.com', '*.dingtalk.io'];
  return generate([{ name: 'commonName', value: 'DingTalk hosts of a test' }], {
    keyType: 'ec',
    extensions: [
      // Its own authority: no client has to trust anything beyond this one certificate.
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
}
