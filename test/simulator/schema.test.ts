import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { defaultClient, defaultOrganizations, defaultPeople } from '../../lib/simulator/index.js';
import { readFile } from '../../lib/simulator/settings/options.js';
import { LIN_AT_TEA, SUITE, TEA_DIRECTORY } from './helpers/directory.js';
import { jsonSchema } from './helpers/schema.js';
import { APP, BOOKS, LIN } from './helpers/start.js';

// Formats are for editors: what is a URL the simulator decides.
const accepts = new Ajv({ strictTypes: false, validateFormats: false }).compile(jsonSchema);

const scope = { departmentIds: [1], userIds: ['tea-lin'] };
const after = { bytes: 0, ending: 'cut' };
const answer = { status: 503, headers: { a: 'b' }, body: null, delayMs: 1.5, after };
const names = { en: 'A', 'zh-CN': '甲' };
const EVERYTHING = {
  $schema: './simulator.schema.json',
  port: 0,
  clients: [
    { ...APP, name: names, allowedIps: ['::1'], contactScope: scope, corpId: BOOKS.corpId },
    {
      ...SUITE,
      name: 'B',
      adminUrl: 'http://localhost/',
      permissions: ['x'],
      published: false,
      stopped: true,
    },
  ],
  people: [{ ...LIN, openId: 'x' }],
  organizations: [
    { ...TEA_DIRECTORY, ssoSecret: 'x', members: [{ ...LIN_AT_TEA, hiredDate: 5 }] },
    { ...BOOKS, members: [{ unionId: 'u', userId: 'v', title: '', external: true, left: true }] },
  ],
  limits: { perSecond: 20 },
  stringly: true,
  faults: [
    { endpoint: 'me', answer, times: 'Infinity' },
    { endpoint: 'userGet', answer: { delayMs: 'Infinity', hangUp: true }, times: 3 },
    { endpoint: 'getbyunionid', code: 50003 },
    { endpoint: 'all', code: 'unknownError' },
  ],
};

const DEFAULTS = { clients: [defaultClient], people: defaultPeople, organizations: defaultOrganizations };

describe('simulator.schema.json', () => {
  it('is generated from the schema: `npx vitest run test/simulator/schema.test.ts -u` writes it', async () => {
    const text = `${JSON.stringify(jsonSchema, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../simulator.schema.json');
  });

  it.each([
    ['a file with everything', EVERYTHING],
    ['an empty file', {}],
    ['the defaults', DEFAULTS],
  ])('accepts %s, as the simulator does', (_what, data) => {
    expect(readFile(data)).toBeDefined();
    accepts(data);
    expect(accepts.errors).toBeNull();
  });

  it('says of every field of its own what it is', () => {
    const { properties, definitions } = jsonSchema;
    const fields = [properties, ...Object.values(definitions).map((each) => each.properties)];
    expect(fields.length).toBe(6);
    for (const [name, field] of fields.flatMap(Object.entries))
      expect([name, field.description]).toEqual([name, expect.any(String)]);
  });
});
