// A mocked text on its way, whole or as a stream, in the words of whichever operation was asked.
import type { AiTextGenerationJsonOutput, AiTextGenerationOutput, FinishReason, ToolCall, Usage } from '../model.ts';
import { type MockCall, type MockText, pause } from './answers.ts';
import { connectionLost, type Refusal } from './errors.ts';

/** What there is to tell of an answer. */
export interface CompleteAnswer {
  response: string | object;
  toolCalls: readonly ToolCall[];
  usage: Usage;
  finishReason: FinishReason;
}

/** How an operation tells it. */
export interface Serializer<Whole extends object = object> {
  whole(answer: CompleteAnswer): Whole;
  /** The frame of the i-th piece of the text. */
  piece(text: string, i: number): object;
  /** The frames behind the last piece, [DONE] excepted. */
  end(answer: CompleteAnswer, nPieces: number): object[];
}

/** Workers AI's own, whether in an envelope or not. */
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

/** All there is to tell of an answer, with what the test did not say. */
export function completed(answer: MockText, call: MockCall): CompleteAnswer {
  const { response = textOf(answer), toolCalls = [] } = answer;
  return { response, toolCalls, usage: usageOf(answer, call), finishReason: finishReasonOf(answer) };
}

/** The answer as bytes of server-sent events. Cancelling it, or aborting the signal, ends it at once. */
export function streamOf(
  answer: MockText,
  call: MockCall,
  serializer: Serializer,
  errorBody: (refusal: Refusal) => object,
  signal?: AbortSignal | null,
): ReadableStream<Uint8Array> {
  const frames = framesOf(answer, call, serializer, errorBody);
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
        const { done, value } = frames.next(); // what it throws is what the reader gets
        if (done) {
          controller.close();
          return leave();
        }
        try {
          await pause(answer.chunkDelayMs, left.signal);
        } catch {
          return; // nobody waits for it any more
        }
        controller.enqueue(encoder.encode(value));
      },
      cancel: leave,
    },
    { highWaterMark: 0 }, // no chunk before it is asked for: delays are those between reads
  );
}

function* framesOf(
  answer: MockText,
  call: MockCall,
  serializer: Serializer,
  errorBody: (refusal: Refusal) => object,
): Generator<string, void, void> {
  const { cutAfter = Number.POSITIVE_INFINITY, lostAfter = Number.POSITIVE_INFINITY, errorAfter } = answer;
  const chunks = chunksOf(answer);
  for (const [i, response] of chunks.entries()) {
    if (i >= cutAfter) return;
    if (i >= lostAfter) throw connectionLost();
    if (errorAfter && i >= errorAfter.chunks) return yield frame(errorBody(errorAfter));
    yield frame(serializer.piece(response, i));
  }
  // More chunks than there are: it still does not come to its end.
  if (answer.cutAfter !== undefined) return;
  if (answer.lostAfter !== undefined) throw connectionLost();
  if (errorAfter) return yield frame(errorBody(errorAfter));
  for (const body of serializer.end(completed(answer, call), chunks.length)) yield frame(body);
  yield 'data: [DONE]\n\n';
}

function frame(body: object): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}

/** Padding as the service has it, but the same in each run of a test. */
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
  // A word takes the space before it along, the last one also what is behind it.
  if (!chunks) return textOf(answer).match(/\s*\S+(?:\s+$)?|^\s+$/g) ?? [];
  // Of JSON one may want to cut another spelling, of a text there is only one.
  if (typeof response !== 'string' || chunks.join('') === response) return chunks;
  throw new Error(`The chunks of this mocked answer are not its response: "${chunks.join('')}", "${response}".`);
}

function finishReasonOf({ finishReason, toolCalls = [] }: MockText): FinishReason {
  return finishReason ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop');
}

function usageOf(answer: MockText, { input }: MockCall): Usage {
  if (answer.usage) return answer.usage;
  const asked = typeof input.prompt === 'string' ? input.prompt : JSON.stringify(input.messages ?? input.prompt ?? '');
  const prompt_tokens = Math.ceil(asked.length / 4);
  const completion_tokens = Math.ceil(textOf(answer).length / 4);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
