import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { Directory } from '../../lib/organization/directory.js';
import { type DingTalkDirectoryOptions, readDirectoryOptions } from '../../lib/organization/options.js';
import { simulate } from '../helpers/start.js';

const home = 'dinghome';
const other = 'dingother';
const app = { clientID: 'dingapp', clientSecret: 'secret-of-the-app' };
const hostToken = () => 'token-of-the-host';
const suiteTicket = async () => 'the-latest-ticket';
const membership = 'required';

/** A directory of which nothing is asked but what it makes of its options. */
function offline(options: DingTalkDirectoryOptions): Directory {
  const client = new DingTalkClient({ ...app, origins: { api: 'http://127.0.0.1:1' } });
  return new Directory(client, readDirectoryOptions(options));
}

describe('what a directory is needed for', () => {
  it.each<[DingTalkDirectoryOptions, isAsked: boolean, needsCorpId: boolean]>([
    [{}, false, false],
    [{ allowedCorpIds: [home] }, false, true],
    [{ suiteTicket }, false, false],
    [{ membership }, true, false],
    [{ staff: true }, true, false],
    [{ membership, appToken: hostToken }, true, false],
    [{ membership, suiteTicket }, true, true],
    [{ staff: true, suiteTicket }, true, true],
    [{ membership, allowedCorpIds: [home] }, true, true],
  ])('%j', (options, isAsked, needsCorpId) => {
    expect(offline(options)).toMatchObject({ isAsked, needsCorpId });
  });
});

describe('which organization is asked', () => {
  type Row = [name: string, DingTalkDirectoryOptions, chosen: string | undefined, asked?: string];
  const listed = { allowedCorpIds: [home, other] };

  it.each<Row>([
    ["the app's own, whatever the person chose", { membership }, other],
    ["the app's own, where the person chose none", { membership }, undefined],
    ['the one of the list that the person chose', listed, other, other],
    ['the one of the list, with a token of the host', { ...listed, appToken: hostToken }, home, home],
    ['the one of the list, with a ticket', { ...listed, suiteTicket }, home, home],
    ['any, where the host has tokens for all', { appToken: hostToken }, other, other],
    ['none, where the host has tokens for all', { appToken: hostToken }, undefined],
    ['any, where a ticket opens it', { suiteTicket, membership }, other, other],
    ['none, where a ticket is not used', { suiteTicket }, undefined],
  ])('%s', (_name, options, chosen, asked) => {
    expect(offline(options).admit(chosen).corpId).toBe(asked);
  });

  const refused = expect.objectContaining({ failure: 'organization-not-allowed' });

  it.each<Row>([
    ['another than the one of the list', { allowedCorpIds: [home] }, other],
    ...[home.toUpperCase(), `${home}x`, home.slice(0, -1)].map(
      (near): Row => [`${near}, which is nearly the one of the list`, { allowedCorpIds: [home] }, near],
    ),
    ['none, where there is a list', { allowedCorpIds: [home] }, undefined],
    ['none, with a list and a token of the host', { ...listed, appToken: hostToken }, undefined],
    ['none, with a list and a ticket', { ...listed, suiteTicket }, undefined],
    ['none, where the ticket needs one', { suiteTicket, membership }, undefined],
  ])('is refused: %s', (_name, options, chosen) => {
    expect(() => offline(options).admit(chosen)).toThrow(refused);
  });

  it('depends on whether a sign-in calls as the app, where the ticket needs one', () => {
    const [ticket, both] = [offline({ suiteTicket }), offline({ suiteTicket, membership })];
    expect(() => ticket.admit(undefined, { callsAsApp: true })).toThrow(refused);
    expect(ticket.admit(other, { callsAsApp: true }).corpId).toBe(other);
    expect(both.admit(undefined, { callsAsApp: false }).corpId).toBeUndefined();
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
    expect(offline(options).prepare()).toBeUndefined();
  });

  it('is never asked of the host when a sign-in begins', () => {
    const asked: unknown[] = [];
    const appToken = (corpId: string | undefined) => `token ${asked.push(corpId)}`;
    offline({ membership, allowedCorpIds: [home], appToken }).anticipate();
    expect(asked).toEqual([]);
  });

  it('of the only organization is asked of the host once for each sign-in, ahead', async () => {
    const asked: (string | undefined)[] = [];
    const appToken = (corpId: string | undefined) => `token ${asked.push(corpId)}`;
    const directory = offline({ membership, allowedCorpIds: [home], appToken });
    for (const token of ['token 1', 'token 2']) {
      const ahead = directory.prepare();
      expect(await ahead).toBe(token);
      const { call } = directory.admit(home, { ahead });
      expect([await call(async (_, given) => given), await call(async (_, given) => given)]).toEqual([
        token,
        token,
      ]);
    }
    expect(asked).toEqual([home, home]);
  });

  it("that the host can't give is an error, whatever it calls itself, and says nothing about the person", async () => {
    const failure = Object.assign(new Error('x'), { code: 'DINGTALK_TOKEN_REJECTED', providerCode: '60121' });
    const directory = offline({ membership, appToken: () => Promise.reject(failure) });
    await expect(directory.complete('ming', directory.admit(home))).rejects.toBe(failure);
  });
});

it('departments are those of their own organization, however alike the numbers', async () => {
  const organization = (corpId: string, department: string) => ({
    ...{ corpId, name: corpId, departments: [{ id: 7, name: department }] },
    members: [{ unionId: 'ming', userId: 'user-ming', departmentIds: [7] }],
  });
  const client = { clientId: app.clientID, clientSecret: app.clientSecret, redirectUrls: [] };
  const simulator = await simulate({
    clients: [{ ...client, thirdParty: true, authorizedCorpIds: [home, other] }],
    organizations: [organization(home, 'Research'), organization(other, 'Sales')],
  });
  const directory = new Directory(
    new DingTalkClient({ ...app, origins: simulator.origins }),
    readDirectoryOptions({ staff: { departments: true }, allowedCorpIds: [home, other] }),
  );
  for (const [corpId, path] of [
    [home, [home, 'Research']],
    [other, [other, 'Sales']],
  ] as const) {
    const staff = await directory.complete('ming', directory.admit(corpId));
    expect(staff).toMatchObject({ corpId, departments: [{ path }] });
  }
  // Without the departments there is nothing to name.
  simulator.fail('userGet', { body: { errcode: 0, result: { userid: 'user-ming', name: 'Ming' } } });
  expect(await directory.complete('ming', directory.access(home))).toStrictEqual({
    ...{ corpId: home, userId: 'user-ming', name: 'Ming' },
  });
});
