import { appendFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * With `CI=true` a test that did not run fails the run. `TEST_TOTALS` names a file that gets a line
 * `passed failed skipped`.
 */
export class WholeRun implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    // A file that cannot be loaded and a hook that throws are failures without a test of their own.
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken = suites.filter((suite) => suite.errors().length > 0).length + unhandled.length;
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failed = tests.filter((test) => test.result().state === 'failed').length;
    const notRun = tests.filter((test) => !['passed', 'failed'].includes(test.result().state));

    const { CI, TEST_TOTALS } = process.env;
    if (TEST_TOTALS) appendFileSync(TEST_TOTALS, `${passed} ${failed + broken} ${notRun.length}\n`);
    if (CI !== 'true' || notRun.length === 0) return;
    console.error(`\nCI=true and ${notRun.length} of ${tests.length} tests did not run:`);
    for (const test of notRun) console.error(`  ${test.module.relativeModuleId} > ${test.fullName}`);
    process.exitCode = 1;
  }
}
