/** The languages that the commands speak. */
export type Language = 'en' | 'zh';

/** One text in each of them. */
export type Words = Readonly<Record<Language, string>>;

/** The language that the environment asks for; English where it asks for neither. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  // In the order in which the C library looks at them.
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^zh(?:[_.@-]|$)/i.test(locale) ? 'zh' : 'en';
}
