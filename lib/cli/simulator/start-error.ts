import type { Language, Words } from '../language.js';

/** Why the simulator cannot be started. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly #words: Words;

  constructor(words: Words) {
    super(words.en);
    this.#words = words;
  }

  in(language: Language): string {
    return this.#words[language];
  }
}
