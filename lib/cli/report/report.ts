import thisPackage from '../../../package.json' with { type: 'json' };
import { classify } from '../../dingtalk/error-codes.js';
import { readRefusal } from '../../dingtalk/refusal.js';
import { parsed } from '../../dingtalk/values.js';
import { modelOf, statusesOf } from './model.js';
import type { Recorded } from './recorder.js';
import { type Difference, examine, type MayShow, shownWord } from './shape.js';

/** @internal What DingTalk answers, free of anybody's data. */
export type Report = ReturnType<typeof makeReport>;

const about =
  'What DingTalk answered the doctor of passport-dingtalk-oauth2, with types in place of values, beside what the package expects. No secret, token, code, name, number or address of anybody is in it.';

export function makeReport(
  recorded: readonly Recorded[],
  facts: { dingtalk: string; checks: readonly object[] },
  mayShow: MayShow,
) {
  const calls = recorded.map((one) => reportCall(one, mayShow));
  return {
    about,
    version: thisPackage.version,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    ...facts,
    calls,
    differences: calls.flatMap(({ call, differences }) => differences.map((one) => ({ call, ...one }))),
  };
}

function reportCall({ method, path, answer }: Recorded, mayShow: MayShow) {
  const { call, isNew, success, refusal: refused } = modelOf(method, path);
  if (!answer) {
    const differences: Difference[] = [{ at: '', difference: 'no answer' }];
    const expected = { status: [200], answer: success };
    return { call, status: null, headers: [], answer: null, expected, differences };
  }
  const { status, headerNames, contentType, body } = answer;
  const json = parsed(body);
  const refusal = readRefusal(status, json);
  const isRefusal = refusal !== undefined || status >= 400;
  const shape = isRefusal ? refused : success;
  const code = refusal?.providerCode;
  const statuses = isRefusal ? statusesOf(isNew, code) : [200];
  const type = contentType === undefined ? undefined : mediaType(contentType);
  const { shown, differences } = json === undefined ? notJson(type, body) : examine(json, shape, mayShow);
  if (type !== 'application/json') {
    const difference = type === undefined ? 'a header less' : 'another type';
    const expected = 'application/json';
    differences.unshift({ at: 'header content-type', difference, expected, found: type });
  }
  const word = shownWord(code, mayShow);
  if (code !== undefined && !classify(code) && !(isNew && statuses)) {
    differences.push({ at: 'code', difference: 'an unknown code', found: word });
  }
  if (statuses && !statuses.includes(status)) {
    const difference = code === undefined ? 'another status' : 'a code with another status';
    const found = code === undefined ? status : `${word} with ${status}`;
    differences.push({ at: 'status', difference, expected: statuses, found });
  }
  const expected = { status: statuses ?? null, answer: shape };
  return { call, status, headers: headerNames.filter(mayShow), answer: shown, expected, differences };
}

function notJson(type: string | undefined, body: string) {
  const differences: Difference[] = [{ at: '', difference: 'not JSON' }];
  return { shown: `${type ?? 'no type'}, ${body.length} characters`, differences };
}

function mediaType(contentType: string): string {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}/.exec(contentType)?.[0].toLowerCase() ?? 'unreadable';
}
