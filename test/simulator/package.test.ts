import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** What is loaded with one of the package's entries. */
function loadedWith(entry: string): { files: string[]; text: string } {
  const script = `require(${JSON.stringify(dist + entry)}); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const files: string[] = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  return { files, text: files.map((file) => readFileSync(file, 'utf8')).join('\n') };
}

it('bundles zod and ws, which the strategy does not load', () => {
  const parts = /ZodError|WebSocketServer/;
  const simulator = loadedWith('simulator/index.js');
  expect(simulator.text).toMatch(parts);
  expect(simulator.files.filter((file) => !file.startsWith(dist))).toEqual([]);
  expect(loadedWith('index.js').text).not.toMatch(parts);
});
