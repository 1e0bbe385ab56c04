import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/cli/simulator/config.js';
import { whereNotJson } from '../../../lib/cli/simulator/json.js';
import { StartError } from '../../../lib/cli/simulator/start-error.js';
import { goodData, spoiltData } from '../../simulator/helpers/data.js';
import { configFile, runSimulator } from '../helpers/simulator.js';

/** What is said of a file, in both languages and without the file's name. */
function saidOf(content: unknown): { en: string; zh: string } | undefined {
  const file = configFile(content);
  try {
    readConfig(file);
    return undefined;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const [en, zh] = [error.in('en'), error.in('zh')];
    expect([en.startsWith(`${file}: `), zh.startsWith(`${file}：`)]).toEqual([true, true]);
    return { en: en.slice(file.length + 2), zh: zh.slice(file.length + 1) };
  }
}

const app = { clientId: 'a', clientSecret: 's', redirectUrls: [] };
const tea = { corpId: 'tea', name: 'Tea' };
const lan = { unionId: 'lan', nick: 'Lan' };
const client = (extra: object) => ({ clients: [app, { ...app, clientId: 'b', ...extra }] });
const person = (extra: object) => ({ organizations: [tea], people: [lan, lan, { ...lan, ...extra }] });
const organization = (extra: object) => ({ organizations: [{ ...tea, ...extra }] });
const member = (extra: object) => organization({ members: [{ unionId: 'lan', userId: 'u', ...extra }] });
const fault = (extra: object) => ({ faults: [{ endpoint: 'me', answer: { status: 500 }, ...extra }] });
const answer = (given: unknown) => fault({ answer: given });

