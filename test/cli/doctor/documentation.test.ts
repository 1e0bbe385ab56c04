import { expect, it } from 'vitest';
import { checkNames } from '../../../lib/cli/doctor/finding.js';
import { usage } from '../../../lib/cli/doctor/settings.js';
import { documentAt } from '../../helpers/markdown.js';

it.each(['docs/doctor.md', 'docs/zh-CN/doctor.md'])(
  '%s lists every check, in order, and every flag',
  (page) => {
    const { tables } = documentAt(page);
    const names = (first: string) =>
      (tables.find((rows) => rows.some(([name]) => name === first)) ?? []).map(([name]) => name);
    expect(names('node')).toEqual(checkNames);
    const flagsIn = (text: string) => [...new Set(text.match(/--[a-z-]+/g))].sort();
    const shown = [...usage.en.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag);
    expect(flagsIn(names('--json').join())).toEqual(shown.sort());
    expect(flagsIn(usage.zh)).toEqual(flagsIn(usage.en));
  },
);
