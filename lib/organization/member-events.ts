import { reportEvent } from '../dingtalk/diagnostics.js';
import { id, isObject, parsed } from '../dingtalk/values.js';
import { forEachOf, forgetOldest } from './bounds.js';
import { everybody, type MemberCache, type Membership, type Person, personOf } from './member-cache.js';

/** How long an event is believed against the directory, which may not have caught up. */
const believedMs = 60_000;

/** So many events, and userids of events, are remembered, and so many people of one event looked up in the store. */
const maxRemembered = 10_000;

/** For the people of one event. */
const storeCallsAtOnce = 20;

/** What DingTalk's events say of who belongs, put into the cache. */
export class MemberEvents {
  readonly #cache: MemberCache;
  readonly #ownCorpId: string | undefined;
  readonly #ask: (person: Person) => void;
  readonly #eventIds = new Set<string>();
  /** By organization and userid, what an event says. */
  readonly #departures = new Map<string, Membership>();

  /** @param ask - has DingTalk asked about a person in the background */
  constructor(cache: MemberCache, ownCorpId: string | undefined, ask: (person: Person) => void) {
    this.#cache = cache;
    this.#ownCorpId = ownCorpId;
    this.#ask = ask;
  }

  /** Takes an event, whatever JSON it is. Never rejects. */
  async take(event: unknown): Promise<void> {
    const read = readMemberEvent(event);
    if (!read) return;
    const { eventType, eventId = '', corpId = this.#ownCorpId } = read;
    const isRepeated = this.#eventIds.has(eventId);
    reportEvent({ eventType, outcome: isRepeated ? 'repeated' : 'handled', detail: undefined });
    if (isRepeated) return;
    if (eventId) this.#eventIds.add(eventId);
    forgetOldest(this.#eventIds, maxRemembered);
    const handled = this.#handle(read, corpId, eventType !== 'user_modify_org');
    // The app's own corpId is not known: an equal userid may be another person's.
    if (this.#ownCorpId === undefined && corpId !== undefined) await this.#handle(read, undefined, false);
    await handled;
  }

  /** What an event says of a userid; counts against the directory until `since`. */
  departureOf(corpId: string | undefined, userId: string | undefined): Membership | undefined {
    return this.#departures.get(JSON.stringify([corpId, userId]));
  }

  /** @param isOut - whether the people whom the event names are out; otherwise they are asked about again */
  async #handle(event: MemberEvent, corpId: string | undefined, isOut: boolean): Promise<void> {
    const since = performance.now() + believedMs;
    const at = Date.now() + believedMs;
    const out: Membership = { isMember: false, userId: undefined, at, since, recheckMs: 0 };
    const cache = this.#cache;
    const concern = (person: Person) => {
      if (isOut) cache.put(person, out);
      else if (cache.doubt(person) && event.eventType !== 'user_modify_org') this.#ask(person);
      return person;
    };
    // First what this process can do by itself, at once.
    const unknown: string[] = [];
    const concerned = event.unionIds.map((unionId) => concern(personOf(unionId, corpId)));
    for (const userId of event.userIds) {
      const person = cache.byUserId(corpId, userId);
      if (person) concerned.push(concern(person));
      else unknown.push(userId);
      if (isOut) this.#departures.set(JSON.stringify([corpId, userId]), { ...out, userId });
    }
    forgetOldest(this.#departures, maxRemembered);
    if (event.eventType === 'org_remove') {
      const all = everybody(corpId);
      if (isOut) concerned.push(concern(all));
      for (const person of cache.of(corpId)) if (person.key !== all.key) concern(person);
    }
    const shares = concerned.map((person) => () => cache.synchronize(person));
    const finds = unknown.map((userId) => async () => {
      const person = await cache.byStoredUserId(corpId, userId);
      if (!person || person === 'unknown') return person === undefined;
      await cache.refresh(person);
      return cache.synchronize(concern(person));
    });
    const calls = [...shares, ...finds].slice(0, maxRemembered);
    await forEachOf(calls.values(), storeCallsAtOnce, (call) => cache.publish(call));
  }
}

const eventTypes = ['user_leave_org', 'user_modify_org', 'org_remove'] as const;
type EventType = (typeof eventTypes)[number];

/** An event of DingTalk's that is about who belongs to an organization. */
interface MemberEvent {
  eventType: EventType;
  /** The same when the event comes again. */
  eventId: string | undefined;
  corpId: string | undefined;
  /** Who it is about; empty for `org_remove`. Internal apps get userids, third-party apps unionIds. */
  userIds: readonly string[];
  unionIds: readonly string[];
}

/**
 * Reads an event as DingTalk's stream SDK hands it over. `undefined` for a malformed one, which is reported, and for
 * whatever is about something else.
 * @see {@link https://open.dingtalk.com/document/orgapp/address-book-user-leave-org}
 */
function readMemberEvent(event: unknown): MemberEvent | undefined {
  const frame = parsed(event);
  if (!isObject(frame)) return reportMalformed(undefined, 'neither an object nor the JSON of one');
  const { type = 'EVENT', headers } = frame;
  if (type !== 'EVENT') return undefined;
  if (!isObject(headers) || typeof headers.eventType !== 'string') {
    return reportMalformed(undefined, 'no eventType among its headers');
  }
  const eventType = eventTypes.find((known) => known === headers.eventType);
  if (eventType === undefined) return undefined;
  const data = parsed(frame.data);
  const about = isObject(data) ? data : {};
  const userIds = idsIn(about.userId ?? about.userid);
  const unionIds = idsIn(about.unionId ?? about.unionid);
  const corpId = id(headers.eventCorpId);
  // Not taken for none, which would make it an event of the own organization.
  if (headers.eventCorpId && !corpId) return reportMalformed(eventType, 'a malformed corpId');
  if (eventType !== 'org_remove' && userIds.length + unionIds.length === 0) {
    return reportMalformed(eventType, 'nobody named in its data');
  }
  return { eventType, eventId: id(headers.eventId), corpId, userIds, unionIds };
}

function reportMalformed(eventType: EventType | undefined, detail: string): undefined {
  reportEvent({ eventType, outcome: 'malformed', detail });
}

/** The ids in a list, or the one that stands alone. */
function idsIn(value: unknown): string[] {
  return [value].flat().flatMap((each) => id(each) ?? []);
}
