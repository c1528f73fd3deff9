// Reads calls of tools out of an answer that writes each between `<tool_call>` and `</tool_call>`, as Hermes and Qwen do.
// Text around them goes on at once.
import { parseToolCalls, type ToolCall } from './tools.ts';

const open = '<tool_call>';
const close = '</tool_call>';

/** Reads one answer. */
export class TaggedCallReader {
  readonly #names: ReadonlySet<string>;
  readonly #calls: ToolCall[] = [];
  #held = '';
  #isInside = false;

  /**
   * @param names the tools that may be called; a call of any other is text
   * @param beginsInside the prompt ends with the tag
   */
  constructor(names: Iterable<string>, beginsInside = false) {
    this.#names = new Set(names);
    this.#isInside = beginsInside;
  }

  /** The calls so far. */
  get calls(): readonly ToolCall[] {
    return this.#calls;
  }

  /** The text that is certain to be text. */
  push(text: string): string {
    this.#held += text;
    let certain = '';
    for (;;) {
      const tag = this.#isInside ? close : open;
      const at = this.#held.indexOf(tag);
      if (at === -1) break;
      const before = this.#held.slice(0, at);
      this.#held = this.#held.slice(at + tag.length);
      certain += this.#isInside ? this.#endCall(before, close) : this.#said(before);
      this.#isInside = !this.#isInside;
    }
    if (this.#isInside) return certain;
    const nHeld = lengthOfBeginning(this.#held, open);
    certain += this.#said(this.#held.slice(0, this.#held.length - nHeld));
    this.#held = this.#held.slice(this.#held.length - nHeld);
    return certain;
  }

  /** What was held back: a call whose end is missing, or text. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#isInside ? this.#endCall(rest, '') : this.#said(rest);
  }

  /** White space between and behind calls is none of the answer's text. */
  #said(text: string): string {
    return this.#calls.length > 0 && text.trim() === '' ? '' : text;
  }

  #endCall(text: string, closed: string): string {
    const calls = parseToolCalls(text);
    if (!calls?.every(({ name }) => this.#names.has(name))) return open + text + closed;
    this.#calls.push(...calls);
    return '';
  }
}

/** How many characters at the end of a text are the beginning of a word. */
export function lengthOfBeginning(text: string, word: string): number {
  for (let n = Math.min(text.length, word.length - 1); n > 0; n--) if (text.endsWith(word.slice(0, n))) return n;
  return 0;
}
