import { randomUUID } from 'node:crypto';

/** One event that the simulator sends to an app in Stream mode: an element of {@link Simulator.events}. */
export interface SimulatorEvent {
  /** The app that receives the event. */
  clientId: string;
  /** As DingTalk names it, `user_leave_org` for example. */
  eventType: string;
  /** The same each time it is sent. */
  eventId: string;
  /** The organization that it happened in. */
  corpId: string;
  /** The content, as the JSON text that the app receives. */
  data: string;
  /** How often it was sent so far, 0 at first: again every 60 seconds until the app answers `SUCCESS`. */
  sent: number;
  /** The app's last answer: `SUCCESS`, or `LATER` to receive the event again; absent before it answers. */
  answer?: string | undefined;
}

/** A frame of the stream, from DingTalk to an app. */
export interface StreamFrame {
  readonly specVersion: string;
  readonly type: 'EVENT' | 'SYSTEM';
  readonly headers: Readonly<Record<string, string>> & { readonly messageId: string };
  readonly data: string;
}

/** An internal app is told userids, a third-party app the unionId. */
export function leaveEvent(
  { clientId, thirdParty }: { readonly clientId: string; readonly thirdParty: boolean },
  corpId: string,
  { userId, unionId }: { readonly userId: string; readonly unionId: string },
  now: number,
): SimulatorEvent {
  const about = thirdParty
    ? { unionid: unionId, dingId: unionId }
    : { timeStamp: String(now), userId: [userId] };
  return {
    ...{ clientId, corpId, eventType: 'user_leave_org', eventId: randomUUID() },
    ...{ data: JSON.stringify(about), sent: 0, answer: undefined },
  };
}

export function eventFrame(event: SimulatorEvent, bornAt: number, now: number): StreamFrame {
  return frame('EVENT', '*', event.data, now, {
    ...{ eventType: event.eventType, eventId: event.eventId, eventCorpId: event.corpId },
    ...{ eventBornTime: String(bornAt), eventUnifiedAppId: event.clientId },
  });
}

export function systemFrame(topic: 'ping' | 'disconnect', data: object, now: number): StreamFrame {
  return frame('SYSTEM', topic, JSON.stringify(data), now);
}

function frame(
  type: StreamFrame['type'],
  topic: string,
  data: string,
  now: number,
  more: object = {},
): StreamFrame {
  const messageId = randomUUID();
  const headers = { topic, messageId, contentType: 'application/json', time: String(now), ...more };
  return { specVersion: '1.0', type, headers, data };
}
