import type { DingTalkOrigins, DingTalkRegion } from '../../dingtalk/endpoints.js';
import { readOrigins } from '../../dingtalk/options.js';
import { isToken, urlOf } from '../../dingtalk/values.js';
import { type Given, type Io, wrong } from '../command-line.js';
import { type Language, sayIn } from '../language.js';
import { readEnvironment, readProxy } from './environment.js';
import { checkNames } from './finding.js';

/** What an application may use besides the plain sign-in. */
const useNames = [
  'sign-in',
  'membership',
  'staff',
  'departments',
  'email',
  'mobile',
  'refresh',
  'admin',
  'agent',
] as const;

export type Use = (typeof useNames)[number];

const usesByPermission: Readonly<Record<string, readonly Use[]>> = {
  qyapi_get_member: ['membership', 'staff'],
  qyapi_get_department_list: ['departments'],
  qyapi_base: ['staff'],
  fieldEmail: ['email'],
  fieldMobile: ['mobile'],
};

export function usesOf(permission: string): readonly Use[] {
  return usesByPermission[permission] ?? [];
}

export const flags = {
  'sign-in': { type: 'boolean' },
  for: { type: 'string' },
  'corp-id': { type: 'string' },
  'callback-url': { type: 'string' },
  region: { type: 'string' },
  dingtalk: { type: 'string' },
  dotenv: { type: 'string' },
  'env-file': {
    type: 'string',
    mistaken: [
      '--env-file is a flag of Node’s; here it is --dotenv.',
      '--env-file 是 Node 的选项，请改用 --dotenv。',
    ],
  },
  json: { type: 'boolean' },
  report: { type: 'string' },
  skip: { type: 'string', multiple: true },
  timeout: { type: 'string' },
  wait: { type: 'string' },
} as const;

export const usage: Readonly<Record<Language, string>> = {
  en: `Usage: passport-dingtalk-oauth2 doctor [flags]

Finds out why sign-ins with DingTalk fail, and how to fix it.

Reads DINGTALK_CLIENT_ID, DINGTALK_CLIENT_SECRET, DINGTALK_CORP_ID,
DINGTALK_SSO_SECRET, DINGTALK_REGION, DINGTALK_CALLBACK_URL and
DINGTALK_SIMULATOR from the environment, then from a file .env. Secrets
can't be passed as flags.

  --sign-in            also signs in once, to check the rest
  --for LIST           what your application uses: membership, staff,
                       departments, email, mobile, refresh, admin, agent.
                       Default: everything that is granted
  --corp-id ID         the organization, instead of DINGTALK_CORP_ID
  --callback-url URL   the redirect URL, instead of DINGTALK_CALLBACK_URL
                       (http://localhost:3000/auth/dingtalk/callback)
  --region cn|intl     dingtalk.com or dingtalk.io, instead of DINGTALK_REGION
  --dingtalk ORIGIN    one address for all hosts of DingTalk: a simulator or a
                       gateway, instead of DINGTALK_SIMULATOR
  --dotenv FILE        reads this file instead of .env
  --language en|zh     output language (default: from LANG)
  --json               prints one JSON object and nothing else
  --report FILE        records DingTalk's actual answers, without personal
                       data, and how they differ from what is expected
  --skip CHECK         ignores a check; can be used several times
  --timeout SECONDS    your application's timeoutMs (5)
  --wait SECONDS       how long to wait for you to sign in (300)

Exit code: 0 no problem, 1 something is wrong or couldn't be checked, 2 wrong
command line, 130 interrupted.
`,
  zh: `用法：passport-dingtalk-oauth2 doctor [选项]

检查钉钉登录的配置，指出问题和解决办法。

从环境变量读取 DINGTALK_CLIENT_ID、DINGTALK_CLIENT_SECRET、DINGTALK_CORP_ID、
DINGTALK_SSO_SECRET、DINGTALK_REGION、DINGTALK_CALLBACK_URL 和
DINGTALK_SIMULATOR，其中没有的再从 .env 文件读取。密钥不能作为选项传入。

  --sign-in            额外发起一次登录，检查登录后才能发现的问题
  --for LIST           应用用到的功能，以逗号分隔：membership、staff、
                       departments、email、mobile、refresh、admin、agent。
                       默认检查已开通的权限
  --corp-id ID         组织的 CorpId，代替 DINGTALK_CORP_ID
  --callback-url URL   重定向 URL，代替 DINGTALK_CALLBACK_URL
                       （默认 http://localhost:3000/auth/dingtalk/callback）
  --region cn|intl     dingtalk.com 或 dingtalk.io，代替 DINGTALK_REGION
  --dingtalk ORIGIN    用一个地址代替钉钉的所有域名（模拟器或自建网关），
                       代替 DINGTALK_SIMULATOR
  --dotenv FILE        读取指定文件，代替 .env
  --language en|zh     输出语言，默认按 LANG
  --json               只输出一个 JSON 对象
  --report FILE        把钉钉的实际返回结果写入文件（不含个人数据），
                       并指出与预期不符之处
  --skip CHECK         跳过某项检查，可多次使用
  --timeout SECONDS    应用的 timeoutMs，单位为秒（默认 5）
  --wait SECONDS       等待登录的秒数（默认 300）

退出码：0 正常，1 有问题或无法检查，2 命令行有误，130 被中断。
`,
};

