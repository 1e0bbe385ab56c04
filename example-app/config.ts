import { randomBytes } from 'node:crypto';
import type { Store } from 'express-session';
import type { DingTalkStrategyOptions } from 'passport-dingtalk-oauth2';
import type { Account } from './account.js';

/** A setting that makes no sense; the message names it and what it should be. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Which DingTalk, which app there, who may sign in and what to read about them. */
type DingTalkSettings = Pick<
  DingTalkStrategyOptions,
  | 'clientID'
  | 'clientSecret'
  | 'region'
  | 'scope'
  | 'origins'
  | 'timeoutMs'
  | 'allowedCorpIds'
  | 'membership'
  | 'staff'
>;

/** What the other sign-in methods need to know about the organization. */
interface OrganizationSettings {
  corpId: string;
  /** Opens the admin page; there is none when absent. */
  ssoSecret?: string | undefined;
}

/** The environment's settings for DingTalk. */
interface DingTalkEnvironment extends Omit<DingTalkSettings, 'clientID' | 'clientSecret'> {
  /** Absent when none are set: the simulator steps in. */
  credentials: Pick<DingTalkSettings, 'clientID' | 'clientSecret'> | undefined;
  organization: OrganizationSettings | undefined;
  /** Address of a simulator that runs by itself. */
  simulator: string | undefined;
}

// DingTalk's developer console has to know the callback and the admin page.
export const SIGN_IN_PATH = '/auth/dingtalk';
export const CALLBACK_PATH = '/auth/dingtalk/callback';
export const QR_CODE_PATH = '/auth/dingtalk/qr';
export const IN_APP_PATH = '/auth/dingtalk/in-app';
/** Where a page inside DingTalk reports why it got no code. */
export const IN_APP_PROBLEM_PATH = '/auth/dingtalk/in-app/problem';
export const ADMIN_PATH = '/admin';

/** One line of the log: what happened, without anything secret in it. */
export type LogEntry = Readonly<Record<string, unknown>>;

/** Everything `createApp` has to know. */
export interface AppConfig {
  dingtalk: DingTalkSettings;
  /** The organization that the app belongs to: for pages that do not say it, and the admin page. */
  organization?: OrganizationSettings | undefined;
  /** How long a membership counts as confirmed, in milliseconds; `DingTalkMembers` has the default. */
  recheckMs?: number | undefined;
  /** Address of the simulated DingTalk; absent when people sign in at the real one. */
  simulator?: string | undefined;
  /** What visitors type, for example `https://app.example.com`; taken from each request when absent. */
  publicUrl?: string | undefined;
  /** Express's "trust proxy": which proxies may say over which scheme and host a request came. */
  trustProxy?: boolean | number | string | undefined;
  /** Keeps what is meant for administrators in the log and off the pages. */
  production: boolean;
  sessionSecret: string;
  /** Where sessions are kept. In memory when absent. */
  sessionStore?: Store | undefined;
  /** Whether a user may sign in. Default: everyone with a DingTalk account. */
  mayEnter?: ((account: Account) => boolean) | undefined;
  log: (entry: LogEntry) => void;
}

/** What `server.ts` reads from the environment. */
export interface ServerConfig {
  port: number;
  host: string;
  dingtalk: DingTalkEnvironment;
  publicUrl?: string | undefined;
  trustProxy?: AppConfig['trustProxy'];
  production: boolean;
  sessionSecret: string;
  redisUrl?: string | undefined;
  /** Printed at start. */
  warnings: string[];
}

const SECRET_MIN_LENGTH = 32;
/** Networks where a reverse proxy usually stands: the machine itself and private addresses. */
const NEARBY_PROXIES = 'loopback, linklocal, uniquelocal';

/**
 * Reads the settings that `.env.example` lists.
 * @throws ConfigError
 */
export function readConfig(environment: NodeJS.ProcessEnv): ServerConfig {
  // An entry left empty in .env means the same as no entry.
  const read = (name: string) => environment[name]?.trim() || undefined;
  const production = read('NODE_ENV') === 'production';
  const publicUrl = readPublicUrl(read('PUBLIC_URL'));
  const redisUrl = readRedisUrl(read('REDIS_URL'));
  const secret = read('SESSION_SECRET');
  const warnings: string[] = [];

  if (secret && secret.length < SECRET_MIN_LENGTH) {
    throw new ConfigError(`SESSION_SECRET is too short: at least ${SECRET_MIN_LENGTH} characters.`);
  }
  if (!secret && production) {
    throw new ConfigError('SESSION_SECRET is required in production. Make one with: openssl rand -hex 32');
  }
  const dingtalk = readDingTalk(read);
  // At a simulator everybody can sign in as anybody.
  if (production && (!dingtalk.credentials || dingtalk.simulator)) {
    throw new ConfigError(
      'In production DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET are required, and DINGTALK_SIMULATOR must not be set.',
    );
  }
  if (!secret && redisUrl) {
    warnings.push('Without SESSION_SECRET the sessions in Redis are lost when the app restarts.');
  }
  if (production && !redisUrl) {
    warnings.push(
      'Without REDIS_URL sessions are kept in memory: lost at restart, not shared by two servers.',
    );
  }

  return {
    port: readPort(read('PORT')),
    host: read('HOST') ?? '127.0.0.1',
    dingtalk,
    publicUrl,
    trustProxy: readTrustProxy(read('TRUST_PROXY'), publicUrl),
    production,
    sessionSecret: secret ?? randomBytes(32).toString('hex'),
    redisUrl,
    warnings,
  };
}

