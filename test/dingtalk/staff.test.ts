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

  it.each([[{}], [{ userid: '' }], [{ userid: null }], [{ userid: ['zhangsan'] }]])(
    'is none for %j',
    (result) => {
      expect(readStaff(result)).toBeUndefined();
    },
  );

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
