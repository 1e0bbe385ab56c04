import { type DingTalkErrorCode, isDingTalkError } from '../dingtalk/errors.js';
import { Backoff } from './limits.js';
import { type Turn, Turnstile } from './turnstile.js';

/** DingTalk allows an app twenty calls a second of each kind. */
const perSecond = 10;

/** Failures that are about one person, and say nothing about the next question. */
const personal: ReadonlySet<DingTalkErrorCode> = new Set<DingTalkErrorCode>([
  'DINGTALK_CONTACT_SCOPE',
  'DINGTALK_NOT_FOUND',
  'DINGTALK_INVALID_RESPONSE',
  'DINGTALK_REFUSED',
]);

/**
 * Questions to DingTalk: one about each person at a time, no more than ten a second, and seldom while DingTalk fails.
 * Those whom somebody waits for come first.
 */
export class Questions<Answer> {
  readonly #asked = new Map<string, { turn: Turn; answer: Promise<Answer> }>();
  readonly #turnstile = new Turnstile(perSecond);
  readonly #backoff = new Backoff();

  /**
   * @param key - the person
   * @param realm - the organization, in which what fails for one fails for all
   * @param isUrgent - whether somebody waits for the answer
   */
  ask(key: string, realm: string, isUrgent: boolean, make: () => Promise<Answer>): Promise<Answer> {
    const asked = this.#asked.get(key);
    if (asked) {
      if (isUrgent) this.#turnstile.hurry(asked.turn);
      return asked.answer;
    }
    let turn!: Turn;
    const answer = new Promise<Answer>((resolve) => {
      turn = () => {
        const isPaused = this.#backoff.current(realm) !== undefined;
        resolve(this.#attempt(realm, make));
        return !isPaused;
      };
    }).finally(() => this.#asked.delete(key));
    this.#asked.set(key, { turn, answer });
    this.#turnstile.enter(turn, isUrgent);
    return answer;
  }

  async #attempt(realm: string, make: () => Promise<Answer>): Promise<Answer> {
    const made = await this.#backoff.attempt(realm, () =>
      make().then(
        (answer) => ({ answer }),
        (error: unknown) => {
          if (!isDingTalkError(error) || !personal.has(error.code)) throw error;
          return { error };
        },
      ),
    );
    if ('error' in made) throw made.error;
    return made.answer;
  }
}
