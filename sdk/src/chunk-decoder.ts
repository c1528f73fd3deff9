// Messages of an event stream -> typed chunks, whatever form their frames have.
import { isApiError, type Refusal, readRefusal, withCode } from './error-body.ts';
import { findKnownError } from './error-codes.ts';
import type { AiStreamError } from './errors.ts';
import { type Ended, inferFinishReason, usageOf } from './finish-reason.ts';
import { type Fields, isFields, parseJson } from './json.ts';
import type { Message } from './messages.ts';
import type { FinishReason, Usage } from './model.ts';
import { brokenStream, type Origin } from './stream-origin.ts';

/**
 * One piece of a streamed answer.
 *
 * @example
 * const chunk: AiTextGenerationChunk = { response: ' upon', frame: { response: ' upon', p: 'abdef' } };
 */
export interface AiTextGenerationChunk {
  /** The next piece of the text; empty in frames that carry something else. */
  response: string;
  /** Calls of tools, if there are any: whole ones in Workers AI's form, pieces of them in OpenAI's. */
  toolCalls?: readonly unknown[];
  /** The tokens of the whole answer, in the last chunk (of services that count them). */
  usage?: Usage;
  /**
   * Why the answer ends here, in the last chunk; `length`: it was cut off by `max_tokens`, or the context is full.
   * Inferred from the tokens, where a service does not say.
   */
  finishReason?: FinishReason;
  /** The whole frame as it was sent: padding, and any other fields of the model's. */
  frame: Record<string, unknown>;
}

/** Makes chunks of the messages of one stream. */
export class ChunkDecoder {
  readonly #origin: Origin;
  readonly #ended: Ended = { usage: undefined, hasToolCalls: false };
  #hasReason: boolean;
  #held: AiTextGenerationChunk | undefined;
  /** Whether [DONE] was seen. */
  isDone = false;

  constructor(origin: Origin) {
    this.#origin = origin;
    this.#hasReason = !origin.input; // without the input no reason can be inferred
  }

  /**
   * The chunks that a message completes.
   *
   * @throws AiStreamError if the message reports an error or is not a frame
   */
  *decode(message: Message): Generator<AiTextGenerationChunk, void, void> {
    this.isDone = isDone(message);
    const { input = {} } = this.#origin;
    const finishReason = this.isDone && !this.#hasReason && inferFinishReason(this.#ended, input);
    if (finishReason) this.#held = { response: '', frame: {}, ...this.#held, finishReason };
    yield* this.release();
    if (this.isDone || message.data.trim() === '') return; // empty messages keep the connection open
    const frame = frameOf(message, this.#origin);
    const chunk = chunkOf(frame);
    const { usage, toolCalls, response } = chunk;
    this.#hasReason ||= (reasonIn(frame) ?? null) !== null;
    this.#ended.usage = usage ?? this.#ended.usage;
    this.#ended.hasToolCalls ||= toolCalls !== undefined;
    // A chunk with nothing but the usage may be the last one, which tells why the answer ended.
    if (usage && !this.#hasReason && response === '' && !toolCalls) this.#held = chunk;
    else yield chunk;
  }

  /** The chunk that was held back, if any. */
  *release(): Generator<AiTextGenerationChunk, void, void> {
    const held = this.#held;
    this.#held = undefined;
    if (held) yield held;
  }
}

/** Whether a message is the last one. */
export function isDone({ data }: Message): boolean {
  return data.trim() === '[DONE]';
}

function frameOf({ event, data }: Message, origin: Origin): Fields {
  const frame = parseJson(data);
  const refusal = readRefusal(frame);
  if (refusal ?? event === 'error') throw reported(refusal, data, origin);
  if (!isFields(frame)) {
    throw brokenStream(`A frame of the stream is not a JSON object; it begins with "${data.slice(0, 80)}".`, origin);
  }
  return frame;
}

function chunkOf(frame: Fields): AiTextGenerationChunk {
  const usage = usageOf(frame.usage);
  const toolCalls = toolCallsIn(frame);
  const reason = reasonIn(frame);
  const isOurs = reason === 'stop' || reason === 'length' || reason === 'tool_calls';
  const chunk: AiTextGenerationChunk = { response: textIn(frame), frame };
  if (toolCalls) chunk.toolCalls = toolCalls;
  if (usage) chunk.usage = usage;
  if (isOurs) chunk.finishReason = reason;
  return chunk;
}

// Workers AI has { "response": "..." }; OpenAI has { "choices": [{ "delta": { "content": "..." } }] }, or "text" in place
// of the delta. Some services send both forms at once, one of them empty, and some send a number for a text of digits.
function textIn(frame: Fields): string {
  const choice = choiceIn(frame);
  return textOf(frame.response) || textOf(choice?.delta?.content) || textOf(choice?.text);
}

function textOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : '';
}

function toolCallsIn(frame: Fields): readonly unknown[] | undefined {
  const all = [frame.tool_calls, choiceIn(frame)?.delta?.tool_calls];
  return all.find((calls): calls is unknown[] => Array.isArray(calls) && calls.length > 0);
}

function reasonIn(frame: Fields): unknown {
  return frame.finish_reason ?? choiceIn(frame)?.finish_reason;
}

interface Choice {
  index?: unknown;
  delta?: { content?: unknown; tool_calls?: unknown } | null;
  text?: unknown;
  finish_reason?: unknown;
}

/** The first answer. Where there are several, the others can be read from the frames. */
function choiceIn({ choices }: Fields): Choice | undefined {
  if (!Array.isArray(choices)) return undefined;
  return choices.find((choice: Choice | null) => (choice?.index ?? 0) === 0) ?? undefined;
}

/** The error that a frame reports. */
function reported(refusal: Refusal | undefined, data: string, origin: Origin): AiStreamError {
  const { reports = [], requestId = origin.requestId } = refusal ?? {};
  const [first] = reports;
  const words = (first && withCode(first)) || data.slice(0, 200);
  return brokenStream(`${words} (in the middle of the stream)`, origin, {
    code: first?.code,
    errors: reports.filter(isApiError),
    requestId,
    retryable: findKnownError(first?.code)?.retryable,
  });
}
