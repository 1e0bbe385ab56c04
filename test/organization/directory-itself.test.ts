import { Agent } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { Directory } from '../../lib/organization/directory.js';
import { type DingTalkDirectoryOptions, readDirectoryOptions } from '../../lib/organization/options.js';
import { type SimulatorEndpoint, startSimulator } from '../../lib/simulator/index.js';

const home = 'dinghome';
const other = 'dingother';
const clientID = 'dingapp';
const clientSecret = 'secret-of-the-app';
const hostToken = () => 'token-of-the-host';
const suiteTicket = async () => 'the-latest-ticket';

const membership = 'required';

function member(unionId: string, more: object = {}) {
  return { unionId, userId: `user-${unionId}`, ...more };
}

/** A directory at a simulated DingTalk, for an app of `home`, or one that both organizations installed. */
async function start(options: DingTalkDirectoryOptions, { thirdParty = false } = {}) {
  const simulator = await startSimulator({
    clients: [
      {
        ...{ clientId: clientID, clientSecret, redirectUrls: [], thirdParty },
        ...(thirdParty && { authorizedCorpIds: [home, other], suiteTicket: await suiteTicket() }),
      },
    ],
    organizations: [
      {
        corpId: home,
        name: 'Home',
        departments: [{ id: 7, name: 'Research' }],
        members: [
          member('ming', { departmentIds: [7] }),
          member('guest', { external: true }),
          member('gone', { left: true }),
        ],
      },
      {
        corpId: other,
        name: 'Other',
        departments: [{ id: 7, name: 'Sales' }],
        members: [member('hua', { departmentIds: [7] })],
      },
    ],
  });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(async () => {
    agent.destroy();
    await simulator.close();
  });
  const client = new DingTalkClient({ clientID, clientSecret, origins: simulator.origins, agent });
  const directory = new Directory(client, readDirectoryOptions(options));
  return {
    client,
    directory,
    simulator,
    asked: (endpoint: SimulatorEndpoint) =>
      simulator.requests.filter((request) => request.endpoint === endpoint).map(({ body }) => body),
    endpoints: () => simulator.requests.map(({ endpoint }) => endpoint),
    lookUp: (unionId: string, corpId?: string) =>
      directory.lookUp(unionId, { corpId, secrets: [] }, directory.appToken(corpId)),
  };
}

/** A directory of which nothing is asked but what it makes of its options. */
function offline(options: DingTalkDirectoryOptions): Directory {
  const client = new DingTalkClient({ clientID, clientSecret, origins: { api: 'http://127.0.0.1:1' } });
  return new Directory(client, readDirectoryOptions(options));
}

describe('what a directory is needed for', () => {
  it.each<[DingTalkDirectoryOptions, Partial<Directory>]>([
    [{}, { isAsked: false, needsCorpId: false }],
    [{ allowedCorpIds: [home] }, { isAsked: false, needsCorpId: true }],
    [{ suiteTicket }, { isAsked: false, needsCorpId: false }],
    [{ membership }, { isAsked: true, needsCorpId: false }],
    [{ staff: true }, { isAsked: true, needsCorpId: false }],
    [
      { membership, appToken: hostToken },
      { isAsked: true, needsCorpId: false },
    ],
    [
      { membership, suiteTicket },
      { isAsked: true, needsCorpId: true },
    ],
    [
      { staff: true, suiteTicket },
      { isAsked: true, needsCorpId: true },
    ],
    [
      { membership, allowedCorpIds: [home] },
      { isAsked: true, needsCorpId: true },
    ],
  ])('%j: %j', (options, needs) => {
    const { isAsked, needsCorpId } = offline(options);
    expect({ isAsked, needsCorpId }).toEqual(needs);
  });
});

describe('which organization is asked', () => {
  type Row = [name: string, DingTalkDirectoryOptions, chosen: string | undefined, asked: string | undefined];
  const listed = { allowedCorpIds: [home, other] };

  it.each<Row>([
    ["the app's own, whatever the person chose", { membership }, other, undefined],
    ["the app's own, where the person chose none", { membership }, undefined, undefined],
    ['the one of the list that the person chose', listed, other, other],
    ['the one of the list, with a token of the host', { ...listed, appToken: hostToken }, home, home],
    ['the one of the list, with a ticket', { ...listed, suiteTicket }, home, home],
    ['any, where the host has tokens for all', { appToken: hostToken }, other, other],
    ['none, where the host has tokens for all', { appToken: hostToken }, undefined, undefined],
    ['any, where a ticket opens it', { suiteTicket, membership }, other, other],
    ['none, where a ticket is not used', { suiteTicket }, undefined, undefined],
  ])('%s', (_name, options, chosen, asked) => {
    expect(offline(options).admit(chosen)).toBe(asked);
  });

  it.each<Row>([
    ['another than the one of the list', { allowedCorpIds: [home] }, other, undefined],
    ['none, where there is a list', { allowedCorpIds: [home] }, undefined, undefined],
    ['none, with a list and a token of the host', { ...listed, appToken: hostToken }, undefined, undefined],
    ['none, with a list and a ticket', { ...listed, suiteTicket }, undefined, undefined],
    ['none, where the ticket needs one', { suiteTicket, membership }, undefined, undefined],
  ])('is refused: %s', (_name, options, chosen) => {
    const refused = expect.objectContaining({ failure: 'organization-not-allowed' });
    expect(() => offline(options).admit(chosen)).toThrow(refused);
  });

  it('depends on whether a sign-in calls as the app, where the ticket needs one', () => {
    const refused = expect.objectContaining({ failure: 'organization-not-allowed' });
    expect(() => offline({ suiteTicket }).admit(undefined, true)).toThrow(refused);
    expect(offline({ suiteTicket }).admit(other, true)).toBe(other);
    expect(offline({ suiteTicket, membership }).admit(undefined, false)).toBeUndefined();
  });
});

