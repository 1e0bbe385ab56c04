import type { Agent } from 'node:http';
import type { AuthorizationOptions } from '../sign-in/authorization.js';
import { check, invalid, isRecord } from './checks.js';
import {
  authorizationPath,
  type DingTalkOrigins,
  type DingTalkRegion,
  mePath,
  originsByRegion,
  userAccessTokenPath,
} from './endpoints.js';

/** Where DingTalk is and how to talk to it. */
export interface DingTalkTransportOptions {
  /**
   * `cn` for dingtalk.com, `intl` for dingtalk.io.
   * @defaultValue `'cn'`
   */
  region?: DingTalkRegion | undefined;
  /**
   * Hosts to use instead of the region's, each as an origin such as `https://api.dingtalk.com`: for a gateway of
   * your own, or for the simulator. `https:` only, except for loopback addresses.
   */
  origins?: Partial<DingTalkOrigins> | undefined;
  /** Where codes become tokens, instead of `origins.api` and DingTalk's path. `https:` except for loopback. */
  tokenURL?: string | undefined;
  /** Where the person is read, instead of `origins.api` and DingTalk's path. `https:` except for loopback. */
  userProfileURL?: string | undefined;
  /**
   * How long one request to DingTalk may take, from connecting to the last byte, in milliseconds.
   * @defaultValue 5000
   */
  timeoutMs?: number | undefined;
  /**
   * The agent that makes the connections, for example one that goes through a proxy.
   * @defaultValue Node's global agent, which keeps connections alive
   */
  agent?: Agent | undefined;
  /** Headers to send along with every request to DingTalk, for a gateway of your own. */
  customHeaders?: Readonly<Record<string, string>> | undefined;
}

/** Options of {@link DingTalkClient}. */
export interface DingTalkClientOptions extends DingTalkTransportOptions {
  /** Client ID of the app in DingTalk's developer console, formerly AppKey or SuiteKey. */
  clientID: string;
  /** Client Secret of the app, formerly AppSecret or SuiteSecret. */
  clientSecret: string;
}

/**
 * What the authorization request asks of DingTalk. Conveniences for the person: none of them proves anything, as
 * whoever signs in can edit the URL.
 * @see {@link https://open.dingtalk.com/document/development/obtain-identity-credentials}
 */
export interface DingTalkAuthorizationOptions {
  /**
   * `openid`, or `openid corpid` to have the person choose an organization and to learn its corpId. As a string
   * separated by spaces, or as a list.
   * @defaultValue `'openid'`; `'openid corpid'` when `corpId` is given, which has no effect without it
   */
  scope?: string | readonly string[] | undefined;
  /**
   * Only `consent` is documented; `login consent` is seen to offer a change of account.
   * @defaultValue `'consent'`
   */
  prompt?: string | undefined;
  /** The organization to preselect. The person must be a member of it. */
  corpId?: string | undefined;
  /** `management` offers only organizations that the person administers. */
  orgType?: 'management' | undefined;
  /** Signs in with an enterprise account (专属账号); DingTalk asks for the organization's code. */
  exclusiveLogin?: boolean | undefined;
  /** Goes straight to the enterprise sign-in page of this organization. */
  exclusiveCorpId?: string | undefined;
}

/** {@link DingTalkTransportOptions}, checked and completed. */
export interface TransportSettings {
  /** Origin of the new API gateway. */
  api: URL;
  /** Origin of the old API gateway. */
  oapi: URL;
  timeoutMs: number;
  agent: Agent | undefined;
  customHeaders: Readonly<Record<string, string>>;
}

/** {@link DingTalkClientOptions}, checked and completed. */
export interface ClientSettings extends TransportSettings {
  clientID: string;
  clientSecret: string;
  tokenURL: URL;
  userProfileURL: URL;
}

const defaultTimeoutMs = 5000;

/** Timers of the platform count no further; a longer one would fire at once. */
const maxTimeoutMs = 2 ** 31 - 1;

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
  const given: unknown = options;
  if (!isRecord(given)) throw invalid('options', 'an object', given);
  const { timeoutMs = defaultTimeoutMs, agent, customHeaders = {} } = options;
  const { api, oapi } = readOrigins(options);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > maxTimeoutMs) {
    throw invalid('timeoutMs', `a whole number of milliseconds from 1 to ${maxTimeoutMs}`, timeoutMs);
  }
  if (agent !== undefined && typeof (agent as { addRequest?: unknown } | null)?.addRequest !== 'function') {
    throw invalid('agent', 'an http.Agent or https.Agent', agent);
  }
  return Object.freeze({
    api: new URL(api),
    oapi: new URL(oapi),
    timeoutMs,
    agent,
    customHeaders: check.headers('customHeaders', customHeaders),
  });
}

/** @throws TypeError naming the option that is malformed */
export function readAuthorizationURL(
  options: DingTalkTransportOptions & { authorizationURL?: string | undefined },
): URL {
  const { login } = readOrigins(options);
  return (
    check.optional(check.url, 'authorizationURL', options.authorizationURL) ??
    new URL(authorizationPath, login)
  );
}

/**
 * The authorization options among `options`, and nothing else.
 * @throws TypeError naming the option that is malformed
 */
export function readAuthorizationOptions(options: DingTalkAuthorizationOptions): AuthorizationOptions {
  const given: Partial<Record<keyof AuthorizationOptions, unknown>> = {};
  for (const [name, checkValue] of authorizationChecks) {
    const value = options[name];
    // What is not given here must not cover what the strategy was given.
    if (value !== undefined) given[name] = checkValue(name, value);
  }
  return given as AuthorizationOptions;
}

const authorizationChecks = [
  ['scope', check.scope],
  ['prompt', check.text],
  ['corpId', check.text],
  ['orgType', check.orgType],
  ['exclusiveLogin', check.flag],
  ['exclusiveCorpId', check.text],
] as const;

function readOrigins(options: DingTalkTransportOptions): DingTalkOrigins {
  const { region = 'cn', origins = {} } = options;
  if (!Object.hasOwn(originsByRegion, region)) throw invalid('region', "'cn' or 'intl'", region);
  if (!isRecord(origins)) throw invalid('origins', 'an object with login, api and oapi', origins);
  const hosts = { ...originsByRegion[region] };
  for (const [name, value] of Object.entries(origins)) {
    if (!Object.hasOwn(hosts, name)) throw invalid(`origins.${name}`, 'one of login, api and oapi', value);
    if (value !== undefined) hosts[name as keyof DingTalkOrigins] = check.origin(`origins.${name}`, value);
  }
  return hosts;
}
