import { readFileSync } from 'node:fs';
import { readFile } from '../../simulator/settings/options.js';
import { InvalidArgument } from '../../simulator/settings/parse.js';
import type { SimulatorData } from '../../simulator/types.js';
import { withFile } from '../command-line.js';
import { type Language, type Say, sayIn } from '../language.js';

/** Why the simulator cannot be started, in the language of the command. */
export class StartError extends Error {}

/** @throws UsageError when the file cannot be read, StartError when it holds anything but options of the simulator */
export function readConfig(file: string, language: Language): SimulatorData {
  const say = sayIn(language);
  const text = withFile(
    () => readFileSync(file, 'utf8'),
    'The file of --config cannot be read',
    '无法读取 --config 指定的文件',
  );
  // Some editors begin a file with a byte order mark, which JSON.parse refuses.
  const value = parse(file, text.replace(/^\uFEFF/, ''), say);
  try {
    return readFile(value, language);
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    throw new StartError(error.message.replace(/^/gm, `${file}${say(': ', '：')}`));
  }
}

function parse(file: string, text: string, say: Say): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The message quotes the text, which may be a secret; a position is all that is taken of it.
    const [, position] = /at position (\d+)/.exec((error as Error).message) ?? [];
    const line = position && text.slice(0, Number(position)).split('\n').length;
    const [from, fromZh] = line ? [` from line ${line} on`, `第 ${line} 行起`] : ['', ''];
    throw new StartError(say(`${file}: not valid JSON${from}`, `${file}：${fromZh}不是有效的 JSON`));
  }
}
