import { check } from '../../dingtalk/checks.js';
import type { DingTalkOrigins, DingTalkRegion } from '../../dingtalk/endpoints.js';
import { readOrigins } from '../../dingtalk/options.js';
import { isToken } from '../../dingtalk/values.js';
import { type Flags, languageAsked, readEnvironment, readFlags, textOf, wrong } from '../command-line.js';
import type { Io } from '../io.js';
import type { Language } from '../language.js';
import { checkNames } from './finding.js';

/** What the doctor is told, checked and completed. */
export interface Settings {
  clientId: string | undefined;
  clientSecret: string | undefined;
  corpId: string | undefined;
  ssoSecret: string | undefined;
  /** The example app's unless told otherwise. */
  callbackUrl: URL;
  region: DingTalkRegion;
  origins: DingTalkOrigins;
  language: Language;
  json: boolean;
  /** Where to write what DingTalk really answers. */
  report: string | undefined;
  signIn: boolean;
  /** For one answer of DingTalk. */
  timeoutMs: number;
  /** For the person who signs in. */
  patienceMs: number;
  /** Checks whose result does not count. */
  skip: ReadonlySet<string>;
  /** For the proxies in it. */
  env: Io['env'];
}

const flags: Flags = {
  'corp-id': { type: 'string' },
  'callback-url': { type: 'string' },
  region: { type: 'string' },
  dingtalk: { type: 'string' },
  language: { type: 'string' },
  'env-file': { type: 'string' },
  json: { type: 'boolean' },
  report: { type: 'string' },
  'sign-in': { type: 'boolean' },
  timeout: { type: 'string' },
  skip: { type: 'string', multiple: true },
};

/** The example app's, and the simulator's. */
const defaultCallbackUrl = 'http://localhost:3000/auth/dingtalk/callback';

const defaultTimeoutSeconds = 10;
const defaultPatienceSeconds = 300;
/** A day; and far within what timers of the platform can count. */
const maxTimeoutSeconds = 86_400;

/** `undefined` when it is the usage that is asked for. @throws UsageError */
export function readSettings(args: readonly string[], { env }: Io): Settings | undefined {
  const given = readFlags(args, flags);
  if (given.help) return undefined;
  const read = readEnvironment(env, textOf(given, 'env-file'));
  const region = readRegion(textOf(given, 'region') ?? read('DINGTALK_REGION') ?? 'cn');
  const timeout = readTimeout(textOf(given, 'timeout'));
  return {
    clientId: read('DINGTALK_CLIENT_ID'),
    clientSecret: read('DINGTALK_CLIENT_SECRET'),
    corpId: readCorpId(textOf(given, 'corp-id') ?? read('DINGTALK_CORP_ID')),
    ssoSecret: read('DINGTALK_SSO_SECRET'),
    callbackUrl: readCallbackUrl(
      textOf(given, 'callback-url') ?? read('DINGTALK_CALLBACK_URL') ?? defaultCallbackUrl,
    ),
    region,
    origins: readDingTalk(textOf(given, 'dingtalk'), region),
    language: languageAsked(args, env),
    json: given.json === true,
    report: textOf(given, 'report'),
    signIn: given['sign-in'] === true,
    timeoutMs: (timeout ?? defaultTimeoutSeconds) * 1000,
    patienceMs: (timeout ?? defaultPatienceSeconds) * 1000,
    skip: readSkipped((given.skip as string[] | undefined) ?? []),
    env,
  };
}

function readRegion(value: string): DingTalkRegion {
  if (value === 'cn' || value === 'intl') return value;
  throw wrong('--region, DINGTALK_REGION', { en: 'must be "cn" or "intl"', zh: '必须是 "cn" 或 "intl"' });
}

function readDingTalk(url: string | undefined, region: DingTalkRegion): DingTalkOrigins {
  if (url === undefined) return readOrigins({ region });
  try {
    const origin = check.origin('--dingtalk', url);
    return { login: origin, api: origin, oapi: origin };
  } catch {
    throw wrong('--dingtalk', {
      en: 'must be an https: origin (http: on this machine), such as http://127.0.0.1:8080',
      zh: '必须是 https: 源（本机可用 http:），例如 http://127.0.0.1:8080',
    });
  }
}

function readCallbackUrl(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !value.includes('#')) return url;
  throw wrong('--callback-url, DINGTALK_CALLBACK_URL', {
    en: 'must be an absolute http: or https: URL without a fragment',
    zh: '必须是不带片段的 http: 或 https: 绝对 URL',
  });
}

function readTimeout(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (/^\d+(?:\.\d+)?$/.test(value) && seconds >= 0.001 && seconds <= maxTimeoutSeconds) return seconds;
  throw wrong('--timeout', {
    en: `must be seconds, from 0.001 to ${maxTimeoutSeconds}`,
    zh: `必须是 0.001 至 ${maxTimeoutSeconds} 之间的秒数`,
  });
}

function readSkipped(names: readonly string[]): ReadonlySet<string> {
  const known: readonly string[] = checkNames;
  if (names.every((name) => known.includes(name))) return new Set(names);
  throw wrong('--skip', {
    en: `must be one of ${known.join(', ')}`,
    zh: `必须是以下之一：${known.join('、')}`,
  });
}

/** It becomes a part of a path. */
function readCorpId(value: string | undefined): string | undefined {
  if (value === undefined || isToken(value)) return value;
  throw wrong('--corp-id, DINGTALK_CORP_ID', {
    en: 'must be letters and digits, as the console shows it',
    zh: '必须是字母和数字，与开发者后台所示一致',
  });
}
