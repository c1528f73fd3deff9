// Clients whose default is OpenAI's responses, told another base URL and nothing else: openai, the AI SDK's `openai()`,
// openai-agents and LangChain; and Mistral's own client, which sends `random_seed`.
import { createOpenAI } from '@ai-sdk/openai';
import { HumanMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { Mistral } from '@mistralai/mistralai';
import { Agent, OpenAIResponsesModel, Runner, tool } from '@openai/agents';
import { tool as aiTool, generateText, jsonSchema, Output, streamText } from 'ai';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { GenerationRequest } from '../../src/engine/generation.ts';
import { apiToken, engineOf, model, saying, startServer } from '../http/harness.ts';
import { scripted } from './scripted.ts';

const call = '[{"name":"sum","arguments":{"a":1,"b":2}}]';
const parameters = {
  type: 'object' as const,
  properties: { a: { type: 'number' as const }, b: { type: 'number' as const } },
  required: ['a', 'b'],
  additionalProperties: false as const,
};

/** A server that says these texts one after the other. */
async function start(...texts: string[]) {
  const { engine, prompts } = scripted(...texts);
  const server = await startServer(engine);
  return { prompts, options: { apiKey: apiToken, baseURL: `${server.url}/v1` } };
}

describe('openai', () => {
  const tools = [{ type: 'function' as const, name: 'sum', parameters, strict: true }];

  it('creates a response, and goes on with it', async () => {
    const { options, prompts } = await start(call, 'Three.');
    const client = new OpenAI({ ...options, maxRetries: 0 });
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: '1 + 2?' }];
    const first = await client.responses.create({ model, input, tools });
    const asked = first.output.find((item) => item.type === 'function_call');
    expect(asked).toMatchObject({ name: 'sum', arguments: '{"a":1,"b":2}' });
    input.push(...(first.output as OpenAI.Responses.ResponseInput));
    input.push({ type: 'function_call_output', call_id: asked?.call_id ?? '', output: 'three' });
    const second = await client.responses.create({ model, input, tools });
    expect(second.output_text).toBe(' Three.');
    expect(prompts[1]).toContain('three');
  });

  it('streams a response, and parses one that fits a schema', async () => {
    const { options } = await start('Lily and', '{"a":1,"b":2}');
    const client = new OpenAI({ ...options, maxRetries: 0 });
    const stream = client.responses.stream({ model, input: 'Tim' });
    const deltas: string[] = [];
    stream.on('response.output_text.delta', ({ delta }) => void deltas.push(delta));
    const final = await stream.finalResponse();
    expect([deltas.join(''), final.output_text, final.status]).toEqual([' Lily and', ' Lily and', 'completed']);
    const format = { type: 'json_schema' as const, name: 'x', schema: parameters, strict: true };
    const parsed = await client.responses.parse({ model, input: 'Tim', text: { format } });
    expect(parsed.output_parsed).toEqual({ a: 1, b: 2 });
  });

  it('throws a BadRequestError where something would have to be stored', async () => {
    const { options } = await start();
    const client = new OpenAI({ ...options, maxRetries: 0 });
    const asked = client.responses.create({ model, input: 'a', previous_response_id: 'resp_1' });
    await expect(asked).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(asked).rejects.toMatchObject({ param: 'previous_response_id' });
  });
});

describe('the AI SDK, openai()', () => {
  it('generates, streams, calls tools and fits schemas', async () => {
    const { options, prompts } = await start('Lily', 'Lily and', call, 'Three.', '{"a":1,"b":2}');
    const openai = createOpenAI(options)(model);
    expect((await generateText({ model: openai, prompt: 'Tim', maxRetries: 0 })).text).toBe(' Lily');
    let text = '';
    for await (const piece of streamText({ model: openai, prompt: 'Tim', maxRetries: 0 }).textStream) text += piece;
    expect(text).toBe(' Lily and');
    const sum = aiTool({
      description: 'Adds.',
      inputSchema: jsonSchema<{ a: number; b: number }>(parameters),
      execute: async ({ a, b }) => `sum is ${a + b}`,
    });
    const withTools = { model: openai, prompt: '1 + 2?', tools: { sum }, maxRetries: 0 };
    const { text: answer } = await generateText({ ...withTools, stopWhen: ({ steps }) => steps.length === 2 });
    expect(answer).toBe(' Three.');
    expect(prompts[3]).toContain('sum is 3');
    const output = Output.object({ schema: jsonSchema<{ a: number }>(parameters) });
    const { output: value } = await generateText({ model: openai, prompt: 'Tim', output, maxRetries: 0 });
    expect(value).toEqual({ a: 1, b: 2 });
  });
});

describe('openai-agents', () => {
  const makeAgent = (client: OpenAI, calls: unknown[]) =>
    new Agent({
      name: 'Adder',
      instructions: 'Add.',
      model: new OpenAIResponsesModel(client, model),
      tools: [
        tool({
          name: 'sum',
          description: 'Adds.',
          parameters,
          strict: true,
          execute: async (input) => {
            calls.push(input);
            return 'three';
          },
        }),
      ],
    });
  const runner = new Runner({ tracingDisabled: true });

  it('runs to its end, and streamed', async () => {
    const { options, prompts } = await start(call, 'Three.', call, 'Three.');
    const calls: unknown[] = [];
    const agent = makeAgent(new OpenAI({ ...options, maxRetries: 0 }), calls);
    expect((await runner.run(agent, '1 + 2?')).finalOutput).toBe(' Three.');
    const streamed = await runner.run(agent, '1 + 2?', { stream: true });
    await streamed.completed;
    expect(streamed.finalOutput).toBe(' Three.');
    expect(calls).toEqual([
      { a: 1, b: 2 },
      { a: 1, b: 2 },
    ]);
    expect(prompts[1]).toMatch(/Add\..*three/s);
  });
});

describe('LangChain', () => {
  it.each([true, false])('invokes, streams and calls tools, useResponsesApi: %s', async (useResponsesApi) => {
    const { options } = await start('Lily', 'Lily and', call);
    const { apiKey, baseURL } = options;
    const chat = new ChatOpenAI({ model, apiKey, configuration: { baseURL }, useResponsesApi, maxRetries: 0 });
    expect((await chat.invoke([new HumanMessage('Tim')])).text).toBe(' Lily');
    let text = '';
    for await (const chunk of await chat.stream('Tim')) text += chunk.text;
    expect(text).toBe(' Lily and');
    const bound = chat.bindTools([{ type: 'function', function: { name: 'sum', description: 'Adds.', parameters } }]);
    expect((await bound.invoke('1 + 2?')).tool_calls).toMatchObject([{ name: 'sum', args: { a: 1, b: 2 } }]);
  });
});

describe("Mistral's own client", () => {
  it('sends random_seed, which is a seed', async () => {
    const seen: GenerationRequest[] = [];
    const engine = saying('Lily');
    const server = await startServer(
      engineOf((request, signal, onAccepted) => {
        seen.push(request);
        return engine.generate(request, signal, onAccepted);
      }),
    );
    const mistral = new Mistral({ apiKey: apiToken, serverURL: server.url });
    const messages = [{ role: 'user' as const, content: 'Tim' }];
    const answer = await mistral.chat.complete({ model, messages, randomSeed: 7 });
    expect(answer.choices?.[0]?.message?.content).toBe(' Lily');
    expect(seen[0]?.sampling.seed).toBe(7);
  });
});
