import { channel as channelOf } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';
import type { DingTalkErrorCode } from './error-codes.js';

/**
 * What the channel `passport-dingtalk-oauth2:call` of `node:diagnostics_channel` publishes when a request to
 * DingTalk is over, in the asynchronous context of its caller. Holds no secret, code or token, and nothing about
 * a person.
 * @experimental
 */
export interface DingTalkCallEvent {
  /** What was being done, in words that do not change from call to call: `exchanging the authorization code`. */
  operation: string;
  /** Method, host and path, never the query: `POST api.dingtalk.com/v1.0/…`. */
  endpoint: string;
  /** HTTP status of the answer; absent when none came. */
  status: number | undefined;
  /** What went wrong; absent when nothing did. */
  code: DingTalkErrorCode | undefined;
  /** From the start of the request, connecting included, to its answer read, in milliseconds. */
  durationMs: number;
  /** DingTalk's id of the request, where its answer has one. */
  requestId: string | undefined;
  /** 2 and more for a repetition. */
  attempt: number;
  /** Whether it went out on a connection that was open already. */
  reused: boolean;
}

/**
 * What the channel `passport-dingtalk-oauth2:event` of `node:diagnostics_channel` publishes for each event of DingTalk's
 * that is about who belongs to an organization, and of each that could not be read. Holds nothing about a person.
 * @experimental
 */
export interface DingTalkEventReport {
  /** `user_leave_org`, `user_modify_org` or `org_remove`; absent when that could not be read. */
  eventType: string | undefined;
  /** Whether it was acted upon, had been before, or is not as DingTalk documents it. */
  outcome: 'handled' | 'repeated' | 'malformed';
  /** What is odd about a malformed one. */
  detail: string | undefined;
}

const calls = channelOf('passport-dingtalk-oauth2:call');
const events = channelOf('passport-dingtalk-oauth2:event');
const log = debuglog('dingtalk');

/** Whether anyone subscribes to calls. */
export function areCallsWatched(): boolean {
  return calls.hasSubscribers || log.enabled;
}

/** Publishes a call. All texts must be redacted. */
export function reportCall(event: DingTalkCallEvent): void {
  if (calls.hasSubscribers) calls.publish(event);
  if (!log.enabled) return;
  const { endpoint, status = 'no answer', code, durationMs, requestId, attempt, reused } = event;
  const extras = [
    code,
    reused ? 'reused connection' : 'new connection',
    attempt > 1 && 'repeated',
    requestId && `request ${requestId}`,
  ];
  log('%s', [`${endpoint}: ${status}, ${Math.round(durationMs)} ms`, ...extras.filter(Boolean)].join(', '));
}

/** Publishes an event. */
export function reportEvent(report: DingTalkEventReport): void {
  if (events.hasSubscribers) events.publish(report);
  const { eventType = 'event', outcome, detail } = report;
  log('%s: %s', eventType, detail === undefined ? outcome : `${outcome}, ${detail}`);
}
