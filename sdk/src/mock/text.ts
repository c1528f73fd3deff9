// A mocked text on its way: whole, as the API's result, or as a stream of the API's frames.
import type { AiTextGenerationJsonOutput, AiTextGenerationOutput, FinishReason, Usage } from '../model.ts';
import { type MockCall, type MockText, pause } from './answers.ts';
import type { Refusal } from './errors.ts';

/** The whole answer. */
export function wholeOf(answer: MockText, call: MockCall): AiTextGenerationOutput | AiTextGenerationJsonOutput {
  const { response = textOf(answer), toolCalls = [] } = answer;
  const usage = usageOf(answer, call);
  return { response, tool_calls: [...toolCalls], usage, finish_reason: finishReasonOf(answer) };
}

/** The answer as bytes of server-sent events. Cancelling it, or aborting the signal, ends it at once. */
export function streamOf(
  answer: MockText,
  call: MockCall,
  errorBody: (refusal: Refusal) => object,
  signal?: AbortSignal | null,
): ReadableStream<Uint8Array> {
  const frames = framesOf(answer, call, errorBody);
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
        const { done, value } = frames.next();
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
  errorBody: (refusal: Refusal) => object,
): Generator<string, void, void> {
  const { toolCalls = [], cutAfter = Number.POSITIVE_INFINITY, errorAfter } = answer;
  const chunks = chunksOf(answer);
  for (const [i, response] of chunks.entries()) {
    if (i >= cutAfter) return;
    if (errorAfter && i >= errorAfter.chunks) return yield frame(errorBody(errorAfter));
    yield frame({ response, tool_calls: [], p: padding(i) });
  }
  // More chunks than there are: it still does not come to its end.
  if (answer.cutAfter !== undefined) return;
  if (errorAfter) return yield frame(errorBody(errorAfter));
  if (toolCalls.length > 0) yield frame({ response: '', tool_calls: toolCalls, p: padding(chunks.length) });
  yield frame({ response: '', usage: usageOf(answer, call), finish_reason: finishReasonOf(answer) });
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
  const asked = typeof input.prompt === 'string' ? input.prompt : JSON.stringify(input.messages ?? '');
  const prompt_tokens = Math.ceil(asked.length / 4);
  const completion_tokens = Math.ceil(textOf(answer).length / 4);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
