import { describe, expect, it } from 'vitest';
import { type SimulatorOptions, startSimulator } from '../../lib/simulator/index.js';
import { readFile } from '../../lib/simulator/settings/options.js';
import { LIN_AT_TEA, SUITE, TEA_DIRECTORY } from './helpers/directory.js';
import { APP, BOOKS, LIN, REDIRECT, start, TEA, YUN } from './helpers/start.js';

const client = (extra: object) => ({ clients: [{ ...APP, ...extra }] });
const suite = (extra: object) => ({ clients: [{ ...SUITE, ...extra }] });
const urls = (...redirectUrls: string[]) => client({ redirectUrls });
const ips = (...allowedIps: string[]) => client({ allowedIps });
const person = (extra: object) => ({ people: [{ ...YUN, ...extra }] });
const organization = (extra: object) => ({ organizations: [{ ...TEA, ...extra }, BOOKS] });
const departments = (...given: unknown[]) => organization({ departments: given });
const members = (...given: object[]) => ({ organizations: [{ ...TEA_DIRECTORY, members: given }, BOOKS] });
const member = (extra: object) => members({ ...LIN_AT_TEA, hiredDate: 5, ...extra });
const order = (given: object) => member({ departmentOrders: [given] });
const other = { unionId: 'u', userId: 'v' };
const fault = (extra: object) => ({ faults: [{ endpoint: 'me', answer: { status: 500 }, ...extra }] });
const refusal = (code: number) => ({ faults: [{ endpoint: 'me', code }] });
const answer = (given: unknown) => fault({ answer: given });
const headers = (given: object) => answer({ headers: given });
const at = 'organizations[0].members[0]';

/**
 * What is wrong, the place that names it, and what is said there. Of what zod checks by itself there is one of each
 * kind: types and bounds are in simulator.schema.json.
 */
const MISTAKES: [place: string, options: object, en?: string, zh?: string][] = [
  ['port', { port: 70_000 }],
  ['port', { port: '3000' }],
  ['prot', { prot: 3000 }, 'not a known field; known are ', '不是已知的字段，已知的有 '],
  ['stringly', { stringly: 'yes' }],
  ['clients', { clients: [] }],
  ['clients[0].clientId', client({ clientId: 'ding\napp' }), 'must not contain control', '不能含有控制字符'],
  ['clients[0].clientSecret', client({ clientSecret: '\ud800' }), 'must not contain half', '不能含有不成对'],
  ['clients[0].redirectUrls[0]', urls('/callback'), 'must be an absolute http:', '必须是 http: 或'],
  ['clients[0].redirectUrls[0]', urls('javascript:alert(1)')],
  ['clients[0].redirectUrls[1]', urls(REDIRECT, 'http://localhost/#x')],
  ['clients[0].adminUrl', client({ adminUrl: '/admin' })],
  ['clients[0].name', client({ name: 5 }), 'Invalid input: expected string, received number, or: ', '；或'],
  ['clients[0].name.zh-CN', client({ name: { en: 'x' } })],
  ['clients[0].clientID', client({ clientID: 'x' }), 'not a known field; known are clientId, clientSecret, '],
  ['clients[1].clientId', { clients: [APP, APP] }, 'must be unique: ding-app is', '不能重复：ding-app 已'],
  ['clients[0].corpId', client({ corpId: 'x' }), 'must be one of the organizations, which x', '没有 x'],
  ['clients[0].corpId', suite({ corpId: TEA.corpId }), 'is for internal apps only', '只适用于企业内部应用'],
  ['clients[0].authorizedCorpIds', client({ authorizedCorpIds: [] })],
  ['clients[0].authorizedCorpIds[1]', suite({ authorizedCorpIds: [TEA.corpId, 'ding-none'] })],
  ['clients[0].suiteTicket', client({ suiteTicket: 'x' }), 'is for third-party apps', '只适用于第三方'],
  ['clients[0].allowedIps[1]', ips('::1', 'localhost'), 'must be an IP address', '必须是 IP 地址'],
  ['people[0].organizations[0]', person({ organizations: ['ding-none'] })],
  ['people[0].administers[0]', person({ administers: ['x'] }), 'must be one of the person’s', '该用户所在'],
  ['people[1].unionId', { people: [YUN, { ...YUN, nick: 'again' }] }],
  ['organizations[1].corpId', { organizations: [TEA, { ...TEA, name: 'again' }] }],
  ['organizations[0].departments[0].id', departments({ id: 1, name: 'root' }), 'must be unique: 1 is there'],
  ['organizations[0].departments[0].id', departments({ id: '2', name: 'x' })],
  ['organizations[0].departments[1].id', departments({ id: 2, name: 'x' }, { id: 2, name: 'y' })],
  ['organizations[0].departments[0].parentId', departments({ id: 2, name: 'x', parentId: 3 })],
  [
    'organizations[0].departments[1].parentId',
    departments({ id: 2, name: 'x' }, { id: 3, name: 'y', parentId: 4 }, { id: 4, name: 'z', parentId: 3 }),
    ...(['must lead to the root department', '上级部门必须能追溯到根部门'] as const),
  ],
  ['organizations[0].members[1].userId', members(LIN_AT_TEA, { ...other, userId: LIN_AT_TEA.userId })],
  ['organizations[0].members[1].unionId', members(LIN_AT_TEA, { ...other, unionId: LIN_AT_TEA.unionId })],
  [`${at}.departmentIds[1]`, member({ departmentIds: [20, 99] }), 'must be one of the organization’s', '99'],
  [`${at}.departmentOrders[0].id`, order({ id: 1, order: 1 }), 'must be one of the member’s', '1'],
  [`${at}.departmentOrders[0].order`, order({ id: 20, order: 1.5 }), 'must be a whole number'],
  [`${at}.leads[0]`, member({ leads: [1] })],
  [`${at}.hiredDate`, member({ hiredDate: '2021-03-01' })],
  ['faults[0].endpoint', fault({ endpoint: 'us' })],
  ['faults[0].times', fault({ times: 'often' }), 'Invalid input: expected number, received string, or: '],
  ['faults[0]', fault({ code: 1111 }), 'must have exactly one of answer, code', '必须且只能有其中一项'],
  ['faults[0].code', refusal(50003), 'must be a code that', '必须是该接口会返回'],
  ['faults[0].answer', answer({}), 'must have at least one of status, ', '至少要有其中一项：status'],
  ['faults[0].answer.headers.a b', headers({ 'a b': 'c' }), 'must be a name and', '必须是合法的 HTTP'],
  ['faults[0].answer.headers.a', headers({ a: 'b\nc' })],
];

