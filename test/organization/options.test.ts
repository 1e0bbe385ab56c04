import { describe, expect, it } from 'vitest';
import { readDirectoryOptions } from '../../lib/organization/options.js';

const appToken = () => 'token';
const suiteTicket = () => 'ticket';
const store = new Map<string, string>();

/** Options as a program without types may have them. */
const read = (options: object) => readDirectoryOptions(options as Parameters<typeof readDirectoryOptions>[0]);

describe('what a directory is told', () => {
  const nothing = {
    allowedCorpIds: undefined,
    membershipRequired: false,
    staff: undefined,
    appToken: undefined,
    suiteTicket: undefined,
    appTokenStore: undefined,
  };

  it.each<[object, object]>([
    [{}, {}],
    [{ allowedCorpIds: ['dinga', 'dingb'] }, { allowedCorpIds: ['dinga', 'dingb'] }],
    [{ membership: 'required' }, { membershipRequired: true }],
    [{ membership: undefined }, {}],
    [{ staff: false }, {}],
    [{ staff: undefined }, {}],
    [{ staff: true }, { staff: { language: 'zh_CN', departments: false } }],
    [{ staff: {} }, { staff: { language: 'zh_CN', departments: false } }],
    [{ staff: { language: 'en_US' } }, { staff: { language: 'en_US', departments: false } }],
    [{ staff: { departments: true } }, { staff: { language: 'zh_CN', departments: true } }],
    [{ appToken }, { appToken }],
    [{ suiteTicket }, { suiteTicket }],
    [{ appTokenStore: store }, { appTokenStore: store }],
  ])('%o', (options, settings) => {
    expect(read(options)).toStrictEqual({ ...nothing, ...settings });
  });

  it('is not changed afterwards', () => {
    const allowedCorpIds = ['dinga'];
    const staff = { departments: true };
    const settings = read({ allowedCorpIds, staff });
    allowedCorpIds.push('dingb');
    staff.departments = false;
    expect(settings).toMatchObject({ allowedCorpIds: ['dinga'], staff: { departments: true } });
    const all = [settings, settings.allowedCorpIds, settings.staff];
    expect(all.map(Object.isFrozen)).toEqual([true, true, true]);
  });

  it.each<[object, RegExp]>([
    [{ allowedCorpIds: [] }, /`allowedCorpIds` must be a list of corpIds, not this list/],
    [{ allowedCorpIds: 'dinga' }, /`allowedCorpIds` must be a list of corpIds, not this string/],
    [{ allowedCorpIds: null }, /`allowedCorpIds` must be a list of corpIds, not null/],
    [{ allowedCorpIds: { length: 1 } }, /`allowedCorpIds` must be a list of corpIds, not an object/],
    [{ allowedCorpIds: ['dinga', ''] }, /`allowedCorpIds\[1\]` .* not an empty string/],
    [{ allowedCorpIds: [undefined] }, /`allowedCorpIds\[0\]` .* not undefined/],
    [{ membership: true }, /`membership` must be 'required' or absent, not this boolean/],
    [{ membership: 'Required' }, /`membership` must be 'required' or absent, not this string/],
    [{ membership: null }, /`membership` must be 'required' or absent, not null/],
    [{ staff: 'yes' }, /`staff` must be true, false or an object, not this string/],
    [{ staff: null }, /`staff` must be true, false or an object, not null/],
    [{ staff: [] }, /`staff` must be true, false or an object, not this list/],
    [{ staff: { language: 'de_DE' } }, /`staff.language` must be 'zh_CN' or 'en_US', not this string/],
    [{ staff: { departments: 1 } }, /`staff.departments` must be true or false, not this number/],
    [{ staff: { department: true } }, /`staff.department` is unknown.* `staff.departments`/],
    [{ appToken: 'token' }, /`appToken` must be a function, not this string/],
    [{ suiteTicket: 'ticket' }, /`suiteTicket` must be a function, not this string/],
    [{ appToken: null }, /`appToken` must be a function, not null/],
    [{ appToken, suiteTicket }, /`suiteTicket` must be absent beside `appToken`/],
    ...[null, '', {}, { get() {} }, { set() {} }, { get: true, set() {} }, { get() {}, set: true }].map(
      (store): [object, RegExp] => [
        { appTokenStore: store },
        /`appTokenStore` must be an object with get and set/,
      ],
    ),
  ])('%o is refused', (options, message) => {
    expect(() => read(options)).toThrow(message);
  });
});
