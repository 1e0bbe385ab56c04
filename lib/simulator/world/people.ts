import {
  allOf,
  identifier,
  invalid,
  type Names,
  object,
  optionalText,
  orElse,
  text,
  texts,
} from './checks.js';

/** One DingTalk account. What is left out is absent from DingTalk's answers too. */
export interface SimulatorPerson {
  /** The same for all apps of one developer; the simulator has one developer. */
  unionId: string;
  nick: string;
  /**
   * Differs from app to app at DingTalk; made from the client ID and unionId when absent. One given here is
   * told to every app.
   */
  openId?: string | undefined;
  /**
   * Address of the picture. A path (`/…`) is completed with the simulator's own origin, which draws a picture
   * of everybody at `/simulator/avatars/<unionId>.svg`.
   */
  avatarUrl?: string | undefined;
  /** National number, without the country code. */
  mobile?: string | undefined;
  /** Country calling code without `+`, for example `86`. */
  stateCode?: string | undefined;
  /** The person's own address, as contact/users/me tells it. */
  email?: string | undefined;
  /** corpIds of the organizations the person belongs to: what the consent page offers. */
  organizations?: readonly string[] | undefined;
  /** corpIds, among `organizations`, that the person administers: what `org_type=management` asks for. */
  administers?: readonly string[] | undefined;
}

export type Person = Readonly<SimulatorPerson> & {
  readonly organizations: readonly string[];
  readonly administers: readonly string[];
};

export function readPerson(
  value: unknown,
  name: string,
  organizations: ReadonlyMap<string, unknown>,
): Person {
  const optional = ['openId', 'avatarUrl', 'mobile', 'stateCode', 'email'] as const;
  const given = object(value, name, {
    unionId: true,
    nick: true,
    ...allOf(optional),
    organizations: true,
    administers: true,
  } satisfies Names<SimulatorPerson>);
  const corpIds = texts(orElse(given.organizations, []), `${name}.organizations`);
  for (const [index, corpId] of corpIds.entries()) {
    if (!organizations.has(corpId)) {
      throw invalid(
        `${name}.organizations[${index}]`,
        `name one of the organizations, which "${corpId}" is not`,
      );
    }
  }
  const administers = texts(orElse(given.administers, []), `${name}.administers`);
  for (const [index, corpId] of administers.entries()) {
    if (!corpIds.includes(corpId)) {
      throw invalid(`${name}.administers[${index}]`, `be one of ${name}.organizations`);
    }
  }
  const details: Partial<Record<(typeof optional)[number], string>> = {};
  for (const key of optional) {
    const detail = optionalText(given[key], `${name}.${key}`);
    if (detail !== undefined) details[key] = detail;
  }
  return {
    unionId: identifier(given.unionId, `${name}.unionId`),
    nick: text(given.nick, `${name}.nick`),
    ...details,
    organizations: corpIds,
    administers,
  };
}

/** The person without the organizations that are not there. */
export function leaveUnknown(
  person: SimulatorPerson,
  organizations: ReadonlyMap<string, unknown>,
): SimulatorPerson {
  const stays = (corpIds: readonly string[] = []) => corpIds.filter((corpId) => organizations.has(corpId));
  return {
    ...person,
    organizations: stays(person.organizations),
    administers: stays(person.administers),
  };
}
