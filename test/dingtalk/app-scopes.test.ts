import { expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

async function start() {
  const told: { body: object } = { body: {} };
  const server = await startRawServer((socket) => socket.write(answer(200, told.body)));
  const client = new DingTalkClient({
    ...{ clientID: 'c', clientSecret: 's3cret', origins: { oapi: server.origin } },
  });
  return { client, told, server };
}

it('asks by GET with the token in the query, and reads departments, people and fields', async () => {
  const { client, told, server } = await start();
  told.body = {
    errcode: 0,
    errmsg: 'ok',
    auth_user_field: ['name', 'email'],
    condition_field: [],
    auth_org_scopes: { authed_dept: [1, 20], authed_user: ['u1'] },
  };

  expect(await client.appScopes('the-token')).toEqual({
    departmentIds: [1, 20],
    userIds: ['u1'],
    userFields: ['name', 'email'],
  });
  expect(server.received[0]).toMatch(/^GET \/auth\/scopes\?access_token=the-token HTTP\/1\.1\r\n/);
});

it('reads lists that are spelled as texts, as in DingTalk’s samples', async () => {
  const { client, told } = await start();
  told.body = { errcode: '0', auth_org_scopes: { authed_dept: '["1",20]', authed_user: '[' } };

  expect(await client.appScopes('the-token')).toEqual({
    departmentIds: [1, 20],
    userIds: [],
    userFields: [],
  });
});

it.each([
  [{ authed_dept: [1, 'a', null, {}, '20'], authed_user: ['u1', 2, null] }, ['name', 3, {}]],
  [{ authed_dept: '[1,"a",null,"20"]', authed_user: '["u1",2,null]' }, '["name",3]'],
])('leaves out what is no id and no name: %j', async (auth_org_scopes, auth_user_field) => {
  const { client, told } = await start();
  told.body = { errcode: 0, auth_org_scopes, auth_user_field };
  expect(await client.appScopes('the-token')).toEqual({
    departmentIds: [1, 20],
    userIds: ['u1'],
    userFields: ['name'],
  });
});

it.each(['{"0":1}', 'null', '1', '"[1]"', '[1', '', 7, null, {}])(
  'takes %j for an empty list',
  async (no) => {
    const { client, told } = await start();
    told.body = { errcode: 0, auth_org_scopes: { authed_dept: no, authed_user: no }, auth_user_field: no };
    expect(await client.appScopes('the-token')).toEqual({ departmentIds: [], userIds: [], userFields: [] });
  },
);

it.each([
  [{ errcode: 0, errmsg: 'ok' }, 'no auth_org_scopes in it'],
  [{ errcode: 0, auth_org_scopes: null }, 'no auth_org_scopes in it'],
  [{ errcode: 0, auth_org_scopes: [1] }, 'no auth_org_scopes in it'],
  [{ errcode: 0, auth_org_scopes: '1' }, 'no auth_org_scopes in it'],
  [{ auth_org_scopes: { authed_dept: [1], authed_user: [] } }, 'no errcode 0 in it'],
  [{ errcode: false, auth_org_scopes: { authed_dept: [1], authed_user: [] } }, 'a malformed errcode'],
])('refuses %j, and says what is amiss: %s', async (body, lack) => {
  const { client, told } = await start();
  told.body = body;
  await expect(client.appScopes('the-token')).rejects.toMatchObject({
    code: 'DINGTALK_INVALID_RESPONSE',
    message: expect.stringContaining(lack),
  });
});
