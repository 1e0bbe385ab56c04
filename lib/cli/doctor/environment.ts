import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { urlOf } from '../../dingtalk/values.js';
import { type Io, UsageError } from '../command-line.js';
import type { Cause } from './finding.js';

/** The environment, on top of the file that was asked for or of `.env`. @throws UsageError for the first of these */
export function readEnvironment(env: Io['env'], file: string | undefined) {
  const { values, problem } = readFile(file);
  return {
    file: file ?? '.env',
    /** Why the file could not be read as it was meant. */
    problem,
    /** A variable that is empty is as good as absent. */
    read: (name: string) => env[name] || values[name] || undefined,
    sourceOf: (name: string) => (env[name] ? 'environment' : values[name] ? 'file' : undefined),
    /** Whether the file has another value than the environment, which wins. */
    isOverridden: (name: string) => Boolean(env[name] && values[name] && env[name] !== values[name]),
    /** Names that begin with `DINGTALK`, for finding a misspelt one. */
    names: Object.keys({ ...values, ...env }).filter((name) => /^\W*DINGTALK/i.test(name)),
  };
}

function readFile(file: string | undefined): {
  values: NodeJS.Dict<string>;
  problem?: { cause: Cause; code?: string };
} {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file ?? '.env');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (file === undefined && code === 'ENOENT') return { values: {} };
    if (file === undefined) return { values: {}, problem: { cause: 'file-unreadable', code } };
    throw new UsageError(
      `--dotenv: ${file} can’t be read (${code}).`,
      `--dotenv：无法读取 ${file}（${code}）。`,
    );
  }
  if (bytes.includes(0)) return { values: {}, problem: { cause: 'file-utf16' } };
  const text = bytes.toString('utf8');
  // Read as Node reads it for the application, where the mark becomes a part of the first name.
  const values = parseEnv(text);
  return text.startsWith('\uFEFF') ? { values, problem: { cause: 'file-bom' } } : { values };
}

/** The proxy that the environment names; no agent where its URL is of no use. */
export type EnvironmentProxy = NonNullable<ReturnType<typeof readProxy>>;

export function readProxy(env: Io['env'], api: string) {
  const name = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].find((name) => env[name]);
  if (name === undefined) return undefined;
  const given = env[name] as string;
  const text = /^[\w+.-]+:\/\//.test(given) ? given : `http://${given}`;
  const url = urlOf(text);
  // Whether `NO_PROXY` has DingTalk's hosts in it.
  const isExcepted = getProxyForUrl(api) === '';
  const proxy = { name, isExcepted, agent: undefined, code: undefined };
  if (!url || !/^https?:$/.test(url.protocol)) {
    // A password of which `#`, `/` or `?` is not encoded ends the host too early.
    return { ...proxy, code: /^https?:\/\/.*@/.test(text) ? 'PROXY_ENCODING' : 'PROXY_URL' };
  }
  try {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    const headers = credentials === ':' ? {} : { 'Proxy-Authorization': authorization };
    // Not by the URL, which the agent prints where the environment has DEBUG.
    url.username = url.password = '';
    return { ...proxy, agent: new HttpsProxyAgent(url, { keepAlive: true, headers }) };
  } catch {
    return { ...proxy, code: 'PROXY_ENCODING' };
  }
}
