// DingTalk's calls as cheaply as they can be answered, in a process of its own: what it costs is nobody's cost.
// Counts connections and requests. See lib/simulator for a DingTalk that checks anything.
import { once } from 'node:events';
import { createServer } from 'node:https';
import { createRelay } from './relay.mjs';

const answers = {
  '/v1.0/oauth2/userAccessToken': {
    accessToken: '0123456789abcdef0123456789abcdef',
    refreshToken: 'fedcba9876543210fedcba9876543210',
    expireIn: 7200,
    corpId: 'dingbenchcorp',
  },
  '/v1.0/contact/users/me': {
    nick: '小满',
    unionId: 'benchUnionId',
    openId: 'benchOpenId',
    avatarUrl: 'https://static.example.com/avatar.png',
    mobile: '10000000001',
    stateCode: '86',
    email: 'xiaoman@example.com',
    visitor: false,
  },
  '/v1.0/oauth2/accessToken': { accessToken: '00112233445566778899aabbccddeeff', expireIn: 7200 },
  '/topapi/user/getbyunionid': { errcode: 0, errmsg: 'ok', result: { contact_type: 0, userid: 'benchUser' } },
  '/topapi/v2/user/getuserinfo': { errcode: 0, result: { userid: 'benchUser', unionid: 'benchUnionId' } },
  '/topapi/v2/user/get': {
    errcode: 0,
    errmsg: 'ok',
    result: {
      userid: 'benchUser',
      name: '小满',
      org_email: 'xiaoman@corp.example.com',
      dept_id_list: [1, 2],
    },
  },
};
const bodies = new Map(Object.entries(answers).map(([path, answer]) => [path, JSON.stringify(answer)]));
const counted = { connections: 0, requests: 0 };
const distance = { roundTripMs: 0 };

process.once('message', async ({ key, cert }) => {
  const server = createServer({ key, cert, keepAliveTimeout: 65_000 }, (request, response) => {
    counted.requests += 1;
    const body = bodies.get(request.url.split('?', 1)[0]) ?? '{}';
    const headers = {
      'content-type': 'application/json;charset=utf-8',
      'content-length': Buffer.byteLength(body),
    };
    // As DingTalk, once the request is whole.
    request.resume().on('end', () => response.writeHead(200, headers).end(body));
  });
  server.on('secureConnection', () => {
    counted.connections += 1;
  });
  const near = await portOf(server);
  const far = await portOf(createRelay(near, distance));
  process.send({ near, far });
  process.on('message', (change) => {
    Object.assign(distance, change);
    process.send(counted);
  });
});

async function portOf(server) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server.address().port;
}

process.on('disconnect', () => process.exit());
