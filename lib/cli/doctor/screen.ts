import { styleText } from 'node:util';
import { INTERRUPTED, type Io } from '../command-line.js';
import { isUtf8, type Language, type Say, widthOf } from '../language.js';
import { grant, inEnglish } from './console.js';
import type { CheckContext } from './context.js';
import { type CheckName, counts, type Result, type State } from './finding.js';
import { type Settings, type Use, usesOf } from './settings.js';

/** What all results come to; exit code, `ok` and the last line say the same, since all are taken from here. */
export function conclude(results: readonly Result[], context: CheckContext, isInterrupted: boolean) {
  const { settings, say, secrets } = context;
  const faults = results.filter(counts);
  const signIn = results.find(({ name }) => name === 'sign-in');
  const isMissing = settings.signIn && signIn?.state !== 'ok' && signIn?.cause !== 'left-out';
  const notLookedAt = (['sign-in', 'permission:Contact.User.Read'] as const).filter(
    (needed) => !results.some(({ name, cause }) => name === needed && cause !== 'not-asked'),
  );
  const { length } = faults;
  const lines = isInterrupted ? [say('Interrupted.', '已中断。')] : [];
  if (length > 0) {
    lines.push(say(`${length} ${length === 1 ? 'problem' : 'problems'} found.`, `发现 ${length} 个问题。`));
  } else if (!isInterrupted && isMissing) {
    lines.push(say('The sign-in was not completed.', '没有完成登录。'));
  } else if (!isInterrupted) {
    const works = say('Sign-in works.', '可以登录。');
    const soFar = say('No problems found so far.', '目前没有发现问题。');
    lines.push(signIn?.state === 'ok' ? works : soFar, unusable(results, say));
    if (notLookedAt.length > 0) lines.push(unseen(settings));
  }
  return {
    exitCode: isInterrupted ? INTERRUPTED : length > 0 || isMissing ? 1 : 0,
    first: withAllPermissions(faults, say),
    /** What a plain sign-in needs and nobody asked for. */
    notLookedAt,
    lastLine: secrets.redact(lines.filter(Boolean).join(say(' ', ''))),
  };
}

type Conclusion = ReturnType<typeof conclude>;

function unseen({ callbackUrl, say }: Settings): string {
  const isPath = typeof callbackUrl === 'string';
  return say(
    `Not checked: whether ${callbackUrl} is registered, and Contact.User.Read. Check them with --sign-in${isPath ? ', with a whole URL as --callback-url' : ''}.`,
    `未检查：${callbackUrl} 是否已登记，以及 Contact.User.Read。请使用 --sign-in 检查${isPath ? '，并用 --callback-url 传入完整的 URL' : ''}。`,
  );
}

/** Where their name is another one to the application. */
const fields: Readonly<Partial<Record<Use, string>>> = { email: 'staff.email', mobile: 'staff.mobile' };

/** What the application can't use, for want of permissions. */
function unusable(results: readonly Result[], say: Say): string {
  const scopes = results.flatMap(({ state, scopes = [] }) => (state === 'note' ? scopes : []));
  if (scopes.length === 0) return '';
  const main = scopes.includes('qyapi_get_member') ? ['qyapi_get_member'] : scopes;
  const uses = main.flatMap(usesOf);
  const list = uses.map((use) => `\`${fields[use] ?? use}\``).join(say(' and ', ' 和 '));
  const { length } = scopes;
  const [it, are] = [uses.length === 1 ? 'it' : 'them', length === 1 ? 'permission is' : 'permissions are'];
  // A field is absent; the others end the sign-in.
  const fail = uses.some((use) => fields[use])
    ? say('wouldn’t work', '无法使用')
    : say('would fail', '会报错');
  const again = `--for ${uses.join(',')}`;
  return say(
    `${list} ${fail}: ${length} ${are} missing. If your application uses ${it}, run again with \`${again}\`.`,
    `${list} ${fail}：缺 ${length} 个权限。如果应用会用到，请加上 \`${again}\` 重新运行。`,
  );
}

/** Permissions take effect with the next published version: all that are missing are granted at once. */
function withAllPermissions([first, ...others]: readonly Result[], say: Say): Result | undefined {
  if (!first?.scopes) return first;
  const scopes = [...new Set([first, ...others].flatMap(({ scopes = [] }) => scopes))];
  return scopes.length > first.scopes.length ? { ...first, remedy: grant(scopes, say) } : first;
}

