import { expect, test } from 'vitest';
import { defaultPeople } from '../../lib/simulator/index.js';
import { simulate } from '../helpers/start.js';
import { decide, locationOf, Visitor } from '../helpers/visitor.js';
import { startChild } from './child.js';

const client = { clientId: 'dingpeer', clientSecret: 'peer-secret' };
const [person] = defaultPeople;

test('node-passport-dingtalk completes a sign-in at the simulator', async () => {
  const app = startChild('passport-peer.mjs');
  const { port } = await app.receive<{ port: number }>();
  const callbackURL = `http://127.0.0.1:${port}/auth/dingtalk/callback`;
  const simulator = await simulate({ clients: [{ ...client, redirectUrls: [callbackURL] }] });
  app.send({ client, callbackURL, origins: simulator.origins });
  await app.receive();

  const visitor = new Visitor(new URL(callbackURL).origin);
  const callback = await decide(locationOf(await visitor.get('/auth/dingtalk')));
  const response = await visitor.get(callback.pathname + callback.search);

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    corpId: person?.organizations?.[0],
    profile: expect.objectContaining({
      privateId: person?.unionId,
      name: person?.nick,
      mobile: person?.mobile,
      _json: expect.objectContaining({ unionId: person?.unionId, email: person?.email, stateCode: '86' }),
    }),
  });
  expect(simulator.requests.map(({ endpoint }) => endpoint)).toEqual(['authorize', 'userAccessToken', 'me']);
});
