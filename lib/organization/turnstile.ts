/** One who waits. Says whether it took the turn, or had no more use for it. */
export type Turn = () => boolean;

const secondMs = 1000;

/** Lets so many through in any second, in order; those whom somebody waits for before all others. */
export class Turnstile {
  readonly #perSecond: number;
  readonly #urgent = new Set<Turn>();
  readonly #others = new Set<Turn>();
  /** When the last ones passed, the earliest first. By a clock that nobody sets. */
  readonly #passed: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  enter(turn: Turn, isUrgent: boolean): void {
    (isUrgent ? this.#urgent : this.#others).add(turn);
    this.#advance();
  }

  /** Somebody waits for it now. */
  hurry(turn: Turn): void {
    if (this.#others.delete(turn)) this.enter(turn, true);
  }

  #advance(): void {
    for (const waiting of [this.#urgent, this.#others]) {
      for (const turn of waiting) {
        const pauseMs = this.#pauseMs();
        if (pauseMs > 0) {
          this.#advanceLater(pauseMs);
          return;
        }
        waiting.delete(turn);
        if (turn()) this.#passed.push(performance.now());
      }
    }
  }

  #pauseMs(): number {
    if (this.#passed.length < this.#perSecond) return 0;
    const pauseMs = (this.#passed[0] as number) + secondMs - performance.now();
    if (pauseMs <= 0) this.#passed.shift();
    return pauseMs;
  }

  #advanceLater(pauseMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#advance();
    }, Math.ceil(pauseMs));
    // What nobody waits for is no reason for a process to go on.
    if (this.#urgent.size > 0) this.#timer.ref();
    else this.#timer.unref();
  }
}
