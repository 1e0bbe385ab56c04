import { channel as channelOf } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';
import type { DingTalkErrorCode } from '../dingtalk/error-codes.js';
import { isDingTalkError } from '../dingtalk/errors.js';
import {
  type DingTalkFailureCode,
  type DingTalkStateReason,
  SignInRefusal,
} from '../organization/sign-in-refusal.js';
import { failureOf } from './failures.js';

/**
 * The sign-in method: `DingTalkStrategy`, `DingTalkInAppStrategy`, `DingTalkAdminStrategy` or Logto.
 * @experimental
 */
export type DingTalkSignInMethod = 'browser' | 'in-app' | 'admin' | 'logto';

/**
 * How a sign-in ended: `signed-in`; the code of a failure; the code of a {@link DingTalkError}; or `error` for an error
 * of the application, for example in `verify` or the session.
 * @experimental
 */
export type DingTalkSignInOutcome = 'signed-in' | DingTalkFailureCode | DingTalkErrorCode | 'error';

/**
 * What the channel `passport-dingtalk-oauth2:sign-in` of `node:diagnostics_channel` publishes for each sign-in that
 * ended, in the asynchronous context of its request. Contains no secrets, codes, tokens or personal data.
 * @experimental
 */
export interface DingTalkSignInEvent {
  /** The sign-in method. */
  via: DingTalkSignInMethod;
  /** How it ended. */
  outcome: DingTalkSignInOutcome;
  /** Why a state is invalid; only with the outcome `state-invalid`. */
  reason?: DingTalkStateReason;
  /** From the user's return from DingTalk to the outcome, `verify` included, in milliseconds. */
  durationMs: number;
}

const channel = channelOf('passport-dingtalk-oauth2:sign-in');
const log = debuglog('dingtalk');

/** The outcome of a sign-in, or the error that it ended with. */
type Ending = { outcome?: DingTalkSignInOutcome; error?: unknown };

/** Starts to time a sign-in. What comes back publishes how it ended, and prints it with `NODE_DEBUG=dingtalk`. */
export function startReport(via: DingTalkSignInMethod): (ending: Ending) => void {
  const began = performance.now();
  return ({ error, outcome: given }) => {
    if (!channel.hasSubscribers && !log.enabled) return;
    const outcome = given ?? outcomeOf(error);
    const reason = error instanceof SignInRefusal ? error.reason : undefined;
    const durationMs = performance.now() - began;
    const event: DingTalkSignInEvent = { via, outcome, ...(reason && { reason }), durationMs };
    channel.publish(event);
    log('sign-in (%s): %s, %d ms', via, reason ? `${outcome}, ${reason}` : outcome, Math.round(durationMs));
  };
}

function outcomeOf(error: unknown): DingTalkSignInOutcome {
  return failureOf(error) ?? (isDingTalkError(error) ? error.code : 'error');
}
