import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { defaultOrganizations, type Simulator, startSimulator } from 'passport-dingtalk-oauth2/simulator';
import { createApp } from './app.js';
import {
  ADMIN_PATH,
  type AppConfig,
  CALLBACK_PATH,
  ConfigError,
  type LogEntry,
  readConfig,
  type ServerConfig,
} from './config.js';
import { connectRedis } from './sessions.js';

const SHUTDOWN_TIMEOUT_MS = 5000;
/** Short enough to watch what happens to a member who leaves. */
const SIMULATED_RECHECK_MS = 1000;

function log(entry: LogEntry): void {
  console.error(JSON.stringify({ time: new Date().toISOString(), ...entry }));
}

async function main(): Promise<void> {
  // The environment wins over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readConfig(process.env);

  const redis = config.redisUrl ? await connectRedis(config.redisUrl, log) : undefined;
  const server = createServer();
  const port = await listen(server, config);
  // A request that comes before the app is ready waits for it.
  const ready = prepare(config, port, redis?.store);
  server.on(
    'request',
    (req, res) =>
      void ready.then(
        ({ app }) => app(req, res),
        () => res.destroy(),
      ),
  );
  const { simulator } = await ready;

  stopOnSignal(async () => {
    const closed = once(server, 'close');
    server.close();
    const timer = setTimeout(() => server.closeAllConnections(), SHUTDOWN_TIMEOUT_MS);
    await closed;
    clearTimeout(timer);
    await Promise.all([simulator?.close(), redis?.close()]);
  });

  for (const warning of config.warnings) console.warn(`Note: ${warning}`);
  console.log(whereToSignIn(simulator?.origins.login, config.dingtalk.simulator));
  console.log(`Open ${config.publicUrl ?? addressOf(config.host, port)}`);
}

function whereToSignIn(own: string | undefined, simulator: string | undefined): string {
  if (own) return `No DingTalk credentials are set: signing in at a simulated DingTalk, ${own}`;
  return simulator ? `Signing in at a simulated DingTalk, ${simulator}` : 'Signing in at the real DingTalk.';
}

async function prepare(
  config: ServerConfig,
  port: number,
  sessionStore: AppConfig['sessionStore'],
): Promise<{ app: Express; simulator?: Simulator }> {
  const { publicUrl, trustProxy, production, sessionSecret } = config;
  const { credentials, organization, simulator: running, ...settings } = config.dingtalk;
  const common = { publicUrl, trustProxy, production, sessionSecret, sessionStore, log };
  if (credentials) {
    const dingtalk = { ...settings, ...credentials };
    const recheckMs = running === undefined ? undefined : SIMULATED_RECHECK_MS;
    return { app: createApp({ ...common, organization, dingtalk, simulator: running, recheckMs }) };
  }
  const local = [addressOf(config.host, port), `http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const origins = [...new Set(publicUrl ? [publicUrl] : local)];
  const client = {
    name: { en: 'Example app', 'zh-CN': '示例应用' },
    clientId: 'example-app',
    clientSecret: 'the-simulator-knows-it-too',
    redirectUrls: origins.map((origin) => origin + CALLBACK_PATH),
    adminUrl: origins[0] + ADMIN_PATH,
  };
  const simulator = await startSimulator({ clients: [client] });
  const dingtalk = {
    ...settings,
    clientID: client.clientId,
    clientSecret: client.clientSecret,
    origins: simulator.origins,
  };
  const [home] = defaultOrganizations;
  const app = createApp({
    ...{ ...common, organization: home, dingtalk, simulator: simulator.origins.login },
    recheckMs: SIMULATED_RECHECK_MS,
  });
  return { app, simulator };
}

async function listen(server: Server, { port, host }: ServerConfig): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        `Port ${port} is taken. Stop what uses it, or choose another: PORT=3001 npm start`,
      );
    }
    if (code === 'EACCES')
      throw new ConfigError(`Port ${port} is not ours to use: choose one above 1023 (PORT).`);
    throw new ConfigError(`Cannot listen on ${host} (HOST), port ${port}: ${message}`);
  }
  return (server.address() as AddressInfo).port;
}

/** What to type into a browser on this machine. */
function addressOf(host: string, port: number): string {
  const isHere = ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(host);
  return `http://${isHere ? 'localhost' : host}:${port}`;
}

function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const handle = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    stop().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', handle).on('SIGINT', handle);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
