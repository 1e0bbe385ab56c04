import { beforeAll, describe, expect, test } from 'vitest';
import { measure, type Outcome, type Outcomes } from './side-by-side.js';
import { serverAddress, situations } from './situations.js';

let outcomes: Map<string, Outcomes>;
beforeAll(async () => {
  outcomes = await measure(situations);
}, 300_000);

const outcomesOf = (name: string) => outcomes.get(name) ?? expect.unreachable();

/** The user info without raw data, or the code of the error. */
function answerOf({ reply }: Outcome): { user: object } | string {
  if (reply.error) return reply.error.code;
  const { rawData, ...user } = reply.value as { rawData: unknown };
  return { user };
}

const shownBy = ({ reply }: Outcome) => JSON.stringify(reply.error) ?? '';

describe.each(situations)('$name', (situation) => {
  const { name, ours: expected, official: measured, officialIsWrong, officialShows } = situation;

  test('ours answers as it should, and the official one as measured', () => {
    const { ours, official } = outcomesOf(name);
    expect({ ours: answerOf(ours), official: answerOf(official) }).toEqual({
      ours: expected,
      official: measured,
    });
    // Never more than one call for the code, unless it was not heard, and two for the person.
    expect(ours.calls.userAccessToken).toBeLessThanOrEqual(situation.tokenCalls ?? 1);
    // What is throttled is asked again for as long as there is time.
    if (measured !== 'general' || expected !== 'rate_limit_exceeded')
      expect(ours.calls.me).toBeLessThanOrEqual(2);
  });

  if (typeof measured === 'object' && !officialIsWrong) {
    test('ours gives the same user info, raw data included', () => {
      const { ours, official } = outcomesOf(name);
      expect(ours.reply.value).toMatchObject(official.reply.value as object);
      // Only the organization is more.
      const { corpId, ...rawData } = (ours.reply.value as { rawData: Record<string, unknown> }).rawData;
      expect({ ...(ours.reply.value as object), rawData }).toEqual(official.reply.value);
      expect(corpId).toBe(situation.asked?.corpId);
    });
  }

  if (typeof expected === 'string') {
    test('ours tells the person something, and the browser nothing that it must not see', () => {
      const { ours } = outcomesOf(name);
      expect(ours.reply.error?.data).toMatchObject({ errorDescription: expect.any(String) });
      for (const secret of [...ours.secrets, serverAddress]) expect(shownBy(ours)).not.toContain(secret);
    });
  }

  if (officialShows) {
    test(`the official one shows ${officialShows}`, () => {
      const { official } = outcomesOf(name);
      const shown = officialShows === 'the server’s address' ? serverAddress : official.secrets[0];
      expect(shownBy(official)).toContain(shown);
    });
  }
});

test('the official one makes a person wait three times for a silent profile call, 18 seconds in all, ours once', () => {
  const { ours, official } = outcomesOf('the profile call stays silent');
  expect(Math.round(official.seconds)).toBeGreaterThanOrEqual(18);
  expect(official.calls).toEqual({ userAccessToken: 1, me: 3 });
  expect(ours.calls).toEqual({ userAccessToken: 1, me: 1 });
});
