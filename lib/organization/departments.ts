import { isDingTalkError } from '../dingtalk/errors.js';
import type { DepartmentRecord } from '../dingtalk/readers.js';
import type { DingTalkDepartment } from '../dingtalk/staff.js';
import { forgetOldest } from './limits.js';

type Read = (id: number) => Promise<DepartmentRecord>;

/** Names of departments change seldom, and a sign-in can do with yesterday's. */
const keepMs = 10 * 60 * 1000;
const maxKept = 5000;

/** DingTalk allows fewer levels; a circle would have no end. */
const maxDepth = 50;

/** Department names, kept for minutes; however many ask at once, each department is read once. */
export class Departments {
  readonly #kept = new Map<string, { record: Promise<DepartmentRecord | undefined>; until: number }>();

  /**
   * The same departments with names and paths, where the app may see them.
   * @param corpId - the organization whose departments they are
   */
  async name(
    departments: readonly DingTalkDepartment[],
    corpId: string | undefined,
    read: Read,
  ): Promise<DingTalkDepartment[]> {
    return Promise.all(
      departments.map(async (department) => {
        const path = await this.#path(department.id, corpId, read);
        const name = path.at(-1);
        return name === undefined ? department : { ...department, name, path };
      }),
    );
  }

  /** Empty when the department itself cannot be seen. */
  async #path(id: number, corpId: string | undefined, read: Read): Promise<string[]> {
    const path: string[] = [];
    const seen = new Set<number>();
    for (let next: number | undefined = id; next !== undefined && seen.size < maxDepth && !seen.has(next); ) {
      seen.add(next);
      const record: DepartmentRecord | undefined = await this.#read(next, corpId, read);
      if (record?.name === undefined) break;
      path.unshift(record.name);
      next = record.parentId;
    }
    return path;
  }

  #read(id: number, corpId: string | undefined, read: Read): Promise<DepartmentRecord | undefined> {
    const key = `${id} of ${corpId}`;
    const kept = this.#kept.get(key);
    if (kept && Date.now() < kept.until) return kept.record;
    const record = read(id).catch((error: unknown) => {
      if (isOutOfSight(error)) return undefined;
      this.#kept.delete(key);
      throw error;
    });
    this.#kept.delete(key);
    this.#kept.set(key, { record, until: Date.now() + keepMs });
    forgetOldest(this.#kept, maxKept);
    return record;
  }
}

/** The department is gone, or outside the part of the organization that the app may see. */
function isOutOfSight(error: unknown): boolean {
  return (
    isDingTalkError(error) && (error.code === 'DINGTALK_NOT_FOUND' || error.code === 'DINGTALK_CONTACT_SCOPE')
  );
}
