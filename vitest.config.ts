import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { WholeRun } from './scripts/whole-run.js';
import { hasHeavyPackages } from './test/helpers/heavy.js';

// Much of the suite waits, for sockets, browsers and processes: two cores have time for three workers.
const maxWorkers = Math.max(3, availableParallelism() - 1);

/** What imports packages of scripts/heavy, and is left out where these are not installed. */
const heavy = [
  'test/logto/**',
  'test/documentation/observability.test.ts',
  'test/interop/fastify.test.ts',
  'test/interop/logto-web-connector.test.ts',
  'test/interop/member-events.test.ts',
  'test/interop/official-sdk.test.ts',
  'test/simulator/stream/sdk.test.ts',
];

/** What takes long, and fails seldom where the rest passes: compilers, crowds, one process for each recipe. */
const onlyInAll = [
  'test/browser/dingtalk-jsapi.test.ts',
  'test/cli/doctor-faults/faults.test.ts',
  'test/documentation/readme.test.ts',
  'test/documentation/recipes.test.ts',
  'test/example-app/people.browser.test.ts',
  'test/hosts/hosts.test.ts',
  'test/interop/linking.test.ts',
  'test/interop/members.test.ts',
  'test/logto/side-by-side.test.ts',
  'test/organization/app-tokens-processes.test.ts',
  'test/organization/members-crowd.test.ts',
  'test/types/explained.test.ts',
];

/** What is the same on every Node: texts, types, what a browser or a person makes of pages, and who is who. */
const sameOnEveryNode = [
  'test/**/*.browser.test.ts',
  'test/browser/**',
  'test/documentation/**',
  'test/interop/linking.test.ts',
  'test/logto/side-by-side.test.ts',
  'test/organization/members-crowd.test.ts',
  'test/types/**',
];

/** `further` is for the further Nodes, once all tests have passed on one. */
const leftOut: Record<string, string[]> = { all: [], further: sameOnEveryNode };

export default defineConfig(({ mode }) => {
  const extent = mode === 'all' ? 'all' : 'one';
  return {
    test: {
      maxWorkers,
      // A file finds what others before it have loaded, and so has to leave nothing changed.
      isolate: false,
      include: ['test/**/*.test.ts'],
      exclude: [
        ...configDefaults.exclude,
        ...(hasHeavyPackages ? [] : heavy),
        ...(leftOut[mode] ?? onlyInAll),
      ],
      // One language and width of each page, and one process for all that the doctor does.
      env: { MATRIX: extent, SCREENS: extent },
      globalSetup: 'test/helpers/setup.ts',
      testTimeout: 60_000,
      hookTimeout: 60_000,
      // As long as a test has: what comes late on a slow machine comes.
      expect: { poll: { timeout: 50_000 } },
      reporters: ['default', new WholeRun()],
      coverage: { include: ['lib/**'], reporter: ['text-summary', 'text'] },
    },
  };
});
