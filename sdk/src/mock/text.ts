// A mocked text, whole or as a stream, in the form of the operation that was called.
import type { AiTextGenerationJsonOutput, AiTextGenerationOutput, FinishReason, ToolCall, Usage } from '../model.ts';
import type { components } from '../openapi.gen.ts';
import { type MockCall, type MockText, pause } from './answers.ts';
import { connectionLost, type Refusal } from './errors.ts';

/** The parts of an answer. */
export interface CompleteAnswer {
  response: string | object;
  toolCalls: readonly ToolCall[];
  usage: Usage;
  finishReason: FinishReason;
}

type OpenAiError = components['schemas']['OpenAiErrorEnvelope']['error'];

/** How an operation writes an answer. */
export interface Serializer<Whole extends object = object> {
  whole(answer: CompleteAnswer): Whole;
  /** The answer of a model that reads, which has no stream; undefined where the model writes. */
  read?(answer: MockText): object | undefined;
  /** Frames are named by their `type`, and the stream ends without `[DONE]`. */
  isNamed?: boolean;
  /** The frames before the first piece. */
  first?(): object[];
  /** The frame of the i-th piece of the text, or the frames. */
  piece(text: string, i: number): object | object[];
  /** The frames after the last piece, without [DONE]. */
  end(answer: CompleteAnswer, nPieces: number): object[];
  /** The frames of an error in the stream. Default: the error's body. */
  failed?(error: OpenAiError): object[];
}

/** The form of Workers AI, inside the envelope or without one. */
export const workersAiSerializer: Serializer<AiTextGenerationOutput | AiTextGenerationJsonOutput> = {
  whole: ({ response, toolCalls, usage, finishReason }) => {
    return { response, tool_calls: [...toolCalls], usage, finish_reason: finishReason };
  },
  piece: (response, i) => ({ response, tool_calls: [], p: padding(i) }),
  end({ toolCalls, usage, finishReason }, nPieces) {
    const calls = toolCalls.length > 0 ? [{ response: '', tool_calls: toolCalls, p: padding(nPieces) }] : [];
    return [...calls, { response: '', usage, finish_reason: finishReason }];
  },
};

/** The answer with what the test left out. */
export function completed(answer: MockText, call: MockCall): CompleteAnswer {
  const { response = textOf(answer), toolCalls = [] } = answer;
  return { response, toolCalls, usage: usageOf(answer, call), finishReason: finishReasonOf(answer) };
}

/** What a mocked stream is made of. */
interface MockStream {
  answer: MockText;
  call: MockCall;
  serializer: Serializer;
  errorBody(refusal: Refusal): object;
  signal?: AbortSignal | null | undefined;
}

/** The answer as bytes of server-sent events. Cancelling it, or aborting the signal, ends it at once. */
export function streamOf({ signal, ...parts }: MockStream): ReadableStream<Uint8Array> {
  const { answer } = parts;
  const frames = framesOf(parts);
  const encoder = new TextEncoder();
  const left = new AbortController();
  let abort = () => {};
  const leave = () => {
    signal?.removeEventListener('abort', abort);
    left.abort();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        abort = () => {
          controller.error(signal?.reason);
          leave();
        };
        signal?.addEventListener('abort', abort, { once: true });
      },
      async pull(controller) {
        const { done, value } = frames.next(); // an error that it throws reaches the reader
        if (done) {
          controller.close();
          return leave();
        }
        try {
          await pause(answer.chunkDelayMs, left.signal);
        } catch {
          return; // the reader has left
        }
        controller.enqueue(encoder.encode(value));
      },
      cancel: leave,
    },
    { highWaterMark: 0 }, // chunks are made on demand, so delays lie between reads
  );
}

function* framesOf({ answer, call, serializer, errorBody }: MockStream): Generator<string, void, void> {
  const write = (bodies: object | object[]) => framed(bodies, serializer.isNamed);
  const failedBy = (refusal: Refusal) => {
    const body = errorBody(refusal);
    return serializer.failed?.((body as { error: OpenAiError }).error) ?? body;
  };
  const { cutAfter = Number.POSITIVE_INFINITY, lostAfter = Number.POSITIVE_INFINITY, errorAfter } = answer;
  const chunks = chunksOf(answer);
  if (serializer.first) yield write(serializer.first());
  for (const [i, response] of chunks.entries()) {
    if (i >= cutAfter) return;
    if (i >= lostAfter) throw connectionLost();
    if (errorAfter && i >= errorAfter.chunks) return yield write(failedBy(errorAfter));
    yield write(serializer.piece(response, i));
  }
  // The number may exceed that of the chunks: the stream still lacks its end.
  if (answer.cutAfter !== undefined) return;
  if (answer.lostAfter !== undefined) throw connectionLost();
  if (errorAfter) return yield write(failedBy(errorAfter));
  for (const body of serializer.end(completed(answer, call), chunks.length)) yield write(body);
  if (!serializer.isNamed) yield 'data: [DONE]\n\n';
}

function framed(bodies: object | object[], isNamed = false): string {
  const frames = (Array.isArray(bodies) ? bodies : [bodies]).map((body: object) => {
    const name = isNamed ? `event: ${(body as { type: string }).type}\n` : '';
    return `${name}data: ${JSON.stringify(body)}\n\n`;
  });
  return frames.join('');
}

/** Padding like the service's, but the same in every run of a test. */
function padding(i: number): string {
  const alphabet = 'abdefghijklmnoprstuvxyz1234567890';
  return alphabet.slice(0, 1 + ((i * 7) % alphabet.length));
}

function textOf({ response, chunks, toolCalls }: MockText): string {
  if (typeof response === 'object') return JSON.stringify(response);
  return response ?? chunks?.join('') ?? (toolCalls ? '' : 'This is a mocked answer.');
}

function chunksOf(answer: MockText): readonly string[] {
  const { response, chunks } = answer;
  // Each word keeps the space before it; the last one also keeps the space after it.
  if (!chunks) return textOf(answer).match(/\s*\S+(?:\s+$)?|^\s+$/g) ?? [];
  // A value can be written as JSON in several ways; a text must be its chunks joined.
  if (typeof response !== 'string' || chunks.join('') === response) return chunks;
  throw new Error(`The chunks of this mocked answer are not its response: "${chunks.join('')}", "${response}".`);
}

function finishReasonOf({ finishReason, toolCalls = [] }: MockText): FinishReason {
  return finishReason ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop');
}

function usageOf(answer: MockText, { input }: MockCall): Usage {
  if (answer.usage) return answer.usage;
  const asked =
    typeof input.prompt === 'string'
      ? input.prompt
      : JSON.stringify(input.messages ?? input.input ?? input.prompt ?? '');
  const prompt_tokens = Math.ceil(asked.length / 4);
  const completion_tokens = Math.ceil(textOf(answer).length / 4);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
