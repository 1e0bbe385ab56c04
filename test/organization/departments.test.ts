import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import type { DepartmentRecord } from '../../lib/dingtalk/readers.js';
import { Departments } from '../../lib/organization/departments.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const corpId = 'dinghome';
const keepMs = 10 * 60_000;
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** An organization of these departments, and which of them were read. */
function organization(records: Record<number, DepartmentRecord | Error>) {
  const asked: number[] = [];
  const read = async (id: number): Promise<DepartmentRecord> => {
    asked.push(id);
    const record = records[id];
    if (record instanceof Error) throw record;
    return record ?? {};
  };
  const departments = new Departments();
  const name = (...ids: number[]) =>
    departments.name(
      ids.map((id) => ({ id })),
      corpId,
      read,
    );
  return { asked, read, departments, name };
}

const company: Record<number, DepartmentRecord> = {
  1: { name: 'Company' },
  10: { name: 'Research', parentId: 1 },
  11: { name: 'Sign-in', parentId: 10 },
};

describe('the name of a department', () => {
  it('comes with the path from the outermost one, beside what was known', async () => {
    const { departments, read } = organization(company);
    const known = [{ id: 11, order: 5, leader: true }, { id: 1 }];
    expect(await departments.name(known, corpId, read)).toStrictEqual([
      { id: 11, order: 5, leader: true, name: 'Sign-in', path: ['Company', 'Research', 'Sign-in'] },
      { id: 1, name: 'Company', path: ['Company'] },
    ]);
  });

  it('is left out, and so is the path, where the department has none', async () => {
    const { name, asked } = organization({ 5: { parentId: 1 }, ...company });
    expect(await name(5)).toStrictEqual([{ id: 5 }]);
    expect(asked).toEqual([5]);
  });

  it.each([new DingTalkError('DINGTALK_NOT_FOUND'), new DingTalkError('DINGTALK_CONTACT_SCOPE')])(
    'is left out, or its path cut short, where the app may not see: $code',
    async (error) => {
      const { name, asked } = organization({ ...company, 10: error });
      expect(await name(10, 11)).toStrictEqual([{ id: 10 }, { id: 11, name: 'Sign-in', path: ['Sign-in'] }]);
      await name(10, 11);
      expect(asked).toEqual([10, 11]);
    },
  );

  it.each([
    new DingTalkError('DINGTALK_PERMISSION'),
    Object.assign(new Error("somebody else's"), { code: 'DINGTALK_NOT_FOUND' }),
  ])('is an error where reading fails otherwise, and read again the next time', async (error) => {
    const records: Record<number, DepartmentRecord | Error> = { ...company, 10: error };
    const { name, asked } = organization(records);
    await expect(name(11)).rejects.toBe(error);
    records[10] = { name: 'Research' };
    expect(await name(11)).toMatchObject([{ path: ['Research', 'Sign-in'] }]);
    expect(asked).toEqual([11, 10, 10]);
  });

  it('has a path that ends, should departments be inside each other', async () => {
    const { name, asked } = organization({
      1: { name: 'one', parentId: 2 },
      2: { name: 'two', parentId: 1 },
      3: { name: 'three', parentId: 3 },
    });
    expect(await name(1, 3)).toMatchObject([{ path: ['two', 'one'] }, { path: ['three'] }]);
    expect(asked).toEqual([1, 3, 2]);
  });
});

describe('a sign-in', () => {
  it('does without the names that DingTalk is too busy to give, and asks again the next time', async () => {
    const records: Record<number, DepartmentRecord | Error> = {
      ...company,
      10: new DingTalkError('DINGTALK_THROTTLED'),
    };
    const { name, asked } = organization(records);
    expect(await name(11, 1)).toEqual([{ id: 11 }, { id: 1, name: 'Company', path: ['Company'] }]);
    Object.assign(records, company);
    expect(await name(11)).toMatchObject([{ path: ['Company', 'Research', 'Sign-in'] }]);
    expect(asked).toEqual([11, 1, 10, 10]);
  });

  it('waits five seconds for all names together, and reads no more after that', async () => {
    vi.useRealTimers();
    vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
    const asked: number[] = [];
    const read = (id: number) => {
      asked.push(id);
      return new Promise<DepartmentRecord>((resolve) => {
        setTimeout(() => resolve({ name: `${id}` }), id <= 4 ? 3000 : 6000);
      });
    };
    const ids = Array.from({ length: 20 }, (_, index) => ({ id: index + 1 }));
    const named = new Departments().name(ids, corpId, read);
    await vi.advanceTimersByTimeAsync(4999);
    expect(asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await named).filter(({ name }) => name !== undefined).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(asked).toHaveLength(8);
  });
});

describe('a department', () => {
  it('is read once for all who ask, and again after ten minutes', async () => {
    const { name, asked } = organization(company);
    await Promise.all([name(11), name(11, 10), name(1)]);
    expect(asked.toSorted()).toEqual([1, 10, 11]);
    pass(keepMs - 1);
    await name(11);
    expect(asked).toHaveLength(3);
    pass(1);
    await name(11);
    expect(asked).toHaveLength(6);
  });

  it('is another one in another organization, or where the organization is not known', async () => {
    const { departments, read, asked } = organization(company);
    for (const each of ['dinghome', 'dingother', undefined, 'dinghome'])
      await departments.name([{ id: 1 }], each, read);
    expect(asked).toEqual([1, 1, 1]);
  });
});
