// One contender in a process of its own, told when to begin a sign-in and when to finish it.
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';

const [, , name] = process.argv;
const { prepare } = await import(`./contenders/${name}.mjs`);
const makeCallback = await prepare({ clientId: 'dingbench', clientSecret: 'bench-secret' });
let callback;

process.on('message', async ({ finish }) => {
  // What goes before the callback, the redirect to DingTalk above all.
  callback ??= await makeCallback({ code: randomBytes(16).toString('hex') });
  if (!finish) {
    process.send('begun');
    return;
  }
  const start = performance.now();
  const unionId = await callback();
  const milliseconds = performance.now() - start;
  callback = undefined;
  if (unionId !== 'benchUnionId') throw new Error(`${name} signed in ${unionId}`);
  process.send({ milliseconds });
});

process.on('disconnect', () => process.exit());
process.send('ready');
