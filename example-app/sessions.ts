import { setTimeout as sleep } from 'node:timers/promises';
import { RedisStore } from 'connect-redis';
import type { RequestHandler } from 'express';
import session, { type Store } from 'express-session';
import { createClient } from 'redis';
import { type AppConfig, ConfigError } from './config.js';
import { HttpProblem } from './problems.js';

const SESSION_LIFE_MS = 8 * 60 * 60 * 1000;
const REDIS_TIMEOUT_MS = 3000;

/** Sessions by cookie. A store that fails ends in a clear error page, on every path. */
export function sessions(config: AppConfig): RequestHandler {
  const https = config.publicUrl?.startsWith('https:') ?? false;
  const handle = session({
    // The prefix makes browsers insist on https, this very host and no weaker copy from a sibling host.
    name: https ? '__Host-sid' : 'sid',
    secret: config.sessionSecret,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: https || 'auto', maxAge: SESSION_LIFE_MS },
    ...(config.sessionStore && { store: config.sessionStore }),
  });
  let hasWarned = false;

  return (req, res, next) => {
    if (https && !req.secure && !hasWarned) {
      hasWarned = true;
      config.log({
        level: 'error',
        message:
          'PUBLIC_URL says https but a request came without "X-Forwarded-Proto: https" from a trusted proxy, so no session cookie is set. Let the proxy send it, and name the proxy in TRUST_PROXY.',
      });
    }
    handle(req, res, (error?: unknown) => {
      next(error ? new HttpProblem('sessions-unavailable', 503, { cause: error }) : undefined);
    });
  };
}

/** A session store in Redis, and how to let go of it. */
export interface RedisSessions {
  store: Store;
  close(): Promise<void>;
}

/**
 * Connects to Redis. While the server is away later, every use of the store fails at once or after three
 * seconds; the connection comes back by itself.
 * @throws ConfigError when it cannot be reached now.
 */
export async function connectRedis(url: string, log: AppConfig['log']): Promise<RedisSessions> {
  let isUp = false;
  const client = createClient({
    url,
    // Otherwise requests would queue up and hang for as long as Redis is away.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: REDIS_TIMEOUT_MS,
      // Only a connection that once worked is worth waiting for.
      reconnectStrategy: (retries) => (isUp ? Math.min(100 * 2 ** retries, 2000) : false),
    },
  });
  client.on('error', (error: Error) => {
    if (isUp) log({ level: 'error', message: `Redis: ${reason(error)}` });
  });

  try {
    await withinTime(client.connect());
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw new ConfigError(`Redis at ${new URL(url).host} cannot be used (REDIS_URL): ${reason(error)}.`);
  }
  isUp = true;
  return {
    store: new RedisStore({ client: timeLimited(client), prefix: 'dingtalk-example:' }),
    close: async () => {
      // A polite goodbye waits for Redis, which may be the one that is gone.
      if (client.isReady) await withinTime(client.close()).catch(() => client.destroy());
      else if (client.isOpen) client.destroy();
    },
  };
}

type RedisClient = ReturnType<typeof createClient>;

/** The commands that the store uses, each with a time limit: Redis's own client waits for answers without end. */
function timeLimited(client: RedisClient) {
  return {
    get: (...args: Parameters<RedisClient['get']>) => withinTime(client.get(...args)),
    set: (...args: Parameters<RedisClient['set']>) => withinTime(client.set(...args)),
    del: (...args: Parameters<RedisClient['del']>) => withinTime(client.del(...args)),
    expire: (...args: Parameters<RedisClient['expire']>) => withinTime(client.expire(...args)),
  };
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const tooLate = sleep(REDIS_TIMEOUT_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer within ${REDIS_TIMEOUT_MS} ms`);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    timer.abort();
    tooLate.catch(() => {});
  }
}

/** A refused connection to several addresses is an error with a code and no message. */
function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}
