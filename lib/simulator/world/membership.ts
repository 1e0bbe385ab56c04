import { membershipSchema } from '../settings/arguments.js';
import { memberSchema } from '../settings/organizations.js';
import { identifier, invalid, parse, reportUnknown, text } from '../settings/parse.js';
import { leaveEvent } from '../stream/events.js';
import type { DingTalk } from './dingtalk.js';
import { madeUpUserId } from './directory.js';

/**
 * {@link Simulator.leave}: tells the organizations' apps, unless it is an external contact who leaves.
 * @throws InvalidArgument that names what is wrong.
 */
export function leave(dingtalk: DingTalk, unionId: unknown, corpId: unknown): void {
  const { people, organizations, clients, stream, settings } = dingtalk;
  const id = parse(text, unionId, 'unionId');
  const only = parse(text.optional(), corpId, 'corpId');
  if (only !== undefined && !organizations.has(only))
    throw invalid('corpId', `"${only}" is not one of the organizations`);
  const left = [...organizations.values()].flatMap((organization) => {
    const member = organization.memberOfUnionId(id);
    return member && (only === undefined || only === organization.corpId) ? { organization, member } : [];
  });
  if (left.length === 0) throw invalid('unionId', `"${id}" is not a member`);
  const person = people.get(id);
  if (person) {
    const stays = (corpId: string) => left.every(({ organization }) => organization.corpId !== corpId);
    people.set(id, {
      ...person,
      organizations: person.organizations.filter(stays),
      administers: person.administers.filter(stays),
    });
  }
  for (const { organization, member } of left) {
    organization.put({ ...member, left: true }, person);
    if (member.left || member.external) continue;
    for (const app of clients.values())
      if (app.corpIds.includes(organization.corpId))
        stream.tell(leaveEvent(app, organization.corpId, member, settings.clock()));
  }
}

/** {@link Simulator.join} @throws InvalidArgument that names what is wrong. */
export function join({ people, organizations }: DingTalk, unionId: unknown, membership: unknown): void {
  const id = parse(identifier, unionId, 'unionId');
  const { corpId: given, ...details } = parse(membershipSchema, membership, 'membership');
  const corpId = given ?? [...organizations.keys()][0] ?? '';
  const organization = organizations.get(corpId);
  if (!organization) throw invalid('corpId', `"${corpId}" is not one of the organizations`);
  const before = organization.memberOfUnionId(id);
  const known = new Set(organization.departments.keys());
  const schema = memberSchema.superRefine(({ departmentIds }, ctx) =>
    reportUnknown(ctx, ['departmentIds'], departmentIds, known, 'department'),
  );
  const userId = before?.userId ?? madeUpUserId(corpId, id);
  const member =
    before && Object.keys(details).length === 0
      ? { ...before, left: false }
      : parse(schema, { unionId: id, userId, ...details }, 'membership');
  const holder = organization.memberOfUserId(member.userId);
  if (holder && holder.unionId !== id) throw invalid('userId', `"${member.userId}" is there already`);

  const person = people.get(member.unionId);
  organization.put(member, person);
  if (!person || member.external || person.organizations.includes(corpId)) return;
  people.set(id, {
    ...person,
    organizations: [...person.organizations, corpId],
    administers: member.admin ? [...person.administers, corpId] : person.administers,
  });
}