/** What no file can hold. */
const OF_PROGRAMS: [place: string, options: unknown][] = [
  ['options', []],
  ['clock', { clock: 5 }],
  ['control', { control: 1 }],
  [`${at}.hiredDate`, member({ hiredDate: new Date(Number.NaN) })],
  [`${at}.extension`, member({ extension: { a: 1n } })],
  ['faults[0].answer.body', answer({ body: 1n })],
  ['faults[0].answer.body', answer({ body: () => 1 })],
];

const complete = (options: object) => ({
  ...{ clients: [APP], people: [LIN, YUN], organizations: [TEA, BOOKS] },
  ...options,
});

describe('a mistake in the settings', () => {
  it.each([...MISTAKES, ...OF_PROGRAMS.map((each): [string, object] => [each[0], each[1] as object])])(
    'is a TypeError that names %s',
    async (place, wrong, en = '') => {
      const options = Array.isArray(wrong) ? wrong : complete(wrong);
      const error = await startSimulator(options as SimulatorOptions).then(
        (simulator) => simulator.close(),
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
      expect((error as Error).message.split('\n')[0]).toContain(`${place}: ${en}`);
    },
  );

  it.each(MISTAKES)('is named in Chinese at %s', (place, wrong, _en, zh = '') => {
    let message = '';
    try {
      readFile(complete(wrong), 'zh');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(`${place}：`);
    expect(message).toContain(zh);
    expect(message).not.toMatch(/Invalid input|must|expected/);
  });

  it('is named with all others, one a line', async () => {
    const started = start({ ...person({ nick: 7, email: 8 }), port: -1 });
    await expect(started).rejects.toThrow(/^port: .*\npeople\[0\]\.nick: .*\npeople\[0\]\.email: .*$/);
  });

  it('of a file may be an option that only programs have', () => {
    expect(() => readFile({ clock: 5 })).toThrow('clock: not a known field; known are $schema, port, ');
    expect(() => readFile({ control: true })).toThrow('control: not a known field');
    expect(() => readFile({ $schema: 5 })).toThrow('$schema: ');
    expect(() => readFile([], 'zh')).toThrow('无效输入');
  });
});
