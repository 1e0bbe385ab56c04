import { isRecord } from '../dingtalk/checks.js';

const eventTypes = ['user_leave_org', 'user_modify_org', 'org_remove'] as const;
type EventType = (typeof eventTypes)[number];

/** An event of DingTalk's that is about who belongs to an organization. */
export interface MemberEvent {
  eventType: EventType;
  /** The same when the event comes again. */
  eventId: string | undefined;
  corpId: string | undefined;
  /** Whom it is about; nobody in particular for `org_remove`. An internal app is told userids, a third-party app unionIds. */
  userIds: readonly string[];
  unionIds: readonly string[];
}

/** Why an event cannot be read. */
export interface MalformedEvent {
  eventType: EventType | undefined;
  malformed: string;
}

/**
 * Reads an event as DingTalk's stream SDK hands it over. `undefined` for whatever is about something else.
 * @see {@link https://open.dingtalk.com/document/orgapp/address-book-user-leave-org}
 */
export function readMemberEvent(event: unknown): MemberEvent | MalformedEvent | undefined {
  const frame = parsed(event);
  if (!isRecord(frame)) return { eventType: undefined, malformed: 'neither an object nor the JSON of one' };
  const { type = 'EVENT', headers } = frame;
  if (type !== 'EVENT') return undefined;
  const name = isRecord(headers) ? headers.eventType : undefined;
  if (!isRecord(headers) || typeof name !== 'string') {
    return { eventType: undefined, malformed: 'no eventType among its headers' };
  }
  const eventType = eventTypes.find((known) => known === name);
  if (eventType === undefined) return undefined;
  const data = parsed(frame.data);
  const about = isRecord(data) ? data : {};
  const userIds = textsOf(about.userId ?? about.userid);
  const unionIds = textsOf(about.unionId ?? about.unionid);
  if (eventType !== 'org_remove' && userIds.length + unionIds.length === 0) {
    return { eventType, malformed: 'nobody named in its data' };
  }
  return {
    eventType,
    eventId: textsOf(headers.eventId)[0],
    corpId: textsOf(headers.eventCorpId)[0],
    userIds,
    unionIds,
  };
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // As if nothing were there.
  }
}

/** The texts in a list, or the one that stands alone. */
function textsOf(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string').filter((each) => each !== '');
}
