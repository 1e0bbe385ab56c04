import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished, TestRunner } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../lib/simulator/index.js';

/** Closes what a test has started when it is over; what is started around all tests, who starts it closes. */
export function closeAfterTest(close: () => unknown): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await close()));
}

/** Has a server listen on a free port of this machine until the test is over, if not closed before. */
export async function listen(
  server: Server | TlsServer,
): Promise<{ origin: string; close(): Promise<void> }> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  closeAfterTest(close);
  return { origin: `${'setSecureContext' in server ? 'https' : 'http'}://127.0.0.1:${port}`, close };
}

/** Starts a simulator that is closed when the test is over. */
export async function simulate(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  closeAfterTest(() => simulator.close());
  return simulator;
}

/** Agrees for somebody to what DingTalk's page is asked for; leads to the callback URL. */
export function agreeFor(
  simulator: Simulator,
  asked: URLSearchParams,
  unionId: string,
  corpId?: string,
): URL {
  const scope = asked.get('scope') ?? '';
  const callback = simulator.authorize({
    clientId: asked.get('client_id') ?? '',
    redirectUri: asked.get('redirect_uri') ?? '',
    state: asked.get('state') ?? undefined,
    ...{ unionId, scope, corpId: scope.includes('corpid') ? corpId : undefined },
  });
  return new URL(callback);
}
