import fc from 'fast-check';

const numRuns = wholeNumber('RUNS') ?? 300;
const seed = wholeNumber('SEED') ?? Math.floor(Math.random() * 2 ** 31);
const again = `SEED=${seed} RUNS=${numRuns}`;

let isSaid = false;

/**
 * Whether a property holds: 300 runs, or as many as `RUNS` of the environment says, and the same ones again with
 * `SEED`. Prints how to repeat them, which a failure says too.
 */
export async function holds<Values>(property: fc.IRawProperty<Values>): Promise<void> {
  if (!isSaid) console.log(`Properties: ${again}`);
  isSaid = true;
  const details = await fc.check(property, {
    numRuns,
    seed,
    // Before the test's own time is over, which would say nothing of the values that it hung on.
    interruptAfterTimeLimit: holdsTimeoutMs - 10_000,
    markInterruptAsFailure: true,
  });
  if (!details.failed) return;
  const { errorInstance: cause } = details;
  throw new Error(`${fc.defaultReportMessage(details)}\nTo repeat it: ${again}`, { cause });
}

/** Time for a test that takes more than a moment when `RUNS` is large, in milliseconds. */
export const holdsTimeoutMs: number = 60_000 + numRuns * 100;

function wholeNumber(name: string): number | undefined {
  const value = process.env[name];
  if (value === undefined || value === '') return undefined;
  if (!/^\d{1,10}$/.test(value)) throw new TypeError(`${name} must be a whole number, not ${value}.`);
  return Number(value);
}
