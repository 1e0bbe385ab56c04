import { joined, type Words, words } from '../language.js';
import { consoleUrl, credentialsPage, remedy, showCredentials } from './console.js';
import { oddityOf } from './environment.js';
import type { Check, Examination } from './examine.js';
import { type Finding, ok, wrong } from './finding.js';
import { findWays } from './network.js';
import type { Settings } from './settings.js';

/** What there is before anything of DingTalk's is asked: Node, settings, and the way to its hosts. */
export const setupChecks: readonly Check[] = [
  { name: 'node', needs: [], make: () => findNode(process.version) },
  { name: 'settings', needs: [], make: ({ settings }) => findSettings(settings) },
  { name: 'network', needs: [], make: findNetwork },
  {
    name: 'proxy',
    needs: ['network'],
    isMade: ({ proxy }) => proxy !== undefined,
    make: ({ ways }) => ways?.proxy ?? ok(words('not needed', '不需要')),
  },
];

/** As package.json has it under `engines`. */
export function findNode(version: string): Finding {
  const shown = version.replace('v', '');
  const [major = 0, minor = 0] = shown.split('.').map(Number);
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (isSupported) return ok(words(shown, shown));
  return wrong(
    'node-version',
    words(`${shown} isn’t supported`, `不支持 ${shown}`),
    words(
      'Install Node 20.19, 22.12, 24 or later: https://nodejs.org',
      '请安装 Node 20.19、22.12、24 或更高版本：https://nodejs.org',
    ),
  );
}

async function findNetwork(exam: Examination): Promise<Finding> {
  exam.ways = await findWays(exam.settings, exam.proxy);
  return exam.ways.network;
}

const needed = ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'] as const;
const names = [...needed, 'DINGTALK_CORP_ID', 'DINGTALK_SSO_SECRET', 'DINGTALK_CALLBACK_URL'] as const;

function findSettings(settings: Settings): Finding {
  const { clientId, clientSecret, environment } = settings;
  const fileProblem = findFileProblem(settings);
  const missing = needed.filter((name) => environment.read(name) === undefined);
  if (missing.length > 0) return fileProblem ?? findMissing(missing, settings);
  const odd = findOdd(settings);
  if (odd) return odd;
  const isSwapped = /^ding\w{16,24}$/.test(clientSecret ?? '') && !/^(?:ding|suite)/.test(clientId ?? '');
  if (isSwapped || clientId === clientSecret) {
    return wrong(
      'swapped',
      words(
        'DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET look interchanged',
        'DINGTALK_CLIENT_ID 和 DINGTALK_CLIENT_SECRET 可能填反了',
      ),
      copyCredentials,
    );
  }
  const message = describe(settings);
  if (fileProblem) return { ...fileProblem, state: 'note', isPassable: true };
  const overridden = names.filter(environment.isOverridden);
  if (overridden.length === 0) return ok(message);
  const wins = words(
    `${overridden.join(', ')} from the environment; ${environment.file} has another value`,
    `${overridden.join('、')} 来自环境变量，${environment.file} 中的值不同`,
  );
  return {
    ...ok(joined(words('; ', '；'), [message, wins])),
    state: 'note',
    cause: 'other-value-in-file',
    remedy: words(
      'If the one in the file is meant, unset the variable: the environment wins.',
      '环境变量优先。如果应使用文件中的值，请取消该环境变量。',
    ),
  };
}

/** Which value came from where; of them only the Client ID is shown. */
function describe({ clientId = '', environment }: Settings): Words {
  const from = (source: 'environment' | 'file') =>
    names.filter((name) => environment.sourceOf(name) === source);
  const sources = [
    { names: from('environment'), at: words('environment', '环境变量') },
    { names: from('file'), at: words(environment.file, environment.file) },
  ].filter(({ names }) => names.length > 0);
  // What doesn't look like one may be a secret in the wrong place.
  const isShown = /^(?:ding|suite)\w{0,40}$/i.test(clientId);
  const id = isShown
    ? words(`Client ID ${clientId}`, `Client ID ${clientId}`)
    : words(`Client ID of ${clientId.length} characters`, `Client ID 共 ${clientId.length} 个字符`);
  const list = sources.map(({ names, at }) =>
    words(`${at.en}: ${names.join(', ')}`, `${at.zh}：${names.join('、')}`),
  );
  return joined(words('; ', '；'), [id, ...list]);
}

const copyCredentials = remedy(
  [`Copy both from the console (${credentialsPage}): ${consoleUrl}`],
  [`请从开发者后台（${credentialsPage}）重新复制：${consoleUrl}`],
  [showCredentials],
);

function findMissing(missing: readonly string[], { environment }: Settings): Finding {
  const others = environment.names.filter(
    (name) => /APP|KEY|SECRET|ID$/i.test(name) && !(names as readonly string[]).includes(name),
  );
  const seen =
    others.length > 0
      ? words(`; there is ${others.join(', ')}`, `；另有 ${others.join('、')}`)
      : words('', '');
  return wrong(
    'value-missing',
    words(`not set: ${missing.join(', ')}${seen.en}`, `没有设置 ${missing.join('、')}${seen.zh}`),
    remedy(
      [`Copy them from the console (${credentialsPage}, ${consoleUrl}) into the environment or a file .env.`],
      [`请从开发者后台（${credentialsPage}，${consoleUrl}）复制到环境变量或 .env 文件。`],
      [showCredentials],
    ),
  );
}

function findOdd({ environment }: Settings): Finding | undefined {
  for (const name of names.filter((name) => name !== 'DINGTALK_CALLBACK_URL')) {
    const value = environment.read(name) ?? '';
    const oddity = oddityOf(value);
    if (!oddity) continue;
    const odd = /[^!-~]/u.exec(value)?.[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    const { en, zh } = {
      'quotation-marks': words(
        'begins or ends with a quotation mark: take both away (docker --env-file keeps them)',
        '首尾带有引号：请去掉（docker --env-file 会保留引号）',
      ),
      'invisible-characters': words(
        `has an invisible or non-ASCII character (U+${odd})`,
        `含有不可见字符或非 ASCII 字符（U+${odd}）`,
      ),
      placeholder: words('is a placeholder, not a value', '是占位符，不是实际的值'),
    }[oddity];
    return wrong(oddity, words(`${name} ${en}`, `${name} ${zh}`), copyCredentials);
  }
  return undefined;
}

function findFileProblem({ environment: { file, problem } }: Settings): Finding | undefined {
  if (!problem) return undefined;
  const { en, zh } = {
    'file-unreadable': words(`can’t be read (${problem.code})`, `无法读取（${problem.code}）`),
    'file-utf16': words('is in UTF-16', '的编码是 UTF-16'),
    'file-bom': words('begins with a byte order mark', '以字节顺序标记（BOM）开头'),
  }[problem.cause];
  const isUnreadable = problem.cause === 'file-unreadable';
  return wrong(
    problem.cause,
    words(`${file} ${en}`, `${file} ${zh}`),
    isUnreadable
      ? words(`Make ${file} a file that this user may read.`, `请确认 ${file} 是当前用户可读的文件。`)
      : words(`Save ${file} as UTF-8 without a mark.`, `请把 ${file} 保存为不带 BOM 的 UTF-8。`),
    problem.code,
  );
}
