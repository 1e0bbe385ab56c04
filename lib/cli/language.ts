type Environment = Readonly<Record<string, string | undefined>>;

/** The languages that the commands speak. */
export type Language = 'en' | 'zh';

/** One text in each of them. */
export type Words = Readonly<Record<Language, string>>;

export function words(en: string, zh: string = en): Words {
  return { en, zh };
}

/** Several of them as one text. */
export function joined(separator: Words, all: readonly Words[]): Words {
  return {
    en: all.map(({ en }) => en).join(separator.en),
    zh: all.map(({ zh }) => zh).join(separator.zh),
  };
}

/** The language that the environment asks for; English where it asks for neither, or could not show Chinese. */
export function languageOf(env: Environment): Language {
  // In the order in which the C library looks at them.
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^zh(?:[_.@-]|$)/i.test(locale) && isUtf8(env) ? 'zh' : 'en';
}

/** Whether a terminal shows more than ASCII. A locale that names no character set is taken for UTF-8. */
export function isUtf8(env: Environment): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const charset = /\.([^@]+)/.exec(locale)?.[1];
  return charset === undefined ? !/^(?:C|POSIX)$/.test(locale) : /^utf-?8$/i.test(charset);
}
