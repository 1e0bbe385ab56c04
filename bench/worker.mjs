// One contender in a process of its own. Told how many callbacks to handle, one after the other, it says what each
// took.
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';

const [, , name] = process.argv;
const app = { clientId: 'dingbench', clientSecret: 'bench-secret' };
const { prepare } = await import(`./contenders/${name}.mjs`);
const makeCallback = await prepare(app);

process.on('message', async ({ count }) => {
  let cpuMicroseconds = 0;
  const milliseconds = [];
  for (let index = 0; index < count; index += 1) {
    // What went before the callback, the redirect to DingTalk above all, is not counted.
    const callback = makeCallback({ ...app, code: randomBytes(16).toString('hex') });
    const before = process.cpuUsage();
    const start = performance.now();
    const unionId = await callback();
    milliseconds.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    cpuMicroseconds += (user + system) / count;
    if (unionId !== 'benchUnionId') throw new Error(`${name} signed in ${unionId}`);
  }
  process.send({ cpuMicroseconds, milliseconds });
});

process.on('disconnect', () => process.exit());
process.send('ready');
