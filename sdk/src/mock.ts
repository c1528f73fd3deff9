// tramontane/mock: a binding for tests of code that takes one. No HTTP, no Worker, no account; nothing leaves the process.

import { completed, isRefusal, type MockAnswer, type MockCall, pause, Script } from './mock/answers.ts';
import { mockedModels, searchModels } from './mock/models.ts';
import { streamOf, wholeOf } from './mock/text.ts';
import type { Model, ModelSearch } from './model.ts';

export type { MockAnswer, MockCall, MockRefusal, MockText } from './mock/answers.ts';

/**
 * What `mockAi` gives: `env.AI` as tests want it.
 *
 * @example
 * const ai: MockAi = mockAi('Hello');
 * const worker = await handle(request, { AI: ai });
 */
export interface MockAi {
  /** As `env.AI.run`: an answer, or with `stream: true` a stream of bytes. */
  run(model: string, inputs: object, options?: object): Promise<unknown>;
  /** As `env.AI.models`. */
  models(search?: ModelSearch): Promise<Model[]>;
  /** The calls so far. */
  readonly calls: readonly MockCall[];
  /** Answers for the next calls, one each; then it goes on as it was made. */
  reply(...answers: readonly MockAnswer[]): void;
  /** Forgets calls and replies, and begins its script anew. */
  reset(): void;
}

/**
 * A binding that answers what the test says: always the same, or a script of one answer per call.
 *
 * @example
 * const AI = mockAi(['Hello', { code: 3040 }, { response: 'slow', chunkDelayMs: 50 }]);
 * const response = await worker.fetch(new Request('http://worker.test/'), { AI });
 * expect(AI.calls[0]?.input).toEqual({ prompt: 'What is grouped query attention' });
 */
export function mockAi(answers?: MockAnswer | readonly MockAnswer[]): MockAi {
  const script = new Script(answers);
  return {
    calls: script.calls,
    reply: (...next) => script.reply(...next),
    reset: () => script.reset(),
    async run(model, inputs, options = {}) {
      const call: MockCall = { model, input: inputs as Record<string, unknown>, options };
      const signal = 'signal' in options ? (options.signal as AbortSignal) : undefined;
      signal?.throwIfAborted();
      const answer = await script.next(call);
      await pause(answer.delayMs, signal);
      if (isRefusal(answer)) throw nativeError(answer);
      return call.input.stream === true ? streamOf(answer, call, signal) : wholeOf(answer, call);
    },
    models: async (search = {}) => searchModels(mockedModels, search),
  };
}

/** As the runtime throws it: the code is in the message, and nowhere else. */
function nativeError(refusal: Parameters<typeof completed>[0]): Error {
  const { code, message } = completed(refusal);
  return Object.assign(new Error(`${code}: ${message}`), { name: 'AiError' });
}
