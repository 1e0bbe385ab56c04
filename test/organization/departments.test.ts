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

/** So many departments, each in the one before it. */
const tower = (height: number) =>
  Object.fromEntries(
    Array.from({ length: height }, (_, index) => [
      index + 1,
      { name: `floor ${index + 1}`, ...(index > 0 && { parentId: index }) },
    ]),
  );

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

  it.each([
    ['as high as DingTalk builds', 50, 1],
    ['no higher', 51, 2],
  ])('has a path %s', async (_, height, top) => {
    const { name } = organization(tower(height));
    const [department] = await name(height);
    expect(department?.path).toHaveLength(50);
    expect(department?.path?.[0]).toBe(`floor ${top}`);
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

  it('is forgotten for 5000 that were read later, the one read longest ago first', async () => {
    const { name, asked } = organization({});
    await name(1);
    await name(2);
    pass(keepMs);
    // Read anew, and the later for it.
    await name(1);
    for (let id = 3; id <= 5000; id += 1) await name(id);
    pass(1 - keepMs);
    await name(2);
    expect(asked).toHaveLength(5001);
    await name(5001);
    await name(1);
    expect(asked).toHaveLength(5002);
    await name(2);
    expect(asked).toHaveLength(5003);
  });
});
