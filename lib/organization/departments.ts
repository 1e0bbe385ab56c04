import { isDingTalkError } from '../dingtalk/errors.js';
import type { DepartmentRecord } from '../dingtalk/readers.js';
import type { DingTalkDepartment } from '../dingtalk/staff.js';
import { forEachOf, keepNewest, within } from './bounds.js';

type Read = (id: number) => Promise<DepartmentRecord>;

/** How a sign-in reads departments, and how many it may still read and pass through, until when. */
interface Scan {
  corpId: string | undefined;
  read: Read;
  reads: number;
  steps: number;
  /** Of `performance.now()`. */
  until: number;
}

/** Names of departments change seldom. */
const keepMs = 10 * 60 * 1000;
const maxKept = 5000;

/** Limits for one record. Names that aren't known by then are left out. */
const maxReads = 200;

/** Departments on all paths of a user; cached ones cost time too. */
const maxSteps = 2000;
const maxWaitMs = 5000;

/** Departments of one sign-in that are read at the same time. */
const atOnce = 4;

/** Department names, kept for minutes; however many ask at once, each department is read once. */
export class Departments {
  readonly #kept = new Map<string, { record: Promise<DepartmentRecord | undefined>; until: number }>();

  /** The same departments with names and paths, where the app can read them and DingTalk answers in time. */
  async name(
    departments: readonly DingTalkDepartment[],
    corpId: string | undefined,
    read: Read,
  ): Promise<DingTalkDepartment[]> {
    const scan = { corpId, read, reads: maxReads, steps: maxSteps, until: performance.now() + maxWaitMs };
    const named = [...departments];
    await forEachOf(departments.entries(), atOnce, async ([index, department]) => {
      const path = await this.#path(department.id, scan);
      const name = path.at(-1);
      if (name !== undefined) named[index] = { ...department, name, path };
    });
    return named;
  }

  /** Empty if the department can't be seen, or its path isn't known in time. */
  async #path(id: number, scan: Scan): Promise<string[]> {
    const path: string[] = [];
    const seen = new Set<number>();
    let next: number | undefined = id;
    // Departments that were inside each other would never end.
    while (next !== undefined && !seen.has(next)) {
      seen.add(next);
      const found = await this.#inTime(next, scan);
      if (!found) return [];
      const record: DepartmentRecord | undefined = found.value;
      if (record?.name === undefined) break;
      path.unshift(record.name);
      next = record.parentId;
    }
    return path;
  }

  async #inTime(id: number, scan: Scan): Promise<{ value: DepartmentRecord | undefined } | undefined> {
    const leftMs = scan.until - performance.now();
    if (scan.steps <= 0 || leftMs <= 0) return undefined;
    scan.steps -= 1;
    const key = `${id} of ${scan.corpId}`;
    const kept = this.#kept.get(key);
    let record = kept && Date.now() < kept.until ? kept.record : undefined;
    if (!record) {
      if (scan.reads <= 0) return undefined;
      scan.reads -= 1;
      record = this.#keep(key, scan.read(id));
    }
    return within(leftMs, record).catch((error: unknown) => {
      if (isDingTalkError(error) && error.retryable) return undefined;
      throw error;
    });
  }

  #keep(key: string, reading: Promise<DepartmentRecord>): Promise<DepartmentRecord | undefined> {
    const record = reading.catch((error: unknown) => {
      const code = isDingTalkError(error) ? error.code : undefined;
      // It is gone, or outside the part of the organization that the app may see.
      if (code === 'DINGTALK_NOT_FOUND' || code === 'DINGTALK_CONTACT_SCOPE') return undefined;
      this.#kept.delete(key);
      throw error;
    });
    // The sign-in may have stopped waiting.
    record.catch(() => {});
    keepNewest(this.#kept, key, { record, until: Date.now() + keepMs }, maxKept);
    return record;
  }
}
