// Puts the pieces of an upstream's answer together to the events of any model: text as it comes, then one end with the
// calls, the reason and the usage, however often and in whatever order the upstream told them.
import { parseRecord, type ToolCall } from '../text/tools.ts';
import type { FinishReason, PlaceLogprobs, TextEvent, Usage } from '../text-model.ts';
import { CutAnswerError } from './failures.ts';
import { fields } from './json.ts';
import type { CallPiece, Piece } from './pieces.ts';

/** What engines say, in lower case, and what it means. Whatever is not here is no end of a whole answer. */
const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['eos', 'stop'],
  ['eos_token', 'stop'],
  ['stop_sequence', 'stop'],
  ['end_turn', 'stop'],
  ['content_filter', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['tool_calls', 'tool_calls'],
  ['function_call', 'tool_calls'],
  ['tool_use', 'tool_calls'],
]);

interface OpenCall {
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly name: string;
  /** A call in pieces has its arguments as JSON text. */
  json: string;
  record: Readonly<Record<string, unknown>> | undefined;
}

/** How an answer is told. */
export interface AnswerOptions {
  readonly withLogprobs: boolean;
  /** Thoughts are text, between `<think>` and `</think>`. */
  readonly thinksInText: boolean;
  /** The text is the JSON of one call. */
  readonly callIsText?: boolean;
}

export class AnswerEvents {
  readonly #withLogprobs: boolean;
  readonly #thinksInText: boolean;
  readonly #callIsText: boolean;
  #callText = '';
  #isThinkingInText = false;
  readonly #calls: OpenCall[] = [];
  #logprobs: PlaceLogprobs[] = [];
  #finishReason: string | undefined;
  #usage: Usage | undefined;
  #nTextPieces = 0;

  constructor({ withLogprobs, thinksInText, callIsText = false }: AnswerOptions) {
    this.#callIsText = callIsText;
    this.#withLogprobs = withLogprobs;
    this.#thinksInText = thinksInText;
  }

  /** The upstream has said how the answer ends; nothing of its text comes any more. */
  get isComplete(): boolean {
    return this.#finishReason !== undefined;
  }

  /** The text of the next piece, if it has any. */
  *push(piece: Piece): Generator<TextEvent> {
    if (this.#withLogprobs) this.#logprobs.push(...piece.logprobs);
    if (piece.reasoning !== '') {
      this.#nTextPieces++;
      yield* this.#think(piece.reasoning);
    }
    if (piece.text !== '') {
      this.#nTextPieces++;
      if (this.#callIsText) this.#callText += piece.text;
      else yield this.#textEvent(`${this.#endThoughts()}${piece.text}`);
    }
    for (const call of piece.calls) this.#addCall(call);
    this.#finishReason ??= piece.finishReason;
    this.#usage = piece.usage ?? this.#usage; // the last one counts: some engines tell it with every piece
  }

  /** What is left, and the end. @throws CutAnswerError when the answer is not whole */
  *end(): Generator<TextEvent> {
    const reason = this.#finishReason;
    if (reason === undefined) throw new CutAnswerError('the answer stopped without an end');
    const known = finishReasons.get(reason.toLowerCase());
    if (known === undefined) throw new CutAnswerError(`the answer ended by '${reason.slice(0, 80)}'`);
    if (this.#callText !== '') yield* this.#readCallText();
    const calls = this.#calls.map(readCall);
    const whole = calls.filter((call) => call !== undefined);
    // Calls that were cut in their middle are nothing that could be called: what there is of them is shown as text.
    const areWhole = whole.length === calls.length;
    if (!areWhole) yield this.#textEvent(this.#calls.map(({ name, json }) => `${name}(${json})`).join('\n'));
    const close = this.#endThoughts();
    if (close !== '') yield this.#textEvent(close);
    // Tokens that made no text of their own, such as the parts of a character that never came to its end.
    if (this.#logprobs.length > 0) yield this.#textEvent('');
    const toolCalls = areWhole ? whole : [];
    const finishReason = toolCalls.length > 0 ? 'tool_calls' : known === 'tool_calls' ? 'stop' : known;
    yield { type: 'end', finishReason, usage: this.#usage ?? this.#leastUsage(), toolCalls };
  }

  /** A call that was cut is shown as text. */
  *#readCallText(): Generator<TextEvent> {
    const { name, arguments: args } = parseRecord(this.#callText) ?? {};
    if (typeof name !== 'string' || fields(args) !== args) return yield this.#textEvent(this.#callText);
    this.#calls.push({ index: undefined, id: undefined, name, json: '', record: fields(args) });
  }

  *#think(thoughts: string): Generator<TextEvent> {
    if (!this.#thinksInText) return yield { type: 'thoughts', text: thoughts };
    const open = this.#isThinkingInText ? '' : '<think>';
    this.#isThinkingInText = true;
    yield this.#textEvent(`${open}${thoughts}`);
  }

  #endThoughts(): string {
    const close = this.#isThinkingInText ? '</think>' : '';
    this.#isThinkingInText = false;
    return close;
  }

  /** Of an upstream that tells no usage: what was seen are pieces, and each was a token at least. */
  #leastUsage(): Usage {
    return { prompt_tokens: 0, completion_tokens: this.#nTextPieces, total_tokens: this.#nTextPieces };
  }

  #textEvent(text: string): TextEvent {
    const logprobs = this.#logprobs;
    this.#logprobs = [];
    return { type: 'text', text, logprobs: this.#withLogprobs ? logprobs : undefined };
  }

  #addCall({ index, id, name, arguments: args }: CallPiece): void {
    let open = index === undefined ? this.#callWithout(name, id) : this.#callAt(index, id);
    if (!open) {
      if (name === undefined) throw new CutAnswerError('arguments of a call that was not begun');
      open = { index, id, name, json: '', record: undefined };
      this.#calls.push(open);
    }
    if (typeof args === 'string') open.json += args;
    else if (args !== undefined && args !== null) open.record = fields(args);
  }

  /** Without an index a name begins a call, unless its id is known. */
  #callWithout(name: string | undefined, id: string | undefined): OpenCall | undefined {
    if (name === undefined) return this.#calls.at(-1);
    return id === undefined ? undefined : this.#calls.find((call) => call.id === id);
  }

  /** Several calls under one index, which some engines do, have ids of their own. */
  #callAt(index: number, id: string | undefined): OpenCall | undefined {
    return this.#calls.findLast((call) => call.index === index && (id === undefined || call.id === id));
  }
}

function readCall({ id, name, json, record }: OpenCall): ToolCall | undefined {
  const args = record ?? (json === '' ? {} : parseRecord(json));
  return args && { id, name, arguments: args };
}
