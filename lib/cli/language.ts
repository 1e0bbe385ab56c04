/** The languages that the commands speak. A run speaks one of them. */
export type Language = 'en' | 'zh';

/** Gives a text in the language of the run; without Chinese, the English is for both. */
export type Say = (en: string, zh?: string) => string;

export function sayIn(language: Language): Say {
  return (en, zh = en) => ({ en, zh })[language];
}

/** The language that the environment asks for; English where it asks for neither, or could not show Chinese. */
export function languageOf(env: NodeJS.Dict<string>): Language {
  // In the order in which the C library looks at them.
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^zh(?:[_.@-]|$)/i.test(locale) && isUtf8(env) ? 'zh' : 'en';
}

/** Whether a terminal shows more than ASCII. A locale that names no character set is taken for UTF-8. */
export function isUtf8(env: NodeJS.Dict<string>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const charset = /\.([^@]+)/.exec(locale)?.[1];
  return charset === undefined ? !/^(?:C|POSIX)$/.test(locale) : /^utf-?8$/i.test(charset);
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

/** In columns of a terminal, of which a Chinese character takes two. */
export function widthOf(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0);
}
