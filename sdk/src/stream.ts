// Bytes -> SSE messages -> typed chunks, as an async iterable that cancels the stream when it is left.

import { isApiError, type Refusal, readRefusal, withCode } from './error-body.ts';
import { findKnownError } from './error-codes.ts';
import { type AiError, type AiErrorDetails, AiStreamError } from './errors.ts';
import { type Ended, inferFinishReason, usageOf } from './finish-reason.ts';
import { type Fields, isFields, parseJson } from './json.ts';
import { type Message, MessageDecoder } from './messages.ts';
import type { FinishReason, Usage } from './model.ts';
import { abortionOf } from './retry.ts';
import { joinToolCalls, type StreamedToolCall } from './tool-calls.ts';

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
  /** All that the frame held: padding and whatever else a model sends. */
  frame: Record<string, unknown>;
}

/**
 * A streamed answer, read to its end.
 *
 * @example
 * const { response, usage, finishReason }: StreamedAnswer = await collect(stream);
 */
export interface StreamedAnswer {
  /** The whole text. */
  response: string;
  /** The calls of tools, put together from their pieces, if there are any. */
  toolCalls?: StreamedToolCall[];
  /** The tokens of the whole answer, where the service counts them. */
  usage?: Usage;
  /** Why the answer ends where it does; `length`: it was cut off. */
  finishReason?: FinishReason;
}

/** What is known of the run that a stream belongs to. */
interface Origin {
  model?: string;
  input?: Record<string, unknown>;
  signal?: AbortSignal | undefined;
  status?: number;
  requestId?: string | undefined;
}
const origins = new WeakMap<ReadableStream, Origin>();

/** Remembers which run a stream belongs to, as long as there is the stream. */
export function noteOrigin(stream: ReadableStream, origin: Origin): void {
  origins.set(stream, { ...origins.get(stream), ...origin });
}

/**
 * Reads the stream of a run with `stream: true`, chunk by chunk. Leaving the loop cancels the stream, and with it the
 * generation on the server. Frames in the form of OpenAI's API are read as well.
 *
 * @throws AiStreamError if the stream reports an error, is not what it should be, or ends before it is complete;
 * AiAbortError or AiTimeoutError when the signal of the run is aborted
 *
 * @example
 * const stream = await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'Hello', stream: true });
 * for await (const { response, finishReason } of events(stream)) {
 *   process.stdout.write(response);
 *   if (finishReason === 'length') console.warn('[cut off by max_tokens]');
 * }
 */
export function events(stream: ReadableStream<Uint8Array>): AsyncGenerator<AiTextGenerationChunk, void, void> {
  const origin = origins.get(stream) ?? {};
  const { input, signal } = origin;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let isLeft = false;
  // A cancel that fails has nothing left to stop. Nor is it waited for: half of a stream that somebody has teed is
  // cancelled only when the other half is.
  const cancel = () => void (reader ?? stream).cancel(signal?.reason).catch(() => {});

  async function* chunks() {
    const source = stream.getReader();
    reader = source;
    const decoder = new MessageDecoder();
    // Not by pipeThrough(): two more streams would cost each chunk several turns of the event loop.
    const read = async () => {
      const { done, value } = await source.read();
      // Some forget the empty line after the last message.
      return { done, messages: done ? decoder.end().filter(isDone) : decoder.decode(value) };
    };
    // A runtime's binding may not listen to the signal; a cancelled reader ends the loop below.
    signal?.addEventListener('abort', cancel, { once: true });
    const ended: Ended = { usage: undefined, hasToolCalls: false };
    let hasReason = !input; // or none could be inferred
    let held: AiTextGenerationChunk | undefined;
    try {
      while (true) {
        if (signal?.aborted) throw abortedBy(origin);
        const { done, messages } = await read().catch((error) => rethrow(error, origin));
        if (isLeft) return;
        for (const message of messages) {
          if (signal?.aborted) throw abortedBy(origin);
          const finishReason = isDone(message) && !hasReason && inferFinishReason(ended, input ?? {});
          if (finishReason) held = { response: '', frame: {}, ...held, finishReason };
          if (held) yield held;
          held = undefined;
          if (isDone(message)) return;
          if (message.data.trim() === '') continue; // to keep the connection open
          const frame = frameOf(message, origin);
          const chunk = chunkOf(frame);
          const { usage, toolCalls, response } = chunk;
          hasReason ||= (reasonIn(frame) ?? null) !== null;
          ended.usage = usage ?? ended.usage;
          ended.hasToolCalls ||= toolCalls !== undefined;
          // With nothing but the usage it may be the last, which tells why the answer ended.
          if (usage && !hasReason && response === '' && !toolCalls) held = chunk;
          else yield chunk;
        }
        if (signal?.aborted) throw abortedBy(origin);
        if (done) {
          if (held) yield held;
          throw broken('The stream ended before [DONE]: the text is not complete.', origin, { retryable: true });
        }
      }
    } finally {
      signal?.removeEventListener('abort', cancel);
      cancel(); // the loop was left, or failed: either way nobody reads on
    }
  }

  return cancellable(chunks(), () => {
    isLeft = true;
    cancel();
  });
}

