import { readFileSync } from 'node:fs';
import { readData, type SimulatorData } from '../../simulator/options.js';
import { reasonOf } from '../../simulator/world/checks.js';
import { UsageError } from '../command-line.js';
import type { Words } from '../language.js';
import { whereNotJson } from './json.js';
import { inChinese } from './reasons.js';
import { StartError } from './start-error.js';

/**
 * @throws UsageError when the file cannot be read
 * @throws StartError when it holds anything but options of the simulator
 */
export function readConfig(file: string): SimulatorData {
  const value = parse(file, read(file));
  try {
    return readData(value);
  } catch (error) {
    const reason = reasonOf(error);
    if (!reason) throw error;
    // To the simulator the whole of it is its options.
    const place = reason.place.replace(/^options(?:\.|$)/, '');
    const end = reason.must.replace('did you mean options.', 'did you mean ');
    const must = { en: `must ${end}`, zh: inChinese(end) };
    if (place === '') throw wrongFile(file, must);
    throw wrongFile(file, { en: `${place}: ${must.en}`, zh: `${place}：${must.zh}` });
  }
}

function wrongFile(file: string, { en, zh }: Words): StartError {
  return new StartError({ en: `${file}: ${en}`, zh: `${file}：${zh}` });
}

function read(file: string): string {
  try {
    // Some editors begin a file with a mark that is no JSON.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError({
      en: `The file of --config cannot be read (${code}).`,
      zh: `无法读取 --config 指定的文件（${code}）。`,
    });
  }
}

function parse(file: string, text: string): unknown {
  const mistake = whereNotJson(text);
  if (!mistake) return JSON.parse(text);
  const { line, column } = mistake;
  throw wrongFile(file, {
    en: `not JSON from line ${line}, column ${column} on`,
    zh: `第 ${line} 行第 ${column} 列起不是 JSON`,
  });
}