describe('an app token', () => {
  it.each<[string, DingTalkDirectoryOptions]>([
    ['where nothing is asked', {}],
    ['where nothing is asked but the organization', { allowedCorpIds: [home] }],
    ['where several organizations are allowed', { membership, allowedCorpIds: [home, other] }],
    ['where the host has tokens for all', { membership, appToken: hostToken }],
    ['where a ticket needs to know the organization', { membership, suiteTicket }],
  ])('is not fetched ahead %s', (_name, options) => {
    const directory = offline(options);
    expect(directory.prepare()).toBeUndefined();
    expect(() => directory.anticipate()).not.toThrow();
  });

  it.each<[string, DingTalkDirectoryOptions, SimulatorEndpoint]>([
    ["of the app's own", { membership }, 'accessToken'],
    ['of the one that is allowed', { membership, allowedCorpIds: [other] }, 'corpToken'],
    [
      'of the one that is allowed, by ticket',
      { membership, allowedCorpIds: [other], suiteTicket },
      'corpAccessToken',
    ],
  ])('is fetched ahead where it is clear for which organization: %s', async (_name, options, endpoint) => {
    const { directory, endpoints, simulator } = await start(options, {
      thirdParty: endpoint !== 'accessToken',
    });
    expect(await directory.prepare()).toMatch(/./);
    expect(endpoints()).toEqual([endpoint]);
    directory.anticipate();
    await directory.prepare();
    expect(endpoints()).toEqual([endpoint]);
    const { url, body } = simulator.requests[0] as { url: string; body: string };
    if (endpoint === 'corpToken') expect(url).toContain(`/${other}/`);
    if (endpoint === 'corpAccessToken') {
      expect(JSON.parse(body)).toMatchObject({ authCorpId: other, suiteTicket: 'the-latest-ticket' });
    }
  });

  it("is the host's where the host has one, and asked of it for each sign-in but never ahead", async () => {
    const asked: (string | undefined)[] = [];
    const appToken = (corpId: string | undefined) => {
      asked.push(corpId);
      return `token of ${corpId}`;
    };
    const directory = offline({ membership, allowedCorpIds: [home], appToken });
    directory.anticipate();
    expect(asked).toEqual([]);
    expect(await directory.prepare()).toBe(`token of ${home}`);
    expect(await directory.appToken(undefined)).toBe('token of undefined');
    expect(asked).toEqual([home, undefined]);
  });

  it('is looked for as soon as a sign-in begins', () => {
    const kept = { accessToken: 'kept', askedAt: Date.now(), endsAt: Date.now() + 7_200_000 };
    const get = vi.fn(() => kept);
    const directory = offline({ membership, appTokenStore: { get, set: get, delete: get } });
    directory.anticipate();
    expect(get).toHaveBeenCalledTimes(1);
  });

  it('that nobody waits for may fail unheard', async () => {
    const { directory, simulator, asked } = await start({ membership });
    simulator.fail('accessToken', { status: 503, body: '' });
    directory.anticipate();
    await expect(directory.appToken(undefined)).rejects.toMatchObject({ code: 'DINGTALK_UNAVAILABLE' });
    expect(asked('accessToken')).toHaveLength(1);
  });

  it('that a call finds dead is renewed for that call and those after it', async () => {
    const { directory, simulator, asked, client } = await start({ membership });
    const call = directory.caller({ corpId: undefined, secrets: [] }, directory.appToken(undefined));
    const used: string[] = [];
    const find = () =>
      call((token, secrets) => {
        used.push(token);
        return client.for({ secrets }).userByUnionId(token, 'ming');
      });
    await find();
    simulator.expireAppTokens();
    await find();
    await find();
    const [first, second] = new Set(used);
    expect(used).toEqual([first, first, second, second]);
    expect(asked('accessToken')).toHaveLength(2);
  });

  it.each([
    ['another failure of DingTalk', new DingTalkError('DINGTALK_PERMISSION')],
    ["a failure of somebody else's", Object.assign(new Error('x'), { code: 'DINGTALK_TOKEN_REJECTED' })],
  ])('is not renewed for %s', async (_name, failure) => {
    const directory = offline({ membership, appToken: hostToken });
    const call = directory.caller({ corpId: undefined, secrets: [] }, directory.appToken(undefined));
    let times = 0;
    const failing = call(() => {
      times += 1;
      return Promise.reject(failure);
    });
    await expect(failing).rejects.toBe(failure);
    expect(times).toBe(1);
  });
});

