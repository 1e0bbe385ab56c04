import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { Questions } from '../../lib/organization/questions.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Questions in one organization that note about whom they are, and are answered with the name or as told. */
function asking() {
  const questions = new Questions<string>();
  const asked: string[] = [];
  const ask = (name: string, { isUrgent = false, realm = 'home', error = undefined as unknown } = {}) =>
    questions.ask(name, realm, isUrgent, async () => {
      asked.push(name);
      if (error) throw error;
      return `about ${name}`;
    });
  /** How a question ends that is answered with an error. */
  const fail = (name: string, error: unknown) => ask(name, { error }).catch((failure: unknown) => failure);
  return { asked, ask, fail };
}

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('a question', () => {
  it('is asked once for all who ask it before the answer is there, and anew after that', async () => {
    const { asked, ask } = asking();
    const answers = await Promise.all([ask('ming'), ask('hua'), ask('ming')]);
    expect(answers).toEqual(['about ming', 'about hua', 'about ming']);
    expect(asked).toEqual(['ming', 'hua']);
    expect(await ask('ming')).toBe('about ming');
    expect(asked).toHaveLength(3);
  });

  it('is asked anew after a failure too', async () => {
    const { ask, fail } = asking();
    const failure = new DingTalkError('DINGTALK_TIMEOUT');
    expect(await fail('ming', failure)).toBe(failure);
    expect(await ask('ming')).toBe('about ming');
  });

  it('is one of ten in a second, those first for which somebody waits', async () => {
    const { asked, ask } = asking();
    const all = names('early ', 12).map((name) => ask(name));
    all.push(
      ask('late'),
      ask('urgent', { isUrgent: true }),
      ask('late', { isUrgent: true }),
      ask('early 11'),
    );
    expect(asked).toEqual(names('early ', 10));
    vi.advanceTimersByTime(1000);
    expect(asked.slice(10)).toEqual(['urgent', 'late', 'early 10', 'early 11']);
    await Promise.all(all);
  });
});

describe('while DingTalk fails', () => {
  const failure = new DingTalkError('DINGTALK_UNAVAILABLE');

  it('it is asked seldom in that organization, and as ever in others', async () => {
    const { asked, ask, fail } = asking();
    for (const name of ['a', 'b']) expect(await fail(name, failure)).toBe(failure);
    await expect(ask('c')).rejects.toBe(failure);
    expect(asked).toEqual(['a', 'b']);
    expect(await ask('c', { realm: 'other' })).toBe('about c');
    vi.advanceTimersByTime(250);
    expect(await ask('c')).toBe('about c');
  });

  it('questions that are not asked take no turn from those that are', async () => {
    const { ask, fail } = asking();
    for (const name of ['a', 'b']) await fail(name, failure);
    await Promise.allSettled(names('unasked ', 20).map((name) => ask(name)));
    const others = names('c', 8).map((name) => ask(name, { realm: 'other' }));
    expect(await Promise.all(others)).toHaveLength(8);
  });

  it.each([
    'DINGTALK_CONTACT_SCOPE',
    'DINGTALK_NOT_FOUND',
    'DINGTALK_INVALID_RESPONSE',
    'DINGTALK_REFUSED',
  ] as const)('about one person, others are asked about all the same: %s', async (code) => {
    const { asked, ask, fail } = asking();
    const personal = new DingTalkError(code);
    for (const name of ['a', 'b', 'c']) expect(await fail(name, personal)).toBe(personal);
    expect(await ask('d')).toBe('about d');
    expect(asked).toEqual(['a', 'b', 'c', 'd']);
  });

  it("an error of somebody else's is not about one person, whatever it calls itself", async () => {
    const { asked, ask, fail } = asking();
    const foreign = Object.assign(new Error('x'), { code: 'DINGTALK_NOT_FOUND' });
    for (const name of ['a', 'b']) expect(await fail(name, foreign)).toBe(foreign);
    await expect(ask('c')).rejects.toBe(foreign);
    expect(asked).toEqual(['a', 'b']);
  });
});
