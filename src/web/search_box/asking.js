// One question at a time: it is asked when typing pauses, the one before is given up, and what is answered too late is
// dropped.

const TYPING_PAUSE = 150;
/** When a skeleton takes the place of what was found before, and when the reader is told that it takes long. */
const SLOW = 300;
const VERY_SLOW = 4_000;
const TOO_LONG = 10_000;

class Asking {
  #ask;
  #tell;
  #turn = 0;
  #controller = null;
  #timers = [];

  /**
   * `ask(question, signal, isTyped)` gives a promise of an answer. `tell(phase, question, outcome)` hears of each phase of the
   * latest question only: `slow`, `very-slow`, then `answered` with the answer or `failed` with the error.
   */
  constructor(ask, tell) {
    this.#ask = ask;
    this.#tell = tell;
  }

  /** Asks once typing pauses. */
  afterPause(question) {
    this.drop();
    this.#timers.push(setTimeout(() => this.now(question, true), TYPING_PAUSE));
  }

  /** Asks at once. `isTyped` says that the question may not be finished. */
  async now(question, isTyped = false) {
    this.drop();
    const turn = this.#turn;
    const controller = new AbortController();
    this.#controller = controller;
    this.#timers.push(
      setTimeout(() => this.#tell('slow', question), SLOW),
      setTimeout(() => this.#tell('very-slow', question), VERY_SLOW),
      setTimeout(() => controller.abort(), TOO_LONG),
    );
    let [phase, outcome] = ['answered', null];
    try {
      outcome = await this.#ask(question, controller.signal, isTyped);
    } catch (error) {
      [phase, outcome] = ['failed', error];
    }
    if (turn !== this.#turn) return;
    this.drop();
    this.#tell(phase, question, outcome);
  }

  /** Gives up what is being asked. */
  drop() {
    this.#turn += 1;
    this.#timers.splice(0).forEach(clearTimeout);
    this.#controller?.abort();
    this.#controller = null;
  }
}
