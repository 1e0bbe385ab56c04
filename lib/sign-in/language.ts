import type { Language } from './texts.js';

/**
 * Which of the two languages a person prefers.
 * @param tags - a language tag such as `zh-CN`, or a whole `Accept-Language` header; English unless Chinese wins
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#name-accept-language RFC 9110, Accept-Language}
 */
export function languageOf(tags: string | undefined): Language {
  let best: Language = 'en';
  let bestQuality = 0;
  for (const range of (tags ?? '').split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const language = /^(en|zh)(?:[-_]|$)/.exec(tag)?.[1] as Language | undefined;
    const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const quality = given === undefined ? 1 : Number(given);
    if (!language || !(quality > bestQuality && quality <= 1)) continue;
    best = language;
    bestQuality = quality;
  }
  return best;
}
