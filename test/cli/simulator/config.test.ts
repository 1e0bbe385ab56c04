import { describe, expect, it } from 'vitest';
import { readConfig, StartError } from '../../../lib/cli/simulator/command.js';
import { configFile, runSimulator } from '../helpers/simulator.js';

describe('a file for the simulator', () => {
  it('may begin with a byte order mark, and is taken as it is', () => {
    const data = { people: [{ unionId: 'lan', nick: 'Lan' }], stringly: true };
    const text = JSON.stringify({ $schema: './simulator.schema.json', ...data });
    expect(readConfig(configFile(`\uFEFF${text}`), 'en')).toEqual(data);
  });

  it('that is wrong is named with each place, in the language of the command, without the usage', async () => {
    const file = configFile({ people: [{ unionId: 'lan', nick: 5 }], port: -1 });
    const english = await runSimulator(['--config', file]);
    expect([english.code, english.stdout]).toEqual([1, '']);
    expect(english.stderr).toMatch(/^\S+: port: .*\n\S+: people\[0\]\.nick: .*\n$/);
    const chinese = await runSimulator(['--language', 'zh', '--config', file]);
    expect(chinese.stderr).toMatch(/^\S+：port：数值.*\n\S+：people\[0\]\.nick：无效.*\n$/);
    expect([english.stderr, chinese.stderr].every((text) => text.startsWith(file))).toBe(true);
  });

  it.each([
    ['{"clients": [{"clientSecret": "hush" "a": 1}]}', / from line 1 on$/, /第 1 行起不是有效的 JSON$/],
    ['{\n  "people": [\n  ],\n}', / from line 4 on$/, /第 4 行起不是有效的 JSON$/],
    ['', /: not valid JSON$/, /：不是有效的 JSON$/],
    ['{"clientSecret": hush}', /: not valid JSON/, /不是有效的 JSON$/],
  ])('that is no JSON is refused without a secret: %j', (text, en, zh) => {
    const file = configFile(text);
    for (const language of ['en', 'zh'] as const) {
      expect(() => readConfig(file, language)).toThrow(StartError);
      expect(() => readConfig(file, language)).toThrow({ en, zh }[language]);
      expect(() => readConfig(file, language)).not.toThrow('hush');
    }
  });
});
