import { randomUUID } from 'node:crypto';
import { membershipSchema } from '../settings/arguments.js';
import type { Client } from '../settings/clients.js';
import { type Member, memberSchema } from '../settings/organizations.js';
import { identifier, invalid, parse, reportUnknown, text } from '../settings/parse.js';
import type { SimulatorEvent } from '../types.js';
import type { DingTalk } from './dingtalk.js';
import { entryOf, madeUpUserId, memberOfUserId } from './directory.js';

/** {@link Simulator.leave} @throws InvalidArgument that names what is wrong. */
export function leave(dingtalk: DingTalk, unionId: unknown, corpId: unknown): void {
  const { people, organizations, clients, stream, settings } = dingtalk;
  const id = parse(text, unionId, 'unionId');
  const only = parse(text.optional(), corpId, 'corpId');
  if (only !== undefined && !organizations.has(only))
    throw invalid('corpId', `"${only}" is not one of the organizations`);
  const memberships = [...organizations.values()].flatMap(({ corpId, members }) => {
    const member = members.get(id);
    return member && (only === undefined || only === corpId) ? { corpId, member } : [];
  });
  if (memberships.length === 0) throw invalid('unionId', `"${id}" is not a member`);
  const person = people.get(id);
  for (const { corpId, member } of memberships) {
    if (person) {
      person.organizations = person.organizations.filter((each) => each !== corpId);
      person.administers = person.administers.filter((each) => each !== corpId);
    }
    const isNews = !member.left && !member.external;
    member.left = true;
    const apps = [...clients.values()].filter(({ corpIds }) => isNews && corpIds.includes(corpId));
    for (const app of apps) stream.tell(leaveEvent(app, corpId, member, settings.clock()));
  }
}

/** An internal app is told userids, a third-party app the unionId. */
function leaveEvent(app: Client, corpId: string, member: Member, now: number): SimulatorEvent {
  const { userId, unionId } = member;
  const about = app.thirdParty
    ? { unionid: unionId, dingId: unionId }
    : { timeStamp: String(now), userId: [userId] };
  const event = { eventType: 'user_leave_org', eventId: randomUUID(), data: JSON.stringify(about), sent: 0 };
  return { clientId: app.clientId, corpId, ...event };
}

/** {@link Simulator.join} @throws InvalidArgument that names what is wrong. */
export function join({ people, organizations }: DingTalk, unionId: unknown, membership: unknown): void {
  const id = parse(identifier, unionId, 'unionId');
  const { corpId: given, ...details } = parse(membershipSchema, membership, 'membership');
  const corpId = given ?? [...organizations.keys()][0] ?? '';
  const organization = organizations.get(corpId);
  if (!organization) throw invalid('corpId', `"${corpId}" is not one of the organizations`);
  const before = organization.members.get(id);
  const schema = memberSchema.superRefine(({ departmentIds }, ctx) =>
    reportUnknown(ctx, ['departmentIds'], departmentIds, organization.departments, 'department'),
  );
  const userId = before?.userId ?? madeUpUserId(corpId, id);
  const member =
    before && Object.keys(details).length === 0
      ? { ...before, left: false }
      : parse(schema, { userId, ...details, unionId: id, left: false }, 'membership');
  const holder = memberOfUserId(organization, member.userId);
  if (holder && holder.unionId !== id) throw invalid('userId', `"${member.userId}" is there already`);

  const person = people.get(id);
  organization.members.set(id, entryOf(member, person, corpId));
  if (!person || member.external || person.organizations.includes(corpId)) return;
  person.organizations = [...person.organizations, corpId];
  if (member.admin) person.administers = [...person.administers, corpId];
}
