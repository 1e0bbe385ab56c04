import { expect, it } from 'vitest';
import { newGrants } from '../../../lib/simulator/world/codes-and-tokens.js';

const GRANT = { clientId: 'ding-app', unionId: 'union-lin' };

it('keeps the latest 100,000 secrets of a kind', () => {
  const { refreshTokens } = newGrants(() => 0);
  const secrets = Array.from({ length: 100_002 }, () => refreshTokens.issue(GRANT));
  const kept = secrets.map((secret) => refreshTokens.look(secret) !== undefined);
  expect(kept.indexOf(true)).toBe(2);
  expect(kept.filter(Boolean).length).toBe(100_000);
});

it('does not take a secret back to life when the clock goes back', () => {
  let now = 10_000;
  const { codes } = newGrants(() => now);
  const early = codes.issue(GRANT);
  now += 5 * 60_000;
  expect(codes.look(early)).toBeUndefined();
  const late = codes.issue(GRANT);
  now = 10_000;
  expect(codes.spend(early, GRANT.clientId)).toBeUndefined();
  expect(codes.spend(late, GRANT.clientId)).toEqual(GRANT);
});
