// Mutation testing of what decides over people and secrets. The files that run in browsers or in processes of their
// own see no mutants, and are left out of scripts/stryker.vitest.ts.
export default {
  mutate: [
    'lib/{admin,in-app}/strategy.ts',
    'lib/{dingtalk,organization,passport,sign-in}/**/*.ts',
    'lib/logto/{config,errors}.ts',
    'lib/profile.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/stryker.vitest.ts', related: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  timeoutMS: 5_000,
  concurrency: 2,
  ignorePatterns: ['/bench', '/coverage', '/scripts/heavy', '/test/interop/nest/*/node_modules'],
  tempDirName: 'node_modules/.stryker',
  incrementalFile: 'coverage/mutation.json',
  htmlReporter: { fileName: 'coverage/mutation.html' },
  reporters: ['clear-text', 'html', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 95, low: 95, break: 95 },
  // TypeScript 7 has no API that Stryker could rewrite a tsconfig.json with, and ours names nothing outside.
  tsconfigFile: 'none',
};
