import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultClient, defaultOrganizations, defaultPeople } from '../../lib/simulator/index.js';
import { jsonSchema, readFile } from '../../lib/simulator/settings/options.js';
import { goodData, spoiltData } from './helpers/data.js';

// Formats are for editors: what is a URL the simulator decides.
const accepts = new Ajv({ strictTypes: false, validateFormats: false }).compile(jsonSchema());

function refusal(data: unknown): string | undefined {
  try {
    readFile(data);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
}

describe('simulator.schema.json', () => {
  it('is generated from the schema: `npx vitest run test/simulator/schema.test.ts -u` writes it', async () => {
    const text = `${JSON.stringify(jsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../simulator.schema.json');
  });

  it('and the simulator accept every file that has nothing wrong with it', () => {
    const given = { clients: [defaultClient], people: defaultPeople, organizations: defaultOrganizations };
    fc.assert(
      fc.property(fc.oneof(goodData, fc.constant(structuredClone(given))), (data) => {
        expect(refusal(data)).toBeUndefined();
        accepts(data);
        expect(accepts.errors).toBeNull();
      }),
    );
  });

  it('refuses nothing that the simulator accepts', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(spoiltData, (data) => {
        const reason = refusal(data);
        seen[reason === undefined ? 'accepted' : 'refused'] += 1;
        accepts(data);
        if (reason === undefined) expect(accepts.errors).toBeNull();
      }),
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(5);
  });

  it('says of every field of its own what it is', () => {
    const { properties, definitions } = jsonSchema() as {
      properties: object;
      definitions: Record<string, { properties: object }>;
    };
    const fields = [properties, ...Object.values(definitions).map((each) => each.properties)];
    expect(fields.length).toBe(6);
    for (const [name, field] of fields.flatMap(Object.entries))
      expect([name, field.description]).toEqual([name, expect.any(String)]);
  });
});
