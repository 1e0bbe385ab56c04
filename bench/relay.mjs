// Puts an upstream far away: whatever it answers arrives a round trip after it was asked, and not later for what the
// upstream itself took.
import { connect, createServer } from 'node:net';
import { performance } from 'node:perf_hooks';

/**
 * A server in front of the one at `port`. In the same process, so that nobody has to be woken to pass things on.
 * @param distance - its `roundTripMs` may change at any time
 */
export function createRelay(port, distance) {
  return createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    // Opening a connection takes a round trip too, but none on loopback: what comes first waits for it.
    const opened = performance.now() + distance.roundTripMs;
    let asked = opened;
    near.on('data', (chunk) => {
      asked = Math.max(performance.now(), opened);
      far.write(chunk);
    });
    near.on('end', () => far.end());
    near.on('error', () => far.destroy());

    const later = inOrder(() => asked + distance.roundTripMs);
    far.on('data', (chunk) => later(() => near.write(chunk)));
    far.on('end', () => later(() => near.end()));
    far.on('error', () => later(() => near.destroy()));
  });
}

/** Does one thing after the other, none before its time. */
function inOrder(timeOf) {
  const queue = [];
  let isWaiting = false;
  const deliver = () => {
    while (queue.length > 0 && queue[0].time <= performance.now()) queue.shift().act();
    isWaiting = queue.length > 0;
    if (!isWaiting) return;
    // Timers are late by up to a millisecond or two, of 40: the rest is waited for awake.
    const wait = queue[0].time - performance.now() - 2;
    if (wait > 0) setTimeout(deliver, wait);
    else setImmediate(deliver);
  };
  return (act) => {
    queue.push({ act, time: timeOf() });
    if (!isWaiting) deliver();
  };
}
