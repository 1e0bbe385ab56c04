import { isIP } from 'node:net';
import * as z from 'zod4';
import { urlOf } from '../gateway/http.js';
import type { SimulatorData } from '../types.js';
import type { Client } from '../world/clients.js';
import { defaultClient, defaultOrganizations, defaultPeople } from '../world/defaults.js';
import type { Settings } from '../world/dingtalk.js';
import { madeUpUserId } from '../world/directory.js';
import {
  type Member,
  type OrganizationSettings,
  type Person,
  ROOT_DEPARTMENT,
} from '../world/organizations.js';
import { faultSchema } from './faults.js';
import { memberSchema, organizationSchema } from './organizations.js';
import {
  because,
  flag,
  id,
  identifier,
  type Language,
  parse,
  report,
  reportTwice,
  reportUnknown,
  text,
} from './parse.js';

const redirectUrl = text
  .refine((url) => /^https?:$/.test(urlOf(url)?.protocol ?? '') && !url.includes('#'), because('redirectUrl'))
  .meta({ format: 'uri' });
const ipAddress = text.refine((address) => isIP(address) > 0, because('ipAddress'));

const PERMISSIONS = [
  'Contact.User.Read',
  'Contact.User.mobile',
  'qyapi_get_member',
  'qyapi_get_department_list',
  'qyapi_get_omp_sso_userinfo',
  'fieldEmail',
  'fieldMobile',
];

const contactScope = z.strictObject({
  departmentIds: z.array(id).default([]),
  userIds: z.array(text).default([]),
});

const client: z.ZodType<Client> = z
  .strictObject({
    clientId: identifier,
    clientSecret: text,
    redirectUrls: z.array(redirectUrl),
    adminUrl: redirectUrl.optional(),
    name: z.union([text, z.strictObject({ en: text, 'zh-CN': text })]).optional(),
    permissions: z.array(text.meta({ examples: PERMISSIONS })).default(PERMISSIONS),
    corpId: text.optional(),
    thirdParty: flag,
    authorizedCorpIds: z.array(text).optional(),
    suiteTicket: text.optional(),
    allowedIps: z.array(ipAddress).optional(),
    contactScope: contactScope.default({ departmentIds: [ROOT_DEPARTMENT], userIds: [] }),
    published: z.boolean().default(true),
    stopped: flag,
  })
  .superRefine((given, ctx) => {
    if (given.thirdParty) {
      if (given.corpId !== undefined) report(ctx, ['corpId'], 'notForThirdParty');
      return;
    }
    for (const key of ['authorizedCorpIds', 'suiteTicket'] as const)
      if (given[key] !== undefined) report(ctx, [key], 'notForInternal');
  })
  .transform(({ name, corpId, authorizedCorpIds = [], ...given }) => ({
    ...given,
    name: typeof name === 'object' ? name : { en: name ?? given.clientId, 'zh-CN': name ?? given.clientId },
    corpIds: given.thirdParty ? authorizedCorpIds : corpId === undefined ? [] : [corpId],
  }))
  .meta({ id: 'client', description: 'One app registered with the simulated DingTalk.' });

const person: z.ZodType<Person> = z
  .strictObject({
    unionId: identifier,
    nick: text,
    openId: text.optional(),
    avatarUrl: text.optional(),
    mobile: text.optional(),
    stateCode: text.optional(),
    email: text.optional(),
    organizations: z.array(text).default([]),
    administers: z.array(text).default([]),
  })
  .superRefine(({ organizations, administers }, ctx) => {
    for (const [index, corpId] of administers.entries())
      if (!organizations.includes(corpId)) report(ctx, ['administers', index], 'ownOrganization', corpId);
  })
  .meta({ id: 'person', description: 'One DingTalk account. What is left out is absent from answers too.' });

