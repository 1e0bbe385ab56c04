import type { Agent } from 'node:http';
import { check, invalid } from './checks.js';
import {
  type DingTalkOrigins,
  type DingTalkRegion,
  mePath,
  originsByRegion,
  userAccessTokenPath,
} from './endpoints.js';
import { type Names, refuseUnknown } from './option-names.js';
import { longestTimerMs } from './values.js';

/** Where DingTalk is and how to talk to it. */
export interface DingTalkTransportOptions {
  /** `cn` for dingtalk.com, `intl` for dingtalk.io. @defaultValue `'cn'` */
  region?: DingTalkRegion | undefined;
  /**
   * Hosts to use instead of the region's, each as an origin such as `https://api.dingtalk.com`: for a gateway of
   * your own, or for the simulator. One origin as text stands for all three. `https:` only, except for loopback
   * addresses.
   * @defaultValue DingTalk's own hosts in the `region`
   */
  origins?: Partial<DingTalkOrigins> | string | undefined;
  /**
   * Where codes become tokens, instead of `origins.api` and DingTalk's path. `https:` except for loopback.
   * @defaultValue `https://api.dingtalk.com/v1.0/oauth2/userAccessToken`, or the region's
   */
  tokenURL?: string | undefined;
  /**
   * Where the person is read, instead of `origins.api` and DingTalk's path. `https:` except for loopback.
   * @defaultValue `https://api.dingtalk.com/v1.0/contact/users/me`, or the region's
   */
  userProfileURL?: string | undefined;
  /**
   * How long one request to DingTalk may take, from connecting to the last byte, in milliseconds.
   * @defaultValue 5000
   */
  timeoutMs?: number | undefined;
  /**
   * The agent that makes the connections, for example one that goes through a proxy. Without `keepAlive` in it, each
   * request opens a connection of its own.
   * @defaultValue an agent of the client's own, with the settings of Node's global agent. It keeps idle connections for
   * as long as the server's `Keep-Alive` header allows, or for a minute
   */
  agent?: Agent | undefined;
  /**
   * Opens a connection to DingTalk in the background when a sign-in begins and none is idle, so that it is ready when
   * the user returns. Nothing is sent on it before. To each host, one is opened in a second and waits at a time, for up
   * to 50 seconds, and after ten unused ones none is opened until one would have been used. Needs room for four connections in `agent`, and its
   * `keepAlive`.
   * @defaultValue `true`
   */
  preconnect?: boolean | undefined;
  /** Headers to send along with every request to DingTalk, for a gateway of your own. @defaultValue none */
  customHeaders?: Readonly<Record<string, string>> | undefined;
}

/** Transport options of all sign-in methods and of `DingTalkMembers`; the others are for the sign-in in the browser. */
export type SharedTransportOptions = Omit<
  DingTalkTransportOptions,
  'tokenURL' | 'userProfileURL' | 'preconnect'
>;

export const sharedTransportNames: Names<SharedTransportOptions> = {
  region: true,
  origins: true,
  timeoutMs: true,
  agent: true,
  customHeaders: true,
};

export const transportOptionNames: Names<DingTalkTransportOptions> = {
  ...sharedTransportNames,
  tokenURL: true,
  userProfileURL: true,
  preconnect: true,
};

/** Options of {@link DingTalkClient}. */
export interface DingTalkClientOptions extends DingTalkTransportOptions {
  /** Client ID of the app in DingTalk's developer console, formerly AppKey or SuiteKey. */
  clientID: string;
  /** Client Secret of the app, formerly AppSecret or SuiteSecret. */
  clientSecret: string;
}

export const clientOptionNames: Names<DingTalkClientOptions> = {
  ...transportOptionNames,
  clientID: true,
  clientSecret: true,
};

/** The options of a client among those of a strategy. */
export function clientOptionsOf(options: DingTalkClientOptions): DingTalkClientOptions {
  const names = Object.keys(clientOptionNames) as (keyof DingTalkClientOptions)[];
  return Object.fromEntries(names.map((name) => [name, options[name]])) as object as DingTalkClientOptions;
}

/** {@link DingTalkTransportOptions}, checked and completed. */
export interface TransportSettings {
  /** Origin of the new API gateway. */
  api: URL;
  /** Origin of the old API gateway. */
  oapi: URL;
  timeoutMs: number;
  agent: Agent | undefined;
  preconnect: boolean;
  customHeaders: Readonly<Record<string, string>>;
}

/** {@link DingTalkClientOptions}, checked and completed. */
export interface ClientSettings extends TransportSettings {
  clientID: string;
  clientSecret: string;
  tokenURL: URL;
  userProfileURL: URL;
}

/** @throws TypeError naming the option that is missing or malformed */
export function readClientOptions(options: DingTalkClientOptions): ClientSettings {
  const transport = readTransportOptions(options);
  const { api } = transport;
  return Object.freeze({
    ...transport,
    clientID: check.text('clientID', options.clientID),
    clientSecret: check.text('clientSecret', options.clientSecret),
    tokenURL: check.optional(check.url, 'tokenURL', options.tokenURL) ?? new URL(userAccessTokenPath, api),
    userProfileURL:
      check.optional(check.url, 'userProfileURL', options.userProfileURL) ?? new URL(mePath, api),
  });
}

/** @throws TypeError naming the option that is malformed */
export function readTransportOptions(options: DingTalkTransportOptions): TransportSettings {
  const { timeoutMs = 5000, customHeaders = {} } = options;
  const { api, oapi } = readOrigins(options);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > longestTimerMs) {
    throw invalid('timeoutMs', `a whole number of milliseconds from 1 to ${longestTimerMs}`, timeoutMs);
  }
  return Object.freeze({
    api: new URL(api),
    oapi: new URL(oapi),
    timeoutMs,
    agent: readAgent(options.agent),
    preconnect: check.optional(check.flag, 'preconnect', options.preconnect) ?? true,
    customHeaders: check.headers('customHeaders', customHeaders),
  });
}

/** @throws TypeError when it is no agent */
export function readAgent(agent: unknown): Agent | undefined {
  if (agent !== undefined && typeof (agent as { addRequest?: unknown } | null)?.addRequest !== 'function') {
    throw invalid('agent', 'an http.Agent or https.Agent', agent);
  }
  return agent as Agent | undefined;
}

/** @throws TypeError naming the option that is malformed */
export function readOrigins(options: DingTalkTransportOptions): DingTalkOrigins {
  const { region = 'cn', origins = {} } = options;
  if (!Object.hasOwn(originsByRegion, region)) {
    throw invalid('region', "'cn' (dingtalk.com) or 'intl' (dingtalk.io)", region);
  }
  if (typeof origins === 'string') {
    const origin = check.origin('origins', origins);
    return { login: origin, api: origin, oapi: origin };
  }
  const hosts = { ...originsByRegion[region] };
  refuseUnknown(origins, hosts, { of: 'origins' });
  for (const [name, value] of Object.entries(origins)) {
    if (value !== undefined) hosts[name as keyof DingTalkOrigins] = check.origin(`origins.${name}`, value);
  }
  return hosts;
}
