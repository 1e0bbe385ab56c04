import { expect, it, onTestFinished } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

async function start() {
  const told: { body: object } = { body: {} };
  const server = await startRawServer((socket) => socket.write(answer(200, told.body)));
  onTestFinished(() => server.close());
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
  [{ errcode: 0, errmsg: 'ok' }],
  [{ auth_org_scopes: { authed_dept: [1], authed_user: [] } }],
  [{ errcode: false, auth_org_scopes: { authed_dept: [1], authed_user: [] } }],
])('refuses %j, which lacks the scopes or the word for success', async (body) => {
  const { client, told } = await start();
  told.body = body;
  await expect(client.appScopes('the-token')).rejects.toMatchObject({ code: 'DINGTALK_INVALID_RESPONSE' });
});
