import { channel as channelOf } from 'node:diagnostics_channel';
import { type DingTalkErrorCode, isDingTalkError } from '../dingtalk/errors.js';
import type { DingTalkFailureCode } from '../organization/refusal.js';
import { failureOf } from './failures.js';

/** Where a person came in: `DingTalkStrategy`, `DingTalkInAppStrategy`, `DingTalkAdminStrategy` or Logto. */
export type DingTalkDoor = 'browser' | 'in-app' | 'admin' | 'logto';

/**
 * How a sign-in ended: `signed-in`; why the person was not let in; which {@link DingTalkError} there was; or `error`
 * for one of the application's own, such as of `verify` or of the session.
 */
export type DingTalkSignInOutcome = 'signed-in' | DingTalkFailureCode | DingTalkErrorCode | 'error';

/**
 * What the channel `passport-dingtalk-oauth2:sign-in` of `node:diagnostics_channel` tells of each sign-in once it is
 * over, in the asynchronous context of the request that ended it. Holds no secret, code or token, and nothing about a
 * person.
 */
export interface DingTalkSignInEvent {
  /** Where the person came in. */
  door: DingTalkDoor;
  /** How it ended. */
  outcome: DingTalkSignInOutcome;
  /** From DingTalk's answer coming back with the person to the outcome, `verify` included, in milliseconds. */
  durationMs: number;
}

const channel = channelOf('passport-dingtalk-oauth2:sign-in');

/**
 * Tells those who watch how a sign-in ended.
 * @param began - what `performance.now()` was then
 */
export function reportSignIn(door: DingTalkDoor, began: number, outcome: DingTalkSignInOutcome): void {
  if (!channel.hasSubscribers) return;
  const event: DingTalkSignInEvent = { door, outcome, durationMs: performance.now() - began };
  channel.publish(event);
}

/** The outcome of a sign-in that ended in an error. */
export function outcomeOf(error: unknown): DingTalkSignInOutcome {
  return failureOf(error) ?? (isDingTalkError(error) ? error.code : 'error');
}
