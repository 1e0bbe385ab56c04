import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStaff } from '../../lib/dingtalk/staff.js';
import { holds, holdsTimeoutMs } from '../helpers/property.js';

const fixtures = new URL('../fixtures/staff/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));

const common = {
  userId: 'zhangsan',
  corpId: 'dingcorp',
  name: '张三',
  title: '技术总监',
  jobNumber: '4',
  orgEmail: 'zhangsan@corp.example.com',
  email: 'zhangsan@mail.example.com',
  mobile: '+8615012349144',
  telephone: '010-86123456-2345',
  workPlace: '未来park',
  roles: [{ id: 100, name: '总监', groupName: '职务' }],
  manager: 'manager240',
  hiredDate: new Date(1597573616828),
  active: true,
  admin: true,
  boss: false,
  senior: false,
  exclusiveAccount: false,
  extension: { 爱好: '旅游', 年龄: '24' },
};
const nobody = { userId: 'zhangsan', corpId: 'dingcorp' };

describe('the staff record', () => {
  it.each([
    [
      'as-the-table-says.json',
      {
        ...common,
        departments: [
          { id: 2, order: 1, leader: true },
          { id: 3, order: 1.7632134587351235e17, leader: false },
          { id: 4 },
        ],
      },
    ],
    [
      'as-the-sample-shows.json',
      { ...common, departments: [{ id: 2, order: 1, leader: true }, { id: 3 }, { id: 4 }] },
    ],
    ['only-userid.json', nobody],
    ['nothing-in-its-fields.json', nobody],
    ['nonsense-in-its-fields.json', nobody],
  ])('from %s has what is there, and nothing else', (name, expected) => {
    const staff = readStaff(read(name), 'dingcorp');
    expect(staff).toStrictEqual(expected);
  });

  it('is shown for every fixture that there is', () => {
    expect(readdirSync(fixtures)).toHaveLength(5);
  });

  it.each([
    [{}],
    [{ userid: '' }],
    [{ userid: ' ' }],
    [{ userid: null }],
    [{ userid: 5 }],
    [{ userid: ['zhangsan'] }],
  ])('is none for %j', (result) => {
    expect(readStaff(result)).toBeUndefined();
  });

  const of = (result: object) => {
    const { userId: _, ...rest } = readStaff({ ...result, userid: 'u' }) ?? expect.unreachable();
    return rest;
  };

  it('has no organization unless it is said', () => {
    expect(readStaff({ userid: 'u' })).toStrictEqual({ userId: 'u' });
    expect(readStaff({ userid: 'u' }, 'dingcorp')).toStrictEqual({ userId: 'u', corpId: 'dingcorp' });
  });

  it.each(['name', 'title', 'telephone', 'email'])('has %s of a text or a number', (name) => {
    expect(of({ [name]: ' a text ' })).toStrictEqual({ [name]: ' a text ' });
    expect(of({ [name]: 5 })).toStrictEqual({ [name]: '5' });
    expect(of({ [name]: 0 })).toStrictEqual({ [name]: '0' });
    for (const none of ['', ' ', '\n', Infinity, null, undefined, true, ['a'], [5], {}]) {
      expect(of({ [name]: none })).toStrictEqual({});
    }
  });

  it.each(['active', 'admin', 'boss', 'senior'])('has %s only where one of two words says so', (name) => {
    expect(of({ [name]: 'true' })).toStrictEqual({ [name]: true });
    expect(of({ [name]: 'false' })).toStrictEqual({ [name]: false });
    for (const none of ['', 'TRUE', '1', 1, 0, null, undefined, [], ['true'], {}]) {
      expect(of({ [name]: none })).toStrictEqual({});
    }
  });

  it.each([
    [1, 1],
    ['1', 1],
    [8.64e15, 8.64e15],
  ])('has the date %j', (hired_date, milliseconds) => {
    expect(of({ hired_date })).toStrictEqual({ hiredDate: new Date(milliseconds) });
  });

  it.each([0, '0', -1, 8.64e15 + 1, 2 ** 60, 1.5, '', ' ', 'soon', '2020-08-16', null, true, [1], {}])(
    'has no date like %j',
    (hired_date) => {
      expect(of({ hired_date })).toStrictEqual({});
    },
  );

  const two = [{ id: 2 }, { id: 3 }];
  it.each([
    [[2, '3'], two],
    ['[2,3]', two],
    [' [2]', [{ id: 2 }]],
    [2, [{ id: 2 }]],
    ['2', [{ id: 2 }]],
    [[2, 2, '2'], [{ id: 2 }]],
    [[2, null, '', ' ', 'x', 1.5, true, [3], {}, 2 ** 53], [{ id: 2 }]],
  ])('has the departments of %j', (dept_id_list, departments) => {
    expect(of({ dept_id_list })).toStrictEqual({ departments });
  });

  it.each([undefined, null, '', ' ', [], '[]', '[2', 'x', 'x[2]', true, {}, [[2]], [null]])(
    'has no departments of %j',
    (dept_id_list) => {
      expect(of({ dept_id_list })).toStrictEqual({});
    },
  );

  it('has a department too that only its order or its leader names', () => {
    expect(of({ dept_order_list: [{ dept_id: 2, order: '1.5' }] })).toStrictEqual({
      departments: [{ id: 2, order: 1.5 }],
    });
    expect(of({ leader_in_dept: '{"dept_id":2,"leader":false}' })).toStrictEqual({
      departments: [{ id: 2, leader: false }],
    });
  });

  it.each([{ order: 1, leader: true }, { dept_id: 'x', order: 1, leader: true }, { dept_id: 2 }, null, 5])(
    'has no department of order or leader without both: %j',
    (entry) => {
      expect(of({ dept_order_list: [entry], leader_in_dept: [entry] })).toStrictEqual({});
    },
  );

  it.each<[given: unknown, roles: object[]]>([
    [{ id: 1, name: 'n', group_name: 'g' }, [{ id: 1, name: 'n', groupName: 'g' }]],
    ['[{"id":"1"},{"name":"n"}]', [{ id: 1 }, { name: 'n' }]],
    [[null, 5, 'x', [], {}, { other: 1 }, { group_name: 'g' }], [{ groupName: 'g' }]],
    [[{ id: 0, name: 'n' }], [{ id: 0, name: 'n' }]],
    ...[null, '', ' ', 'x', '1.5', 1.5, 2 ** 53, true, [5], {}].map((id): [unknown, object[]] => [
      [{ id, name: 'n' }],
      [{ name: 'n' }],
    ]),
  ])('has the roles of %j', (role_list, roles) => {
    expect(of({ role_list })).toStrictEqual({ roles });
  });

  it.each([{ a: 1 }, '{"a":1}', ' {"a":1}'])('has the extension %j', (extension) => {
    expect(of({ extension })).toStrictEqual({ extension: { a: 1 } });
  });

  it.each(['', 'x', '{', '[1]', 'null', '5', null, 5, true, [1]])('has no extension like %j', (extension) => {
    expect(of({ extension })).toStrictEqual({});
  });

  it(
    'never has an empty value, whatever DingTalk sends',
    async () => {
      const names = Object.keys(read('as-the-table-says.json'));
      const fields = Object.fromEntries(
        names.map((name) => [
          name,
          fc.option(fc.oneof(fc.jsonValue(), fc.string(), fc.json()), { nil: undefined }),
        ]),
      );
      await holds(
        fc.property(fc.record(fields), (result) => {
          const staff = readStaff({ ...result, userid: 'u' });
          expect(staff?.userId).toBe('u');
          for (const value of Object.values(staff ?? {})) {
            expect([undefined, null, '']).not.toContain(value);
            if (Array.isArray(value)) expect(value).not.toHaveLength(0);
          }
        }),
      );
    },
    holdsTimeoutMs,
  );
});
