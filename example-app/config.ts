import { randomBytes } from 'node:crypto';
import type { Store } from 'express-session';
import type { Account } from './account.js';
import { ConfigError } from './config-error.js';
import {
  type DingTalkEnvironment,
  type DingTalkSettings,
  type OrganizationSettings,
  readDingTalk,
} from './dingtalk-settings.js';

/** One line of the log: what happened, without anything secret in it. */
export type LogEntry = Readonly<Record<string, unknown>>;

/** Everything `createApp` has to know. */
export interface AppConfig {
  dingtalk: DingTalkSettings;
  /** The organization that the app belongs to: for pages that do not say it, and the admin page. */
  organization?: OrganizationSettings | undefined;
  /** How long it is good for that somebody is a member, in milliseconds; by default as of `DingTalkMembers`. */
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
  /** Who may enter. Everybody who has a DingTalk account when absent. */
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
  /** Said at start: nothing wrong, but worth knowing. */
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
    dingtalk: readDingTalk(read),
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
  const url = URL.canParse(value) ? new URL(value) : undefined;
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
  if (!URL.canParse(value) || !/^rediss?:$/.test(new URL(value).protocol)) {
    throw new ConfigError('REDIS_URL must be an address like redis://127.0.0.1:6379.');
  }
  return value;
}
