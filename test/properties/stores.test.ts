import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { DingTalkMembers } from '../../lib/index.js';
import { Directory } from '../../lib/organization/directory.js';
import { readDirectoryOptions } from '../../lib/organization/options.js';
import { startSimulator } from '../../lib/simulator/index.js';
import { oddValues } from '../helpers/mutations.js';
import { holds, holdsTimeoutMs } from '../helpers/property.js';

const app = { clientId: 'dingstores', clientSecret: 'secret-of-the-stores' };
const unionId = 'union-of-lan';

/** What a store may hold: anything, or such an object, as its text or as what a store that parses makes of it. */
function stored(usual: Record<string, unknown>): fc.Arbitrary<unknown> {
  const fields = Object.entries(usual).map(([name, value]) => [
    name,
    fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, oddValues),
  ]);
  const object = fc.record(Object.fromEntries(fields));
  return fc.oneof(
    oddValues,
    object,
    object.map((value) => JSON.stringify(value)),
  );
}

async function start() {
  const simulator = await startSimulator({
    clients: [{ ...app, redirectUrls: [] }],
    organizations: [{ corpId: 'dingtea', name: '茶社', members: [{ unionId, userId: 'lan' }] }],
  });
  onTestFinished(() => simulator.close());
  return { clientID: app.clientId, clientSecret: app.clientSecret, origins: simulator.origins };
}

describe('whatever a store holds', () => {
  it(
    'in the place of an app token, a member is known as one',
    async () => {
      const options = await start();
      const client = new DingTalkClient(options);
      const usual = { accessToken: 'a-token', askedAt: Date.now(), endsAt: Date.now() + 7_200_000 };
      await holds(
        fc.asyncProperty(stored(usual), async (held) => {
          const appTokenStore = { get: () => held, set: () => {} };
          const settings = readDirectoryOptions({ appTokenStore, membership: 'required' });
          const directory = new Directory(client, settings);
          const found = await directory.find(unionId, directory.access(undefined));
          expect(found).toEqual({ isMember: true, userId: 'lan' });
        }),
      );
    },
    holdsTimeoutMs,
  );

  it(
    'in the place of a membership, the answer is yes or no, with a date',
    async () => {
      const options = await start();
      const times = { at: Date.now(), recheckAt: Date.now() + 900_000 };
      const usual = { isMember: true, userId: 'lan', unionId, ...times };
      await holds(
        fc.asyncProperty(stored(usual), async (held) => {
          const store = { get: () => held, set: () => {} };
          const members = new DingTalkMembers({ ...options, store });
          const isMember = await members.has(unionId);
          const confirmedAt = members.confirmedAt(unionId);
          expect(confirmedAt !== undefined).toBe(isMember);
          if (confirmedAt) expect(confirmedAt.getTime()).toBeGreaterThan(0);
          await members.onEvent({
            headers: { eventType: 'user_leave_org' },
            data: JSON.stringify({ userId: ['lan'] }),
          });
          expect(typeof (await members.has(unionId))).toBe('boolean');
        }),
      );
    },
    holdsTimeoutMs,
  );
});
