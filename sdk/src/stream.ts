// Bytes -> SSE messages -> typed chunks, as an async iterable that cancels the stream when it is left.
import { AiStreamError } from './errors.ts';
import { findFailure, readErrors, withCode } from './failure.ts';
import { MessageDecoder } from './messages.ts';
import type { FinishReason, ToolCall, Usage } from './model.ts';
import { abortionOf } from './persist.ts';
import { joinToolCalls } from './tool-calls.ts';

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
  /** Why the answer ends here, in the last chunk; `length`: it was cut off by `max_tokens`, or the context is full. */
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
  toolCalls?: ToolCall[];
  /** The tokens of the whole answer, where the service counts them. */
  usage?: Usage;
  /** Why the answer ends where it does; `length`: it was cut off. */
  finishReason?: FinishReason;
}

/** `max_tokens` where the input has none. */
const defaultMaxTokens = 256;

/** What is known of the run that a stream belongs to. */
interface Origin {
  model: string;
  input: Record<string, unknown>;
  signal: AbortSignal | undefined;
}
const origins = new WeakMap<ReadableStream, Origin>();

/** Remembers which run a stream belongs to, as long as there is the stream. */
export function noteOrigin(stream: ReadableStream, origin: Origin): void {
  origins.set(stream, origin);
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
export async function* events(stream: ReadableStream<Uint8Array>): AsyncGenerator<AiTextGenerationChunk, void, void> {
  const origin = origins.get(stream);
  const { model = 'the stream', input, signal } = origin ?? {};
  const reader = stream.getReader();
  const decoder = new MessageDecoder();
  // Not by pipeThrough(): two more streams would cost each chunk several turns of the event loop.
  const read = () => reader.read().then(({ done, value }) => (done ? undefined : decoder.decode(value)));
  // A runtime's binding may not listen to the signal; a cancelled reader ends the loop below.
  const stop = () => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener('abort', stop, { once: true });
  let wasTold = false; // the finish reason
  try {
    while (true) {
      const messages = await read().catch((error) => rethrow(error, model, signal));
      if (signal?.aborted) throw abortionOf(model, signal.reason);
      if (!messages) {
        throw new AiStreamError('The stream ended before [DONE]: the text is not complete.', { retryable: true });
      }
      for (const data of messages) {
        if (signal?.aborted) throw abortionOf(model, signal.reason);
        if (data === '[DONE]') return;
        const chunk = chunkOf(data);
        wasTold ||= chunk.finishReason !== undefined;
        if (input && chunk.usage && !wasTold) chunk.finishReason = inferred(chunk.usage, input);
        yield chunk;
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    // The loop was left, or failed: either way nobody reads on, and a cancel that fails has nothing left to stop. Nor is
    // it waited for: half of a stream that somebody has teed is cancelled only when the other half is.
    reader.cancel().catch(() => {});
  }
}

/**
 * Reads the stream of a run piece by piece, and only the text of it.
 *
 * @throws as `events` does
 *
 * @example
 * for await (const piece of text(stream)) process.stdout.write(piece);
 */
export async function* text(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  for await (const { response } of events(stream)) if (response !== '') yield response;
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

/** Services that count tokens and do not say why they stopped: an answer as long as it may be was cut off. */
function inferred({ completion_tokens }: Usage, { max_tokens }: Record<string, unknown>): FinishReason {
  return completion_tokens >= (typeof max_tokens === 'number' ? max_tokens : defaultMaxTokens) ? 'length' : 'stop';
}

function chunkOf(data: string): AiTextGenerationChunk {
  const frame = parse(data);
  if (frame === undefined) {
    throw new AiStreamError(`A frame of the stream is not a JSON object; it begins with "${data.slice(0, 80)}".`);
  }
  const refusal = errorsOf(frame);
  if (refusal) throw refusal;
  const usage = frame.usage as Usage | null | undefined;
  const toolCalls = toolCallsOf(frame);
  const finishReason = finishReasonOf(frame);
  return {
    response: textOf(frame),
    ...(toolCalls && { toolCalls }),
    ...(usage && { usage }),
    ...(finishReason && { finishReason }),
    frame,
  };
}

function parse(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

// { "response": "..." } here, { "choices": [{ "delta": { "content": "..." } }] } in OpenAI's form. Either may be missing.
function textOf(frame: Record<string, unknown>): string {
  if (typeof frame.response === 'string') return frame.response;
  const content = choiceOf(frame)?.delta?.content;
  return typeof content === 'string' ? content : '';
}

function toolCallsOf(frame: Record<string, unknown>): readonly unknown[] | undefined {
  const calls = frame.tool_calls ?? choiceOf(frame)?.delta?.tool_calls;
  return Array.isArray(calls) && calls.length > 0 ? calls : undefined;
}

function finishReasonOf(frame: Record<string, unknown>): FinishReason | undefined {
  const reason = frame.finish_reason ?? choiceOf(frame)?.finish_reason;
  return reason === 'stop' || reason === 'length' || reason === 'tool_calls' ? reason : undefined;
}

interface Choice {
  delta?: { content?: unknown; tool_calls?: unknown } | null;
  finish_reason?: unknown;
}

function choiceOf({ choices }: Record<string, unknown>): Choice | null | undefined {
  return Array.isArray(choices) ? choices[0] : undefined;
}

function errorsOf(frame: Record<string, unknown>): AiStreamError | undefined {
  const { errors, requestId } = readErrors(frame);
  const [first] = errors;
  if (first) {
    const retryable = findFailure(first.code)?.retryable;
    return new AiStreamError(`${withCode(first)} (in the middle of the stream)`, {
      code: first.code,
      errors,
      requestId,
      retryable,
    });
  }
  if (frame.error === undefined || frame.error === null) return undefined;
  return new AiStreamError(`The stream reports an error: ${JSON.stringify(frame.error).slice(0, 200)}`);
}

// An abort stays what it is; everything else that happens to a body while it is read is a broken stream.
function rethrow(error: unknown, model: string, signal: AbortSignal | undefined): never {
  if (signal?.aborted) throw abortionOf(model, signal.reason);
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError'))
    throw abortionOf(model, error);
  const reason = error instanceof Error ? error.message : String(error);
  throw new AiStreamError(`The stream broke off: ${reason}`, { cause: error, retryable: true });
}
