import { describe, expect, it } from 'vitest';
import {
  defaultClient,
  defaultOrganizations,
  defaultPeople,
  type SimulatorOptions,
  startSimulator,
} from '../../lib/simulator/index.js';
import { APP, BOOKS, call, getMe, LIN, postToken, REDIRECT, start, TEA, YUN } from './helpers/start.js';

describe('startSimulator', () => {
  it('needs no options: a default client, people and organizations are there', async () => {
    const simulator = await startSimulator();
    const { clientId, clientSecret, redirectUrls } = defaultClient;
    const answers = [];
    for (const { unionId, organizations } of defaultPeople) {
      const scope = organizations ? 'openid corpid' : 'openid';
      const url = simulator.authorize({ clientId, redirectUri: redirectUrls[0] ?? '', unionId, scope });
      const code = new URL(url).searchParams.get('code');
      const { accessToken, corpId } = JSON.parse(
        (await postToken(simulator, { clientId, clientSecret, code })).body,
      );
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
    const asked = { clientId: APP.clientId, redirectUri: REDIRECT, unionId: LIN.unionId };
    const code = new URL(simulator.authorize(asked)).searchParams.get('code');
    expect((await postToken(simulator, { code })).status).toBe(200);
  });

  const person = (extra: object) => ({ people: [{ ...YUN, ...extra }] });
  const client = (extra: object) => ({ clients: [{ ...APP, ...extra }] });

  it.each<[string, object]>([
    ['options', []],
    ['options.prot', { prot: 3000 }],
    ['port', { port: 70_000 }],
    ['port', { port: '3000' }],
    ['clock', { clock: 5 }],
    ['clients', { clients: {} }],
    ['clients', { clients: [] }],
    ['clients[0]', { clients: ['ding-app'] }],
    ['clients[0].clientId', client({ clientId: '' })],
    ['clients[0].clientId', client({ clientId: 'ding\napp' })],
    ['clients[0].clientSecret', client({ clientSecret: undefined })],
    ['clients[0].redirectUrls', client({ redirectUrls: REDIRECT })],
    ['clients[0].redirectUrls[0]', client({ redirectUrls: ['/callback'] })],
    ['clients[0].redirectUrls[0]', client({ redirectUrls: ['javascript:alert(1)'] })],
    ['clients[0].redirectUrls[1]', client({ redirectUrls: [REDIRECT, 'http://localhost/#x'] })],
    ['clients[0].permissions[0]', client({ permissions: [1] })],
    ['clients[0].thirdParty', client({ thirdParty: 'no' })],
    ['clients[0].published', client({ published: 1 })],
    ['clients[0].name', client({ name: 5 })],
    ['clients[0].clientID', client({ clientID: 'x' })],
    ['clients[1].clientId', { clients: [APP, { ...APP, clientSecret: 'other' }] }],
    ['people', { people: [] }],
    ['people[0].unionId', person({ unionId: undefined })],
    ['people[0].nick', person({ nick: 7 })],
    ['people[0].mobile', person({ mobile: 15512343240 })],
    ['people[0].organizations[0]', person({ organizations: ['ding-none'] })],
    ['people[0].administers[0]', person({ organizations: [TEA.corpId], administers: [BOOKS.corpId] })],
    ['people[1].unionId', { people: [YUN, { ...YUN, nick: 'again' }] }],
    ['organizations[0].name', { organizations: [{ corpId: 'x' }] }],
    ['organizations[1].corpId', { organizations: [TEA, { ...TEA, name: 'again' }] }],
  ])('rejects with a TypeError that names %s', async (name, wrong) => {
    const options = Array.isArray(wrong)
      ? wrong
      : { clients: [APP], people: [YUN], organizations: [TEA, BOOKS], ...wrong };
    const error = await startSimulator(options as SimulatorOptions).then(
      (simulator) => simulator.close(),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      code: 'ERR_INVALID_ARG_VALUE',
      message: expect.stringContaining(`${name} must `),
    });
  });

  const organization = (extra: object) => ({ organizations: [{ ...TEA, ...extra }, BOOKS] });

  it.each<[string, string, object]>([
    ['options.client', 'options.clients', { client: [APP] }],
    ['options.users', 'options.people', { users: [] }],
    ['options.Port', 'options.port', { Port: 1 }],
    ['clients[0].clientID', 'clients[0].clientId', client({ clientID: 'x' })],
    ['clients[0].appKey', 'clients[0].clientId', client({ appKey: 'x' })],
    ['clients[0].app_secret', 'clients[0].clientSecret', client({ app_secret: 'x' })],
    ['clients[0].redirectUris', 'clients[0].redirectUrls', client({ redirectUris: [] })],
    ['clients[0].permission', 'clients[0].permissions', client({ permission: [] })],
    ['people[0].unionID', 'people[0].unionId', person({ unionID: 'x' })],
    ['people[0].moblie', 'people[0].mobile', person({ moblie: 'x' })],
    ['organizations[0].memebrs', 'organizations[0].members', organization({ memebrs: [] })],
    [
      'organizations[0].departments[0].parentID',
      'organizations[0].departments[0].parentId',
      organization({ departments: [{ id: 2, name: 'x', parentID: 1 }] }),
    ],
    [
      'organizations[0].members[0].userid',
      'organizations[0].members[0].userId',
      organization({ members: [{ unionId: LIN.unionId, userid: 'x' }] }),
    ],
  ])('says of %s that %s was probably meant', async (written, meant, wrong) => {
    const options = { clients: [APP], people: [LIN], organizations: [TEA, BOOKS], ...wrong };
    await expect(startSimulator(options as SimulatorOptions)).rejects.toThrow(
      `${written} must not be given, as it is unknown: did you mean ${meant}?`,
    );
  });

  it('says what is known where nothing is near', async () => {
    await expect(startSimulator({ whatever: 1 } as SimulatorOptions)).rejects.toThrow(
      'it is unknown: known are port, clients',
    );
  });
});
