// Bytes -> SSE messages -> typed chunks, as an async iterable that cancels the stream when it is left.
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { AiStreamError } from './errors.ts';
import { findFailure, readErrors, withCode } from './failure.ts';
import type { Usage } from './model.ts';

/**
 * One piece of a streamed answer.
 *
 * @example
 * const chunk: AiTextGenerationChunk = { response: ' upon', frame: { response: ' upon', p: 'abdef' } };
 */
export interface AiTextGenerationChunk {
  /** The next piece of the text; empty in frames that carry something else. */
  response: string;
  /** The tokens of the whole answer, in the last chunk (of services that count them). */
  usage?: Usage;
  /** All that the frame held: padding, tool calls and whatever else a model sends. */
  frame: Record<string, unknown>;
}

// A frame holds a few tokens; whoever sends a megabyte without an end does not speak this protocol.
const maxFrameChars = 1 << 20;

/**
 * Reads the stream of a run with `stream: true`, chunk by chunk. Leaving the loop cancels the stream, and with it the
 * generation on the server. Frames in the form of OpenAI's API are read as well.
 *
 * @throws AiStreamError if the stream reports an error, is not what it should be, or ends before it is complete
 *
 * @example
 * const stream = await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'Hello', stream: true });
 * for await (const { response } of events(stream)) process.stdout.write(response);
 */
export async function* events(stream: ReadableStream<Uint8Array>): AsyncGenerator<AiTextGenerationChunk, void, void> {
  const reader = stream
    .pipeThrough<string>(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: maxFrameChars }))
    .getReader();
  try {
    while (true) {
      const { done, value } = await reader.read().catch(rethrow);
      if (done)
        throw new AiStreamError('The stream ended before [DONE]: the text is not complete.', { retryable: true });
      if (value.data === '[DONE]') return;
      yield chunkOf(value.data);
    }
  } finally {
    // The loop was left, or failed: either way nobody reads on, and a cancel that fails has nothing left to stop.
    await reader.cancel().catch(() => {});
  }
}

function chunkOf(data: string): AiTextGenerationChunk {
  const frame = parse(data);
  if (frame === undefined) {
    throw new AiStreamError(`A frame of the stream is not a JSON object; it begins with "${data.slice(0, 80)}".`);
  }
  const refusal = errorsOf(frame);
  if (refusal) throw refusal;
  const usage = frame.usage as Usage | null | undefined;
  return { response: textOf(frame), ...(usage && { usage }), frame };
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
  const choices = frame.choices as { delta?: { content?: unknown } | null }[] | null | undefined;
  const content = Array.isArray(choices) ? choices[0]?.delta?.content : undefined;
  return typeof content === 'string' ? content : '';
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
function rethrow(error: unknown): never {
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new AiStreamError(`The stream broke off: ${reason}`, { cause: error, retryable: true });
}
