// From the ids of one answer to what it says: text as soon as it is certain, or calls of tools. Detokenizing, stop
// strings and the search for calls, in this order.
import { Detokenizer, type DetokenizerOptions } from './detokenizer.ts';
import { StopStrings } from './stop-strings.ts';
import { ToolCallReader } from './tool-call-reader.ts';
import type { ToolCall } from './tools.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How one answer is read. */
export interface AnswerReaderOptions extends DetokenizerOptions {
  /** Texts at which the answer ends. */
  readonly stop?: readonly string[];
  /** The tools that may be called. Absent or empty: everything is text. */
  readonly toolNames?: readonly string[];
  /** The control id that calls begin with, where the model has one. */
  readonly toolCallsId?: number | undefined;
}

/** Reads one answer. */
export class AnswerReader {
  readonly #detokenizer: Detokenizer;
  readonly #stop: StopStrings;
  readonly #calls: ToolCallReader | null;
  readonly #toolCallsId: number | undefined;
  /** Behind the control id everything is JSON, which no stop string may cut. */
  #inCalls = false;

  constructor(vocabulary: Vocabulary, { stop = [], toolNames = [], toolCallsId, ...options }: AnswerReaderOptions) {
    this.#detokenizer = new Detokenizer(vocabulary, options);
    this.#stop = new StopStrings(stop);
    this.#calls = toolNames.length > 0 ? new ToolCallReader(toolNames) : null;
    this.#toolCallsId = toolCallsId;
  }

  /** The text that is certain now, and whether the answer ends with it. */
  push(id: number): { text: string; stopped: boolean } {
    if (this.#calls && id === this.#toolCallsId) {
      this.#calls.expectCalls();
      this.#inCalls = true;
    }
    const certain = this.#detokenizer.push(id);
    const { text, stopped } = this.#inCalls
      ? { text: this.#stop.end() + certain, stopped: false }
      : this.#stop.push(certain);
    return { text: this.#calls ? this.#calls.push(text) : text, stopped };
  }

  /** What was still held back, when no more ids come: text, or what turned out to be calls. */
  end(): { text: string; calls: readonly ToolCall[] } {
    const rest = this.#detokenizer.end();
    const certain = this.#inCalls ? rest : this.#stop.push(rest).text;
    const text = certain + this.#stop.end();
    if (!this.#calls) return { text, calls: [] };
    const before = this.#calls.push(text);
    const last = this.#calls.end();
    return 'calls' in last ? { text: before, calls: last.calls } : { text: before + last.text, calls: [] };
  }
}
