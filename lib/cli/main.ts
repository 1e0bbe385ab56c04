#!/usr/bin/env node
import { run } from './run.js';

run(process.argv.slice(2), process).then(
  (code) => {
    // Not process.exit: what was written may still be on its way.
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  },
);
