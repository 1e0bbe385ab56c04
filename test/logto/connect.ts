import { ConnectorError, ConnectorErrorCodes, type SocialConnector } from '@logto/connector-kit';
import { expect } from 'vitest';
import { createDingTalkConnector, type DingTalkConnectorOptions } from '../../lib/logto-bridge.js';
import type { Simulator, SimulatorOptions } from '../../lib/simulator/index.js';
import { simulate } from '../helpers/start.js';

export const redirectUri = 'https://logto.example.com/callback/dingtalk';
export const client = {
  clientId: 'dinglogtoclient',
  clientSecret: 'secret-of-the-logto-client',
  redirectUrls: [redirectUri],
};
export const organizations = [
  { corpId: 'dingteahouse', name: '星河茶社' },
  { corpId: 'dingstationery', name: '蓝鲸文具' },
];
export const person = {
  unionId: 'unionIdOfXiaoMan',
  nick: '小满',
  avatarUrl: 'https://static.example.com/xiaoman.png',
  mobile: '10000000001',
  stateCode: '86',
  email: 'xiaoman@example.com',
  organizations: ['dingteahouse', 'dingstationery'],
  administers: ['dingteahouse'],
};

/** What Logto asks an authorization URI with. */
export const asked = {
  ...{ state: 'S', redirectUri, connectorId: 'x1', connectorFactoryId: 'dingtalk-oauth2', jti: '' },
  headers: {},
};

export function startDingTalk(options: SimulatorOptions = {}): Promise<Simulator> {
  return simulate({ clients: [client], people: [person], organizations, ...options });
}

/** The connector as Logto has it: made by the factory, its configuration behind `getConfig`. */
export function connect(
  origins: DingTalkConnectorOptions['origins'],
  config: object = {},
  transport: DingTalkConnectorOptions = {},
): Promise<SocialConnector> {
  const { clientId, clientSecret } = client;
  const getConfig = async () => ({ clientId, clientSecret, ...config });
  return createDingTalkConnector({ origins, ...transport })({ getConfig });
}

/** What Logto's page at the redirect URL hands on: the query without `state`, and its own address. */
export function callbackData(callback: string): Record<string, string> {
  const { state, ...rest } = Object.fromEntries(new URL(callback).searchParams);
  return { redirectUri, ...rest };
}

/** A person's consent, and what Logto is told of it. */
export function consent(simulator: Simulator, asked: { scope?: string; corpId?: string } = {}) {
  const { clientId } = client;
  const { unionId } = person;
  return callbackData(simulator.authorize({ clientId, redirectUri, unionId, state: 'S', ...asked }));
}

/** For the methods' last argument: Logto's own stand-in where it has no session. */
export const noSession = (): never => {
  throw new ConnectorError(ConnectorErrorCodes.NotImplemented);
};

export async function connectorErrorOf(attempt: Promise<unknown>): Promise<ConnectorError> {
  const error = await attempt.then(
    () => expect.unreachable('it went through'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}
