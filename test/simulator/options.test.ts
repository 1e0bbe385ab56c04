import { describe, expect, it } from 'vitest';
import {
  defaultClient,
  defaultOrganizations,
  defaultPeople,
  startSimulator,
} from '../../lib/simulator/index.js';
import { appToken, ask, LIN_AT_TEA, startDirectory, TEA_DIRECTORY } from './helpers/directory.js';
import { APP, BOOKS, call, codeFor, getMe, postToken, REDIRECT, start } from './helpers/start.js';

describe('startSimulator', () => {
  it('needs no options: a default client, people and organizations are there', async () => {
    const simulator = await startSimulator();
    const { clientId, clientSecret, redirectUrls } = defaultClient;
    const answers = [];
    for (const { unionId, organizations } of defaultPeople) {
      const scope = organizations ? 'openid corpid' : 'openid';
      const url = simulator.authorize({ clientId, redirectUri: redirectUrls[0] ?? '', unionId, scope });
      const code = new URL(url).searchParams.get('code');
      const tokens = await postToken(simulator, { clientId, clientSecret, code });
      const { accessToken, corpId } = JSON.parse(tokens.body);
      answers.push({ corpId, ...JSON.parse((await getMe(simulator, accessToken)).body) });
    }
    expect(answers.map(({ nick }) => nick)).toEqual(defaultPeople.map(({ nick }) => nick));
    expect(defaultOrganizations.map(({ corpId }) => corpId)).toContain(answers[0].corpId);
    expect((await call(answers[0].avatarUrl)).headers['content-type']).toBe('image/svg+xml');
    expect(answers.at(-1)).not.toHaveProperty('mobile');
    expect(answers.at(-1)).not.toHaveProperty('email');
    await simulator.close();
  });

  it('takes the default people out of organizations that somebody else made up', async () => {
    const simulator = await start({ people: undefined });
    const [person] = defaultPeople;
    const asked = { clientId: APP.clientId, redirectUri: REDIRECT, unionId: person?.unionId ?? '' };
    expect(simulator.authorize(asked)).toContain('code=');
    expect(() => simulator.authorize({ ...asked, scope: 'openid corpid' })).toThrow(/organization/);
  });

  it('copies what it is given', async () => {
    const client = { ...APP, redirectUrls: [REDIRECT], permissions: ['Contact.User.Read'] };
    const simulator = await start({ clients: [client] });
    client.redirectUrls.length = 0;
    client.clientSecret = 'changed';
    expect((await postToken(simulator, { code: codeFor(simulator) })).status).toBe(200);
  });

  it('copies the directory it is given', async () => {
    const member = { ...LIN_AT_TEA, hiredDate: new Date(5), extension: { a: 1 }, departmentIds: [20] };
    const changing = { ...member, departmentOrders: [], leads: [] as number[] };
    const organization = { ...TEA_DIRECTORY, members: [changing] };
    const simulator = await startDirectory({ organizations: [organization, BOOKS] });
    changing.title = 'changed';
    changing.departmentIds.push(30);
    changing.hiredDate.setTime(6);
    changing.extension.a = 2;
    organization.members.length = 0;
    const { result } = await ask(simulator, 'userGet', { userid: 'tea-lin' });
    expect(result).toMatchObject({ title: '店长', dept_id_list: [20], hired_date: 5, extension: '{"a":1}' });
  });
});

describe('the default organizations', () => {
  const defaults = { people: undefined, organizations: undefined };

  it('have staff with work addresses, roles and departments, an external contact and somebody who left', async () => {
    const simulator = await startDirectory({ clients: undefined, ...defaults });
    const token = await appToken(simulator, defaultClient);
    const found = [];
    for (const { unionId } of defaultPeople) {
      const { errcode, result } = await ask(simulator, 'getbyunionid', { unionid: unionId }, token);
      found.push(result?.contact_type ?? errcode);
      if (result?.contact_type !== 0) continue;
      const { result: staff } = await ask(simulator, 'userGet', { userid: result.userid }, token);
      expect(staff).toMatchObject({
        org_email: expect.stringMatching(/@teahouse\.example\.com$/),
        email: expect.stringMatching(/@example\.com$/),
        mobile: expect.any(String),
        role_list: [{ id: expect.any(Number) }, { id: expect.any(Number) }],
      });
      const ids = staff?.dept_id_list as number[] | undefined;
      const { result: department } = await ask(simulator, 'departmentGet', { dept_id: ids?.[0] }, token);
      expect(department?.name).toBe('南门店');
      const manager = await ask(simulator, 'userGet', { userid: staff?.manager_userid }, token);
      expect(manager.result).toMatchObject({ boss: true, org_email: expect.any(String) });
    }
    expect(found).toEqual([0, 1, 60121]);
  });

  it('have everybody as staff whose account names them', async () => {
    for (const { corpId } of defaultOrganizations) {
      const simulator = await startDirectory({ clients: [{ ...APP, corpId }], ...defaults });
      for (const { unionId, organizations = [] } of defaultPeople) {
        const { result } = await ask(simulator, 'getbyunionid', { unionid: unionId });
        expect(result?.contact_type === 0).toBe(organizations.includes(corpId));
      }
    }
  });

  it('cannot be changed', () => {
    const [organization] = defaultOrganizations;
    const member = organization?.members?.[0] as { title: string };
    expect(() => {
      member.title = 'changed';
    }).toThrow(TypeError);
  });
});
