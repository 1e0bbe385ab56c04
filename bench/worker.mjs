// One contender in a process of its own. Told how many callbacks to handle, and how many of them at a time, it says
// what they took.
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

const [, , name] = process.argv;
const app = { clientId: 'dingbench', clientSecret: 'bench-secret' };
const { prepare } = await import(`./contenders/${name}.mjs`);
const makeCallback = await prepare(app);

process.on('message', async ({ count, together = 1 }) => {
  // What goes before a callback, the redirect to DingTalk above all, is not counted.
  const codes = Array.from({ length: count }, () => randomBytes(16).toString('hex'));
  const callbacks = await Promise.all(codes.map((code) => makeCallback({ code })));
  // Nor what that left behind. Only the young garbage: a full collection throws compiled code away as well.
  globalThis.gc({ type: 'minor' });
  const milliseconds = [];
  const before = process.cpuUsage();
  const handle = async (callback) => {
    const start = performance.now();
    const unionId = await callback();
    milliseconds.push(performance.now() - start);
    if (unionId !== 'benchUnionId') throw new Error(`${name} signed in ${unionId}`);
  };
  for (let at = 0; at < count; at += together) {
    await Promise.all(callbacks.slice(at, at + together).map(handle));
    // Then the connections are given back to the agent, on everybody's account.
    await setImmediate();
  }
  const { user, system } = process.cpuUsage(before);
  process.send({ cpuMicroseconds: (user + system) / count, milliseconds });
});

process.on('disconnect', () => process.exit());
process.send('ready');
