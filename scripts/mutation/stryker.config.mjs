// run.mjs says by the environment which tests are asked, and where to report.
const report = process.env.MUTATION_REPORT ?? 'scripts/mutation/.report';

export default {
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation/reporter.mjs'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: Number(process.env.MUTATION_WORKERS ?? 2),
  // A sandbox takes what the tests load, `dist/` too.
  ignorePatterns: ['/coverage', '/bench', '/scripts/*/node_modules', '/test/interop/nest/*/node_modules'],
  tempDirName: 'scripts/mutation/.stryker',
  incrementalFile: `${report}/incremental.json`,
  htmlReporter: { fileName: `${report}/index.html` },
  reporters: ['survivors', 'html', 'progress-append-only'],
  thresholds: { high: 95, low: 95, break: null },
  timeoutMS: 5_000,
};
