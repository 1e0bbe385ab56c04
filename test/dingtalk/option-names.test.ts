import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { nearMiss, refuseUnknown } from '../../lib/dingtalk/option-names.js';
import { clientOptionsOf } from '../../lib/dingtalk/options.js';

const listOf = (...names: string[]) => Object.fromEntries(names.map((name) => [name, true as const]));

/** What is said of an option that has this name. */
function said(name: string, known: string[], advice?: Parameters<typeof refuseUnknown>[2]): string {
  try {
    refuseUnknown({ [name]: 'misplaced-secret' }, listOf(...known), advice);
  } catch (error) {
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
    expect(inspect(error)).not.toContain('misplaced-secret');
    return (error as Error).message;
  }
  return 'nothing';
}

/** Which of the names a wrong one is taken for. */
const guess = (name: string, ...known: string[]) => /Did you mean `(.*)`\?$/.exec(said(name, known))?.[1];

describe('what is said of an unknown option', () => {
  it('is its name, and the one that was meant', () => {
    const unknown = 'DingTalk option `agnet` is unknown, and would have no effect.';
    expect(said('agnet', ['agent'])).toBe(`${unknown} Did you mean \`agent\`?`);
    expect(said('agnet', ['origins'])).toBe(unknown);
    expect(said('agnet', [])).toBe(unknown);
  });

  it('is what it would be of', () => {
    const known = ['departments'];
    expect(said('department', known, { of: 'staff' })).toBe(
      'DingTalk option `staff.department` is unknown, and would have no effect. Did you mean `staff.departments`?',
    );
  });

  it('is the reason, where there is one', () => {
    const reasons = { pkce: 'means nothing here' };
    expect(said('pkce', ['scope'], { reasons })).toBe('DingTalk option `pkce` means nothing here.');
    expect(said('toString', ['scope'], { reasons })).toContain('`toString` is unknown');
  });

  it('is nothing of one that is known, or where there is none', () => {
    expect(said('scope', ['agent', 'scope'])).toBe('nothing');
    expect(() => refuseUnknown({}, listOf())).not.toThrow();
  });

  it.each([undefined, null, 'text', 5, [], () => {}])('is that options are an object, and not %j', (none) => {
    expect(() => refuseUnknown(none, listOf())).toThrow('DingTalk option `options` must be an object, not ');
    expect(() => refuseUnknown(none, listOf(), { of: 'staff' })).toThrow('`staff` must be an object, not ');
  });
});

describe('the option that was meant', () => {
  it.each(['clientid', 'CLIENTID', 'client_id', 'client-id', 'Client ID', '_client__Id'])(
    'is the one that differs in habits of spelling only: %s',
    (name) => {
      expect(guess(name, 'clientId2', 'clientIt', 'clientID')).toBe('clientID');
    },
  );

  it.each([
    ...['appId', 'app_key', 'suiteId', 'suiteKey', 'client_id'].map((name) => [name, 'clientID']),
    ...['appSecret', 'suite_secret'].map((name) => [name, 'clientSecret']),
    ...['callbackUri', 'redirect_uri', 'redirectUrl'].map((name) => [name, 'callbackURL']),
    ...[
      ['scopes', 'scope'],
      ['timeout', 'timeoutMs'],
      ['stateStore', 'store'],
    ],
  ])("is that of which %s is another's name: %s", (name, known) => {
    expect(guess(name as string, 'agent', known as string)).toBe(known);
    expect(guess(name as string, 'agent', 'region')).toBeUndefined();
  });

  it("is rather that of which it is another's name than one that looks like it", () => {
    expect(guess('appKey', 'appKeys', 'clientID')).toBe('clientID');
  });

  it.each(['gent', 'aent', 'agen', 'xagent', 'agxent', 'agents', 'xgent', 'agxnt', 'agenx'])(
    'has one letter more, less or another: %s for agent',
    (name) => {
      expect(guess(name, 'region', 'agent', 'origins')).toBe('agent');
    },
  );

  it.each(['gaent', 'aegnt', 'agnet', 'agetn'])('has two neighbours exchanged: %s for agent', (name) => {
    expect(guess(name, 'agent')).toBe('agent');
  });

  it.each([
    ...['ent', 'age', 'xxagent', 'agentxx', 'xgenx', 'gaenx', 'xgetn', 'agnxt', 'agxet', 'ngeat', 'entag'],
    ...['', 'a', 'tnega', 'agentagent'],
  ])('is not agent, where a short word has more wrong: %j', (name) => {
    expect(guess(name, 'agent')).toBeUndefined();
  });

  it('may have two slips in ten letters, and no third', () => {
    expect(guess('xbcdefghi', 'abcdefghi')).toBe('abcdefghi');
    expect(guess('xbcdefghy', 'abcdefghi')).toBeUndefined();
    for (const name of ['xbcdefghiy', 'bacdefghji', 'xxabcdefghij', 'abcdefghijxx', 'abcdexxfghij']) {
      expect(guess(name, 'abcdefghij')).toBe('abcdefghij');
    }
    expect(guess('abcdefghij', 'abcdefghijkl')).toBe('abcdefghijkl');
    for (const name of ['xbcdxfghix', 'xxxabcdefghij', 'bacdefghjix', 'badcefghji']) {
      expect(guess(name, 'abcdefghij')).toBeUndefined();
    }
  });

  it('is the nearest, wherever it stands', () => {
    const names = ['allowedCorpIdsxx', 'allowedCorpIdsx', 'allowedCorpIdxsx'];
    expect(guess('allowedCorpIds', ...names)).toBe('allowedCorpIdsx');
    expect(guess('allowedCorpIds', ...names.toReversed())).toBe('allowedCorpIdsx');
  });
});

describe('where unknown options may be another’s', () => {
  it('one is refused only if it is nearly ours', () => {
    const error = nearMiss('scpoe', listOf('agent', 'scope'));
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
    expect(error?.message).toBe(
      'DingTalk option `scpoe` is unknown, and would have no effect. Did you mean `scope`?',
    );
    expect(nearMiss('scope', listOf('agent', 'scope'))).toBeUndefined();
    expect(nearMiss('failureRedirect', listOf('agent', 'scope'))).toBeUndefined();
  });

  it('ours are picked out', () => {
    const options = { clientID: 'a', clientSecret: 'b', timeoutMs: undefined, other: 2 };
    expect(clientOptionsOf(options)).toEqual({ clientID: 'a', clientSecret: 'b' });
  });
});
