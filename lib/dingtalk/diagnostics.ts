import { channel as channelOf } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';
import type { DingTalkErrorCode } from './error-codes.js';

/**
 * What the channel `passport-dingtalk-oauth2:call` of `node:diagnostics_channel` publishes when a request to DingTalk
 * has ended, in the asynchronous context of its caller. Contains no secrets, codes, tokens or personal data.
 * @experimental
 */
export interface DingTalkCallEvent {
  /** The purpose of the request, from a fixed set: `exchanging the authorization code`. */
  operation: string;
  /** Method, host and path (for calls by `_oauth2` your own), never the query: `POST api.dingtalk.com/v1.0/…`. */
  endpoint: string;
  /** HTTP status of the answer; absent without an answer. */
  status: number | undefined;
  /** The error's code; absent on success. */
  code: DingTalkErrorCode | undefined;
  /** From the start of the request, connecting included, to the end of the answer, in milliseconds. */
  durationMs: number;
  /** DingTalk's id of the request, if the answer has one. */
  requestId: string | undefined;
  /** 2 or more for a retry. */
  attempt: number;
  /** Whether the request used a connection that was already open. */
  reused: boolean;
}

/**
 * What the channel `passport-dingtalk-oauth2:event` of `node:diagnostics_channel` publishes for each of DingTalk's
 * events about members of an organization, and for each malformed event. Contains no personal data.
 * @experimental
 */
export interface DingTalkEventReport {
  /** `user_leave_org`, `user_modify_org` or `org_remove`; absent when that could not be read. */
  eventType: string | undefined;
  /** Whether it was handled, was a repetition, or doesn't match DingTalk's documentation. */
  outcome: 'handled' | 'repeated' | 'malformed';
  /** What is wrong with a malformed event. */
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
  // Stryker disable all: what NODE_DEBUG prints is tried in processes of their own, which see no mutants
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

// Stryker restore all
/** Publishes an event. */
export function reportEvent(report: DingTalkEventReport): void {
  if (events.hasSubscribers) events.publish(report);
  // Stryker disable all: as above
  const { eventType = 'event', outcome, detail } = report;
  log('%s: %s', eventType, detail === undefined ? outcome : `${outcome}, ${detail}`);
}
