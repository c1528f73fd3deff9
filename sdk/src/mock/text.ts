// A mocked text on its way: whole, as the API's result, or as a stream of the API's frames.
import type { AiTextGenerationJsonOutput, AiTextGenerationOutput, Usage } from '../model.ts';
import { completed, type MockCall, type MockText, pause } from './answers.ts';

/** The whole answer. */
export function wholeOf(answer: MockText, call: MockCall): AiTextGenerationOutput | AiTextGenerationJsonOutput {
  const { response = textOf(answer), toolCalls = [], finishReason = 'stop' } = answer;
  return { response, tool_calls: [...toolCalls], usage: usageOf(answer, call), finish_reason: finishReason };
}

/** The answer as bytes of server-sent events. Cancelling it, or aborting the signal, ends it. */
export function streamOf(answer: MockText, call: MockCall, signal?: AbortSignal | null): ReadableStream<Uint8Array> {
  const frames = framesOf(answer, call);
  const encoder = new TextEncoder();
  let left: AbortController | undefined = new AbortController();
  const stop = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  return new ReadableStream({
    async pull(controller) {
      const next = frames.next();
      if (next.done) return controller.close();
      try {
        await pause(answer.chunkDelayMs, stop);
        controller.enqueue(encoder.encode(next.value));
      } catch (reason) {
        if (left) controller.error(reason);
      }
    },
    cancel() {
      const leaving = left;
      left = undefined;
      leaving?.abort();
    },
  });
}

function* framesOf(answer: MockText, call: MockCall): Generator<string, void> {
  const { toolCalls = [], finishReason = 'stop', cutAfter, errorAfter } = answer;
  const chunks = answer.chunks ?? textOf(answer).match(/\s*\S+(?:\s+$)?/g) ?? [];
  for (const [i, response] of [...chunks, undefined].entries()) {
    if (i === cutAfter) return;
    if (i === errorAfter?.chunks) {
      const { code, message } = completed(errorAfter);
      yield frame({ errors: [{ code, message: `AiError: ${message}` }], success: false, result: {}, messages: [] });
      return;
    }
    // Padding as the service has it: readers must not mind.
    if (response !== undefined) yield frame({ response, tool_calls: [], p: 'abdefghij'.slice(0, 1 + (i % 9)) });
  }
  if (toolCalls.length > 0) yield frame({ response: '', tool_calls: toolCalls });
  yield frame({ response: '', usage: usageOf(answer, call), finish_reason: finishReason });
  yield 'data: [DONE]\n\n';
}

function frame(body: object): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}

function textOf({ response, chunks = [] }: MockText): string {
  if (response === undefined) return chunks.join('');
  return typeof response === 'string' ? response : JSON.stringify(response);
}

function usageOf(answer: MockText, { input }: MockCall): Usage {
  if (answer.usage) return answer.usage;
  const asked = typeof input.prompt === 'string' ? input.prompt : JSON.stringify(input.messages ?? '');
  const [prompt_tokens, completion_tokens] = [asked, textOf(answer)].map(({ length }) => Math.ceil(length / 4));
  const counts = { prompt_tokens: prompt_tokens ?? 0, completion_tokens: completion_tokens ?? 0 };
  return { ...counts, total_tokens: counts.prompt_tokens + counts.completion_tokens };
}
