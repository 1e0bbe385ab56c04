import { expect, it } from 'vitest';
import { app, signIns, terminal } from './app.cases.js';
import { judge } from './judge.js';
import { answers, network, proxies } from './network.cases.js';
import { settings } from './settings.cases.js';

const connections = [...network, ...proxies];
/** On further Nodes those of which Node itself has words, and codes. */
const cases =
  process.env.MATRIX === 'all'
    ? [...settings, ...connections, ...answers, ...app, ...signIns, ...terminal]
    : connections;

it('has a name of its own for each fault', () => {
  expect(new Set(cases.map(({ fault }) => fault)).size).toBe(cases.length);
});

// Long enough for a command that does not end to be ended, three times.
it.concurrent.for(cases)('$fault', { timeout: 200_000 }, async (one, { expect }) => {
  expect(await judge(one)).toEqual([]);
});
