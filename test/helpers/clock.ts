import { Agent } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';

export interface Clock {
  /** Makes all the connections whose requests the clock waits for. */
  agent: Agent;
  /** Until nothing is on its way to DingTalk or back. */
  settle(): Promise<void>;
  /** Sets the clock forward by steps of 100 ms, and lets all requests be answered after each. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** Sets the clock forward until this has come to an end. */
  passUntil<Value>(ended: Promise<Value>): Promise<Value>;
}

/** Stops the clock for a test, which sets it forward; sockets are real, and take no time by it. */
export function stopClock(): Clock {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => {
    vi.useRealTimers();
    // What is still asked is asked again when its server closes, whose port may be another test's by then.
    agent.createConnection = () => {
      throw new Error('This test is over.');
    };
    agent.destroy();
  });
  const isBusy = () => [agent.sockets, agent.requests].some((each) => Object.keys(each).length > 0);
  const settle = async () => {
    // A question takes some turns of promises before it is a request, and some before its answer is known.
    for (let turns = 0; turns < 10; turns += 1) {
      await turn();
      if (isBusy()) turns = 0;
    }
  };
  const pass: Clock['pass'] = async (ms, stepMs = 100) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      vi.advanceTimersByTime(Math.min(stepMs, ms - passed));
      await settle();
    }
  };
  return {
    agent,
    settle,
    pass,
    async passUntil(ended) {
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      ended.then(over, over);
      await settle();
      while (!isOver) await pass(100);
      return ended;
    },
  };
}
