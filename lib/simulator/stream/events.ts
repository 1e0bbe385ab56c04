import { randomUUID } from 'node:crypto';
import type { Client } from '../settings/clients.js';
import type { Member } from '../settings/organizations.js';

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

/** @internal An internal app is told userids, a third-party app the unionId. */
export function leaveEvent(client: Client, corpId: string, member: Member, now: number): SimulatorEvent {
  const { clientId, thirdParty } = client;
  const { userId, unionId } = member;
  const about = thirdParty
    ? { unionid: unionId, dingId: unionId }
    : { timeStamp: String(now), userId: [userId] };
  return {
    ...{ clientId, corpId, eventType: 'user_leave_org', eventId: randomUUID() },
    ...{ data: JSON.stringify(about), sent: 0, answer: undefined },
  };
}
