// Forced text on the bundled model, greedy, for fifty schemas: answers whose forced text is computed at once beside those
// whose forced tokens are computed one by one, and those whose tokens are all chosen.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formCases } from '../../bench/structured/cases.ts';
import { bundledModelPath } from '../../src/bundled-model.ts';
import { compilerOf, compilerWith, GrammarCompiler } from '../../src/constraints/grammar-compiler.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { GenerationRequest } from '../../src/engine/generation.ts';
import { type LoadedModel, loadModel } from '../../src/load-model.ts';
import { tokenBytes } from '../../src/text/token-bytes.ts';
import { schemas } from './schemas.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

/** All answers that can be complete within these tokens: each of them is a step for each way. */
const maxTokens = 72;
const long = ['dates and times', 'names of machines'];
const forms = formCases.map(({ schema }) => schema).filter((schema) => JSON.stringify(schema).length < 480);
const fixed = ['yes', 'a fixed text of many words', 'ünïcödé 🎉', '"quoted"', 42, -0.5, true];
const words = ['international', 'internal', 'interested', 'interesting', 'intern', 'inter', 'in'];
const all: object[] = [
  ...Object.entries(schemas).flatMap(([name, schema]) => (long.includes(name) ? [] : [schema as object])),
  ...forms,
  ...fixed.map((value) => ({ const: value })),
  ...words.map((_, n) => ({ enum: words.slice(0, n + 1) })),
];

let loaded: LoadedModel;
let engine: Engine;
let bytes: readonly (Uint8Array | null)[];

beforeAll(async () => {
  // A token's result then does not depend on the tokens that are computed with it.
  loaded = await loadModel({ name: 'stories', path: bundledModelPath, batchInvariant: true });
  bytes = tokenBytes(loaded.vocabulary);
  const chosen = compilerWith(new GrammarCompiler(bytes));
  const forced = compilerOf(loaded.tokenizer);
  engine = new Engine(loaded.model, (constraint, limits, options) =>
    (options?.owner === 'chosen' ? chosen : forced)(constraint, limits, options),
  );
});

afterAll(async () => {
  await engine.close();
  await loaded.close();
});

const textOf = (ids: readonly number[]) => Buffer.concat(ids.map((id) => bytes[id] ?? Buffer.alloc(0)));

async function answers(more: Partial<GenerationRequest>): Promise<{ ids: number[][]; nForced: number }> {
  const { bosId = 1, endIds: stopIds } = loaded.vocabulary;
  const nForced = () => engine.stats().held?.nForcedTokens ?? 0;
  const before = nForced();
  const one = async (schema: object) => {
    const ids: number[] = [];
    const constraint = { type: 'json_schema', schema } as const;
    const request = { promptIds: [bosId], maxTokens, stopIds, sampling: { temperature: 0 }, constraint, ...more };
    for await (const { id } of engine.generate(request)) ids.push(id);
    return ids;
  };
  return { ids: await Promise.all(all.map(one)), nForced: nForced() - before };
}

it('an answer with forced text differs only where the same text is cut into other tokens', async () => {
  const forced = await answers({ owner: 'forced' });
  const told = await answers({ owner: 'told', logprobs: 0 });
  const chosen = await answers({ owner: 'chosen' });
  // With log probabilities, which take a step each, the ids are exactly the same.
  expect(told.ids).toEqual(forced.ids);
  expect([told.nForced, chosen.nForced]).toEqual([0, 0]);
  expect(forced.nForced).toBeGreaterThan(0.25 * forced.ids.flat().length);
  let nSame = 0;
  for (const [i, schema] of all.entries()) {
    const [one, other] = [forced.ids[i] as number[], chosen.ids[i] as number[]];
    for (const ids of [one, other]) {
      const text = textOf(ids).toString();
      expect(ajv.validate(schema, JSON.parse(text)), text).toBe(true);
    }
    if (textOf(one).equals(textOf(other))) nSame++;
    else expect(isCutOtherwise(one, other), `${textOf(one)} and ${textOf(other)}`).toBe(true);
  }
  console.info(`${nSame} of ${all.length} texts are the same`);
});

/** Whether the first tokens that differ write the same text, one of them more of it. */
function isCutOtherwise(one: readonly number[], other: readonly number[]): boolean {
  const first = one.findIndex((id, at) => id !== other[at]);
  const [a, b] = [one, other].map((ids) => textOf(ids.slice(first)).toString('latin1')) as [string, string];
  const [ofA, ofB] = [one, other].map((ids) => bytes[ids[first] as number]?.length ?? 0) as [number, number];
  const nBoth = Math.min(ofA, ofB);
  return nBoth > 0 && a.slice(0, nBoth) === b.slice(0, nBoth);
}
