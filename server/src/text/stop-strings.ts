// Texts at which an answer ends although the model would go on. They are no part of it, so whatever may be the
// beginning of one is held back until it is known not to be.

/** Looks for stop strings in the text of one answer. */
export class StopStrings {
  readonly #strings: readonly string[];
  #held = '';

  constructor(strings: readonly string[]) {
    this.#strings = strings.filter((one) => one !== '');
  }

  /** The text that is certain to be part of the answer, and whether it ends there. */
  push(text: string): { text: string; stopped: boolean } {
    if (this.#strings.length === 0) return { text, stopped: false };
    const all = this.#held + text;
    const at = this.#strings.reduce((first, one) => earlier(first, all.indexOf(one)), -1);
    if (at >= 0) {
      this.#held = '';
      return { text: all.slice(0, at), stopped: true };
    }
    const nHeld = this.#strings.reduce((most, one) => Math.max(most, overlap(all, one)), 0);
    this.#held = all.slice(all.length - nHeld);
    return { text: all.slice(0, all.length - nHeld), stopped: false };
  }

  /** What was held back, when nothing more comes. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

function earlier(a: number, b: number): number {
  return a < 0 ? b : b < 0 ? a : Math.min(a, b);
}

/** How many characters at the end of a text are the beginning of another. */
function overlap(text: string, string: string): number {
  for (let n = Math.min(text.length, string.length - 1); n > 0; n--) {
    if (text.endsWith(string.slice(0, n))) return n;
  }
  return 0;
}
