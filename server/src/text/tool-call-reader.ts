// Whether an answer is text or calls of tools, told while it is being written: text goes on at once, what may become a
// call is held back until it is one, or is none.
import { parseToolCalls, type ToolCall } from './tools.ts';

/** Reads one answer. */
export class ToolCallReader {
  readonly #names: ReadonlySet<string>;
  #held = '';
  #isText = false;

  /** @param names the tools that may be called; a call of any other is text */
  constructor(names: Iterable<string>) {
    this.#names = new Set(names);
  }

  /** From here on the model writes calls: it has said so by a control token. */
  expectCalls(): void {
    this.#isText = false;
  }

  /** The text that is certain to be text. */
  push(text: string): string {
    if (this.#isText) return text;
    this.#held += text;
    if (mayBeginCalls(this.#held)) return '';
    this.#isText = true;
    const certain = this.#held;
    this.#held = '';
    return certain;
  }

  /** What the answer was in the end: calls, or the text that was still held back. */
  end(): { calls: readonly ToolCall[] } | { text: string } {
    if (this.#isText) return { text: '' };
    const calls = parseToolCalls(this.#held);
    return calls?.every(({ name }) => this.#names.has(name)) ? { calls } : { text: this.#held };
  }
}

/** Calls begin with an object, or with an array of objects; white space is free. */
function mayBeginCalls(text: string): boolean {
  const begin = text.replace(/\s+/g, '').slice(0, 3);
  return '[{"'.startsWith(begin) || '{"'.startsWith(begin.slice(0, 2));
}