/** The same generator; leaving it calls `stop` at once, even while it waits for what may never come. */
function cancellable<T>(generator: AsyncGenerator<T, void, void>, stop: () => void): AsyncGenerator<T, void, void> {
  const leave = generator.return.bind(generator);
  generator.return = (value) => {
    stop();
    return leave(value);
  };
  return generator;
}

/**
 * Reads the stream of a run piece by piece, and only the text of it.
 *
 * @throws as `events` does
 *
 * @example
 * for await (const piece of text(stream)) process.stdout.write(piece);
 */
export function text(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  const chunks = events(stream);
  async function* pieces() {
    for await (const { response } of chunks) if (response !== '') yield response;
  }
  return cancellable(pieces(), () => void chunks.return());
}

/**
 * Reads the stream of a run to its end.
 *
 * @throws as `events` does
 *
 * @example
 * const { response, finishReason } = await collect(stream);
 */
export async function collect(stream: ReadableStream<Uint8Array>): Promise<StreamedAnswer> {
  const answer: StreamedAnswer = { response: '' };
  const pieces: unknown[] = [];
  for await (const { response, toolCalls, usage, finishReason } of events(stream)) {
    answer.response += response;
    if (toolCalls) pieces.push(...toolCalls);
    if (usage) answer.usage = usage; // the last one counts: some services send a running count
    if (finishReason) answer.finishReason = finishReason;
  }
  if (pieces.length > 0) answer.toolCalls = joinToolCalls(pieces);
  return answer;
}

function isDone({ data }: Message): boolean {
  return data.trim() === '[DONE]';
}

function frameOf({ event, data }: Message, origin: Origin): Fields {
  const frame = parseJson(data);
  const refusal = readRefusal(frame);
  if (refusal ?? event === 'error') throw reported(refusal, data, origin);
  if (!isFields(frame)) {
    throw broken(`A frame of the stream is not a JSON object; it begins with "${data.slice(0, 80)}".`, origin);
  }
  return frame;
}

function chunkOf(frame: Fields): AiTextGenerationChunk {
  const usage = usageOf(frame.usage);
  const toolCalls = toolCallsIn(frame);
  const reason = reasonIn(frame);
  const isOurs = reason === 'stop' || reason === 'length' || reason === 'tool_calls';
  return {
    response: textIn(frame),
    ...(toolCalls && { toolCalls }),
    ...(usage && { usage }),
    ...(isOurs && { finishReason: reason }),
    frame,
  };
}

// { "response": "..." } here; in OpenAI's form { "choices": [{ "delta": { "content": "..." } }] }, or "text" in place of
// the delta. Some services send both forms at once, one of them empty; and some send a number for a text of digits.
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

/** The first of several answers; the others are in the frames. */
function choiceIn({ choices }: Fields): Choice | undefined {
  if (!Array.isArray(choices)) return undefined;
  return choices.find((choice: Choice | null) => (choice?.index ?? 0) === 0) ?? undefined;
}

/** The error that a stream reports of itself. */
function reported(refusal: Refusal | undefined, data: string, origin: Origin): AiStreamError {
  const { reports = [], requestId = origin.requestId } = refusal ?? {};
  const [first] = reports;
  const words = (first && withCode(first)) || data.slice(0, 200);
  return broken(`${words} (in the middle of the stream)`, origin, {
    code: first?.code,
    errors: reports.filter(isApiError),
    requestId,
    retryable: findKnownError(first?.code)?.retryable,
  });
}

function broken(message: string, { status, requestId }: Origin, details: AiErrorDetails = {}): AiStreamError {
  return new AiStreamError(message, { status, requestId, ...details });
}

function abortedBy({ model, signal }: Origin): AiError {
  return abortionOf(model, signal?.reason);
}

// An abort stays what it is; everything else that happens to a body while it is read is a broken stream.
function rethrow(error: unknown, origin: Origin): never {
  if (origin.signal?.aborted) throw abortedBy(origin);
  const { name, message } = Object(error) as Partial<Error>;
  if (name === 'AbortError' || name === 'TimeoutError') throw abortionOf(origin.model, error);
  throw broken(`The stream broke off: ${message ?? error}`, origin, { cause: error, retryable: true });
}
