import { appendFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * With `CI=true` a test that did not run fails the run: a green CI is to mean that everything was tried.
 * `TEST_TOTALS` names a file that gets a line `passed failed skipped` for the run.
 */
export class WholeRun implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);

    // A file that cannot be loaded and a hook that throws are failures without a test of their own.
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken = suites.filter((suite) => suite.errors().length > 0).length + unhandled.length;
    const passed = inState('passed').length;
    const failed = inState('failed').length + broken;
    const notRun = tests.length - passed - inState('failed').length;

    const totals = process.env.TEST_TOTALS;
    if (totals) appendFileSync(totals, `${passed} ${failed} ${notRun}\n`);

    if (process.env.CI !== 'true' || notRun === 0) return;
    console.error(`\nCI=true and ${notRun} of ${tests.length} tests did not run:`);
    for (const test of tests) {
      const { state } = test.result();
      if (state !== 'passed' && state !== 'failed')
        console.error(`  ${test.module.relativeModuleId} > ${test.fullName}`);
    }
    process.exitCode = 1;
  }
}
