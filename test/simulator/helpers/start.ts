import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import {
  type Simulator,
  type SimulatorAnswer,
  type SimulatorOptions,
  startSimulator,
} from '../../../lib/simulator/index.js';

export const REDIRECT = 'http://localhost:4000/callback?from=dingtalk';
export const APP = { clientId: 'ding-app', clientSecret: 'app-secret', redirectUrls: [REDIRECT] };
export const OTHER_APP = { ...APP, clientId: 'ding-other', clientSecret: 'other-secret' };
export const TEA = { corpId: 'ding-tea', name: '茶社' };
export const BOOKS = { corpId: 'ding-books', name: '书店' };
export const LIN = {
  unionId: 'union-lin',
  nick: '林间',
  avatarUrl: 'https://images.example/lin.png',
  mobile: '15512343240',
  stateCode: '86',
  email: 'lin@example.com',
  organizations: [TEA.corpId, BOOKS.corpId],
  administers: [BOOKS.corpId],
};
export const YUN = { unionId: 'union-yun', nick: '云上' };

export const MINUTES = 60_000;
export const HOURS = 60 * MINUTES;
export const DAYS = 24 * HOURS;

/** Two apps, two people, two organizations, and a clock that the test moves; closed when the test is over. */
export async function start(
  options: SimulatorOptions = {},
): Promise<Simulator & { wait: (ms: number) => void }> {
  let now = Date.UTC(2026, 0, 1);
  const simulator = await startSimulator({
    clients: [APP, OTHER_APP],
    people: [LIN, YUN],
    organizations: [TEA, BOOKS],
    clock: () => now,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return Object.assign(simulator, {
    wait: (ms: number) => {
      now += ms;
    },
  });
}

/** A test that may take the `simulator` of `start`, without options. */
export const it = test.extend('simulator', () => start());

/** What arrived of an answer: `isWhole` is false when the connection ended before the answer did. */
export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  isWhole: boolean;
}

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent;
  /** The address to come from, on loopback. */
  localAddress?: string;
  signal?: AbortSignal;
}

/** One request over a real socket, without the comforts of `fetch`: any Host header, no redirects. */
export function call(url: string, { body, ...options }: Call = {}): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const received = {
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: '',
        isWhole: false,
      };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        received.body += chunk;
      });
      response.on('end', () => {
        received.isWhole = response.complete;
      });
      response.on('error', () => {});
      response.on('close', () => resolve(received));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The status of an answer, and the fields of its body. */
export function parsed({ status, body }: Received): Record<string, unknown> {
  return { ...JSON.parse(body), status };
}

/** The `after` of a simulator's answer. */
export function ending(bytes: number, ending: 'cut' | 'stall'): NonNullable<SimulatorAnswer['after']> {
  return { bytes, ending };
}

export function codeFor(simulator: Simulator, scope = 'openid', unionId = LIN.unionId): string {
  const url = simulator.authorize({ clientId: APP.clientId, redirectUri: REDIRECT, unionId, scope });
  return new URL(url).searchParams.get('code') ?? '';
}

/** `POST /v1.0/oauth2/userAccessToken` as `APP`, with `fields` on top. */
export function postToken(simulator: Simulator, fields: Record<string, unknown>): Promise<Received> {
  const { clientId, clientSecret } = APP;
  return call(`${simulator.origins.api}/v1.0/oauth2/userAccessToken`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, clientSecret, grantType: 'authorization_code', ...fields }),
  });
}

export async function signIn(
  simulator: Simulator,
  scope?: string,
  unionId?: string,
): Promise<{ accessToken: string; refreshToken: string }> {
  const answer = await postToken(simulator, { code: codeFor(simulator, scope, unionId) });
  return JSON.parse(answer.body);
}

export function getMe(simulator: Simulator, accessToken: string): Promise<Received> {
  return call(`${simulator.origins.api}/v1.0/contact/users/me`, {
    headers: { 'x-acs-dingtalk-access-token': accessToken },
  });
}

const REQUEST_ID: RegExp = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;

/** A failure of the new gateway, as `parsed` has it. */
export const refusal = (status: number, code: string, message: unknown): object => ({
  ...{ status, code, message },
  requestid: expect.stringMatching(REQUEST_ID),
});

/** An authorization request that is right. */
const ASKED = {
  client_id: APP.clientId,
  redirect_uri: REDIRECT,
  response_type: 'code',
  scope: 'openid',
  prompt: 'consent',
};

export const CORPID: Record<string, string> = { scope: 'openid corpid' };

export type Query = Record<string, string | undefined> | [string, string][];

/** Where the app sends the browser: `ASKED` with `query` on top, or with more pairs behind it. */
export function addressOf(simulator: Simulator, query: Query = {}): string {
  const pairs = Array.isArray(query)
    ? [...Object.entries(ASKED), ...query]
    : Object.entries({ ...ASKED, ...query }).filter(
        (pair): pair is [string, string] => pair[1] !== undefined,
      );
  return `${simulator.origins.login}/oauth2/auth?${new URLSearchParams(pairs)}`;
}

/** Submits the consent page's form. */
export function submit(
  address: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Received> {
  return call(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}
