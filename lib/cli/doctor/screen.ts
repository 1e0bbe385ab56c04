import { INTERRUPTED, type Io } from '../io.js';
import { isUtf8, joined, type Language, type Words, words } from '../language.js';
import { grant, inEnglish } from './console.js';
import { type CheckName, counts, type Result, type State } from './finding.js';
import type { Secrets } from './run-checks.js';
import type { Settings, Use } from './settings.js';

/** What all results come to; exit code, `ok` and the last line say the same, since all are taken from here. */
export interface Conclusion {
  exitCode: number;
  /** What to do first. */
  first: Result | undefined;
  /** What a plain sign-in needs and nobody asked for. */
  notLookedAt: CheckName[];
  lastLine: Words;
}

export function conclude(results: readonly Result[], settings: Settings, isInterrupted: boolean): Conclusion {
  const faults = results.filter(counts);
  const signIn = results.find(({ name }) => name === 'sign-in');
  const isMissing = settings.signIn && signIn?.state !== 'ok' && signIn?.cause !== 'left-out';
  const seen = new Set(results.flatMap(({ name, cause }) => (cause === 'not-asked' ? [] : [name])));
  const notLookedAt = (['sign-in', 'permission:Contact.User.Read'] as const).filter(
    (name) => !seen.has(name),
  );
  const first = withAllPermissions(faults);
  const end = (exitCode: number, ...lines: Words[]): Conclusion => {
    const all = isInterrupted ? [words('Interrupted.', '已中断。'), ...lines] : lines;
    const lastLine = joined(words(' ', ''), all);
    return { exitCode: isInterrupted ? INTERRUPTED : exitCode, first, notLookedAt, lastLine };
  };
  const { length } = faults;
  if (length > 0) {
    return end(
      1,
      words(`${length} ${length === 1 ? 'problem' : 'problems'} found.`, `发现 ${length} 个问题。`),
    );
  }
  if (isInterrupted) return end(1);
  if (isMissing) return end(1, words('The sign-in was not completed.', '没有完成登录。'));
  const works = words('Sign-in works.', '可以登录。');
  const soFar = words('No problems found so far.', '目前没有发现问题。');
  const unseenToo = notLookedAt.length > 0 ? [unseen(settings)] : [];
  return end(0, signIn?.state === 'ok' ? works : soFar, ...lacking(results), ...unseenToo);
}

function unseen({ callbackUrl }: Settings): Words {
  const isPath = typeof callbackUrl === 'string';
  return words(
    `Not checked: whether ${callbackUrl} is registered, and Contact.User.Read. Check them with --sign-in${isPath ? ', with a whole URL as --callback-url' : ''}.`,
    `未检查：${callbackUrl} 是否已登记，以及 Contact.User.Read。请使用 --sign-in 检查${isPath ? '，并用 --callback-url 传入完整的 URL' : ''}。`,
  );
}

/** What a permission is for, as `--for` has it. */
const unlocked: Readonly<Record<string, readonly Use[]>> = {
  qyapi_get_member: ['membership', 'staff'],
  qyapi_get_department_list: ['departments'],
  qyapi_base: ['staff'],
  fieldEmail: ['email'],
  fieldMobile: ['mobile'],
};

/** Where their name is another one to the application. */
const fields: Readonly<Partial<Record<Use, string>>> = { email: 'staff.email', mobile: 'staff.mobile' };

/** What the application can't use, for want of permissions. */
function lacking(results: readonly Result[]): Words[] {
  const scopes = results.flatMap(({ state, scopes = [] }) => (state === 'note' ? scopes : []));
  if (scopes.length === 0) return [];
  const main = scopes.includes('qyapi_get_member') ? ['qyapi_get_member'] : scopes;
  const uses = main.flatMap((scope) => unlocked[scope] ?? []);
  const list = joined(
    words(' and ', ' 和 '),
    uses.map((use) => words(`\`${fields[use] ?? use}\``)),
  );
  const { length } = scopes;
  const [it, are] = [uses.length === 1 ? 'it' : 'them', length === 1 ? 'permission is' : 'permissions are'];
  // A field is absent; the others end the sign-in.
  const [fail, failZh] = uses.some((use) => fields[use])
    ? ['wouldn’t work', '无法使用']
    : ['would fail', '会报错'];
  const again = `--for ${uses.join(',')}`;
  return [
    words(
      `${list.en} ${fail}: ${length} ${are} missing. If your application uses ${it}, run again with \`${again}\`.`,
      `${list.zh} ${failZh}：缺 ${length} 个权限。如果应用会用到，请加上 \`${again}\` 重新运行。`,
    ),
  ];
}

/** Permissions take effect with the next published version: all that are missing are granted at once. */
function withAllPermissions(faults: readonly Result[]): Result | undefined {
  const [first] = faults;
  const scopes = [...new Set(faults.flatMap(({ scopes = [] }) => scopes))];
  return first?.scopes && scopes.length > first.scopes.length ? { ...first, remedy: grant(scopes) } : first;
}

