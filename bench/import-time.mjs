// How long it takes this process, which has loaded nothing else yet, to import the package that it is told.
import { performance } from 'node:perf_hooks';

const start = performance.now();
await import(process.argv[2]);
console.log(performance.now() - start);
