import { isIP } from 'node:net';
import * as z from 'zod4';
import { urlOf } from '../gateway/http.js';
import type { Client } from '../world/clients.js';
import { defaultClient, defaultOrganizations, defaultPeople } from '../world/defaults.js';
import type { Settings } from '../world/dingtalk.js';
import { type OrganizationSettings, type Person, ROOT_DEPARTMENT } from '../world/organizations.js';
import { faultSchema } from './faults.js';
import { organizationSchema } from './organizations.js';
import { because, flag, id, identifier, report, reportTwice, reportUnknown, text } from './parse.js';

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
  departmentIds: z
    .array(id)
    .default([])
    .describe('Departments, with those below them; 1 is the whole organization.'),
  userIds: z.array(text).default([]).describe('userids of single people.'),
});

const client: z.ZodType<Client> = z
  .strictObject({
    clientId: identifier.describe('Client ID, formerly AppKey or SuiteKey.'),
    clientSecret: text.describe('Client Secret, formerly AppSecret or SuiteSecret.'),
    redirectUrls: z
      .array(redirectUrl)
      .describe('The redirect URLs (重定向URL) of the console. Every other is refused.'),
    adminUrl: redirectUrl
      .optional()
      .describe('The admin page (管理后台地址), opened with `code` appended. Absent: none.'),
    name: z
      .union([text, z.strictObject({ en: text, 'zh-CN': text })])
      .optional()
      .describe('The name on the pages: one, or one for each language. Absent: the client ID.'),
    permissions: z
      .array(text.meta({ examples: PERMISSIONS }))
      .default(PERMISSIONS)
      .describe('Permissions granted to the app. What is missing is refused, or left out of answers.'),
    corpId: text.optional().describe('The organization of an internal app. Absent: the first.'),
    thirdParty: z
      .boolean()
      .default(false)
      .describe('Whether it is a third-party enterprise app: masked mobile numbers, tokens by corpId only.'),
    authorizedCorpIds: z
      .array(text)
      .optional()
      .describe('corpIds of the organizations that installed a third-party app. Absent: none.'),
    suiteTicket: text
      .optional()
      .describe('The ticket pushed to a third-party app last. Absent: every one is refused.'),
    allowedIps: z
      .array(ipAddress)
      .optional()
      .describe('Addresses that may call (服务器出口IP). Absent: every address may.'),
    contactScope: contactScope
      .default({ departmentIds: [ROOT_DEPARTMENT], userIds: [] })
      .describe('What of the organization the app may see (通讯录接口权限范围). Absent: all of it.'),
    published: z
      .boolean()
      .default(true)
      .describe('Credentials of an app that was never published do not work.'),
    stopped: z
      .boolean()
      .default(false)
      .describe('A stopped app gets tokens, and every call with one is refused (50003).'),
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
    unionId: identifier.describe('The same for all apps of one developer.'),
    nick: text.describe('The nickname.'),
    openId: text.optional().describe('The same for every app. Absent: one for each app.'),
    avatarUrl: text.optional().describe('Address of the picture. A path is one of the simulator’s own.'),
    mobile: text.optional().describe('National number, without the country code.'),
    stateCode: text.optional().describe('Country calling code without +, for example 86.'),
    email: text.optional().describe('The person’s own address, as contact/users/me has it.'),
    organizations: z.array(text).default([]).describe('corpIds of the organizations the person belongs to.'),
    administers: z.array(text).default([]).describe('corpIds, of these, that the person administers.'),
  })
  .superRefine(({ organizations, administers }, ctx) => {
    for (const [index, corpId] of administers.entries())
      if (!organizations.includes(corpId)) report(ctx, ['administers', index], 'ownOrganization', corpId);
  })
  .meta({ id: 'person', description: 'One DingTalk account. What is left out is absent from answers too.' });

const data = {
  port: z.int().min(0).max(65535).optional().describe('TCP port on the loopback interface; 0 takes any.'),
  clients: z.array(client).min(1).optional().describe('The apps. Absent: one internal app.'),
  people: z.array(person).min(1).optional().describe('The DingTalk accounts. Absent: three people.'),
  organizations: z.array(organizationSchema).optional().describe('The organizations. Absent: two.'),
  stringly: flag.describe(
    'Answers topapi/ calls with numbers and booleans as strings, as documented samples.',
  ),
  limits: z
    .strictObject({ perSecond: z.int().min(1).describe('Calls of a kind that an app may make in a second.') })
    .optional()
    .describe('DingTalk’s own limit is 20 calls a second. Absent: none.'),
  faults: z.array(faultSchema).default([]).describe('What goes wrong from the start, in this order.'),
};

/** @internal */
export const optionsSchema: z.ZodType<Settings> = z
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
  });

/** @internal What simulator.schema.json describes: a file has no functions, and doesn't decide over `control`. */
export const fileSchema: z.ZodType = z.strictObject({
  $schema: z.string().optional().describe('Where this schema is, for editors.'),
  ...data,
});

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
