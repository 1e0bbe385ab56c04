import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { documentAt } from '../../helpers/markdown.js';
import { jsonSchema } from '../../simulator/helpers/schema.js';
import { configFile, startSimulatorCommand } from '../helpers/simulator.js';

const page = documentAt('docs/testing-other-languages.md');
const settings = documentAt('docs/simulator.md');

function onlyBlock(language: string, mark = '', from = page): string {
  const found = from.blocks.filter((block) => block.language === language && block.code.includes(mark));
  expect(found).toHaveLength(1);
  return found[0]?.code ?? '';
}

// Not a skipped test: with CI=true that would be a failure, and not every machine has a Python.
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('The example in Python is not tried: there is no python3.');

describe('the pages on the simulator', () => {
  const tryPython = async () => {
    const { origin } = await startSimulatorCommand();
    const env = { PATH: process.env.PATH, DINGTALK: origin };
    // unittest reports on stderr.
    const { stderr } = await promisify(execFile)('python3', ['-c', onlyBlock('python'), '-v'], { env });
    expect(stderr).toMatch(/test_signs_in .*ok\n/);
    expect(stderr).toMatch(/\nRan 3 tests in .*\n\nOK\n$/);
  };
  if (hasPython) it('has an example in Python that signs in, with its standard library', tryPython);

  it('has a file that the command starts with, and a call that makes DingTalk fail', async () => {
    const config = configFile(onlyBlock('json', '', settings));
    const { origin } = await startSimulatorCommand(['--config', config, '--port', '0']);
    const [, path = '', type = '', body = ''] =
      /:8080(\S+) -H 'content-type: (\S+)' \\\n {2}-d '(.*)'/.exec(onlyBlock('sh', 'curl')) ?? [];
    const headers = { 'content-type': type };
    const answer = await fetch(origin + path, { method: 'POST', headers, body });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
  });

  it('lists all calls of the control interface', async () => {
    const { origin } = await startSimulatorCommand();
    const answer = await fetch(`${origin}/simulator/control/`);
    const { calls } = (await answer.json()) as { calls: string[] };
    const rows = page.tables.flat().map(([call = '']) => call);
    const listed = rows.filter((call) => call.includes('/simulator/control/'));
    expect(listed.sort()).toEqual([...calls, 'GET /simulator/control/'].sort());
  });

  it('list every field of the settings, in both languages', () => {
    const fields = [jsonSchema, ...Object.values(jsonSchema.definitions)].flatMap(({ properties }) =>
      Object.keys(properties),
    );
    expect(fields.length).toBeGreaterThan(60);
    for (const file of ['docs/simulator.md', 'docs/zh-CN/simulator.md']) {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
      const missing = fields.filter((name) => name !== '$schema' && !text.includes(`\`${name}\``));
      expect(missing).toEqual([]);
    }
  });
});
