import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { defaultClient, defaultOrganizations, defaultPeople } from '../../lib/simulator/index.js';
import { readData } from '../../lib/simulator/options.js';
import { reasonOf } from '../../lib/simulator/world/checks.js';
import { goodData, instead, placesIn, spoiltData } from './helpers/data.js';

const file = new URL('../../simulator.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8'));
// Formats are for editors: what is a URL the simulator decides.
const accepts = new Ajv({
  strict: true,
  strictRequired: false,
  validateFormats: false,
  allErrors: false,
}).compile(schema);

/** What no schema says: that one place has to go with another, and what a URL, an address or a header is. */
const beyondSchemas = [
  /^be unique: /,
  /^name one of the organizations, /,
  /^be one of \S+\.organizations$/,
  /^be one of the departments, /,
  /^lead to the root department$/,
  /^be an absolute http: or https: URL/,
  /^be an IP address$/,
  /^be a string that fits into a header$/,
];

/** Why the reader refuses it, if it does. */
function refusal(data: unknown): string | undefined {
  try {
    readData(data);
    return undefined;
  } catch (error) {
    const reason = reasonOf(error);
    if (!reason) throw error;
    return `${reason.place} must ${reason.must}`;
  }
}

function isBeyondSchemas(reason: string): boolean {
  return beyondSchemas.some((pattern) => pattern.test(reason.replace(/^.*? must /s, '')));
}

// Thousands of files are read.
vi.setConfig({ testTimeout: 120_000 });

describe('simulator.schema.json and the readers', () => {
  it('accept every file that has nothing wrong with it', () => {
    fc.assert(
      fc.property(goodData, (data) => {
        expect(refusal(data)).toBeUndefined();
        accepts(data);
        expect(accepts.errors).toBeNull();
      }),
    );
  });

  it('agree on whatever stands in any place of a file', () => {
    const differences = new Set<string>();
    const tried = new Map<string, number>();
    for (const data of fc.sample(goodData, { numRuns: 40, seed: 1 })) {
      for (const { holder, key, way } of placesIn(data)) {
        const times = tried.get(way) ?? 0;
        if (times === 1) continue;
        tried.set(way, times + 1);
        const right = holder[key];
        for (const value of instead) {
          holder[key] = value;
          const reason = refusal(data);
          const isAccepted = accepts(data);
          const isExplained = reason === undefined ? isAccepted : !isAccepted || isBeyondSchemas(reason);
          if (!isExplained) differences.add(`${way}: ${JSON.stringify(value)}: ${reason}`);
        }
        holder[key] = right;
      }
    }
    expect([...differences]).toEqual([]);
    expect(tried.size).toBeGreaterThan(80);
  });

  it('agree on files that have one thing wrong with them', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(spoiltData, (data) => {
        const reason = refusal(data);
        const isAccepted = accepts(data);
        seen[isAccepted ? 'accepted' : 'refused'] += 1;
        if (reason === undefined) expect(accepts.errors).toBeNull();
        else if (!isBeyondSchemas(reason)) expect([reason, isAccepted]).toEqual([reason, false]);
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(30);
  });

  it('accept what is there when nothing is given', () => {
    const data = { clients: [defaultClient], people: defaultPeople, organizations: defaultOrganizations };
    expect(refusal(data)).toBeUndefined();
    expect(accepts(structuredClone(data))).toBe(true);
  });

  it.each([null, [], 'x', 5, { clock: 5 }, { control: true }, { $schema: 5 }, { clients: [] }])(
    'refuse %j',
    (data) => {
      expect(refusal(data)).toMatch(/ must /);
      expect(accepts(data)).toBe(false);
    },
  );

  it('name the same fields of apps, people and organizations', () => {
    const known = (data: object) =>
      refusal(data)
        ?.replace(/^.*known are /, '')
        .split(', ');
    const fields = (name: string) => Object.keys(schema.definitions[name].properties);
    const odd = { qqqqqqqqqqqqqqqqq: 1 };
    expect(known({ clients: [odd] })?.sort()).toEqual(fields('client').sort());
    expect(known({ people: [odd] })?.sort()).toEqual(fields('person').sort());
    expect(known({ organizations: [odd] })?.sort()).toEqual(fields('organization').sort());
    expect(known({ faults: [odd] })?.sort()).toEqual(fields('fault').sort());
    expect(known(odd)?.sort()).toEqual(Object.keys(schema.properties).sort());
  });

  it('says of every field what it is', () => {
    const missing: string[] = [];
    const look = (node: Record<string, unknown>, at: string): void => {
      const properties = (node.properties ?? {}) as Record<string, Record<string, unknown>>;
      for (const [name, property] of Object.entries(properties)) {
        const isObvious = /\.(?:id|name|groupName|order|bytes|ending)$/.test(`${at}.${name}`);
        if (!property.description && !isObvious) missing.push(`${at}.${name}`);
        look(property, `${at}.${name}`);
      }
    };
    look(schema, '');
    for (const [name, definition] of Object.entries(schema.definitions)) look(definition as never, name);
    expect(missing).toEqual([]);
  });
});
