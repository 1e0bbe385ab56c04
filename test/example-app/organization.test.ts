import { describe, expect, it } from 'vitest';
import { defaultPeople } from '../../lib/simulator/index.js';
import {
  type ExampleAppOptions,
  organization,
  person,
  signIn,
  textOf,
  visit,
} from '../helpers/example-app.js';

/** Somebody of another organization, and in the first one's directory only as an external contact. */
const [, stranger] = defaultPeople as [unknown, { unionId: string }];

/** Signs somebody in and returns the profile page after it. */
async function enter(options: ExampleAppOptions, unionId: string) {
  const { app, visitor } = await visit(options);
  await signIn(app, visitor, undefined, unionId);
  return { app, profile: await visitor.get('/profile') };
}

/** The facts of the section about the organization, by their labels. */
function staffFacts(html: string): Record<string, string> {
  const [, section = ''] = /aria-labelledby="staff-title"(.*?)<\/article>/s.exec(html) ?? [];
  const facts = section.matchAll(/<dt>(.*?)<\/dt>(.*?)(?=<dt>|<\/dl>)/gs);
  return Object.fromEntries([...facts].map(([, label, value]) => [textOf(label), textOf(value)]));
}

describe('the staff record', () => {
  it('is on the profile page: departments with their path, roles, work address, who leads whom', async () => {
    const { profile } = await enter({ app: { dingtalk: { staff: { departments: true } } } }, person.unionId);
    expect(staffFacts(profile.text)).toEqual({
      Title: '店长',
      Departments: '星河茶社 / 茶艺部 / 南门店 Head 星河茶社 / 采购部',
      Roles: '子管理员, 店长',
      'Work e-mail': 'xiaoman@teahouse.example.com Given by the organization.',
      'Job number': 'T007',
      Manager: 'tea-001 The manager’s userId.',
      'Joined on': 'March 1, 2021',
      Account: 'Active, Administrator',
      userId: 'tea-007 Unique in this organization only.',
    });
    expect(profile.text).toContain(person.email);
  });

  it('is of the organization that the page names, once, where several could be', async () => {
    const { profile } = await enter(
      { app: { dingtalk: { allowedCorpIds: [organization.corpId] } } },
      person.unionId,
    );
    expect(staffFacts(profile.text)).toMatchObject({ userId: expect.stringContaining('tea-007') });
    expect(profile.text.split(`<code>${organization.corpId}</code>`)).toHaveLength(2);
  });

  it('of an external contact is missing, and the page says so', async () => {
    const { profile } = await enter({}, stranger.unionId);
    expect(profile.status).toBe(200);
    expect(profile.text).toContain('directory of this app’s organization doesn’t list you');
    expect(staffFacts(profile.text)).toEqual({});
  });

  it('is not asked for when it is switched off', async () => {
    const { app, profile } = await enter({ app: { dingtalk: { staff: false } } }, person.unionId);
    expect(profile.text).not.toContain('staff-title');
    expect(app.simulator.requests.map(({ endpoint }) => endpoint)).toEqual(['userAccessToken', 'me']);
  });
});