/** A day; and far within what timers of the platform can count. */
const maxSeconds = 86_400;

export type Settings = ReturnType<typeof readSettings>;

export function readSettings(given: Given<typeof flags>, env: Io['env'], language: Language) {
  const environment = readEnvironment(env, given.dotenv);
  const { read } = environment;
  const region = readRegion(given.region ?? read('DINGTALK_REGION') ?? 'cn');
  const callbackUrl = given['callback-url'] ?? read('DINGTALK_CALLBACK_URL');
  const dingTalk = given.dingtalk ?? read('DINGTALK_SIMULATOR');
  const originsFrom = dingTalk && (given.dingtalk ? '--dingtalk' : 'DINGTALK_SIMULATOR');
  const origins = originsFrom ? readDingTalk(originsFrom, dingTalk) : readOrigins({ region });
  return {
    environment,
    clientId: read('DINGTALK_CLIENT_ID'),
    clientSecret: read('DINGTALK_CLIENT_SECRET'),
    corpId: readCorpId(given['corp-id']) ?? read('DINGTALK_CORP_ID'),
    ssoSecret: read('DINGTALK_SSO_SECRET'),
    /** A text where it is a path of the application's. */
    callbackUrl: readCallbackUrl(callbackUrl ?? 'http://localhost:3000/auth/dingtalk/callback'),
    region,
    origins,
    /** What has given another address than the region's. */
    originsFrom,
    proxy: origins.api.startsWith('https:') ? readProxy(env, origins.api) : undefined,
    language,
    say: sayIn(language),
    json: given.json ?? false,
    report: given.report,
    signIn: given['sign-in'] ?? false,
    /** `undefined` where that is not told: then what is granted has to work. */
    uses: given.for === undefined ? undefined : readNames('--for', given.for.split(','), useNames),
    timeoutMs: readSeconds('--timeout', given.timeout ?? '5'),
    waitMs: readSeconds('--wait', given.wait ?? '300'),
    skip: readNames('--skip', given.skip ?? [], checkNames),
  };
}

function readRegion(value: string): DingTalkRegion {
  if (value === 'cn' || value === 'intl') return value;
  throw wrong('--region, DINGTALK_REGION', 'must be "cn" or "intl"', '必须是 "cn" 或 "intl"');
}

function readDingTalk(name: string, url: string | undefined): DingTalkOrigins {
  try {
    return readOrigins({ origins: url });
  } catch {
    throw wrong(
      name,
      'must be an https: origin (http: on this machine), such as http://127.0.0.1:8080',
      '必须是 https: 源（本机可用 http:），例如 http://127.0.0.1:8080',
    );
  }
}

/** A path is what the strategy takes too, which completes it by the request. */
function readCallbackUrl(value: string): URL | string {
  if (/^\/(?!\/)[^\s#]*$/.test(value)) return value;
  const url = urlOf(value);
  if (url && /^https?:$/.test(url.protocol) && !value.includes('#')) return url;
  throw wrong(
    '--callback-url, DINGTALK_CALLBACK_URL',
    'must be an http: or https: URL, or a path, without a fragment',
    '必须是不带片段的 http: 或 https: URL，或路径',
  );
}

function readSeconds(flag: string, value: string): number {
  const seconds = Number(value);
  if (/^\d+(?:\.\d+)?$/.test(value) && seconds >= 0.001 && seconds <= maxSeconds) {
    return Math.round(seconds * 1000);
  }
  throw wrong(
    flag,
    `must be seconds, from 0.001 to ${maxSeconds}`,
    `必须是 0.001 至 ${maxSeconds} 之间的秒数`,
  );
}

function readNames<Name extends string>(flag: string, names: string[], known: readonly Name[]): Set<Name> {
  // A permission may be named as the console does.
  const find = (name: string) => known.find((one) => one === name || one === `permission:${name}`);
  const read = names.map((name) => find(name.trim()));
  if (read.every((name) => name !== undefined)) return new Set(read);
  throw wrong(flag, `must be one of ${known.join(', ')}`, `必须是以下之一：${known.join('、')}`);
}

/** It becomes a part of a path. */
function readCorpId(value: string | undefined): string | undefined {
  if (value === undefined || isToken(value)) return value;
  throw wrong(
    '--corp-id',
    'must be letters and digits, as the console shows it',
    '必须是字母和数字，与开发者后台所示一致',
  );
}
