import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { SignInRefusal } from '../../lib/organization/refusal.js';
import { type Ending, startReport } from '../../lib/sign-in/diagnostics.js';

const channel = 'passport-dingtalk-oauth2:sign-in';
let events: unknown[];
const note = (event: unknown) => events.push(event);
beforeEach(() => {
  events = [];
  subscribe(channel, note);
});
afterEach(() => unsubscribe(channel, note));

it.each<[Ending, object]>([
  [{ outcome: 'signed-in' }, { outcome: 'signed-in' }],
  [{ outcome: 'method-not-allowed' }, { outcome: 'method-not-allowed' }],
  [{ error: new SignInRefusal('not-a-member') }, { outcome: 'not-a-member' }],
  [{ error: new SignInRefusal('state-invalid', 'used') }, { outcome: 'state-invalid', reason: 'used' }],
  [{ error: new DingTalkError('DINGTALK_CODE_REJECTED') }, { outcome: 'code-rejected' }],
  [{ error: new DingTalkError('DINGTALK_TIMEOUT') }, { outcome: 'DINGTALK_TIMEOUT' }],
  [{ error: new Error('of the application') }, { outcome: 'error' }],
  [{ error: undefined }, { outcome: 'error' }],
])('publishes how a sign-in ended: %j', (ending, expected) => {
  startReport('in-app')(ending);
  expect(events).toStrictEqual([{ via: 'in-app', ...expected, durationMs: expect.any(Number) }]);
});

it('publishes how long a sign-in took', () => {
  const before = performance.now();
  const report = startReport('browser');
  report({ outcome: 'signed-in' });
  const [{ durationMs }] = events as [{ durationMs: number }];
  expect(durationMs).toBeGreaterThanOrEqual(0);
  expect(durationMs).toBeLessThanOrEqual(performance.now() - before);
});
