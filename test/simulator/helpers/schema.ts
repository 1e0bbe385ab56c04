import { readFileSync } from 'node:fs';
import * as z from 'zod4';
import { fileSchema } from '../../../lib/simulator/settings/options.js';

interface Part {
  description?: string;
  properties?: Record<string, Part>;
  items?: Part;
}

const TYPES = ['types.ts', 'settings/faults.ts', 'settings/clients.ts', 'settings/organizations.ts'];
const INTERFACE = /^export interface (\w+) \{\n(.*?)^\}/gms;
const FIELD = /\/\*\*(.*?)\*\/\s+(\w+)\??: (.*?);\n/gs;

/** What an editor shows beside a field, of a docstring. */
function describe(docstring: string): string {
  return docstring
    .replace(/\s*\n\s*\* -/g, '\n-')
    .replace(/\s*\n\s*\*/g, '')
    .trim()
    .replace(/\{@link ([\w.]+)\}/g, '`$1`')
    .replace(/@defaultValue (.*)/, 'Default: $1.');
}

const interfaces = new Map(
  TYPES.map((file) => readFileSync(new URL(`../../../lib/simulator/${file}`, import.meta.url), 'utf8'))
    .flatMap((text) => [...text.matchAll(INTERFACE)])
    .map(([, name = '', body = '']) => [name, [...body.matchAll(FIELD)]]),
);

/** Gives each field the docstring that it has in the interface, and those below it likewise. */
function addDescriptions({ properties = {} }: Part, name: string): void {
  for (const [, docstring = '', field = '', type = ''] of interfaces.get(name) ?? []) {
    const part = properties[field];
    if (!part) continue;
    part.description = describe(docstring);
    const [below = ''] = /Simulator\w+/.exec(type) ?? [];
    addDescriptions(part.items ?? part, below);
  }
}

type WithProperties = Required<Pick<Part, 'properties'>>;

/** What simulator.schema.json holds: the checks are those of the settings, and the words those of the types. */
export const jsonSchema = {
  title: 'passport-dingtalk-oauth2 simulator',
  ...z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-7' }),
} as unknown as WithProperties & { definitions: Record<string, WithProperties> };

addDescriptions(jsonSchema, 'SimulatorOptions');
for (const [id, part] of Object.entries(jsonSchema.definitions))
  addDescriptions(part, `Simulator${id.charAt(0).toUpperCase()}${id.slice(1)}`);