const data = {
  port: z.int().min(0).max(65535).optional(),
  clients: z.array(client).min(1).optional(),
  people: z.array(person).min(1).optional(),
  organizations: z.array(organizationSchema).optional(),
  stringly: flag,
  limits: z
    .strictObject({
      perSecond: z.int().min(1).describe('How many calls of a kind an app may make in a second.'),
    })
    .optional(),
  faults: z.array(faultSchema).default([]),
};

const optionsSchema: z.ZodType<Settings> = z
  .strictObject({
    ...data,
    clock: z.custom<() => number>((value) => typeof value === 'function', because('function')).optional(),
    control: flag,
  })
  .transform(({ port = 0, clock = Date.now, ...given }) => {
    const organizations = given.organizations ?? z.array(organizationSchema).parse(defaultOrganizations);
    return {
      ...given,
      port,
      clock,
      organizations,
      clients: given.clients ?? [client.parse(defaultClient)],
      people: given.people ?? z.array(person).parse(defaultPeopleOf(organizations)),
    };
  })
  .superRefine(({ clients, people, organizations }, ctx) => {
    reportTwice(ctx, ['clients'], clients, 'clientId');
    reportTwice(ctx, ['people'], people, 'unionId');
    reportTwice(ctx, ['organizations'], organizations, 'corpId');
    const known = new Set(organizations.map(({ corpId }) => corpId));
    for (const [index, { thirdParty, corpIds }] of clients.entries()) {
      if (thirdParty)
        reportUnknown(ctx, ['clients', index, 'authorizedCorpIds'], corpIds, known, 'organization');
      else if (corpIds.some((corpId) => !known.has(corpId)))
        report(ctx, ['clients', index, 'corpId'], 'organization', corpIds[0]);
    }
    for (const [index, person] of people.entries())
      reportUnknown(ctx, ['people', index, 'organizations'], person.organizations, known, 'organization');
  })
  .transform(({ clients, organizations, ...given }) => ({
    ...given,
    clients: clients.map((client) =>
      client.thirdParty || client.corpIds.length > 0
        ? client
        : { ...client, corpIds: organizations.slice(0, 1).map(({ corpId }) => corpId) },
    ),
    organizations: organizations.map((each) => ({ ...each, members: everybodyIn(each, given.people) })),
  }));

/** @internal What simulator.schema.json describes: a file has no functions, and doesn't decide over `control`. */
export const fileSchema: z.ZodType = z.strictObject({
  $schema: z.string().optional().describe('Where this schema is, for editors.'),
  ...data,
});

/** The members, and those whose account names the organization. */
function everybodyIn({ corpId, members }: OrganizationSettings, people: readonly Person[]): Member[] {
  const isMember = (unionId: string) => members.some((member) => member.unionId === unionId);
  const others = people.filter(
    ({ unionId, organizations }) => organizations.includes(corpId) && !isMember(unionId),
  );
  const plain = others.map(({ unionId }) => ({ unionId, userId: madeUpUserId(corpId, unionId) }));
  return [...members, ...z.array(memberSchema).parse(plain)];
}

/** The default people, without the organizations that are not there. */
function defaultPeopleOf(organizations: readonly OrganizationSettings[]): object[] {
  const stays = (corpIds: readonly string[] = []) =>
    corpIds.filter((id) => organizations.some(({ corpId }) => corpId === id));
  return defaultPeople.map((each) => ({
    ...each,
    organizations: stays(each.organizations),
    administers: stays(each.administers),
  }));
}

/** @throws InvalidArgument, in that language, that names each option that is wrong. */
export function readOptions(options: unknown, language?: Language): Settings {
  return parse(optionsSchema, options, 'options', language);
}

/** @throws InvalidArgument, in that language, that names each place where the file is wrong. */
export function readFile(value: unknown, language?: Language): SimulatorData {
  parse(fileSchema, value, '', language);
  const { $schema: _, ...data } = value as SimulatorData & { $schema?: string };
  readOptions(data, language);
  return data;
}
