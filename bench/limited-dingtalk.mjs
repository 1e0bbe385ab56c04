// A DingTalk on loopback that allows an app so many calls of a kind in any second, in a process of its own. It fails
// in the way it is told to, and counts calls and refusals. Exchanging codes is not limited: a code that DingTalk refuses
// so is not to be sent again.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const how = { perSecond: 20, delayMs: 30, isDown: false, isSilent: false, left: [] };
let counted = {};
const accepted = new Map();

const unionIdOf = (text) => text.replace(/^token-/, '');
const answers = {
  '/v1.0/oauth2/accessToken': () => ({ accessToken: 'app-token', expireIn: 7200 }),
  '/v1.0/oauth2/dingbench/token': () => ({ access_token: 'app-token', expires_in: 7200 }),
  '/v1.0/oauth2/userAccessToken': ({ code }) => ({
    ...{ accessToken: `token-${code}`, refreshToken: `refresh-${code}`, expireIn: 7200, corpId: 'dingbench' },
  }),
  '/v1.0/contact/users/me': (_body, token) => ({ nick: '小满', unionId: unionIdOf(token), openId: 'open' }),
  '/topapi/user/getbyunionid': ({ unionid }) =>
    how.left.includes(unionid)
      ? { errcode: 60121, errmsg: '找不到该用户' }
      : { errcode: 0, errmsg: 'ok', result: { contact_type: 0, userid: `user-${unionid}` } },
};

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const path = request.url.split('?', 1)[0];
  const kind = path.split('/').at(-1);
  counted[kind] ??= { calls: 0, refused: 0 };
  const of = counted[kind];
  of.calls += 1;
  if (how.isSilent) return;
  const isOld = path.startsWith('/topapi/');
  const send = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const now = performance.now();
  const recent = (accepted.get(path) ?? []).filter((at) => now - at < 1000);
  const isTooOften = recent.length >= how.perSecond && kind !== 'userAccessToken';
  if (!isTooOften) recent.push(now);
  accepted.set(path, recent);
  await sleep(how.delayMs);
  if (how.isDown) return send(500, {});
  if (isTooOften) {
    of.refused += 1;
    if (isOld) send(200, { errcode: 88, sub_code: '90018', sub_msg: 'too often', errmsg: 'x' });
    else send(403, { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', message: 'too often' });
    return;
  }
  const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
  send(200, answers[path]?.(body, request.headers['x-acs-dingtalk-access-token'] ?? '') ?? {});
});

await once(server.listen(0, '127.0.0.1'), 'listening');
process.on('message', (change) => {
  Object.assign(how, change);
  process.send(counted);
  counted = {};
});
process.send(`http://127.0.0.1:${server.address().port}`);
process.on('disconnect', () => process.exit());
