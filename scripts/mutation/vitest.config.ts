import { defineConfig } from 'vitest/config';

// What runs in browsers and processes of its own does not see the mutants, which are switched on in the test's own
// process.
export default defineConfig({
  test: {
    // Said by run.mjs, by patterns with spaces between them.
    include: process.env.MUTATION_TESTS?.split(' ') ?? [],
    // Every mutant runs its tests anew; modules loaded anew each time would be most of the work.
    isolate: false,
    // A property that holds for forty inputs and not for three hundred is found by the ordinary run.
    env: { RUNS: process.env.RUNS ?? '40' },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
