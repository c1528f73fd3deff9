// From the ids of one answer to what it says: thoughts and text as soon as they are certain, or calls of tools.
// Detokenizing, stop strings, thoughts and the search for calls, in this order.

import { Detokenizer, type DetokenizerOptions } from './detokenizer.ts';
import { mark, withoutMarked } from './marked-text.ts';
import { markersOf, someMarkers } from './markers.ts';
import { StopStrings } from './stop-strings.ts';
import { type ThoughtsAndText, ThoughtsReader } from './thoughts-reader.ts';
import { ToolCallReader } from './tool-call-reader.ts';
import { type ToolCallDelta, ToolCallScanner } from './tool-call-scanner.ts';
import { callPieces, heldDialect, type ToolDialect } from './tool-dialect.ts';
import type { Tool, ToolCall } from './tools.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How one answer is read. */
export interface AnswerReaderOptions extends DetokenizerOptions {
  /** Texts at which the answer ends. */
  readonly stop?: readonly string[];
  /** The tools that may be called. Absent or empty: everything is text. */
  readonly toolNames?: readonly string[];
  /** The tools with the schemas of their arguments. */
  readonly tools?: readonly Tool[] | undefined;
  /** The control id that calls begin with, where the model has one. */
  readonly toolCallsId?: number | undefined;
  /** How calls are written. @defaultValue `array` */
  readonly dialect?: ToolDialect | undefined;
  /** What is said between `<think>` and `</think>` at the beginning is told apart; `opened`: the prompt ends with the tag. */
  readonly thoughts?: 'opened' | 'may begin' | undefined;
  /** A grammar holds the calls to their JSON: they can be told while they are being written. */
  readonly callsAreHeld?: boolean;
  /** The answer is calls from its beginning. */
  readonly beginsInCalls?: boolean;
}

/** What a token adds to an answer. */
export interface AnswerPiece {
  readonly thoughts: string;
  readonly text: string;
  /** Whether the answer ends here. */
  readonly stopped: boolean;
  readonly deltas: readonly ToolCallDelta[];
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
  readonly #thoughts: ThoughtsReader | null;
  /** Control pieces that are text to the readers of thoughts and calls. */
  readonly #spoken: ReadonlyMap<number, string>;
  readonly #dialect: ToolDialect;

  constructor(
    vocabulary: Vocabulary,
    { stop = [], toolNames = [], toolCallsId, tools, ...options }: AnswerReaderOptions,
  ) {
    const { callsAreHeld = false, beginsInCalls = false, dialect = 'array', thoughts } = options;
    this.#detokenizer = new Detokenizer(vocabulary, options);
    this.#vocabulary = vocabulary;
    const withControls = stop.map((each) => markControls(each, vocabulary));
    this.#stopsAtControls = withControls.some((each, i) => each !== stop[i]);
    this.#stop = new StopStrings([...new Set([...stop, ...withControls])]);
    this.#calls =
      toolNames.length > 0
        ? new ToolCallReader(toolNames, { dialect, tools, beginsInCalls: beginsInCalls && toolCallsId !== undefined })
        : null;
    this.#toolCallsId = toolCallsId;
    this.#inCalls = beginsInCalls;
    this.#scanner = callsAreHeld ? new ToolCallScanner(heldDialect(dialect)) : null;
    this.#thoughts = thoughts === undefined ? null : new ThoughtsReader(thoughts === 'opened');
    this.#dialect = dialect;
    const spoken = [...(this.#calls ? callPieces[dialect] : []), ...(this.#thoughts ? ['<think>', '</think>'] : [])];
    this.#spoken = new Map(
      spoken.flatMap((piece) => {
        const id = vocabulary.controlId(piece);
        return id === undefined ? [] : [[id, piece]];
      }),
    );
  }

  /** What is certain now, and whether the answer ends with it. */
  push(id: number): AnswerPiece {
    if (this.#calls && id === this.#toolCallsId) {
      if (this.#dialect !== 'tagged') this.#calls.expectCalls();
      this.#inCalls = true;
    }
    const certain = this.#detokenizer.push(id) + (this.#spoken.get(id) ?? this.#markOf(id));
    const { text: found, stopped } = this.#inCalls
      ? { text: this.#stop.end() + certain, stopped: false }
      : this.#stop.push(certain);
    const { thoughts, text } = this.#tell(this.#printed(found));
    const deltas = this.#inCalls ? (this.#scanner?.push(this.#printed(certain)) ?? []) : [];
    return { thoughts, text: this.#calls ? this.#calls.push(text) : text, stopped, deltas };
  }

  #tell(text: string): ThoughtsAndText {
    return this.#thoughts ? this.#thoughts.push(text) : { thoughts: '', text };
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
  end(): { thoughts: string; text: string; calls: readonly ToolCall[] } {
    const rest = this.#detokenizer.end();
    const certain = this.#inCalls ? rest : this.#stop.push(rest).text;
    const told = this.#tell(this.#printed(certain + this.#stop.end()));
    const held = this.#thoughts?.end() ?? { thoughts: '', text: '' };
    const thoughts = told.thoughts + held.thoughts;
    const text = told.text + held.text;
    if (!this.#calls) return { thoughts, text, calls: [] };
    const before = this.#calls.push(text);
    const last = this.#calls.end();
    return { thoughts, text: before + last.text, calls: last.calls };
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
