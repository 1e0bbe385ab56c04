// Puts the upstream far away: whatever goes through arrives later by half a round trip in each direction.
import { connect, createServer } from 'node:net';
import { performance } from 'node:perf_hooks';

process.once('message', ({ port, roundTripMs }) => {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    // Opening a connection takes a round trip too, but none on loopback: what comes first waits for it.
    const opened = performance.now() + roundTripMs;
    pass(near, far, opened, roundTripMs / 2);
    pass(far, near, opened, roundTripMs / 2);
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});

process.on('disconnect', () => process.exit());

function pass(from, to, notBefore, delay) {
  const queue = [];
  let isWaiting = false;
  const later = (act) => {
    queue.push({ act, time: Math.max(performance.now(), notBefore) + delay });
    if (!isWaiting) deliver();
  };
  const deliver = () => {
    while (queue.length > 0 && queue[0].time <= performance.now()) queue.shift().act();
    isWaiting = queue.length > 0;
    if (!isWaiting) return;
    // Timers are late by up to a millisecond or two, of 40: the rest is waited for awake.
    const wait = queue[0].time - performance.now() - 2;
    if (wait > 0) setTimeout(deliver, wait);
    else setImmediate(deliver);
  };
  from.on('data', (chunk) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => later(() => to.destroy()));
}