export function toJson(results: readonly Result[], conclusion: Conclusion, isUtf8: boolean): string {
  const { exitCode, notLookedAt, lastLine } = conclusion;
  const checks = results.map(({ name, state, message, detail = '', ...others }) => {
    const { remedy = null, code = null, cause = null, ms = null } = others;
    return { name, state, message: message + detail, remedy, code, cause, ms };
  });
  const interrupted = exitCode === INTERRUPTED ? true : undefined;
  const whole = { ok: exitCode === 0, interrupted, summary: lastLine, notLookedAt, checks };
  const text = `${JSON.stringify(whole, null, 2)}\n`;
  if (isUtf8) return text;
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const marks = {
  ok: { utf8: '✓', ascii: '[ok]', color: 'green' },
  wrong: { utf8: '✗', ascii: '[x] ', color: 'red' },
  unknown: { utf8: '?', ascii: '[?] ', color: 'yellow' },
  note: { utf8: '!', ascii: '[!] ', color: 'yellow' },
  skipped: { utf8: '–', ascii: '[-] ', color: 'gray' },
} as const satisfies Readonly<Record<State, object>>;

const columns = 80;

/** The longest name of a permission. */
const nameWidth = 25;

/** Prints each result as soon as it is known, and at the end what to do first. */
export function makeScreen({ stdout, env }: Io, { language, say }: Settings) {
  const isAscii = language === 'en' && !isUtf8(env);
  // As Node has it: the one that forces wins.
  const isColored = env.FORCE_COLOR
    ? !/^(?:0|false)$/.test(env.FORCE_COLOR)
    : !env.NO_COLOR && env.TERM !== 'dumb' && Boolean(stdout.isTTY);
  let hasFault = false;
  /** Checks that depend on others, by these; they share a line. */
  const dependents = new Map<CheckName, string[]>();

  const linesOf = (text: string, width: number) => wrap(isAscii ? toAscii(text) : text, width, language);
  const inColor = (color: Parameters<typeof styleText>[0], text: string) =>
    isColored ? styleText(color, text, { validateStream: false }) : text;

  function mark(state: State): string {
    const { utf8, ascii, color } = marks[state];
    return inColor(color, isAscii ? ascii : utf8);
  }

  function printLine(state: State, name: string, message: string): void {
    const indent = ' '.repeat((isAscii ? 5 : 2) + nameWidth + 1);
    const lines = linesOf(message, columns - indent.length);
    const padding = ' '.repeat(Math.max(1, nameWidth + 1 - widthOf(name)));
    stdout.write(`${mark(state)} ${name}${padding}${lines.join(`\n${indent}`)}\n`);
  }

  /** A step, or a command that its shell reads as one line. */
  function stepOf(line: string): string {
    if (line.startsWith('  ')) return `    ${linesOf(line.trim(), columns - 6).join(' \\\n      ')}\n`;
    const hanging = /^\d\. /.test(line) ? '     ' : '  ';
    return `  ${linesOf(line, columns - hanging.length).join(`\n${hanging}`)}\n`;
  }

  return {
    show(result: Result): void {
      const { name, state, message, detail = '', link, cause, ms, dependsOn } = result;
      if (dependsOn) {
        dependents.set(dependsOn, [...(dependents.get(dependsOn) ?? []), shortName(name)]);
      } else if (cause !== 'not-asked') {
        // What is wrong first is shown in full at the end.
        const isFirst = counts(result) && !hasFault;
        hasFault ||= isFirst;
        const shown = state === 'note' && link ? ` ${link}` : isFirst ? '' : detail;
        const time = ms === undefined ? '' : say(` (${ms} ms)`, `（${ms} 毫秒）`);
        printLine(state, shortName(name), message + shown + time);
      }
    },

    conclude({ exitCode, first, notLookedAt, lastLine }: Conclusion): void {
      for (const [other, names] of dependents) {
        const because = say(
          `depending on ${shortName(other)}: ${names.join(', ')}`,
          `依赖 ${shortName(other)}：${names.join('、')}`,
        );
        printLine('skipped', say('skipped', '未检查'), because);
      }
      if (first) {
        const { state, name, message, detail = '', remedy = '' } = first;
        const said = linesOf(shortName(name) + say(': ', '：') + message + detail, columns - 5);
        const steps = remedy.split('\n').filter(Boolean).map(stepOf);
        stdout.write(`\n${mark(state)} ${said.join('\n  ')}\n${steps.join('')}`);
      }
      const color = exitCode > 0 ? 'red' : notLookedAt.length > 0 ? 'yellow' : 'green';
      stdout.write(`\n${inColor(color, linesOf(lastLine, columns).join('\n'))}\n`);
    },
  };
}

/** The console's labels in English, and signs of typography as typewriters had them. */
function toAscii(text: string): string {
  const translated = inEnglish.reduce((line, [label, english]) => line.replaceAll(label, english), text);
  return translated
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/–/g, '-')
    .replace(/…/g, '...')
    .replace(/[^\0-\x7f]+/g, '?');
}

function shortName(name: CheckName): string {
  return name.replace('permission:', '');
}

/** Chinese is broken between any two characters, but not before a sign that closes. */
const parts = {
  en: /\s+|\S+/g,
  zh: /\s+|[（“]*(?:[!-~]+|\S)[，。：；、）”！？]*/g,
};

/** Lines of at most this width; what has no place to break stays whole. */
function wrap(text: string, width: number, language: Language): string[] {
  const lines = [''];
  for (const part of text.match(parts[language]) ?? []) {
    const line = lines.at(-1) as string;
    if (line !== '' && widthOf(line + part.trimEnd()) > width) lines.push(part.trimStart());
    else lines[lines.length - 1] = line + part;
  }
  return lines.map((line) => line.trimEnd()).filter(Boolean);
}
