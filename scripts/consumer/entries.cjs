// Loads each entry named on the command line both ways and prints what it exports.
const assert = require('node:assert/strict');

async function load(entry) {
  const required = require(entry);
  const imported = await import(entry);
  // Node adds __esModule for a module with a default export.
  const names = Object.keys(required)
    .filter((name) => name !== '__esModule')
    .sort();
  assert.deepEqual(
    Object.keys(imported).sort(),
    names,
    `${entry}: require() and import give different names`,
  );
  for (const name of names) assert.equal(imported[name], required[name], `${entry}: two copies of ${name}`);
  console.log(`${entry}: ${names.join(', ')}`);
}

process.argv.slice(2).reduce((before, entry) => before.then(() => load(entry)), Promise.resolve());
