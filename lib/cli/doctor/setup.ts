import { joined, type Words, words } from '../language.js';
import { type Finding, fault, ok } from './finding.js';
import { findRoutes } from './network.js';
import type { Check } from './run-checks.js';
import type { Settings } from './settings.js';

/** What there is before anything of DingTalk's is asked: Node, settings, and the way to its hosts. */
export const setupChecks: readonly Check[] = [
  { name: 'node', needs: [], make: ({ settings }) => findNode(process.version, settings) },
  { name: 'settings', needs: [], make: ({ settings }) => findSettings(settings) },
  {
    name: 'network',
    needs: [],
    async make(context) {
      context.routes = await findRoutes(context.settings, context.proxy);
      return context.routes.network;
    },
  },
  {
    name: 'proxy',
    needs: ['network'],
    isMade: ({ proxy }) => proxy !== undefined,
    make: ({ routes }) => routes?.proxy ?? ok('not needed', '不需要'),
  },
];

/**
 * As package.json has it under `engines`.
 * @internal
 */
export function findNode(given: string, settings: Parameters<typeof fault>[1]): Finding {
  const version = given.replace('v', '');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  return isSupported ? ok(version) : fault('node-version', settings, { version });
}

const needed = ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'] as const;
const copied = [...needed, 'DINGTALK_CORP_ID', 'DINGTALK_SSO_SECRET'] as const;
const names: readonly string[] = [
  ...copied,
  ...['DINGTALK_CALLBACK_URL', 'DINGTALK_REGION', 'DINGTALK_SIMULATOR'],
];

const listOf = (all: readonly string[]): Words => words(all.join(', '), all.join('、'));

function findSettings(settings: Settings): Finding {
  const { clientId = '', clientSecret = '', environment } = settings;
  const { file, problem } = environment;
  const fileProblem = problem && fault(problem.cause, settings, { file }, problem.code);
  const missing = needed.filter((name) => environment.read(name) === undefined);
  if (missing.length > 0) return fileProblem ?? findMissing(missing, settings);
  for (const name of copied) {
    const value = environment.read(name) ?? '';
    const oddity = oddityOf(value);
    const unit = /[^!-~]/u.exec(value)?.[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    if (oddity) return fault(oddity, settings, { name, unit });
  }
  const isSwapped = /^ding\w{16,24}$/.test(clientSecret) && !/^(?:ding|suite)/.test(clientId);
  if (isSwapped || clientId === clientSecret) return fault('swapped', settings);
  if (/^\d+$|^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(clientId)) {
    return fault('not-a-client-id', settings, { clientId });
  }
  if (fileProblem) return { ...fileProblem, state: 'note', isPassable: true };
  const values = describe(settings);
  const overridden = names.filter(environment.isOverridden);
  if (overridden.length === 0) return { ...ok(''), message: values };
  const other = fault('other-value-in-file', settings, { file, values, names: listOf(overridden) });
  return { ...other, state: 'note', isPassable: true };
}

/** Which value came from where; of them only the Client ID is shown. */
function describe({ clientId = '', environment }: Settings): Words {
  // A Client Secret in its place is longer.
  const id = clientId.length <= 40 ? clientId : `(${clientId.length})`;
  const from = (source: 'environment' | 'file', at: Words): Words[] => {
    const list = listOf(names.filter((name) => environment.sourceOf(name) === source));
    return list.en === '' ? [] : [words(`${at.en}: ${list.en}`, `${at.zh}：${list.zh}`)];
  };
  return joined(words('; ', '；'), [
    words(`Client ID ${id}`),
    ...from('environment', words('environment', '环境变量')),
    ...from('file', words(environment.file)),
  ]);
}

function findMissing(missing: readonly string[], settings: Settings): Finding {
  const similar = settings.environment.names.filter(
    (name) => /APP|KEY|SECRET|ID$/i.test(name) && !names.includes(name),
  );
  const list = listOf(similar);
  const others = similar.length > 0 ? words(`; there is ${list.en}`, `；另有 ${list.zh}`) : words('');
  return fault('value-missing', settings, { names: listOf(missing), others });
}

/** What is odd about a value that was copied from DingTalk's console. */
type Oddity = 'quotation-marks' | 'invisible-characters' | 'placeholder';

function oddityOf(value: string): Oddity | undefined {
  if (/^["'`“”‘’]|["'`“”‘’]$/.test(value)) return 'quotation-marks';
  if (/^<.*>$|\$\{|^\$\w|^%\w+%$|…|\.\.\.|^(?:your|change-?me|x{3,}$)/i.test(value)) return 'placeholder';
  return /[^!-~]/.test(value) ? 'invisible-characters' : undefined;
}
