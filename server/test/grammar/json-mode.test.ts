// JSON mode on the bundled model, at a temperature at which it writes nonsense: every answer parses and fits its
// schema, as ajv judges it. TRAMONTANE_JSON_RUNS sets the number of answers.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledModelPath } from '../../src/bundled-model.ts';
import { type LoadedModel, loadModel } from '../../src/load-model.ts';
import { type TextEvent, type TextGenerationInput, TextGenerator } from '../../src/text-generation.ts';
import { schemas } from './schemas.ts';

const nRuns = Number(process.env.TRAMONTANE_JSON_RUNS ?? 500);
const names = Object.keys(schemas);

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

let loaded: LoadedModel;
let generator: TextGenerator;

beforeAll(async () => {
  loaded = await loadModel({ name: 'stories', path: bundledModelPath });
  const { name: modelName, tokenizer, engine: tokenGenerator } = loaded;
  generator = new TextGenerator({ modelName, tokenizer, tokenGenerator, contextWindow: tokenGenerator.contextLength });
});

afterAll(() => loaded.close());

type Ending = Extract<TextEvent, { type: 'end' }>;

async function answer(options: Partial<TextGenerationInput>): Promise<{ text: string; end: Ending }> {
  const defaults = { prompt: 'Once upon a time', raw: false, maxTokens: 256, sampling: { temperature: 1.5 } };
  let text = '';
  for await (const event of generator.generate(await generator.prepare({ ...defaults, ...options }))) {
    if (event.type === 'end') return { text, end: event };
    if (event.type === 'text') text += event.text;
  }
  throw new Error('no end');
}

describe('JSON mode on the bundled model', () => {
  it(`gives ${nRuns} answers over ${names.length} schemas that all parse and fit`, async () => {
    const checks = new Map(names.map((name) => [name, ajv.compile(schemas[name] as object)]));
    const nGood = new Map(names.map((name) => [name, 0]));
    let nTokens = 0;
    const startedMs = performance.now();
    const one = async (i: number) => {
      const name = names[i % names.length] as string;
      const format = { type: 'json_schema' as const, schema: schemas[name] };
      const { text, end } = await answer({ format, sampling: { temperature: 1.5, seed: i + 1 } });
      nTokens += end.usage.completion_tokens;
      const value: unknown = JSON.parse(text);
      const check = checks.get(name);
      expect(check?.(value), `${name}, seed ${i + 1}: ${text}\n${ajv.errorsText(check?.errors)}`).toBe(true);
      expect(Buffer.from(text).toString()).toBe(text); // no half of a surrogate pair
      nGood.set(name, (nGood.get(name) ?? 0) + 1);
    };
    let next = 0;
    const worker = async () => {
      while (next < nRuns) await one(next++);
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    const total = [...nGood.values()].reduce((sum, n) => sum + n, 0);
    const seconds = (performance.now() - startedMs) / 1000;
    console.info(`${total} of ${nRuns} parse and fit; ${nTokens} tokens in ${seconds.toFixed(1)} s`);
    expect(total).toBe(nRuns);
  }, 600_000);
});
