import { type Flags, languageAsked, readFlags, textOf, wrong } from '../command-line.js';
import type { Io } from '../io.js';
import type { Language } from '../language.js';

/** What the command line says. */
export interface Settings {
  /** Absent when the file may decide. */
  port: number | undefined;
  /** Path of the file. */
  config: string | undefined;
  language: Language;
}

const flags: Flags = {
  port: { type: 'string' },
  config: { type: 'string' },
  language: { type: 'string' },
};

/** `undefined` when it is the usage that is asked for. @throws UsageError */
export function readSettings(args: readonly string[], { env }: Io): Settings | undefined {
  const given = readFlags(args, flags);
  if (given.help) return undefined;
  return {
    port: readPort(textOf(given, 'port')),
    config: textOf(given, 'config'),
    language: languageAsked(args, env),
  };
}

function readPort(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw wrong('--port', { en: 'must be a number from 0 to 65535', zh: '必须是 0 至 65535 之间的数字' });
}
