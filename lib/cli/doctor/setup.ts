import type { Say } from '../language.js';
import type { Make } from './context.js';
import { type Cause, type Finding, fault, noted, ok } from './finding.js';
import { findRoutes } from './network.js';
import type { Settings } from './settings.js';

/** What there is before anything of DingTalk's is asked: Node, settings, and the way to its hosts. */
export const setupChecks = {
  node({ settings }) {
    const { node: version } = process.versions;
    return isSupported(version) ? ok(version) : fault('node-version', settings, { version });
  },
  settings: ({ settings }) => findSettings(settings),
  async network(context) {
    context.routes = await findRoutes(context.settings);
    return context.routes.network;
  },
  proxy: ({ routes, say }) => routes?.proxy ?? ok(say('not needed', '不需要')),
} satisfies Record<string, Make>;

/** As package.json has it under `engines`. @internal */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
}

const needed = ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'] as const;
const copied = [...needed, 'DINGTALK_CORP_ID', 'DINGTALK_SSO_SECRET'] as const;
const names: string[] = [...copied, 'DINGTALK_CALLBACK_URL', 'DINGTALK_REGION', 'DINGTALK_SIMULATOR'];

const listOf = (all: readonly string[], say: Say): string => all.join(say(', ', '、'));

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
  if (fileProblem) return noted(fileProblem);
  const values = describe(settings);
  const overridden = listOf(names.filter(environment.isOverridden), settings.say);
  if (overridden === '') return ok(values);
  return noted(fault('other-value-in-file', settings, { file, values, names: overridden }));
}

/** Which value came from where; of them only the Client ID is shown. */
function describe({ clientId = '', environment, say }: Settings): string {
  // A Client Secret in its place is longer.
  const id = clientId.length <= 40 ? clientId : `(${clientId.length})`;
  const sources = { environment: say('environment', '环境变量'), file: environment.file };
  const lists = Object.entries(sources).flatMap(([source, at]) => {
    const list = names.filter((name) => environment.sourceOf(name) === source);
    return list.length > 0 ? [at + say(': ', '：') + listOf(list, say)] : [];
  });
  return [`Client ID ${id}`, ...lists].join(say('; ', '；'));
}

function findMissing(missing: readonly string[], settings: Settings): Finding {
  const { environment, say } = settings;
  const similar = environment.names.filter(
    (name) => /APP|KEY|SECRET|ID$/i.test(name) && !names.includes(name),
  );
  const list = listOf(similar, say);
  const others = list && say(`; there is ${list}`, `；另有 ${list}`);
  return fault('value-missing', settings, { names: listOf(missing, say), others });
}

/** What is odd about a value that was copied from DingTalk's console. */
function oddityOf(value: string): Cause | undefined {
  if (/^["'`“”‘’]|["'`“”‘’]$/.test(value)) return 'quotation-marks';
  if (/^<.*>$|\$\{|^\$\w|^%\w+%$|…|\.\.\.|^(?:your|change-?me|x{3,}$)/i.test(value)) return 'placeholder';
  return /[^!-~]/.test(value) ? 'invisible-characters' : undefined;
}
