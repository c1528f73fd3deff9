// Bytes -> messages -> typed chunks, as an async iterable that cancels the stream when it is left.
import { type AiTextGenerationChunk, ChunkDecoder, isDone } from './chunk-decoder.ts';
import type { AiError } from './errors.ts';
import { type Message, MessageDecoder } from './messages.ts';
import type { FinishReason, Usage } from './model.ts';
import { abortionOf } from './retry.ts';
import { abortedStream, brokenStream, type Origin, originOf } from './stream-origin.ts';
import { joinToolCalls, type StreamedToolCall } from './tool-calls.ts';

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
  const origin = originOf(stream);
  const { signal } = origin;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let isLeft = false;
  // The result is not awaited: half of a stream that was teed is cancelled only when the other half is. A cancel that
  // fails has nothing left to stop.
  const cancel = () => void (reader ?? stream).cancel(signal?.reason).catch(() => {});
  const throwIfAborted = () => {
    if (signal?.aborted) throw abortedStream(origin);
  };

  async function* chunks() {
    reader = stream.getReader();
    const read = messagesOf(reader, origin);
    const decoder = new ChunkDecoder(origin);
    // A runtime's binding may ignore the signal; a cancelled reader ends the loop below.
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      while (true) {
        throwIfAborted();
        const { done, messages } = await read();
        if (isLeft) return;
        for (const message of messages) {
          throwIfAborted();
          for (const chunk of decoder.decode(message)) yield chunk;
          if (decoder.isDone) return;
        }
        throwIfAborted();
        if (!done) continue;
        for (const chunk of decoder.release()) yield chunk;
        const words = 'The stream ended before [DONE]: the text is not complete.';
        throw brokenStream(words, origin, { retryable: true });
      }
    } finally {
      signal?.removeEventListener('abort', cancel);
      cancel(); // the loop was left or failed, so nothing will read the rest
    }
  }

  return cancellable(chunks(), () => {
    isLeft = true;
    cancel();
  });
}

/** What one read of a stream completes; `done`: the stream has ended. */
interface Read {
  done: boolean;
  messages: Message[];
}

/** Reads the messages of a stream. Not by pipeThrough(): two more streams would cost each chunk several turns. */
function messagesOf(reader: ReadableStreamDefaultReader<Uint8Array>, origin: Origin): () => Promise<Read> {
  const decoder = new MessageDecoder();
  return async () => {
    try {
      const { done, value } = await reader.read();
      // Some services forget the empty line after the last message.
      return { done, messages: done ? decoder.end().filter(isDone) : decoder.decode(value) };
    } catch (error) {
      throw readError(error, origin);
    }
  };
}

/** Makes leaving a generator call `stop` at once, even while the generator waits for something that may never come. */
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
    if (usage) answer.usage = usage; // some services send a running count, of which the last one is right
    if (finishReason) answer.finishReason = finishReason;
  }
  if (pieces.length > 0) answer.toolCalls = joinToolCalls(pieces);
  return answer;
}

/** An abort stays what it is; anything else that happens while a body is read is a broken stream. */
function readError(error: unknown, origin: Origin): AiError {
  if (origin.signal?.aborted) return abortedStream(origin);
  const { name, message } = Object(error) as Partial<Error>;
  if (name === 'AbortError' || name === 'TimeoutError') return abortionOf(origin.model, error);
  return brokenStream(`The stream broke off: ${message ?? error}`, origin, { cause: error, retryable: true });
}
