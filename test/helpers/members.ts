import { type DingTalkLeaver, DingTalkMembers, type DingTalkMembersOptions } from '../../lib/index.js';
import type { DingTalkSharedStore } from '../../lib/organization/store.js';
import type { Simulator, SimulatorOptions } from '../../lib/simulator/index.js';
import { type Clock, stopClock } from './clock.js';
import { simulate } from './start.js';

export const home = 'dinghome';
export const other = 'dingother';
export const minuteMs = 60_000;
export const recheckMs = 15 * minuteMs;

const app = { clientId: 'dingmembers', clientSecret: 'secret-of-the-members', redirectUrls: [] };

/** The same as a third-party app of both organizations. */
export const thirdParty: SimulatorOptions = {
  clients: [{ ...app, thirdParty: true, authorizedCorpIds: [home, other], suiteTicket: 'ticket' }],
};

/** Ming and Hua work at home, the guest is an external contact there, Ming works elsewhere too. */
const dingTalk: SimulatorOptions = {
  clients: [app],
  organizations: [
    {
      corpId: home,
      name: '家',
      members: [
        { unionId: 'ming', userId: 'user-ming' },
        { unionId: 'hua', userId: 'user-hua' },
        { unionId: 'guest', userId: 'user-guest', external: true },
        { unionId: 'gone', userId: 'user-gone', left: true },
      ],
    },
    { corpId: other, name: '别家', members: [{ unionId: 'ming', userId: 'ming-elsewhere' }] },
  ],
};

export interface Harness extends Pick<Clock, 'pass' | 'passUntil' | 'settle'> {
  simulator: Simulator;
  /** As in the options of another process of the same application. */
  another(more?: Partial<DingTalkMembersOptions>): DingTalkMembers;
  members: DingTalkMembers;
  /** Whom `onLeave` was told of. */
  leavers: DingTalkLeaver[];
  /** About whom DingTalk was asked, in order. */
  asked(): string[];
}

type Person = { unionId: string; userId: string };

/** So many people. */
export const crowd = (count: number): Person[] =>
  Array.from({ length: count }, (_, index) => ({ unionId: `union-${index}`, userId: `user-${index}` }));

/** A DingTalk whose one organization has these members. */
export const companyOf = (members: Person[]): SimulatorOptions => ({
  organizations: [{ corpId: home, name: '家', members }],
});

/** Members of a simulated DingTalk, by a clock that the test sets forward; sockets are real. */
export async function startMembers(
  options: Partial<DingTalkMembersOptions> = {},
  simulated: SimulatorOptions = {},
): Promise<Harness> {
  const simulator = await simulate({ ...dingTalk, ...simulated });
  const { agent, settle, pass, passUntil } = stopClock();
  const leavers: DingTalkLeaver[] = [];
  const another: Harness['another'] = (more) =>
    new DingTalkMembers({
      ...{ clientID: app.clientId, clientSecret: app.clientSecret, origins: simulator.origins, agent },
      corpId: home,
      onLeave: (person) => leavers.push(person),
      ...options,
      ...more,
    });
  return {
    simulator,
    members: another(),
    another,
    leavers,
    asked: () =>
      simulator.requests
        .filter(({ endpoint }) => endpoint === 'getbyunionid')
        .map(({ body }) => JSON.parse(body).unionid),
    settle,
    pass,
    passUntil,
  };
}

/** Members who were asked about Ming a moment ago, and said yes. */
export async function startKnowingMing(...setup: Parameters<typeof startMembers>): Promise<Harness> {
  const harness = await startMembers(...setup);
  await harness.members.has('ming');
  return harness;
}

/** An event as DingTalk's stream SDK hands it over. */
export function eventOf(
  eventType: string,
  data: object,
  { eventId = undefined as string | undefined, corpId = home as string | undefined } = {},
): Record<string, unknown> {
  return {
    specVersion: '1.0',
    type: 'EVENT',
    headers: {
      ...{ topic: '*', messageId: 'message', contentType: 'application/json', time: '1690362102194' },
      ...{ eventType, eventCorpId: corpId, eventBornTime: '1690362102181', eventUnifiedAppId: 'unified' },
      ...(eventId !== undefined && { eventId }),
    },
    data: JSON.stringify(data),
  };
}

/** Stores in which nothing is found, each in its own way. */
export function brokenStores(nonsense: string): [how: string, store: DingTalkSharedStore][] {
  const throws = () => {
    throw new Error('down');
  };
  const rejects = async () => throws();
  return [
    ['rejects', { get: rejects, set: rejects }],
    ['throws', { get: throws, set: throws }],
    ['is full', { get: () => undefined, set: rejects }],
    ['answers nonsense', { get: () => nonsense, set: () => {} }],
    ['answers what is no JSON', { get: () => '{', set: () => {} }],
  ];
}
