import { UsageError } from '../command-line.js';
import { type Io, WRONG_COMMAND_LINE } from '../io.js';
import { languageOf } from '../language.js';
import { languageAsked, readSettings } from './settings.js';
import { usage } from './usage.js';

/** `passport-dingtalk-oauth2 doctor` */
export async function doctorCommand(args: string[], io: Io): Promise<number> {
  try {
    const settings = readSettings(args, io);
    if (!settings) {
      io.stdout.write(usage[languageAsked(args, io.env)]);
      return 0;
    }
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const language = languageOf(io.env);
    io.stderr.write(`${error.in(language)}\n\n${usage[language]}`);
    return WRONG_COMMAND_LINE;
  }
}
