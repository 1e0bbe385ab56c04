import * as z from 'zod4';
import { en, zhCN } from 'zod4/locales';

export type Language = 'en' | 'zh';

/** A `TypeError` with Node's code, for an argument that is wrong. */
export class InvalidArgument extends TypeError {
  readonly code = 'ERR_INVALID_ARG_VALUE';
  /** Where in the argument, for example `people[2].unionId`. Empty for the whole of it. */
  readonly place: string;

  constructor(place: string, message: string) {
    super(message);
    this.place = place;
  }
}

/** What is wrong beyond zod's own checks, in English and Chinese; `{}` is what was given, or what else is possible. */
const reasons = {
  unknownField: ['not a known field; known are {}', '不是已知的字段，已知的有 {}'],
  wellFormed: ['must not contain half a surrogate pair', '不能含有不成对的代理字符'],
  noControlCharacters: ['must not contain control characters', '不能含有控制字符'],
  redirectUrl: [
    'must be an absolute http: or https: URL without a fragment',
    '必须是 http: 或 https: 开头的完整 URL，且不带 # 片段',
  ],
  ipAddress: ['must be an IP address', '必须是 IP 地址'],
  header: ['must be a name and a value that fit into an HTTP header', '必须是合法的 HTTP 标头名称和值'],
  wholeNumber: ['must be a whole number', '必须是整数'],
  json: ['must be a value that JSON can hold', '必须能用 JSON 表示'],
  function: ['must be a function that returns milliseconds', '必须是返回毫秒数的函数'],
  duplicate: ['must be unique: {} is there already', '不能重复：{} 已经存在'],
  organization: [
    'must be one of the organizations, which {} is not',
    '必须是 organizations 中的组织，其中没有 {}',
  ],
  ownOrganization: [
    'must be one of the person’s organizations, which {} is not',
    '必须是该用户所在的组织，其中没有 {}',
  ],
  department: [
    'must be one of the organization’s departments, which {} is not',
    '必须是该组织的部门，其中没有 {}',
  ],
  ownDepartment: [
    'must be one of the member’s departmentIds, which {} is not',
    '必须是该成员的 departmentIds 之一，其中没有 {}',
  ],
  reachesRoot: ['must lead to the root department', '上级部门必须能追溯到根部门'],
  notForInternal: ['is for third-party apps only', '只适用于第三方企业应用'],
  notForThirdParty: ['is for internal apps only', '只适用于企业内部应用'],
  oneOf: ['must have exactly one of {}', '必须且只能有其中一项：{}'],
  code: ['must be a code that the call answers: {}', '必须是该接口会返回的错误码：{}'],
  nothingToDo: ['must have at least one of {}', '至少要有其中一项：{}'],
} as const;

export type Reason = keyof typeof reasons;

/** The `params` of a check of ours, by which its message is found. */
export function because(reason: Reason, value?: unknown): { params: { reason: Reason; value: unknown } } {
  return { params: { reason, value } };
}

const zodsOwn = { en: en().localeError, zh: zhCN().localeError };

function messageOf(issue: z.core.$ZodRawIssue, language: Language): ReturnType<z.core.$ZodErrorMap> {
  if (issue.code === 'custom' && issue.params) {
    const { reason, value } = issue.params as { reason: Reason; value: unknown };
    return wordsFor(reason, typeof value === 'string' ? value : JSON.stringify(value), language);
  }
  if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject)
    return wordsFor('unknownField', Object.keys(issue.inst.shape).join(', '), language);
  if (issue.code === 'invalid_union' && issue.errors?.length)
    return issue.errors.map(([first]) => first?.message).join(language === 'zh' ? '；或' : ', or: ');
  return zodsOwn[language](issue);
}

function wordsFor(reason: Reason, value: string, language: Language): string {
  const [english, chinese] = reasons[reason];
  return (language === 'zh' ? chinese : english).replace('{}', () => value);
}

/** @internal @throws InvalidArgument that names each place that is wrong; the whole value is called `at` */
export function parse<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  at: string,
  language: Language = 'en',
): Output {
  const result = schema.safeParse(value, { error: (issue) => messageOf(issue, language) });
  if (result.success) return result.data;
  const lines = new Map<string, string>();
  const issues = result.error.issues.flatMap(eachPlace);
  // First what is misspelt, for which something else is missing.
  const isMisspelt = ({ code }: z.core.$ZodIssue) => code === 'unrecognized_keys';
  for (const { path, message } of [...issues.filter(isMisspelt), ...issues]) {
    const place = placeOf(path);
    const line = [place || at, message].filter(Boolean).join(language === 'zh' ? '：' : ': ');
    if (!lines.has(place)) lines.set(place, line);
  }
  throw new InvalidArgument([...lines.keys()][0] ?? '', [...lines.values()].join('\n'));
}

/** One issue for each place that is wrong; of several possible shapes, within the one that was meant. */
function eachPlace(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ ...issue, path: [...issue.path, key] }));
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find(([first]) => first && first.path.length > 0) ?? [];
  const within = meant.flatMap((each) => eachPlace({ ...each, path: [...issue.path, ...each.path] }));
  return within.length > 0 ? within : [issue];
}

/** For what is wrong with an argument in view of what is there. */
export function invalid(place: string, message: string): InvalidArgument {
  return new InvalidArgument(place, `${place}: ${message}`);
}

/** `clients[0].permissions[2]` */
function placeOf(path: readonly PropertyKey[]): string {
  const steps = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return steps.join('').replace(/^\./, '');
}

/** @internal Any text, also none, that UTF-8 can hold. */
export const wellFormed = z.string().refine((value) => !/\p{Cs}/u.test(value), because('wellFormed'));
/** @internal */
export const text = wellFormed.min(1);
/** @internal Text that has to survive URLs, headers and form fields unchanged. */
export const identifier = text.refine((value) => !/\p{Cc}/u.test(value), because('noControlCharacters'));
/** @internal As DingTalk gives them to departments and roles. */
export const id = z.int().min(1);
/** @internal */
export const flag = z.boolean().default(false);

type Context = z.core.$RefinementCtx;
type Path = (string | number)[];
/** A set, or a map by its keys. */
type Known = Pick<ReadonlySet<unknown>, 'has'>;

/** @internal */
export function report(ctx: Context, path: Path, reason: Reason, value?: unknown): void {
  ctx.addIssue({ code: 'custom', path, ...because(reason, value) });
}

/** @internal The JSON of a value, or a report that it has none. */
export function toJson(value: unknown, ctx: Context): string | undefined {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    // A bigint, or what contains itself.
  }
  if (json === undefined && value !== undefined) report(ctx, [], 'json');
  return json;
}

/** @internal */
export function reportUnknown(ctx: Context, path: Path, given: unknown[], known: Known, reason: Reason) {
  for (const [index, value] of given.entries())
    if (!known.has(value)) report(ctx, [...path, index], reason, value);
}

/** @internal A check that no two of a list have the same `key`. @param taken - what none of them may have */
export function unique<Key extends string>(key: Key, ...taken: unknown[]) {
  return (items: readonly Readonly<Record<Key, unknown>>[], ctx: Context): void => {
    const seen = new Set(taken);
    for (const [index, { [key]: value }] of items.entries()) {
      if (seen.has(value)) report(ctx, [index, key], 'duplicate', value);
      seen.add(value);
    }
  };
}
