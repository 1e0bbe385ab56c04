import diagnostics from 'node:diagnostics_channel';
import { debuglog } from 'node:util';

/**
 * What the channel `passport-dingtalk-oauth2:event` of `node:diagnostics_channel` tells of each event of DingTalk's
 * that is about who belongs to an organization, and of each that could not be read. Holds nothing about a person.
 */
export interface DingTalkEventReport {
  /** `user_leave_org`, `user_modify_org` or `org_remove`; absent when that could not be read. */
  eventType: string | undefined;
  /** Whether it was acted upon, had been before, or is none that DingTalk documents. */
  outcome: 'handled' | 'repeated' | 'malformed';
  /** What is odd about a malformed one. */
  detail: string | undefined;
}

const channel = diagnostics.channel('passport-dingtalk-oauth2:event');
const log = debuglog('dingtalk');

/** Tells those who watch of an event. */
export function reportEvent(report: DingTalkEventReport): void {
  if (channel.hasSubscribers) channel.publish(report);
  const { eventType = 'event', outcome, detail } = report;
  log('%s: %s', eventType, detail === undefined ? outcome : `${outcome}, ${detail}`);
}
