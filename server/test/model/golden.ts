// Compares our model with the golden files of test/goldens, which other engines made (see its README): the largest
// difference of any logit. Used by the tests, bench/accuracy.ts and gpu-report/.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openGguf } from '../../src/checkpoint/gguf.ts';
import type { KernelSet } from '../../src/kernels/kernel-set.ts';
import { type KvType, kvBlockSize } from '../../src/kernels/tensor.ts';
import { readConfig } from '../../src/model/config.ts';
import { loadWeights } from '../../src/model/load-weights.ts';
import { MistralModel, type ModelLimits } from '../../src/model/mistral.ts';

const folder = fileURLToPath(new URL('../../test/goldens/', import.meta.url));
export const goldenFile = (name: string): string => `${folder}${name}`;
const readJson = (name: string): unknown => JSON.parse(readFileSync(goldenFile(name), 'utf8'));

/** Logits that another engine gave after feeding ids[0..pos]. */
interface GoldenRow {
  readonly pos: number;
  readonly logits: readonly number[]; // [vocabSize]
}

export interface GoldenPrompt {
  readonly ids: readonly number[];
  readonly rows: readonly GoldenRow[];
  /** Greedy continuation, where the golden has one. */
  readonly greedyIds: readonly number[];
}

interface PromptJson {
  readonly ids: number[];
  /** Mistral's code gave some rows twice: by one prefill, and one token at a time. */
  readonly rows: { pos: number; prefill: number[]; decode?: number[] }[];
  readonly greedy: { ids: number[] };
}

/** The models with goldens, and what each is. */
export const goldenModels = [
  'tiny-mistral-swa.f32',
  'tiny-mistral-swa.f16',
  'tiny-mistral-swa.bf16',
  'tiny-mistral-swa.q8_0',
  'tiny-mistral-swa.q4_0',
  'tiny-mistral-swa.q4_K',
  'tiny-mistral-swa.q5_K',
  'tiny-mistral-swa.q6_K',
  'tiny-mistral-swa.q4_K_M',
  'tiny-mha.f32',
  'tiny-mqa.f32',
] as const;

/**
 * Prompts and logits for a model file. A quantised file is compared with a float64 pass over the weights it really
 * holds, as ggml dequantises them; a float32 one with Mistral's own code.
 */
export function goldenPrompts(model: string): GoldenPrompt[] {
  const [name = '', type = 'f32'] = model.split('.');
  const { prompts } = readJson(`${name}.golden.json`) as { prompts: PromptJson[] };
  if (type === 'f32' && name === 'tiny-mistral-swa')
    return prompts.map((p, i) => ({ ...base(p), rows: [...everyRow(prompts, i), ...givenRows(p)] }));
  if (type === 'f32') return prompts.map((p) => ({ ...base(p), rows: givenRows(p) }));
  const { quants } = readJson(`${name}.quants.golden.json`) as {
    quants: Record<string, { prompts: { rows: GoldenRow[] }[] }>;
  };
  return prompts.map((p, i) => ({
    ids: p.ids,
    greedyIds: [],
    rows: quants[type]?.prompts[i]?.rows ?? [],
  }));
}

/**
 * The prompts that go through short steps, of which a software device makes few in a second: all but the longest. They
 * are longer than every window and than two blocks of the cache, and which tiles a step takes does not depend on its
 * position.
 */
export function promptsOfShortSteps(prompts: readonly GoldenPrompt[]): readonly GoldenPrompt[] {
  const longest = Math.max(...prompts.map(({ ids }) => ids.length));
  return prompts.filter(({ ids }) => ids.length < longest);
}

const base = (p: PromptJson) => ({ ids: p.ids, greedyIds: p.greedy.ids });

const givenRows = ({ rows }: PromptJson): GoldenRow[] =>
  rows.flatMap(({ pos, prefill, decode }) => [{ pos, logits: prefill }, ...(decode ? [{ pos, logits: decode }] : [])]);

/** tiny-mistral-swa.golden.f32: for each prompt in turn, a row of float32 logits for every position. */
function everyRow(prompts: readonly PromptJson[], index: number): GoldenRow[] {
  const bytes = readFileSync(goldenFile('tiny-mistral-swa.golden.f32'));
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const vocabSize = prompts[0]?.rows[0]?.prefill.length ?? 0;
  const first = prompts.slice(0, index).reduce((sum, p) => sum + p.ids.length, 0);
  return (prompts[index]?.ids ?? []).map((_, pos) => ({
    pos,
    logits: Array.from(all.subarray((first + pos) * vocabSize, (first + pos + 1) * vocabSize)),
  }));
}

