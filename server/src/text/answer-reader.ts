// From the ids of one answer to what it says: text as soon as it is certain, or calls of tools. Detokenizing, stop
// strings and the search for calls, in this order.

import { Detokenizer, type DetokenizerOptions } from './detokenizer.ts';
import { mark, withoutMarked } from './marked-text.ts';
import { markersOf, someMarkers } from './markers.ts';
import { StopStrings } from './stop-strings.ts';
import { ToolCallReader } from './tool-call-reader.ts';
import { type ToolCallDelta, ToolCallScanner } from './tool-call-scanner.ts';
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
  /** A grammar holds the calls to their JSON: they can be told while they are being written. */
  readonly callsAreHeld?: boolean;
  /** The answer is calls from its beginning. */
  readonly beginsInCalls?: boolean;
}

/** Reads one answer. */
export class AnswerReader {
  readonly #vocabulary: Vocabulary;
  readonly #detokenizer: Detokenizer;
  readonly #stop: StopStrings;
  /** Some stop string spells a control piece, which prints nothing: it is looked for too. */
  readonly #stopsAtControls: boolean;
  readonly #calls: ToolCallReader | null;
  readonly #toolCallsId: number | undefined;
  /** Behind the control id everything is JSON, which no stop string may cut. */
  #inCalls = false;
  readonly #scanner: ToolCallScanner | null;

  constructor(vocabulary: Vocabulary, { stop = [], toolNames = [], toolCallsId, ...options }: AnswerReaderOptions) {
    const { callsAreHeld = false, beginsInCalls = false } = options;
    this.#detokenizer = new Detokenizer(vocabulary, options);
    this.#vocabulary = vocabulary;
    const withControls = stop.map((each) => markControls(each, vocabulary));
    this.#stopsAtControls = withControls.some((each, i) => each !== stop[i]);
    this.#stop = new StopStrings([...new Set([...stop, ...withControls])]);
    this.#calls = toolNames.length > 0 ? new ToolCallReader(toolNames) : null;
    this.#toolCallsId = toolCallsId;
    this.#inCalls = beginsInCalls;
    this.#scanner = callsAreHeld ? new ToolCallScanner() : null;
  }

  /** The text and the pieces of calls that are certain now, and whether the answer ends with them. */
  push(id: number): { text: string; stopped: boolean; deltas: readonly ToolCallDelta[] } {
    if (this.#calls && id === this.#toolCallsId) {
      this.#calls.expectCalls();
      this.#inCalls = true;
    }
    const certain = this.#detokenizer.push(id) + this.#markOf(id);
    const { text: found, stopped } = this.#inCalls
      ? { text: this.#stop.end() + certain, stopped: false }
      : this.#stop.push(certain);
    const text = this.#printed(found);
    const deltas = this.#inCalls ? (this.#scanner?.push(this.#printed(certain)) ?? []) : [];
    return { text: this.#calls ? this.#calls.push(text) : text, stopped, deltas };
  }

  /** The spelling of a control piece, told apart from the same in text; nothing where no stop string asks for it. */
  #markOf(id: number): string {
    const isWanted = this.#stopsAtControls && this.#vocabulary.kinds[id] === 'control';
    return isWanted ? mark(this.#vocabulary.pieces[id] as string) : '';
  }

  #printed(text: string): string {
    return this.#stopsAtControls ? withoutMarked(text) : text;
  }

  /** What was still held back, when no more ids come: text, or what turned out to be calls. */
  end(): { text: string; calls: readonly ToolCall[] } {
    const rest = this.#detokenizer.end();
    const certain = this.#inCalls ? rest : this.#stop.push(rest).text;
    const text = this.#printed(certain + this.#stop.end());
    if (!this.#calls) return { text, calls: [] };
    const before = this.#calls.push(text);
    const last = this.#calls.end();
    return 'calls' in last ? { text: before, calls: last.calls } : { text: before + last.text, calls: [] };
  }
}

/** A stop string with the spellings of control pieces in it marked. */
function markControls(text: string, vocabulary: Vocabulary): string {
  const { ids, pattern } = someMarkers(markersOf(vocabulary), (piece) => text.includes(piece));
  if (ids.size === 0) return text;
  return text
    .split(pattern)
    .map((part) => (ids.has(part) ? mark(part) : part))
    .join('');
}
