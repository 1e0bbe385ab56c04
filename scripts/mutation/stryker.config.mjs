/** What decides over people or secrets is mutated. */
export default {
  mutate: [
    'lib/dingtalk/{answers,readers,redact,checks,http,exchange,client,options,known-options,staff}.ts',
    'lib/sign-in/{callback,flow,failures,authorization}.ts',
    'lib/passport/{attempt,take-state,session-state,cookie-state,state-cookie,same-origin,spent-codes}.ts',
    'lib/passport/{outcome,options,verify,code-strategy}.ts',
    'lib/organization/{directory,options,app-tokens,departments,members,member-options,member-events,kept-members}.ts',
    'lib/{admin,in-app}/sign-in.ts',
    'lib/logto/{config,errors}.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation/reporter.mjs'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: Number(process.env.MUTATION_WORKERS ?? 2),
  // A sandbox takes what the tests load, `dist/` too.
  ignorePatterns: ['/coverage', '/bench', '/scripts/*/node_modules', '/test/interop/nest/*/node_modules'],
  tempDirName: 'scripts/mutation/.stryker',
  incrementalFile: 'scripts/mutation/.report/incremental.json',
  htmlReporter: { fileName: 'scripts/mutation/.report/index.html' },
  reporters: ['survivors', 'html', 'progress-append-only'],
  thresholds: { high: 95, low: 95, break: null },
  timeoutMS: 10_000,
  allowEmpty: true,
};
