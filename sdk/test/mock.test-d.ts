// The types of the mocks: what they answer by what they are asked, and what they refuse.
import type { Ai as NativeAi } from '@cloudflare/workers-types';
import type { HttpHandler } from 'msw';
import { describe, expectTypeOf, it } from 'vitest';
import {
  Ai,
  type AiBinding,
  type AiTextGenerationJsonOutput,
  type AiTextGenerationOutput,
  type Model,
} from '../src/index.ts';
import { type MockAi, type MockAnswer, type MockCall, mockAi } from '../src/mock.ts';
import { type MockAnswer as MockAnswerOverHttp, type MockWorkersAi, mockWorkersAi } from '../src/msw.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
declare const wantsStream: boolean;

describe('mockAi()', () => {
  it('is a binding', () => {
    expectTypeOf(mockAi()).toEqualTypeOf<MockAi>();
    expectTypeOf<MockAi>().toExtend<AiBinding>();
    new Ai(mockAi('Hello'));
    const env: { AI: Pick<MockAi, 'run' | 'models'> } = { AI: mockAi() };
    new Ai(env.AI);
  });

  it('fits the native type, without a cast', () => {
    expectTypeOf<MockAi>().toExtend<NativeAi>();
    const env: { AI: NativeAi } = { AI: mockAi('Hello') };
    new Ai(env.AI);
    const withGateway = Object.assign(mockAi(), { gateway: () => ({ getUrl: async () => 'http://gateway.test/' }) });
    expectTypeOf(withGateway).toExtend<NativeAi>();
    // @ts-expect-error what makes it fit is no way to call it
    mockAi().run();
  });

  it('answers by what it is asked', () => {
    const ai = mockAi();
    expectTypeOf(ai.run(model, { prompt: 'a' })).resolves.toEqualTypeOf<AiTextGenerationOutput>();
    expectTypeOf(ai.run(model, { messages: [] }, {})).resolves.toEqualTypeOf<AiTextGenerationOutput>();
    expectTypeOf(ai.run(model, { prompt: 'a', stream: true })).resolves.toEqualTypeOf<ReadableStream<Uint8Array>>();
    expectTypeOf(
      ai.run(model, { prompt: 'a', response_format: { type: 'json_object' } }),
    ).resolves.toEqualTypeOf<AiTextGenerationJsonOutput>();
    expectTypeOf(ai.run(model, { prompt: 'a' }, { returnRawResponse: true })).resolves.toEqualTypeOf<Response>();
    expectTypeOf(ai.run(model, { prompt: 'a', stream: wantsStream })).resolves.toEqualTypeOf<
      AiTextGenerationOutput | AiTextGenerationJsonOutput | ReadableStream<Uint8Array> | Response
    >();
    expectTypeOf(ai.models()).resolves.toEqualTypeOf<Model[]>();
    expectTypeOf(ai.calls).toEqualTypeOf<readonly MockCall[]>();
  });

  it('takes one answer, or some', () => {
    mockAi('Hello');
    mockAi(['Hello', { response: { a: 1 } }, { code: 3040, retryAfterSeconds: 1 }, () => 'Hello']);
    mockAi(['Hello'] as const);
    mockAi({ chunks: ['a'], chunkDelayMs: 1, cutAfter: 1, finishReason: 'length' });
    mockAi(async ({ input, options, model }) => ({
      response: `${model satisfies string} ${input.prompt} ${options.tags}`,
    }));
    mockAi().reply('Hello', { errorAfter: { chunks: 1, code: 3040 } });
    mockAi([{ connectionError: true }, { connectionError: true, delayMs: 5 }, { response: 'a b', lostAfter: 1 }]);
    // @ts-expect-error there is a connection, and what comes over it is not said
    mockAi({ connectionError: false });
    // @ts-expect-error a number
    mockAi(5);
    // @ts-expect-error a field that does not exist
    mockAi({ text: 'Hello' });
    // @ts-expect-error a reason that does not exist
    mockAi({ finishReason: 'tired' });
    // @ts-expect-error an error without a code
    mockAi({ message: 'Busy' });
    // @ts-expect-error an error frame without its place
    mockAi({ errorAfter: { code: 3040 } });
    // @ts-expect-error a search that does not exist
    mockAi().models({ colour: 'red' });
    // @ts-expect-error calls are to be read
    mockAi().calls.push({ model, input: {}, options: {} });
  });
});

describe('mockWorkersAi()', () => {
  it('gives handlers', () => {
    expectTypeOf(mockWorkersAi()).toEqualTypeOf<MockWorkersAi>();
    expectTypeOf(mockWorkersAi().handlers).toEqualTypeOf<HttpHandler[]>();
    expectTypeOf<MockAnswerOverHttp>().toEqualTypeOf<MockAnswer>();
    mockWorkersAi({ baseUrl: 'http://127.0.0.1:8787/client/v4', answers: 'Hello', models: [], apiToken: 'secret' });
    // @ts-expect-error an option that does not exist
    mockWorkersAi({ token: 'secret' });
    // @ts-expect-error a model without its fields
    mockWorkersAi({ models: [{ name: model }] });
  });
});