describe('a file for the simulator', () => {
  it.each<[unknown, string, string]>([
    [[], 'must be an object', '必须是对象'],
    [
      { clinets: [] },
      'clinets: must not be given, as it is unknown: did you mean clients?',
      'clinets：不是已知的字段，是否应为 clients？',
    ],
    [
      { clock: 5 },
      'clock: must not be given, as it is unknown: known are $schema, port,',
      'clock：不是已知的字段，已知的有 $schema, port,',
    ],
    [{ control: true }, 'control: must not be given', 'control：不是已知的字段'],
    [{ $schema: 5 }, '$schema: must be a non-empty string', '$schema：必须是非空字符串'],
    [{ port: 70_000 }, 'port: must be an integer from 0 to 65535', 'port：必须是 0 至 65535 之间的整数'],
    [{ stringly: 'no' }, 'stringly: must be true or false', 'stringly：必须是 true 或 false'],
    [{ people: {} }, 'people: must be an array', 'people：必须是数组'],
    [{ people: null }, 'people: must be an array', 'people：必须是数组'],
    [{ people: [] }, 'people: must have at least one entry', 'people：至少要有一项'],
    [
      { people: [lan, lan] },
      'people[1].unionId: must be unique: "lan" is there twice',
      'people[1].unionId：不得重复："lan" 已经存在',
    ],
    [{ people: [lan, lan, 5] }, 'people[1].unionId: ', 'people[1].unionId：'],
    [
      { people: [{ ...lan, unionID: 'x' }] },
      'people[0].unionID: must not be given, as it is unknown: did you mean people[0].unionId?',
      'people[0].unionID：不是已知的字段，是否应为 people[0].unionId？',
    ],
    [
      { people: [{ nick: 'x' }] },
      'people[0].unionId: must be a non-empty string',
      'people[0].unionId：必须是非空字符串',
    ],
    [
      { people: [{ ...lan, unionId: 'a\nb' }] },
      'people[0].unionId: must not contain control characters',
      'people[0].unionId：不得含有控制字符',
    ],
    [
      '{"people":[{"unionId":"\\ud800","nick":"x"}]}',
      'people[0].unionId: must not contain half a surrogate pair',
      'people[0].unionId：不得含有半个代理对',
    ],
    [
      { people: [{ ...lan, organizations: ['no'] }] },
      'people[0].organizations[0]: must name one of the organizations, which "no" is not',
      'people[0].organizations[0]：必须是 organizations 中的组织，而 "no" 不是',
    ],
    [
      { organizations: [tea], people: [{ ...lan, administers: ['tea'] }] },
      'people[0].administers[0]: must be one of people[0].organizations',
      'people[0].administers[0]：必须是 people[0].organizations 中的一项',
    ],
    [
      client({ redirectUrls: ['/callback'] }),
      'clients[1].redirectUrls[0]: must be an absolute http: or https: URL without a fragment',
      'clients[1].redirectUrls[0]：必须是不带片段的 http: 或 https: 绝对 URL',
    ],
    [
      client({ suiteTicket: 't' }),
      'clients[1].suiteTicket: must not be given for an internal app',
      'clients[1].suiteTicket：不适用于企业内部应用',
    ],
    [
      client({ thirdParty: true, corpId: 'x' }),
      'clients[1].corpId: must not be given for a third-party app',
      'clients[1].corpId：不适用于第三方企业应用',
    ],
    [
      client({ allowedIps: ['host'] }),
      'clients[1].allowedIps[0]: must be an IP address',
      'clients[1].allowedIps[0]：必须是 IP 地址',
    ],
    [
      client({ contactScope: { departmentIds: [0] } }),
      'clients[1].contactScope.departmentIds[0]: must be a whole number from 1',
      'clients[1].contactScope.departmentIds[0]：必须是不小于 1 的整数',
    ],
    [
      organization({ departments: [{ id: 2, name: 'A', parentId: 3 }] }),
      'organizations[0].departments[0].parentId: must lead to the root department',
      'organizations[0].departments[0].parentId：必须通向根部门',
    ],
    [
      organization({ departments: [{ id: 1, name: 'A' }] }),
      'organizations[0].departments[0].id: must be unique: 1 is there already',
      'organizations[0].departments[0].id：不得重复：1 已经存在',
    ],
    [
      member({ departmentIds: [7] }),
      'organizations[0].members[0].departmentIds[0]: must be one of the departments, which 7 is not',
      'organizations[0].members[0].departmentIds[0]：必须是该组织的部门，而 7 不是',
    ],
    [
      member({ departmentOrders: [{ id: 1, order: 0.5 }] }),
      'organizations[0].members[0].departmentOrders[0].order: must be a whole number',
      'organizations[0].members[0].departmentOrders[0].order：必须是整数',
    ],
    [
      member({ hiredDate: '2020' }),
      'organizations[0].members[0].hiredDate: must be a valid Date or whole milliseconds',
      'organizations[0].members[0].hiredDate：必须是整数毫秒',
    ],
    [
      member({ extension: [] }),
      'organizations[0].members[0].extension: must be an object that JSON can hold',
      'organizations[0].members[0].extension：必须是对象',
    ],
    [
      fault({ endpoint: 'us' }),
      'faults[0].endpoint: must be one of authorize, ',
      'faults[0].endpoint：必须是 authorize, ',
    ],
    [
      fault({ times: 0 }),
      'faults[0].times: must be a positive integer or Infinity',
      'faults[0].times：必须是正整数或 "Infinity"',
    ],
    [
      answer({}),
      'faults[0].answer: must say what to do otherwise: status,',
      'faults[0].answer：必须说明如何响应：status,',
    ],
    [
      answer({ status: 100 }),
      'faults[0].answer.status: must be an integer from 200 to 999',
      'faults[0].answer.status：必须是 200 至 999 之间的整数',
    ],
    [
      answer({ delayMs: -1 }),
      'faults[0].answer.delayMs: must be milliseconds from 0 to 2147483647, or Infinity',
      'faults[0].answer.delayMs：必须是 0 至 2147483647 之间的毫秒数，或 "Infinity"',
    ],
    [
      answer({ after: { bytes: -1, ending: 'cut' } }),
      'faults[0].answer.after.bytes: must be a whole number from 0',
      'faults[0].answer.after.bytes：必须是不小于 0 的整数',
    ],
    [
      answer({ after: { bytes: 1, ending: 'x' } }),
      "faults[0].answer.after.ending: must be 'stall' or 'cut'",
      'faults[0].answer.after.ending：必须是 "stall" 或 "cut"',
    ],
    [
      answer({ headers: { 'a b': 'c' } }),
      'faults[0].answer.headers.a b: must be a string that fits into a header',
      'faults[0].answer.headers.a b：必须是可以放进 HTTP 标头的字符串',
    ],
    ['{\n  "people": [\n    ,', 'not JSON from line 3, column 5 on', '第 3 行第 5 列起不是 JSON'],
    ['', 'not JSON from line 1, column 1 on', '第 1 行第 1 列起不是 JSON'],
  ])('with %j is refused by the place', (content, english, chinese) => {
    const said = saidOf(content);
    expect(said?.en.slice(0, english.length)).toBe(english);
    expect(said?.zh.slice(0, chinese.length)).toBe(chinese);
    expect(said?.zh).not.toMatch(/\bmust\b/);
  });

  it('has a Chinese sentence for whatever is wrong with it', () => {
    fc.assert(
      fc.property(spoiltData, (data) => {
        expect(saidAbout(data)?.zh ?? '').not.toMatch(/\bmust\b/);
      }),
    );
  });

  it('may begin with the mark of an editor, and is taken as it is', () => {
    const data = { people: [lan], stringly: true };
    expect(readConfig(configFile(`\uFEFF${JSON.stringify(data)}`))).toEqual(data);
  });

  it('that is wrong is told of on stderr, without the usage and without a secret', async () => {
    const file = configFile('{"clients": [{"clientSecret": "hush" "clientId": "x"}]}');
    const { code, stdout, stderr } = await runSimulator(['--config', file]);
    expect([code, stdout, stderr]).toEqual([1, '', `${file}: not JSON from line 1, column 38 on\n`]);
    const other = await runSimulator(['--language', 'zh', '--config', configFile(person({ nick: 5 }))]);
    expect([other.code, other.stdout]).toEqual([1, '']);
    expect(other.stderr).toContain('people[1].unionId：不得重复');
  });
});

describe('where a text stops being JSON', () => {
  it('is nowhere, exactly when the platform reads it', () => {
    const pieces = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '"a"',
        '\\',
        '\\u12',
        '1',
        '-',
        '0',
        '.5',
        'e9',
        'true',
        'nul',
        ' ',
        '\n',
      ],
    );
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
      fc.json().chain((text) => fc.nat(text.length).map((at) => text.slice(0, at) + text.slice(at + 1))),
      goodData.map((data) => JSON.stringify(data, null, 2)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(whereNotJson(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['{"a": 1,}', 1, 9],
    ['{\r\n  "a": 1\r\n  "b": 2\r\n}', 3, 3],
    ['[1, 2', 1, 6],
    ["{'a': 1}", 1, 2],
    ['{"a": 1} x', 1, 10],
    ['{"a": 1, // why\n}', 1, 10],
    ['{"a"\n1}', 2, 1],
    ['["\t"]', 1, 2],
  ])('is at the mistake in %j', (text, line, column) => {
    expect(whereNotJson(text)).toEqual({ line, column });
  });
});

function saidAbout(data: unknown): { en: string; zh: string } | undefined {
  // A file cannot hold half a surrogate pair, but an escape of one.
  return saidOf(JSON.stringify(data));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
