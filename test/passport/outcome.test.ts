import { describe, expect, it } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { SignInRefusal } from '../../lib/organization/sign-in-refusal.js';
import { settle } from '../../lib/passport/outcome.js';
import { heardOn } from '../helpers/heard.js';

type Said = [action: string, ...unknown[]];

/** What a host is told, and what those who watch are told. */
async function hear(
  tell: (strategy: Parameters<typeof settle>[0]) => void,
  broken: Partial<Record<'success' | 'fail', Error>> = {},
) {
  const said: Said[] = [];
  const outcomes = heardOn('passport-dingtalk-oauth2:sign-in');
  await new Promise<void>((resolve) => {
    const action =
      (name: 'success' | 'fail' | 'error') =>
      (...args: unknown[]) => {
        said.push([name, ...args]);
        if (name !== 'error' && broken[name]) throw broken[name];
        resolve();
      };
    tell({
      _via: 'admin',
      redirect() {},
      success: action('success'),
      fail: action('fail'),
      error: action('error'),
    });
  });
  return { said, outcomes };
}

const method = (outcome: string) => [{ via: 'admin', outcome, durationMs: expect.any(Number) }];
const user = { id: 'u' } as Express.User;
const settled = (verdict: { user: unknown; info?: unknown }) => (strategy: Parameters<typeof settle>[0]) =>
  settle(strategy, Promise.resolve(verdict as { user: Express.User; info: unknown }));
const failed = (reason: unknown) => (strategy: Parameters<typeof settle>[0]) =>
  settle(strategy, Promise.reject(reason));

describe('a sign-in that failed', () => {
  it.each([
    ['a text', 'out of tea', 'out of tea'],
    ['an error of the application', new Error('out of tea'), new Error('out of tea')],
    ['an object without a prototype', Object.create(null), {}],
    ['nothing', undefined, new Error('Rejected without a reason')],
    ['null', null, new Error('Rejected without a reason')],
    ['zero', 0, new Error('Rejected without a reason')],
  ])('with %s is an error', async (_, reason, error) => {
    expect(await hear(failed(reason))).toEqual({ said: [['error', error]], outcomes: method('error') });
  });
});

describe('those who watch', () => {
  it('are told of a user, and of nobody', async () => {
    expect((await hear(settled({ user }))).outcomes).toStrictEqual(method('signed-in'));
    expect((await hear(settled({ user: false }))).outcomes).toStrictEqual(method('not-accepted'));
  });

  it.each<[reason: unknown, told: object]>([
    [new SignInRefusal('not-a-member'), { outcome: 'not-a-member' }],
    [new SignInRefusal('state-invalid', 'used'), { outcome: 'state-invalid', reason: 'used' }],
    [new DingTalkError('DINGTALK_CODE_REJECTED'), { outcome: 'code-rejected' }],
    [new DingTalkError('DINGTALK_TIMEOUT'), { outcome: 'DINGTALK_TIMEOUT' }],
    [undefined, { outcome: 'error' }],
  ])('are told why a sign-in failed, and how long it took: %s', async (reason, told) => {
    const before = performance.now();
    const { outcomes } = await hear(failed(reason));
    expect(outcomes).toStrictEqual([{ via: 'admin', ...told, durationMs: expect.any(Number) }]);
    const [{ durationMs }] = outcomes as [{ durationMs: number }];
    expect(durationMs).toBeLessThanOrEqual(performance.now() - before);
  });
});

it('an error whose fields cannot be read is reported as it is', async () => {
  const unreadable = Object.defineProperty(new Error(), 'code', {
    get: () => {
      throw new Error('lazy');
    },
  });
  expect(await hear(failed(unreadable))).toEqual({
    said: [['error', unreadable]],
    outcomes: method('error'),
  });
});

describe('a host that throws', () => {
  const broken = new Error('no session to write into');

  it('when it is told of a user is told of its error', async () => {
    const { said } = await hear(settled({ user }), { success: broken });
    expect(said).toEqual([
      ['success', user, {}],
      ['error', broken],
    ]);
  });

  it('when it is told of a failure is told of its error', async () => {
    const { said } = await hear(failed(new SignInRefusal('access-denied')), { fail: broken });
    expect(said).toEqual([
      ['fail', expect.objectContaining({ code: 'access-denied' }), 403],
      ['error', broken],
    ]);
  });
});

it('the actions that count are those of the moment when a request came', async () => {
  const heard: string[] = [];
  const strategy = {
    _via: 'browser' as const,
    redirect() {},
    ...{ success: () => {}, fail: () => {}, error: () => {} },
  };
  await new Promise<void>((resolve) => {
    strategy.success = function (this: unknown) {
      heard.push(this === strategy ? 'first' : 'detached');
      resolve();
    };
    settle(strategy, Promise.resolve({ user, info: undefined }));
    strategy.success = () => heard.push('second');
  });
  expect(heard).toEqual(['first']);
});
