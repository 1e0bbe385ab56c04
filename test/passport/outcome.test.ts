import diagnostics from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { SignInRefusal } from '../../lib/organization/refusal.js';
import { refuse, settle, throwAsRefusal } from '../../lib/passport/outcome.js';
import { personTexts } from '../../lib/sign-in/user-texts.js';

type Said = [action: string, ...unknown[]];

/** What a host is told, and what those who watch are told. */
async function hear(
  tell: (strategy: Parameters<typeof settle>[0]) => void,
  broken: Partial<Record<'success' | 'fail', Error>> = {},
) {
  const said: Said[] = [];
  const outcomes: unknown[] = [];
  const note = (event: unknown) => outcomes.push(event);
  const channel = 'passport-dingtalk-oauth2:sign-in';
  diagnostics.subscribe(channel, note);
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
  diagnostics.unsubscribe(channel, note);
  return { said, outcomes };
}

const method = (outcome: string) => [{ via: 'admin', outcome, durationMs: expect.any(Number) }];
const user = { id: 'u' } as Express.User;
const settled = (verdict: { user: unknown; info?: unknown }) => (strategy: Parameters<typeof settle>[0]) =>
  settle(strategy, Promise.resolve(verdict as { user: Express.User; info: unknown }));
const failed = (reason: unknown) => (strategy: Parameters<typeof settle>[0]) =>
  settle(strategy, Promise.reject(reason));

describe('a verdict', () => {
  it.each([
    ['nothing', undefined, {}],
    ['an object', { state: 1 }, { state: 1 }],
    ['a text', 'welcome', {}],
    ['null', null, {}],
    ['a number', 5, {}],
  ])('of a user lets in, with an object of its own for %s', async (_, info, told) => {
    expect(await hear(settled({ user, info }))).toEqual({
      said: [['success', user, told]],
      outcomes: method('signed-in'),
    });
  });

  it('gives the host a copy of what `verify` said, into which it may write', async () => {
    const info = { state: 1 };
    const { said } = await hear(settled({ user, info }));
    expect(said[0]?.[2]).toEqual(info);
    expect(said[0]?.[2]).not.toBe(info);
  });

  const words = personTexts.en['not-accepted'];
  it.each([
    ['nothing', undefined, { message: words }],
    ['a text', 'Ask the gardener.', { message: 'Ask the gardener.' }],
    ['an object', { message: 'No.', seat: 4 }, { message: 'No.', seat: 4 }],
    ['null', null, { message: words }],
    ['a number', 5, { message: words }],
    ['a function', () => 'no', { message: words }],
  ])('of nobody turns away, with our own words for %s', async (_, info, told) => {
    for (const nobody of [false, undefined, null]) {
      expect(await hear(settled({ user: nobody, info }))).toEqual({
        said: [['fail', { code: 'not-accepted', ...told }, 403]],
        outcomes: method('not-accepted'),
      });
    }
  });
});

describe('a sign-in that failed', () => {
  it('for what the person can mend turns away', async () => {
    expect(await hear(failed(new SignInRefusal('not-a-member')))).toEqual({
      said: [['fail', { code: 'not-a-member', message: personTexts.en['not-a-member'] }, 403]],
      outcomes: method('not-a-member'),
    });
  });

  it('for what an administrator has to mend is an error', async () => {
    const error = new DingTalkError('DINGTALK_PERMISSION', { operation: 'signing in' });
    expect(await hear(failed(error))).toEqual({
      said: [['error', error]],
      outcomes: method('DINGTALK_PERMISSION'),
    });
  });

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

it('what is no sign-in to be tried is refused at once', async () => {
  expect(await hear((strategy) => refuse(strategy, 'code-missing'))).toEqual({
    said: [['fail', { code: 'code-missing', message: personTexts.en['code-missing'] }, 401]],
    outcomes: method('code-missing'),
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

describe('an error', () => {
  it('that is about the person is thrown as a refusal, and any other as it is', () => {
    const spent = new DingTalkError('DINGTALK_CODE_REJECTED', { operation: 'signing in' });
    expect(() => throwAsRefusal(spent)).toThrow(
      expect.objectContaining({ failure: 'code-rejected', constructor: SignInRefusal }),
    );
    const error = new Error('ours');
    expect(() => throwAsRefusal(error)).toThrow(error);
  });
});
