// Loads each entry named on the command line both ways and prints what it exports.
const assert = require('node:assert/strict');

// Node's own: __esModule when an ES module with a default export is required, the other two when CommonJS is imported.
const isNodes = (name, required, value) =>
  name === '__esModule' || name === 'module.exports' || (name === 'default' && value === required);

async function load(entry) {
  const required = require(entry);
  const imported = await import(entry);
  const namesOf = (loaded) =>
    Object.keys(loaded)
      .filter((name) => !isNodes(name, required, loaded[name]))
      .sort();
  const names = namesOf(required);
  assert.deepEqual(namesOf(imported), names, `${entry}: require() and import give different names`);
  for (const name of names) assert.equal(imported[name], required[name], `${entry}: two copies of ${name}`);
  console.log(`${entry}: ${names.join(', ')}`);
}

process.argv.slice(2).reduce((before, entry) => before.then(() => load(entry)), Promise.resolve());
