import { socialUserInfoGuard } from '@logto/connector-kit';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Simulator, SimulatorClient } from '../../lib/simulator/index.js';
import {
  asked as begun,
  client,
  connect,
  connectorErrorOf,
  consent,
  noSession,
  person,
  startDingTalk,
} from './connect.js';

const [home, other] = ['dingteahouse', 'dingstationery'];
let simulator: Simulator;

const startOrganizations = (app: Partial<SimulatorClient>) =>
  startDingTalk({
    clients: [{ ...client, ...app }],
    organizations: [
      {
        corpId: home,
        name: '星河茶社',
        members: [
          {
            unionId: person.unionId,
            userId: 'xiaoman',
            title: '茶艺师',
            orgEmail: 'xiaoman@teahouse.example.com',
            hiredDate: new Date('2021-03-04T00:00:00Z'),
          },
        ],
      },
      {
        corpId: other,
        name: '蓝鲸文具',
        members: [{ unionId: person.unionId, userId: 'guest', external: true }],
      },
    ],
  });

beforeEach(async () => {
  simulator = await startOrganizations({ corpId: home });
});

const asked = (endpoint: string) =>
  simulator.requests.filter((request) => request.endpoint === endpoint).length;

async function signIn(config: object, corpId = home) {
  const connector = await connect(simulator.origins, config);
  const consented = consent(simulator, { scope: 'openid corpid', corpId });
  const info = await connector.getUserInfo(consented, noSession);
  expect(socialUserInfoGuard.strict().parse(info)).toEqual(info);
  return info;
}

const refused = (config: object, corpId?: string) => connectorErrorOf(signIn(config, corpId));

test('the app token is fetched when the sign-in begins, if the directory will be asked', async () => {
  const start = async (config: object) =>
    (await connect(simulator.origins, config)).getAuthorizationUri(begun, noSession);
  await start({});
  await start({ membership: 'required' });
  await expect.poll(() => asked('accessToken')).toBe(1);
});

describe('allowedCorpIds', () => {
  test('makes DingTalk name the organization, whatever scope is configured or asked for', async () => {
    const connector = await connect(simulator.origins, { allowedCorpIds: home, scope: 'openid' });
    for (const scope of [undefined, 'openid']) {
      const uri = await connector.getAuthorizationUri({ ...begun, ...(scope && { scope }) }, noSession);
      expect(new URL(uri).searchParams.get('scope')).toBe('openid corpid');
    }
  });

  test('lets in who chose one of them, and turns away who chose another', async () => {
    const allowedCorpIds = ` ${home} ,\nanother `;
    expect(await signIn({ allowedCorpIds })).toMatchObject({ id: person.unionId, rawData: { corpId: home } });
    expect(await refused({ allowedCorpIds }, other)).toMatchObject({
      code: 'authorization_failed',
      data: { reason: 'organization-not-allowed', errorDescription: expect.stringContaining('organization') },
    });
  });
});

describe('membership', () => {
  test('lets members in', async () => {
    expect(await signIn({ membership: 'required' })).toMatchObject({ id: person.unionId });
  });

  test('turns external contacts away', async () => {
    await simulator.close();
    simulator = await startOrganizations({ corpId: other });
    expect(await refused({ membership: 'required' })).toMatchObject({
      code: 'authorization_failed',
      data: { reason: 'not-a-member' },
    });
  });
});

describe('the staff record', () => {
  test('is in the raw data, as JSON, with the switch on', async () => {
    const { rawData, email } = await signIn({ staff: true });
    expect(email).toBeUndefined();
    expect(rawData).toMatchObject({
      staff: { userId: 'xiaoman', title: '茶艺师', hiredDate: '2021-03-04T00:00:00.000Z' },
    });
    expect(JSON.parse(JSON.stringify(rawData))).toEqual(rawData);
  });

  test('is neither read nor there with the switch off', async () => {
    expect((await signIn({})).rawData).not.toHaveProperty('staff');
    expect(asked('getbyunionid')).toBe(0);
  });
});

describe('the e-mail address', () => {
  test.each([
    ['none', undefined],
    ['organization', 'xiaoman@teahouse.example.com'],
    ['personal', person.email],
  ])('with %s is %s', async (email, expected) => {
    expect((await signIn({ email })).email).toBe(expected);
  });

  test('of the organization is never replaced by another one', async () => {
    simulator.fail('userGet', {
      body: { errcode: 0, errmsg: 'ok', result: { userid: 'xiaoman', email: 'other@example.com' } },
    });
    expect((await signIn({ email: 'organization' })).email).toBeUndefined();
  });
});

test('the app token is kept from one sign-in to the next, though Logto makes a connector for each', async () => {
  const { createDingTalkConnector } = await import('../../lib/logto-bridge.js');
  const { clientId, clientSecret } = client;
  const create = createDingTalkConnector({ origins: simulator.origins });
  for (let turn = 0; turn < 3; turn += 1) {
    const connector = await create({ getConfig: async () => ({ clientId, clientSecret, staff: true }) });
    await connector.getUserInfo(consent(simulator), noSession);
  }
  expect([asked('userGet'), asked('accessToken')]).toEqual([3, 1]);
});