describe('a person', () => {
  const nobody = { errcode: 60121, errmsg: 'x' };

  it.each(['guest', 'gone', 'stranger'])('who is no member has no record: %s', async (unionId) => {
    const { lookUp, asked } = await start({ staff: true });
    expect(await lookUp(unionId)).toBeUndefined();
    expect(asked('userGet')).toEqual([]);
  });

  it.each(['guest', 'gone', 'stranger'])(
    'who is no member is refused where one has to be: %s',
    async (unionId) => {
      const { lookUp } = await start({ staff: true, membership });
      await expect(lookUp(unionId)).rejects.toMatchObject({ failure: 'not-a-member' });
    },
  );

  it.each([
    ['ming', { userId: 'user-ming', isMember: true }],
    ['guest', { userId: 'user-guest', isMember: false }],
    ['gone', { isMember: false }],
    ['stranger', { isMember: false }],
  ])('is found as a member or as none: %s', async (unionId, found) => {
    const { directory } = await start({ membership });
    const call = directory.caller({ corpId: undefined, secrets: [] }, directory.appToken(undefined));
    expect(await directory.find(unionId, call)).toStrictEqual(found);
  });

  it('has no record read where none was asked for', async () => {
    const { lookUp, endpoints } = await start({ membership });
    expect(await lookUp('ming')).toBeUndefined();
    expect(endpoints()).toEqual(['accessToken', 'getbyunionid']);
  });

  it.each(['zh_CN', 'en_US'] as const)(
    'has the record read in the language asked for: %s',
    async (language) => {
      const { lookUp, asked } = await start({ staff: { language, departments: true } });
      await lookUp('ming');
      const [record, ...departments] = [...asked('userGet'), ...asked('departmentGet')].map((body) =>
        JSON.parse(body),
      );
      expect(record).toEqual({ userid: 'user-ming', language });
      expect(departments).toEqual([
        { dept_id: 7, language },
        { dept_id: 1, language },
      ]);
    },
  );

  it('has a record without names of departments where they were not asked for', async () => {
    const { lookUp, asked } = await start({ staff: true });
    const staff = await lookUp('ming');
    expect(staff).toMatchObject({ userId: 'user-ming', departments: [{ id: 7 }] });
    expect(staff).not.toHaveProperty('corpId');
    expect(asked('departmentGet')).toEqual([]);
  });

  it('may have a record without departments', async () => {
    const { lookUp, simulator } = await start({ staff: { departments: true } });
    simulator.fail('userGet', { body: { errcode: 0, result: { userid: 'user-ming', name: 'Ming' } } });
    expect(await lookUp('ming')).toStrictEqual({ userId: 'user-ming', name: 'Ming' });
  });

  it('has departments of their own organization, however alike the numbers', async () => {
    const options = { staff: { departments: true }, allowedCorpIds: [home, other] };
    const { lookUp } = await start(options, { thirdParty: true });
    expect(await lookUp('ming', home)).toMatchObject({
      corpId: home,
      departments: [{ path: ['Home', 'Research'] }],
    });
    expect(await lookUp('hua', other)).toMatchObject({
      corpId: other,
      departments: [{ path: ['Other', 'Sales'] }],
    });
  });

  it('who leaves between two answers has no record, or is refused where membership is required', async () => {
    for (const options of [{ staff: true }, { staff: true, membership } as const]) {
      const { lookUp, simulator } = await start(options);
      simulator.fail('userGet', { body: nobody });
      const found = lookUp('ming');
      if ('membership' in options) await expect(found).rejects.toMatchObject({ failure: 'not-a-member' });
      else expect(await found).toBeUndefined();
    }
  });

  it.each<SimulatorEndpoint>(['getbyunionid', 'userGet', 'departmentGet'])(
    'is not taken for nobody when %s fails otherwise',
    async (endpoint) => {
      const { lookUp, simulator } = await start({ staff: { departments: true }, membership });
      simulator.fail(endpoint, { body: { errcode: 60011, errmsg: 'x' } });
      await expect(lookUp('ming')).rejects.toMatchObject({ code: 'DINGTALK_PERMISSION' });
    },
  );

  it("is not taken for nobody by an error of the host's, whatever it calls itself", async () => {
    const failure = Object.assign(new Error('x'), { code: 'DINGTALK_NOT_FOUND', providerCode: '60121' });
    const directory = offline({ membership, appToken: () => Promise.reject(failure) });
    const found = directory.lookUp('ming', { corpId: home, secrets: [] }, directory.appToken(home));
    await expect(found).rejects.toBe(failure);
  });
});
