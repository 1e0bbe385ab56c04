import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askStore, readStored } from '../../lib/organization/store.js';

describe('what a store says', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['a text', 'text'],
    ['nothing', undefined],
    ['null', null],
    ['an object', { get: 'x' }],
  ])('is heard at once, without a timer, when it is %s from memory', async (_, value) => {
    const said = askStore(() => value);
    expect(vi.getTimerCount()).toBe(0);
    expect(await said).toEqual({ outcome: 'done', value });
  });

  it('is waited for when it is promised, for a quarter of a second', async () => {
    const said = askStore(() => new Promise((resolve) => setTimeout(resolve, 249, 'text')));
    await vi.advanceTimersByTimeAsync(249);
    expect(await said).toEqual({ outcome: 'done', value: 'text' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is silence when it comes later', async () => {
    const said = askStore(() => new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(249);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(2);
    expect(await said).toEqual({ outcome: 'silent', value: undefined });
  });

  it.each([
    ['throws', () => JSON.parse('{')],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['rejects in another realm', () => runInNewContext('Promise.reject(1)')],
  ])('is a failure when the store %s, and no timer is left', async (_, ask) => {
    expect(await askStore(ask)).toEqual({ outcome: 'failed', value: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what was stored', () => {
  const object = { a: 1 };

  it.each([
    ['the text that was put in', JSON.stringify(object), object],
    ['the object that a store made of it', object, object],
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['null, as text', 'null', {}],
    ['a number', 5, {}],
    ['a text in quotes', '"text"', {}],
    ['what is no JSON', '{', {}],
    ['an empty text', '', {}],
  ])('is read from %s', (_, value, read) => {
    expect(readStored(value)).toEqual(read);
  });
});
