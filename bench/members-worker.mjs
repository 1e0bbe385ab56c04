// One process of an application: sign-ins that require membership, and requests of people who are signed in.
import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
import { DingTalkMembers } from 'passport-dingtalk-oauth2';
import { createClient } from 'redis';
import { callbackThroughPassport } from './contenders/passport.mjs';
import { strategyOf } from './contenders/this-strategy.mjs';

const { ORIGIN, REDIS_URL, CONFIRMED_AGO_MS } = process.env;
const app = { clientId: 'dingbench', clientSecret: 'bench-secret' };
const origins = { api: ORIGIN, oapi: ORIGIN };

/** A store that has everybody, confirmed so long ago by a process that is no more. */
const known = new Map();
const warmStore = {
  get: (key) => {
    const at = Date.now() - Number(CONFIRMED_AGO_MS);
    const isPerson = key.includes('union-') && key.startsWith('dingtalk-member:');
    return (
      known.get(key) ??
      (isPerson ? JSON.stringify({ isMember: true, at, recheckAt: at + 900_000 }) : undefined)
    );
  },
  set: (key, value) => known.set(key, value),
};

async function redisStore() {
  // As the documentation has it: a Redis that is down or hangs is an error within a second.
  const socket = { socketTimeout: 1000, reconnectStrategy: 500 };
  const client = createClient({ url: REDIS_URL, disableOfflineQueue: true, pingInterval: 400, socket });
  client.on('error', () => {});
  await client.connect();
  const store = new Keyv(new KeyvRedis(client));
  store.on('error', () => {});
  return store;
}

const store = REDIS_URL ? await redisStore() : CONFIRMED_AGO_MS ? warmStore : undefined;
const members = new DingTalkMembers({
  ...{ clientID: app.clientId, clientSecret: app.clientSecret, origins, corpId: 'dingbench', store },
});
const strategy = strategyOf(app, {
  ...{ origins, membership: 'required', allowedCorpIds: ['dingbench'], preconnect: false },
});
const makeCallback = callbackThroughPassport(strategy);

const actions = {
  async request({ unionId, confirmedAt }) {
    const isMember = await members.has(unionId, { confirmedAt });
    return isMember ? 'in' : 'out';
  },
  async signIn({ unionId }) {
    return (await (await makeCallback({ code: unionId }))()) === unionId ? 'in' : 'out';
  },
  async event({ event }) {
    await members.onEvent(event);
    return 'in';
  },
};

/** Does each at its time, and says how long it took and how it ended. */
async function perform(steps) {
  const began = performance.now();
  const done = steps.map(async ({ atMs, kind, ...what }) => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + atMs - performance.now())));
    const start = performance.now();
    const outcome = await actions[kind](what).catch((error) => error.code ?? error.message);
    const end = performance.now();
    return { kind, unionId: what.unionId, atMs: start - began, ms: end - start, outcome };
  });
  return { done: await Promise.all(done), tookMs: performance.now() - began };
}

process.on('message', async (steps) => {
  process.send(await perform(steps));
});
process.on('disconnect', () => process.exit());
process.send('ready');