/** Opens a model file over a set of kernels. `close` frees the device's side of it. */
export async function openModel(
  kernels: KernelSet,
  file: string,
  nSequences = 4,
  maxBatchTokens = 64,
  kvType: KvType = 'f32',
  contextLength?: number,
  nBlocks?: number,
) {
  const checkpoint = await openGguf(file);
  try {
    const config = readConfig(checkpoint);
    const weights = await loadWeights(kernels.device, checkpoint, config);
    const whole = modelLimits(nSequences, maxBatchTokens, contextLength ?? config.contextLength, kvType);
    const limits = { ...whole, nBlocks: nBlocks ?? whole.nBlocks };
    const model = await MistralModel.create(kernels, config, weights, limits);
    const close = () => {
      model.destroy();
      weights.destroy();
    };
    return { model, config, close };
  } finally {
    await checkpoint.close();
  }
}

/** Limits with blocks for so many whole sequences. */
export function modelLimits(
  nSequences: number,
  maxBatchTokens: number,
  contextLength: number,
  kvType: KvType = 'f32',
): ModelLimits {
  const nBlocks = nSequences * Math.ceil(contextLength / kvBlockSize);
  return { nBlocks, maxBatchTokens, contextLength, kvType };
}

/** The block table of one of nSequences sequences that share out the cache evenly, each going round in its part. */
export function blockTable(model: MistralModel, sequence = 0, nSequences = 1): number[] {
  const own = Math.floor(model.nBlocks / nSequences);
  const length = Math.ceil(model.contextLength / model.blockSize);
  return Array.from({ length }, (_, i) => sequence * own + (i % own));
}

/** The logits after each id, computed in steps of at most `step` ids. */
export async function logitsOf(
  model: MistralModel,
  ids: readonly number[],
  step: number,
  table = blockTable(model),
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for (let first = 0; first < ids.length; first += step) {
    const tokenIds = ids.slice(first, first + step);
    const indices = tokenIds.map((_, i) => i);
    const scores = await model.forward({
      tokenIds,
      positions: indices.map((i) => first + i),
      sequences: tokenIds.map(() => 0),
      blockTables: [table],
      outputs: indices,
    });
    rows.push(...scores.map(({ logits }) => logits.slice()));
  }
  return rows;
}

/** How far logits are from the golden ones, over all prompts; infinite when something is missing. */
export interface Differences {
  readonly largest: number;
  /** The root of the mean square. */
  readonly rms: number;
}

/** How far `ours` is from the golden logits. `ours` holds each prompt's logits after each of its ids. */
export function differencesOf(
  prompts: readonly GoldenPrompt[],
  ours: readonly (readonly Float32Array[])[],
): Differences {
  let [largest, squares, n] = [0, 0, 0];
  for (const [i, { rows }] of prompts.entries()) {
    for (const { pos, logits } of rows) {
      for (const [id, expected] of logits.entries()) {
        const found = Math.abs((ours[i]?.[pos]?.[id] ?? Number.NaN) - expected);
        const difference = Number.isNaN(found) ? Number.POSITIVE_INFINITY : found;
        largest = Math.max(largest, difference);
        squares += difference ** 2;
        n++;
      }
    }
  }
  const none = { largest: Number.POSITIVE_INFINITY, rms: Number.POSITIVE_INFINITY };
  return n > 0 ? { largest, rms: Math.sqrt(squares / n) } : none;
}

/** The logits of every prompt in turn, as differencesOf takes them. */
export async function logitsOfPrompts(
  model: MistralModel,
  prompts: readonly GoldenPrompt[],
  step: number,
): Promise<Float32Array[][]> {
  const ours: Float32Array[][] = [];
  for (const { ids } of prompts) ours.push(await logitsOf(model, ids, step));
  return ours;
}

export async function differences(
  model: MistralModel,
  prompts: readonly GoldenPrompt[],
  step: number,
): Promise<Differences> {
  return differencesOf(prompts, await logitsOfPrompts(model, prompts, step));
}

/** The largest difference of any logit. */
export async function largestDifference(
  model: MistralModel,
  prompts: readonly GoldenPrompt[],
  step: number,
): Promise<number> {
  return (await differences(model, prompts, step)).largest;
}

/**
 * What eight bits of activations may cost. Each rounding moves a logit a little, at random, and any change of the order of
 * sums draws the roundings anew: 24 draws of one kernel on one file (RMSNorm's epsilon moved by thousandths) have deviations
 * of 0.052 to 0.063 around 0.056, the same with vectors of 128 and of 256 bits, and largest differences of 0.19 to 0.30 among
 * 3072 logits. The limits are five deviations of those draws away. The same kernels differ by less than 1e-5 with float32
 * activations, in halves by 0.002; llama.cpp is 0.26 (Q8_0) to 0.50 (Q5_K) away; logits deviate by 2.
 */
export const int8Limits: Differences = { largest: 0.4, rms: 0.075 };