function readPort(value = '3000'): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new ConfigError(`PORT must be a number from 0 to 65535, not "${value}".`);
  }
  return port;
}

function readPublicUrl(value?: string): string | undefined {
  if (value === undefined) return undefined;
  const url = urlOf(value);
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new ConfigError(
      `PUBLIC_URL must be an address like https://app.example.com without a path, not "${value}".`,
    );
  }
  return url.origin;
}

function readTrustProxy(value?: string, publicUrl?: string): AppConfig['trustProxy'] {
  // This server speaks plain HTTP: where visitors come by https, a proxy stands in front of it.
  if (value === undefined) return publicUrl?.startsWith('https:') ? NEARBY_PROXIES : undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  return /^\d+$/.test(value) ? Number(value) : value;
}

function readRedisUrl(value?: string): string | undefined {
  if (value === undefined) return undefined;
  // The address itself stays out of the message: it may hold a password.
  if (!/^rediss?:$/.test(urlOf(value)?.protocol ?? '')) {
    throw new ConfigError('REDIS_URL must be an address like redis://127.0.0.1:6379.');
  }
  return value;
}

/**
 * Reads the settings whose names begin with `DINGTALK_`.
 * @throws ConfigError
 */
function readDingTalk(read: (name: string) => string | undefined): DingTalkEnvironment {
  const credentials = readCredentials(read('DINGTALK_CLIENT_ID'), read('DINGTALK_CLIENT_SECRET'));
  const simulator = readSimulator(read('DINGTALK_SIMULATOR'), credentials);
  // The real DingTalk wants permissions for the staff record, the simulator grants them.
  const isSimulated = credentials === undefined || simulator !== undefined;
  const staff = readSwitch('DINGTALK_STAFF', read('DINGTALK_STAFF')) ?? isSimulated;
  const region = readRegion(read('DINGTALK_REGION'));
  return {
    credentials,
    organization: readOrganization(read('DINGTALK_CORP_ID'), read('DINGTALK_SSO_SECRET')),
    scope: read('DINGTALK_SCOPE') ?? 'openid corpid',
    simulator,
    origins: simulator === undefined ? undefined : { login: simulator, api: simulator, oapi: simulator },
    // The simulator has no second region.
    region: isSimulated ? undefined : region,
    allowedCorpIds: readList('DINGTALK_ALLOWED_CORP_IDS', read('DINGTALK_ALLOWED_CORP_IDS')),
    membership: readMembership(read('DINGTALK_MEMBERSHIP')),
    staff: staff && { departments: true },
  };
}

function readCredentials(clientID?: string, clientSecret?: string): DingTalkEnvironment['credentials'] {
  if (clientID && clientSecret) return { clientID, clientSecret };
  if (!clientID && !clientSecret) return undefined;
  const [set, missing] = clientID ? ['CLIENT_ID', 'CLIENT_SECRET'] : ['CLIENT_SECRET', 'CLIENT_ID'];
  throw new ConfigError(
    `DINGTALK_${set} is set but DINGTALK_${missing} is not. Set both to sign in at DingTalk, or neither to use the simulator.`,
  );
}

function readSimulator(
  value: string | undefined,
  credentials: DingTalkEnvironment['credentials'],
): string | undefined {
  if (value === undefined) return undefined;
  const url = urlOf(value);
  const isHere = url && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (!isHere || url.protocol !== 'http:' || url.href !== `${url.origin}/`) {
    throw new ConfigError(
      `DINGTALK_SIMULATOR must be an address on this machine like http://127.0.0.1:8080, not "${value}".`,
    );
  }
  if (credentials) return url.origin;
  throw new ConfigError(
    'DINGTALK_SIMULATOR needs the DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET that the simulator prints. Without all three the app starts a simulator of its own.',
  );
}

function readOrganization(corpId?: string, ssoSecret?: string): OrganizationSettings | undefined {
  if (corpId) return { corpId, ssoSecret };
  if (ssoSecret) throw new ConfigError('DINGTALK_SSO_SECRET needs DINGTALK_CORP_ID beside it.');
  return undefined;
}

function readRegion(value?: string): DingTalkSettings['region'] {
  if (value === undefined || value === 'cn' || value === 'intl') return value;
  throw new ConfigError(`DINGTALK_REGION must be "cn" or "intl", not "${value}".`);
}

function readMembership(value?: string): DingTalkSettings['membership'] {
  if (value === undefined || value === 'required') return value;
  throw new ConfigError(`DINGTALK_MEMBERSHIP must be "required" or empty, not "${value}".`);
}

function readSwitch(name: string, value?: string): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new ConfigError(`${name} must be "true" or "false", not "${value}".`);
}

function readList(name: string, value?: string): string[] | undefined {
  if (value === undefined) return undefined;
  const entries = value.split(',').map((entry) => entry.trim());
  // A typing mistake must not change who may sign in.
  if (entries.includes('')) throw new ConfigError(`${name} has an empty entry: "${value}".`);
  return entries;
}

/** Not by `URL.canParse`, which in Node 20 is wrong about characters beyond ASCII. */
export function urlOf(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
