import { median } from 'simple-statistics';
import { type Child, startChild } from './child.js';
import { type DingTalk, roundTripMs, startDingTalk } from './dingtalk.js';

/** What one callback takes, from the code to the user: medians of all rounds, CPU with twenty at a time. */
export interface SignInCost {
  cpuMicroseconds: number;
  /** Multiple of the first contender's CPU time in the same round. */
  cpuRatio: number;
  /** New connections to DingTalk, once warm. */
  connections: number;
  /** Requests to DingTalk. */
  requests: number;
  /** Multiples of DingTalk's distance that a callback takes once warm. */
  warmRoundTrips: number;
  /** The same for the first callback of a process. */
  coldRoundTrips: number;
}

interface Run {
  cpuMicroseconds: number;
  milliseconds: number[];
}

type Samples = Map<string, { [Key in keyof SignInCost]: number[] }>;

const emptySamples = () => ({
  ...{ cpuMicroseconds: [], cpuRatio: [], connections: [], requests: [] },
  ...{ warmRoundTrips: [], coldRoundTrips: [] },
});

// Meanwhile V8 still compiles, which counts as the process's time, and takes longer where there is more code.
const warmUpMs = 5000;
const farWarmUp = 400;
// How well V8 compiled differs from process to process.
const processes = 5;
// Many short rounds: what else the machine does is then the same for all within a round.
const nearRounds = 12;
const callbacksPerRound = 100;
const together = 20;
const farRounds = 5;

/**
 * Measures contenders (files in contenders/) in turns, each in a process of its own.
 * @param names - the first is what the others are compared with
 */
export async function measureSignIn(names: readonly string[]): Promise<Map<string, SignInCost>> {
  const samples: Samples = new Map(names.map((name) => [name, emptySamples()]));
  const dingtalk = await startDingTalk();
  try {
    await measureNear(samples, dingtalk);
    await measureFar(samples, dingtalk);
  } finally {
    await dingtalk.stop();
  }
  return new Map(
    [...samples].map(([name, of]) => [
      name,
      {
        cpuMicroseconds: median(of.cpuMicroseconds),
        cpuRatio: median(of.cpuRatio),
        connections: median(of.connections),
        requests: median(of.requests),
        warmRoundTrips: median(of.warmRoundTrips),
        coldRoundTrips: median(of.coldRoundTrips),
      },
    ]),
  );
}

async function measureNear(samples: Samples, dingtalk: DingTalk): Promise<void> {
  const [floor = '', ...others] = samples.keys();
  // Two at a time: a process that has nothing to do for longer gives compiled code up.
  for (const name of others) {
    for (let time = 0; time < processes; time += 1) {
      await measureSideBySide(samples, [floor, name], dingtalk);
    }
  }
}

async function measureSideBySide(
  samples: Samples,
  names: string[],
  { near, count }: DingTalk,
): Promise<void> {
  const workers = await start(names, near);
  for (const worker of workers.values()) {
    const end = performance.now() + warmUpMs;
    while (performance.now() < end) await worker.ask<Run>({ count: callbacksPerRound, together });
  }
  for (let round = 0; round < nearRounds; round += 1) {
    let first: number | undefined;
    for (const [name, worker] of workers) {
      // Opens again what was closed while the other had its turn, and warms up what has cooled down.
      await worker.ask<Run>({ count: callbacksPerRound, together });
      const before = await count();
      const { cpuMicroseconds } = await worker.ask<Run>({ count: callbacksPerRound, together });
      const after = await count();
      first ??= cpuMicroseconds;
      const of = samples.get(name);
      of?.cpuMicroseconds.push(cpuMicroseconds);
      of?.cpuRatio.push(cpuMicroseconds / first);
      of?.connections.push((after.connections - before.connections) / callbacksPerRound);
      of?.requests.push((after.requests - before.requests) / callbacksPerRound);
    }
  }
  await stop(workers);
}

/** Multiple of the first contender's CPU time that a callback of the second takes. */
export async function measureCpu(names: readonly [string, string]): Promise<number> {
  const samples: Samples = new Map(names.map((name) => [name, emptySamples()]));
  const dingtalk = await startDingTalk();
  try {
    await measureNear(samples, dingtalk);
  } finally {
    await dingtalk.stop();
  }
  return median(samples.get(names[1])?.cpuRatio ?? []);
}

/** Measures only how far the contenders go to DingTalk, each in a process of its own. */
export async function measureRoundTrips(names: readonly string[]): Promise<Map<string, number>> {
  const samples: Samples = new Map(names.map((name) => [name, emptySamples()]));
  const dingtalk = await startDingTalk();
  try {
    await measureFar(samples, dingtalk);
  } finally {
    await dingtalk.stop();
  }
  return new Map([...samples].map(([name, of]) => [name, median(of.warmRoundTrips)]));
}

async function measureFar(samples: Samples, { far, moveTo }: DingTalk): Promise<void> {
  for (let round = 0; round < farRounds; round += 1) {
    for (const [name, of] of samples) {
      const workers = await start([name], far);
      for (const worker of workers.values()) {
        await moveTo(roundTripMs);
        const cold = await worker.ask<Run>({ count: 1 });
        await moveTo(0);
        await worker.ask<Run>({ count: farWarmUp });
        await moveTo(roundTripMs);
        // The first may still find connections busy closing.
        await worker.ask<Run>({ count: 2 });
        const warm = await worker.ask<Run>({ count: 10 });
        of.coldRoundTrips.push(...cold.milliseconds.map((ms) => ms / roundTripMs));
        of.warmRoundTrips.push(...warm.milliseconds.map((ms) => ms / roundTripMs));
      }
      await stop(workers);
    }
  }
}

async function start(names: readonly string[], env: NodeJS.ProcessEnv): Promise<Map<string, Child>> {
  const workers = new Map(names.map((name) => [name, startChild('worker.mjs', [name], env)]));
  for (const worker of workers.values()) await worker.hear();
  return workers;
}

async function stop(workers: Map<string, Child>): Promise<void> {
  for (const worker of workers.values()) await worker.stop();
}
