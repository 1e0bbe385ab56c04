import * as z from 'zod4';
import type { SimulatorOptions } from '../types.js';
import { defaultClient, defaultOrganizations, defaultPeople } from '../world/defaults.js';
import { clientSchema } from './clients.js';
import { faultSchema } from './faults.js';
import { type OrganizationSettings, organizationSchema, personSchema } from './organizations.js';
import { because, flag, type Language, parse, report, reportUnknown, unique } from './parse.js';

const data = {
  port: z.int().min(0).max(65535).optional(),
  clients: z.array(clientSchema).min(1).superRefine(unique('clientId')).optional(),
  people: z.array(personSchema).min(1).superRefine(unique('unionId')).optional(),
  organizations: z.array(organizationSchema).superRefine(unique('corpId')).optional(),
  stringly: flag,
  limits: z.strictObject({ perSecond: z.int().min(1) }).optional(),
  faults: z.array(faultSchema).default([]),
};

const optionsSchema = z
  .strictObject({
    ...data,
    clock: z
      .custom<() => number>((value) => typeof value === 'function', because('function'))
      .default(() => Date.now),
    control: flag,
  })
  .transform(({ port = 0, ...given }) => {
    const organizations = given.organizations ?? z.array(organizationSchema).parse(defaultOrganizations);
    const people = given.people ?? z.array(personSchema).parse(defaultPeopleOf(organizations));
    const apps = given.clients ?? [clientSchema.parse(defaultClient)];
    const first = organizations.slice(0, 1).map(({ corpId }) => corpId);
    const clients = apps.map((client) =>
      client.thirdParty || client.corpIds.length > 0 ? client : { ...client, corpIds: first },
    );
    return { ...given, port, clients, people, organizations };
  })
  .superRefine(({ clients, people, organizations }, ctx) => {
    const known = new Set(organizations.map(({ corpId }) => corpId));
    for (const [index, { thirdParty, corpIds }] of clients.entries()) {
      if (thirdParty)
        reportUnknown(ctx, ['clients', index, 'authorizedCorpIds'], corpIds, known, 'organization');
      else if (corpIds.some((corpId) => !known.has(corpId)))
        report(ctx, ['clients', index, 'corpId'], 'organization', corpIds[0]);
    }
    for (const [index, person] of people.entries())
      reportUnknown(ctx, ['people', index, 'organizations'], person.organizations, known, 'organization');
  });

/** @internal What simulator.schema.json describes: a file has no functions, and doesn't decide over `control`. */
export const fileSchema: z.ZodType = z.strictObject({
  $schema: z.string().optional().describe('Where this schema is, for editors.'),
  ...data,
});

/** The default people, without the organizations that are not there. */
function defaultPeopleOf(organizations: readonly OrganizationSettings[]): object[] {
  const isThere = (id: string) => organizations.some(({ corpId }) => corpId === id);
  return defaultPeople.map(({ organizations, administers, ...person }) => ({
    ...person,
    organizations: organizations?.filter(isThere),
    administers: administers?.filter(isThere),
  }));
}

/** @internal What the options say, checked, copied and completed. */
export type Settings = z.output<typeof optionsSchema>;

/** @internal @throws InvalidArgument, in that language, that names each option that is wrong. */
export function readOptions(options: unknown, language?: Language): Settings {
  return parse(optionsSchema, options, 'options', language);
}

/** @throws InvalidArgument, in that language, that names each place where the file is wrong. */
export function readFile(value: unknown, language?: Language): SimulatorOptions {
  parse(fileSchema, value, '', language);
  const { $schema: _, ...data } = value as SimulatorOptions & { $schema?: string };
  readOptions(data, language);
  return data;
}