/** What `--json` prints. */
export function toJson(
  results: readonly Result[],
  { exitCode, notLookedAt, lastLine }: Conclusion,
  { language }: Settings,
  secrets: Secrets,
  isUtf8: boolean,
): string {
  const clean = (text: Words | undefined) =>
    text === undefined ? null : cleanLines(text[language], secrets);
  const checks = results.map(({ name, state, message, detail, remedy, code, cause, ms }) => ({
    name,
    state,
    message: clean(withDetail(message, detail)),
    remedy: clean(remedy),
    code: code === undefined ? null : secrets.redact(code),
    cause: cause ?? null,
    ms: ms ?? null,
  }));
  const interrupted = exitCode === INTERRUPTED ? true : undefined;
  const summary = clean(lastLine);
  const whole = { ok: exitCode === 0, interrupted, summary, notLookedAt, checks };
  const text = `${JSON.stringify(whole, null, 2)}\n`;
  if (isUtf8) return text;
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function withDetail({ en, zh }: Words, detail: Words = words('')): Words {
  return words(en + detail.en, zh + detail.zh);
}

function cleanLines(text: string, secrets: Secrets): string {
  // What a line is indented by means something.
  const lines = text.split('\n').map((line) => `${/^ */.exec(line)?.[0] ?? ''}${secrets.redact(line)}`);
  return lines.join('\n');
}

const marks: Readonly<Record<State, { utf8: string; ascii: string; color: string }>> = {
  ok: { utf8: '✓', ascii: '[ok]', color: '32' },
  wrong: { utf8: '✗', ascii: '[x] ', color: '31' },
  unknown: { utf8: '?', ascii: '[?] ', color: '33' },
  note: { utf8: '!', ascii: '[!] ', color: '33' },
  skipped: { utf8: '–', ascii: '[-] ', color: '90' },
};

const columns = 80;

/** The longest name of a permission. */
const nameWidth = 25;

/** Prints each result as soon as it is known, and at the end what to do first. */
export class Screen {
  readonly #io: Io;
  readonly #settings: Settings;
  readonly #secrets: Secrets;
  readonly #isColored: boolean;
  readonly #isAscii: boolean;
  /** Whether something is wrong: that is shown in full at the end. */
  #hasFault = false;
  /** Checks that depend on others, by these; they share a line. */
  readonly #dependents = new Map<CheckName, string[]>();

  constructor(io: Io, settings: Settings, secrets: Secrets) {
    const { FORCE_COLOR, NO_COLOR, TERM } = io.env;
    this.#io = io;
    this.#settings = settings;
    this.#secrets = secrets;
    // As Node has it: the one that forces wins.
    this.#isColored = FORCE_COLOR
      ? !/^(?:0|false)$/.test(FORCE_COLOR)
      : !NO_COLOR && TERM !== 'dumb' && Boolean(io.stdout.isTTY);
    this.#isAscii = settings.language === 'en' && !isUtf8(io.env);
  }

  show(result: Result): void {
    const { name, state, message, detail, link, cause, ms, dependsOn } = result;
    if (dependsOn) {
      this.#dependents.set(dependsOn, [...(this.#dependents.get(dependsOn) ?? []), shortName(name)]);
    } else if (cause !== 'not-asked') {
      const isFirst = counts(result) && !this.#hasFault;
      const shown = state === 'note' && link ? words(` ${link}`) : isFirst ? undefined : detail;
      this.#line(state, shortName(name), withDetail(message, shown), ms);
      this.#hasFault ||= isFirst;
    }
  }

  conclude({ exitCode, first, notLookedAt, lastLine }: Conclusion): void {
    const { language } = this.#settings;
    for (const [other, names] of this.#dependents) {
      const title = { en: 'skipped', zh: '未检查' }[language];
      const list = words(names.join(', '), names.join('、'));
      const because = words(
        `depending on ${shortName(other)}: ${list.en}`,
        `依赖 ${shortName(other)}：${list.zh}`,
      );
      this.#line('skipped', title, because);
    }
    if (first) {
      const { state, name, message, detail, remedy } = first;
      const title = words(`${shortName(name)}: `, `${shortName(name)}：`)[language];
      const said = this.#wrap(title + withDetail(message, detail)[language], columns - 5);
      this.#write(`\n${this.#mark(state)} ${said.join('\n  ')}\n`);
      const steps = remedy?.[language].split('\n') ?? [];
      for (const step of steps.filter(Boolean)) this.#write(this.#step(step));
    }
    const color = exitCode === 0 ? (notLookedAt.length > 0 ? '33' : '32') : '31';
    const text = this.#wrap(lastLine[language], columns).join('\n');
    this.#write(`\n${this.#colored(text, color)}\n`);
  }

  #line(state: State, name: string, message: Words, ms?: number): void {
    const { language } = this.#settings;
    const time = ms === undefined ? '' : { en: ` (${ms} ms)`, zh: `（${ms} 毫秒）` }[language];
    const indent = ' '.repeat((this.#isAscii ? 5 : 2) + nameWidth + 1);
    const lines = this.#wrap(message[language] + time, columns - indent.length);
    const padding = ' '.repeat(Math.max(1, nameWidth + 1 - widthOf(name)));
    this.#write(`${this.#mark(state)} ${name}${padding}${lines.join(`\n${indent}`)}\n`);
  }

  #mark(state: State): string {
    const { utf8, ascii, color } = marks[state];
    return this.#colored(this.#isAscii ? ascii : utf8, color);
  }

  #colored(text: string, color: string): string {
    return this.#isColored ? `\x1b[${color}m${text}\x1b[39m` : text;
  }

  /** A line of text as lines of this width, without what may not be shown. */
  #wrap(text: string, width: number): string[] {
    const line = this.#secrets.redact(text);
    return wrap(this.#isAscii ? toAscii(line) : line, width, this.#settings.language);
  }

  /** A step, or a command that its shell reads as one line. */
  #step(line: string): string {
    const hanging = /^\d\. /.test(line) ? '     ' : '  ';
    if (!line.startsWith('  '))
      return `  ${this.#wrap(line, columns - hanging.length).join(`\n${hanging}`)}\n`;
    return `    ${this.#wrap(line.trim(), columns - 6).join(' \\\n      ')}\n`;
  }

  #write(text: string): void {
    this.#io.stdout.write(text);
  }
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

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

/** In columns, of which Chinese characters take two. */
function widthOf(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0);
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
  return lines.map((line) => line.trimEnd()).filter((line, index) => line !== '' || index === 0);
}
