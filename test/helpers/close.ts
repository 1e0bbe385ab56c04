import { onTestFinished, TestRunner } from 'vitest';

/** Closes what a test has started when it is over; what is started around all tests, who starts it closes. */
export function closeAfterTest(close: () => unknown): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await close()));
}
