import heavy from './scripts/heavy/package.json' with { type: 'json' };

export default {
  entry: [
    'lib/index.ts!',
    'lib/logto-bridge.ts!',
    'lib/cli/main.ts!',
    'lib/simulator/index.ts!',
    'lib/browser/in-app.ts!',
    'lib/browser/qr.ts!',
    'example-app/public/*.js',
    'scripts/consumer/*',
    'scripts/stryker.vitest.ts',
    '{bench,test}/**/*.mjs',
    'bench/nine-oclock.ts',
  ],
  project: ['lib/**/*.ts!', '{bench,example-app,scripts,test}/**/*.{ts,mts,cts,js,mjs,cjs}'],
  // What scripts/heavy installs is imported like every other package.
  ignoreDependencies: Object.keys(heavy.devDependencies),
  // Debian's.
  ignoreBinaries: ['nginx'],
  ignoreUnresolved: ['/modules/.*'],
};
