import { createServer } from 'node:http';
import supertest from 'supertest';
import { afterAll, beforeAll } from 'vitest';
import { createApp } from '../../example-app/app.js';
import type { AppConfig, LogEntry } from '../../example-app/config.js';
import {
  defaultOrganizations,
  defaultPeople,
  type Simulator,
  type SimulatorClient,
  type SimulatorOptions,
} from '../../lib/simulator/index.js';
import { agreeFor, listen, simulate } from './start.js';

export const [person] = defaultPeople as [(typeof defaultPeople)[number]];
export const [organization] = defaultOrganizations as [(typeof defaultOrganizations)[number]];

/** A visitor: cookies, but no redirects followed. */
export type Visitor = ReturnType<typeof supertest.agent>;

export interface ExampleApp {
  url: string;
  simulator: Simulator;
  /** What the app has logged. */
  log: LogEntry[];
  visitor(): Visitor;
  close(): Promise<void>;
}

export interface ExampleAppOptions {
  app?: Partial<Omit<AppConfig, 'dingtalk'>> & { dingtalk?: Partial<AppConfig['dingtalk']> };
  client?: Partial<SimulatorClient>;
  clock?: SimulatorOptions['clock'];
  people?: SimulatorOptions['people'];
}

/** The example app on a free port beside a simulator that knows it. */
export async function startExampleApp(options: ExampleAppOptions = {}): Promise<ExampleApp> {
  const server = createServer();
  const { origin: url, close } = await listen(server);
  const { publicUrl = url } = options.app ?? {};
  const clientId = 'dingexampleapp';
  const clientSecret = 'example-app-secret';
  const redirectUrls = [`${publicUrl}/auth/dingtalk/callback`];
  const simulator = await simulate({
    clients: [{ clientId, clientSecret, redirectUrls, adminUrl: `${publicUrl}/admin`, ...options.client }],
    clock: options.clock,
    people: options.people,
  });
  const log: LogEntry[] = [];
  const app = createApp({
    production: false,
    sessionSecret: 'a secret of at least thirty-two characters',
    simulator: simulator.origins.login,
    organization,
    log: (entry) => log.push(entry),
    ...options.app,
    dingtalk: {
      clientID: clientId,
      clientSecret,
      scope: 'openid corpid',
      staff: { departments: true },
      origins: simulator.origins,
      ...options.app?.dingtalk,
    },
  });
  server.on('request', app);
  return {
    url,
    simulator,
    log,
    visitor: () => supertest.agent(url),
    close: async () => {
      await close();
      await simulator.close();
    },
  };
}

/** One that all tests of a file share. */
export function sharedExampleApp(options?: ExampleAppOptions): ExampleApp {
  const app = {} as ExampleApp;
  beforeAll(async () => {
    Object.assign(app, await startExampleApp(options));
  });
  afterAll(() => app.close());
  return app;
}

/** The example app, and somebody who visits it. */
export async function visit(options?: ExampleAppOptions): Promise<{ app: ExampleApp; visitor: Visitor }> {
  const app = await startExampleApp(options);
  return { app, visitor: app.visitor() };
}

/** Starts a sign-in and returns the address of DingTalk's consent page that the visitor is sent to. */
export async function begin(visitor: Visitor, returnTo?: string): Promise<string> {
  const query = returnTo === undefined ? {} : { returnTo };
  const { headers } = await visitor.get('/auth/dingtalk').query(query).expect(302);
  return String(headers.location);
}

/** Agrees on a consent page as somebody and returns the path of our callback with its query. */
export function consent(app: ExampleApp, address: string, unionId = person.unionId): string {
  const { pathname, search } = agreeFor(app.simulator, new URL(address).searchParams, unionId);
  return pathname + search;
}

/** Signs in all the way and returns the answer to the callback. */
export async function signIn(app: ExampleApp, visitor: Visitor, returnTo?: string, unionId?: string) {
  return visitor.get(consent(app, await begin(visitor, returnTo), unionId));
}

/** Presses a button: a form of our own page, as a browser sends it. */
export function press(visitor: Visitor, path: string) {
  return visitor.post(path).set('Sec-Fetch-Site', 'same-origin');
}

/** Of a part of a page, as a person reads it. */
export function textOf(html = ''): string {
  return html
    .replaceAll('<wbr>', '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
