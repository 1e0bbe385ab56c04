import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRefusal } from '../../dingtalk/refusal.js';
import { type CallModel, isExpectedCode, modelOf, refusalOf, statusesOf } from './model.js';
import type { Recorded } from './recorder.js';
import { type Difference, type Examined, examine, type MayShow, shownWord } from './shape.js';

/** One call in a report: what came, and what was expected. */
interface ReportedCall {
  /** Method and path, without anybody's corpId. */
  call: string;
  status: number | null;
  headers: string[];
  /** Types instead of values, but for codes and enumerations. */
  answer: unknown;
  expected: { status: readonly number[] | null; answer: unknown };
  differences: Difference[];
}

/** What DingTalk answers, free of anybody's data. */
export interface Report {
  about: string;
  version: string;
  node: string;
  date: string;
  /** `cn`, `intl`, or that it was neither. */
  dingtalk: string;
  checks: readonly { name: string; state: string; cause: string | null; code: string | null }[];
  calls: ReportedCall[];
  /** All of them, each with its call. */
  differences: (Difference & { call: string })[];
}

const about =
  'What DingTalk answered the doctor of passport-dingtalk-oauth2, with types in place of values, beside what the package expects. No secret, token, code, name, number or address of anybody is in it.';

export function makeReport(
  recorded: readonly Recorded[],
  facts: Pick<Report, 'dingtalk' | 'checks'>,
  mayShow: MayShow,
): Report {
  const calls = recorded.map((one) => reportCall(one, mayShow));
  return {
    about,
    version: versionAbove(dirname(fileURLToPath(import.meta.url))),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    ...facts,
    calls,
    differences: calls.flatMap(({ call, differences }) => differences.map((one) => ({ call, ...one }))),
  };
}

/**
 * Of the package that this is a part of, however deep in it the code comes to lie. Not asked for by the package's
 * name: the folder of built files has a package.json without one, where Node looks for that name no further.
 */
function versionAbove(folder: string): string {
  const file = join(folder, 'package.json');
  const { name, version } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return name === 'passport-dingtalk-oauth2' ? version : versionAbove(dirname(folder));
}

function reportCall({ method, path, answer }: Recorded, mayShow: MayShow): ReportedCall {
  const model = modelOf(method, path);
  const { call } = model;
  if (!answer) {
    return {
      ...{ call, status: null, headers: [], answer: null },
      expected: { status: [200], answer: model.success },
      differences: [{ at: '', difference: 'no answer' }],
    };
  }
  const { status, headerNames, contentType, body, isWhole } = answer;
  const json = isWhole ? parse(body) : undefined;
  const refusal = readRefusal(status, json);
  const isRefusal = refusal !== undefined || status >= 400;
  const shape = isRefusal ? refusalOf(model) : model.success;
  const code = refusal?.providerCode;
  const statuses = isRefusal ? (code === undefined ? undefined : statusesOf(model, code)) : [200];
  const { shown, differences } =
    json === undefined ? notJson(contentType, body) : examine(json, shape, mayShow);
  return {
    call,
    status,
    headers: headerNames.filter(mayShow),
    answer: shown,
    expected: { status: statuses ?? null, answer: shape },
    differences: [
      ...compareHeaders(contentType),
      ...differences,
      ...compareCode(model, code, mayShow),
      ...compareStatus(status, statuses, code, mayShow),
    ],
  };
}

function compareHeaders(contentType: string | undefined): Difference[] {
  const at = 'header content-type';
  if (contentType === undefined) return [{ at, difference: 'a header less', expected: 'application/json' }];
  const type = mediaType(contentType);
  if (type === 'application/json') return [];
  return [{ at, difference: 'another type', expected: 'application/json', found: type }];
}

function compareCode(model: CallModel, code: string | undefined, mayShow: MayShow): Difference[] {
  if (code === undefined || isExpectedCode(model, code)) return [];
  return [{ at: 'code', difference: 'an unknown code', found: shownWord(code, mayShow) }];
}

function compareStatus(
  status: number,
  expected: readonly number[] | undefined,
  code: string | undefined,
  mayShow: MayShow,
): Difference[] {
  if (!expected || expected.includes(status)) return [];
  if (code === undefined) return [{ at: 'status', difference: 'another status', expected, found: status }];
  const found = `${shownWord(code, mayShow)} with ${status}`;
  return [{ at: 'status', difference: 'a code with another status', expected, found }];
}

function notJson(contentType: string | undefined, body: string): Examined {
  const shown = `${contentType === undefined ? 'no type' : mediaType(contentType)}, ${body.length} characters`;
  return { shown, differences: [{ at: '', difference: 'not JSON' }] };
}

function mediaType(contentType: string): string {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}/.exec(contentType)?.[0].toLowerCase() ?? 'unreadable';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
