// What an answer in a form costs beside free text: npm run structured -w server -- [FILE] [--cases N] [--rounds N] [--texts]
// Twenty schemas, each answered in three ways in turn, all of them greedy: with every token chosen, and masks computed when
// they are needed; as free text of as many tokens; and as the server answers.
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { figure, table } from '../src/bench/table.ts';
import { bundledModelPath } from '../src/bundled-model.ts';
import { compilerOf, compilerWith, GrammarCompiler } from '../src/constraints/grammar-compiler.ts';
import { Engine } from '../src/engine/engine.ts';
import type { GenerationRequest } from '../src/engine/generation.ts';
import type { Model } from '../src/engine/model.ts';
import type { ConstraintCompiler, TokenConstraint } from '../src/engine/token-constraint.ts';
import { loadModel } from '../src/load-model.ts';
import { PromptMaker } from '../src/prompts/prompt-maker.ts';
import { tokenBytes } from '../src/text/token-bytes.ts';
import { TextGenerator } from '../src/text-generation.ts';
import { type FormCase, formCases } from './structured/cases.ts';

const kinds = ['free text', 'each token chosen', 'forced text at once'] as const;
type Kind = (typeof kinds)[number];

const maxTokens = 300;

/** What answers of one kind took. */
interface Total {
  nTokens: number;
  nSteps: number;
  nForced: number;
  nChosen: number;
  nMasked: number;
  ms: number;
  /** Milliseconds between the end of a step and the start of the next. */
  readonly gaps: number[];
  /** Milliseconds of steps of one token. */
  readonly steps: number[];
  readonly texts: string[];
}

const newTotal = (): Total => ({
  nTokens: 0,
  nSteps: 0,
  nForced: 0,
  nChosen: 0,
  nMasked: 0,
  ms: 0,
  gaps: [],
  steps: [],
  texts: [],
});

/** Notes when steps start and end. */
function timed(model: Model, into: () => Total): Model & { restart(): void } {
  const { vocabSize, contextLength, maxBatchTokens, nBlocks, blockSize, slidingWindow } = model;
  let endedMs = Number.NaN;
  return {
    ...{ vocabSize, contextLength, maxBatchTokens, nBlocks, blockSize, slidingWindow },
    restart() {
      endedMs = Number.NaN;
    },
    async forward(batch) {
      const startedMs = performance.now();
      if (!Number.isNaN(endedMs)) into().gaps.push(startedMs - endedMs);
      const scores = await model.forward(batch);
      endedMs = performance.now();
      if (batch.tokenIds.length === 1) into().steps.push(endedMs - startedMs);
      return scores;
    },
  };
}

/** A constraint that gets nothing ready beforehand. */
function unprepared(constraint: TokenConstraint): TokenConstraint {
  return Object.assign(constraint, { prepare: () => undefined });
}

function percentile(values: readonly number[], share: number): string {
  const sorted = Float64Array.from(values).sort();
  return figure(sorted[Math.floor(share * sorted.length)] ?? Number.NaN);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string', default: String(formCases.length) },
    rounds: { type: 'string', default: '1' },
    texts: { type: 'boolean', default: false },
  },
});
const path = positionals[0] ?? bundledModelPath;
const loaded = await loadModel({ name: basename(path), path, config: { contextLength: 1024 } });
const { vocabulary, tokenizer } = loaded;
const prompts = await PromptMaker.open(tokenizer, { names: [basename(path)] });
let kind: Kind = 'free text';
const totals = new Map<Kind, Total>(kinds.map((each) => [each, newTotal()]));
let total = newTotal();

const chosen = compilerWith(new GrammarCompiler(tokenBytes(vocabulary)));
const forced = compilerOf(tokenizer);
const compile: ConstraintCompiler = (...asked) => {
  if (kind === 'forced text at once') return forced(...asked);
  return unprepared(chosen(...asked) as TokenConstraint);
};
const model = timed(loaded.model, () => total);
const engine = new Engine(model, compile);
const generator = new TextGenerator({
  modelName: loaded.name,
  tokenizer,
  tokenGenerator: engine,
  contextWindow: engine.contextLength,
  prompts,
});
let nAsked = 0;

async function answer(request: GenerationRequest): Promise<string> {
  const before = engine.stats();
  const ids: number[] = [];
  model.restart();
  const startedMs = performance.now();
  // An owner of its own: nothing is found in the prefix cache.
  for await (const { id } of engine.generate({ ...request, owner: `${nAsked++}` })) ids.push(id);
  total.ms += performance.now() - startedMs;
  const after = engine.stats();
  const held = (name: 'nForcedTokens' | 'nChosenTokens' | 'nMaskedTokens') =>
    (after.held?.[name] ?? 0) - (before.held?.[name] ?? 0);
  total.nTokens += ids.length;
  total.nSteps += after.nSteps - before.nSteps;
  total.nForced += held('nForcedTokens');
  total.nChosen += held('nChosenTokens');
  total.nMasked += held('nMaskedTokens');
  const text = generator.textOf(ids);
  total.texts.push(text);
  return text;
}

async function askInTurn({ ask, schema }: FormCase): Promise<void> {
  const prompt = [{ role: 'user', content: `${ask} Answer in JSON.` }] as const;
  const format = { type: 'json_schema' as const, schema };
  const sampling = { temperature: 0 };
  const { request } = await generator.prepare({ prompt, raw: false, maxTokens, format, sampling });
  let length = maxTokens;
  for (const each of ['each token chosen', 'free text', 'forced text at once'] as const) {
    kind = each;
    total = totals.get(each) as Total;
    const before = total.nTokens;
    const isFree = each === 'free text';
    const text = await answer(isFree ? { ...request, constraint: undefined, maxTokens: length, stopIds: [] } : request);
    if (each === 'each token chosen') length = total.nTokens - before;
    if (values.texts) console.log(`${each}: ${text}`);
  }
}

const cases = formCases.slice(0, Number(values.cases));
for (const one of cases.slice(0, 2)) await askInTurn(one); // warms up: recordings of steps, compiled code
for (const each of kinds) totals.set(each, newTotal());
for (let round = 0; round < Number(values.rounds); round++) for (const one of cases) await askInTurn(one);

const rows = kinds.map((each) => {
  const { nTokens, nSteps, nForced, nChosen, nMasked, ms, gaps, steps, texts } = totals.get(each) as Total;
  return [
    each,
    figure(nTokens / texts.length),
    figure(nSteps / texts.length),
    nChosen === 0 ? '' : `${figure((100 * nForced) / nTokens)} %`,
    nChosen === 0 ? '' : `${figure((100 * nMasked) / nChosen)} %`,
    figure((1000 * nTokens) / ms),
    figure(ms / texts.length),
    percentile(steps, 0.5),
    ...[0.5, 0.99].map((share) => percentile(gaps, share)),
  ];
});
console.log(`${basename(path)} on ${loaded.deviceName}, ${cases.length} schemas`);
console.log(
  table([
    ['', 'tokens', 'steps', 'forced', 'masked', 'tokens/s', 'ms', 'ms a step', 'ms between, p50', 'p99'],
    ...rows,
  ]),
);
const [, one, other] = kinds.map((each) => (totals.get(each) as Total).texts);
const nSame = one?.filter((text, i) => text === other?.[i]).length;
console.log(`answers with the same text: ${nSame} of ${one?.length}`);
await engine.close();
await prompts.close();
await loaded.close();
