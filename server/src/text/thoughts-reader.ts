// Tells the thoughts of a model from its answer: what it writes between `<think>` and `</think>` before anything else.
import { lengthOfBeginning } from './tagged-call-reader.ts';

const open = '<think>';
const close = '</think>';

/** A piece of thoughts and a piece of the answer, either of them empty. */
export interface ThoughtsAndText {
  readonly thoughts: string;
  readonly text: string;
}

/** Reads one answer. White space around thoughts belongs to neither. */
export class ThoughtsReader {
  #state: 'before' | 'inside' | 'behind' | 'answer';
  #held = '';
  #hasThoughts = false;

  /** @param beginsInside the prompt ends with the tag */
  constructor(beginsInside: boolean) {
    this.#state = beginsInside ? 'inside' : 'before';
  }

  push(text: string): ThoughtsAndText {
    this.#held += text;
    let thoughts = '';
    if (this.#state === 'before') {
      const begin = this.#held.trimStart();
      if (open.startsWith(begin)) return { thoughts, text: '' };
      this.#state = begin.startsWith(open) ? 'inside' : 'answer';
      if (this.#state === 'inside') this.#held = begin.slice(open.length);
    }
    if (this.#state === 'inside') thoughts = this.#think();
    if (this.#state === 'behind') {
      this.#held = this.#held.trimStart();
      if (this.#held !== '') this.#state = 'answer';
    }
    return { thoughts, text: this.#state === 'answer' ? this.#take(this.#held.length) : '' };
  }

  /** What was held back. */
  end(): ThoughtsAndText {
    const rest = this.#take(this.#held.length);
    if (this.#state === 'inside') return { thoughts: rest.trimEnd(), text: '' };
    return { thoughts: '', text: this.#state === 'behind' ? '' : rest };
  }

  #think(): string {
    if (!this.#hasThoughts) this.#held = this.#held.trimStart();
    const at = this.#held.indexOf(close);
    if (at !== -1) {
      const thoughts = this.#take(at).trimEnd();
      this.#take(close.length);
      this.#state = 'behind';
      return thoughts;
    }
    // White space may be the end of the thoughts.
    const whole = this.#held.length - lengthOfBeginning(this.#held, close);
    const thoughts = this.#take(this.#held.slice(0, whole).trimEnd().length);
    this.#hasThoughts ||= thoughts !== '';
    return thoughts;
  }

  #take(n: number): string {
    const taken = this.#held.slice(0, n);
    this.#held = this.#held.slice(n);
    return taken;
  }
}
