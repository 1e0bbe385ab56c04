import { setTimeout as sleep } from 'node:timers/promises';
import { median } from 'simple-statistics';
import { type Child, startChild } from './child.js';
import { roundTripMs, startDingTalk } from './dingtalk.js';

/** What is left of a sign-in once the person is back, in round trips to DingTalk: medians of all rounds. */
export interface AwayCost {
  /** A process's first sign-in, the person away for three seconds. */
  first: number;
  /** A later one, 30 seconds after the one before, the person away for 20 seconds. */
  idle: number;
  /** Right after the one before. */
  warm: number;
}

const firstRounds = 7;
const idleRounds = 3;

/** Measures contenders (files in contenders/), each in a process of its own, all away at the same time. */
export async function measureAway(names: readonly string[]): Promise<Map<string, AwayCost>> {
  const dingtalk = await startDingTalk();
  try {
    await dingtalk.moveTo(roundTripMs);
    const firsts = await repeat(firstRounds, names, dingtalk.far, async (children) => {
      await sleep(3000);
      return finish(children);
    });
    let warm: number[] = [];
    const idles = await repeat(idleRounds, names, dingtalk.far, async (children) => {
      await finish(children);
      warm = await finish(children);
      await sleep(30_000);
      await begin(children);
      await sleep(20_000);
      return finish(children);
    });
    return new Map(
      names.map((name, index) => [
        name,
        {
          first: median(firsts.map((round) => round[index] ?? NaN)),
          idle: median(idles.map((round) => round[index] ?? NaN)),
          warm: warm[index] ?? NaN,
        },
      ]),
    );
  } finally {
    await dingtalk.stop();
  }
}

/** The round trips of a process's first sign-in that no redirect announces. */
export async function measureUnannounced(names: readonly string[]): Promise<Map<string, number>> {
  const dingtalk = await startDingTalk();
  try {
    await dingtalk.moveTo(roundTripMs);
    const rounds = await repeat(firstRounds, names, dingtalk.far, finish);
    return new Map(names.map((name, index) => [name, median(rounds.map((round) => round[index] ?? NaN))]));
  } finally {
    await dingtalk.stop();
  }
}

async function repeat(
  rounds: number,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
  measure: (children: Child[]) => Promise<number[]>,
): Promise<number[][]> {
  const results: number[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const children = names.map((name) => startChild('away-worker.mjs', [name], env));
    for (const child of children) await child.hear();
    await begin(children);
    results.push(await measure(children));
    for (const child of children) await child.stop();
  }
  return results;
}

async function begin(children: readonly Child[]): Promise<void> {
  for (const child of children) await child.ask({});
}

/** One after the other, so that none has to wait for another's share of the machine. */
async function finish(children: readonly Child[]): Promise<number[]> {
  const roundTrips: number[] = [];
  for (const child of children) {
    const { milliseconds } = await child.ask<{ milliseconds: number }>({ finish: true });
    roundTrips.push(milliseconds / roundTripMs);
  }
  return roundTrips;
}
