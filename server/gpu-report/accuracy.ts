// The report's steps on accuracy: the devices; the golden logits by the program, and by every variant of the kernels; the
// kernels' self-test; greedy ids beside llama.cpp's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figure, table } from '../src/bench/table.ts';
import { type GoldenPrompt, goldenFile, goldenModels, goldenPrompts } from '../test/model/golden.ts';
import type { Context } from './context.ts';
import { goldens, hasGoldens } from './places.ts';
import type { SelfTestRow, VariantRow } from './probe-rows.ts';
import type { StepResult } from './report.ts';

interface DeviceRow {
  readonly index: number;
  readonly chosen: boolean;
  readonly name: string;
  readonly type: string;
  readonly driver: string;
  readonly apiVersion: string;
  readonly memoryBytes: number;
  readonly subgroupSize: number;
  readonly missing: readonly string[];
}

export async function devices(context: Context): Promise<StepResult> {
  const { lines, failure } = await context.tramontane(['devices', '--json'], 30);
  const rows = lines as DeviceRow[];
  const cells = rows.map((d) => [
    `${d.index}${d.chosen ? ' *' : ''}`,
    d.name,
    d.type,
    d.driver,
    d.apiVersion,
    `${figure(d.memoryBytes / 2 ** 30)} GiB`,
    String(d.subgroupSize),
    d.missing.join(', ') || 'nothing',
  ]);
  const head = ['device', 'name', 'type', 'driver', 'Vulkan', 'memory', 'subgroup', 'lacks'];
  return { summary: [table([head, ...cells])], data: rows, failure };
}

const noGoldens = { failure: `no golden files in ${goldens}` };
type GoldenModel = (typeof goldenModels)[number];

/** In a quick report: one file for each kind of kernel. */
const quickModels: readonly GoldenModel[] = ['tiny-mistral-swa.f32', 'tiny-mistral-swa.q4_K'];

/** The program's own choice of kernels, with float32 activations and without. */
export async function goldensByProgram(context: Context): Promise<StepResult> {
  if (!hasGoldens) return noGoldens;
  const rows: { model: string; mode: string; difference?: number; failure?: string }[] = [];
  const models = context.settings.isQuick ? quickModels : goldenModels;
  const jobs = models.flatMap((model) =>
    [['--precise'], []].map((mode) => async () => {
      const prompt = goldenPrompts(model).at(-1) as GoldenPrompt;
      const args = ['logits', '--model', goldenFile(`${model}.gguf`), '--tokens', prompt.ids.join(), ...mode];
      const { lines, failure } = await context.tramontane(args, 40);
      const row = { model, mode: mode.length > 0 ? 'float32 activations' : 'default' };
      rows.push(
        failure === undefined ? { ...row, difference: differenceOf(lines as Logits[], prompt) } : { ...row, failure },
      );
    }),
  );
  await atOnce(context.settings.isQuick ? 2 : 6, jobs);
  const summary = ['float32 activations', 'default'].map((mode) => {
    const own = rows.filter((row) => row.mode === mode);
    const worst = Math.max(...own.map(({ difference = Number.POSITIVE_INFINITY }) => difference));
    return `${mode}: largest difference of any logit ${worst.toExponential(1)}, over ${own.length} files`;
  });
  return { summary, data: rows, failure: rows.find(({ failure }) => failure)?.failure };
}

interface Logits {
  readonly position: number;
  readonly top: readonly (readonly [id: number, logit: number])[];
}

function differenceOf(lines: readonly Logits[], { rows }: GoldenPrompt): number {
  const ours = new Map(lines.map(({ position, top }) => [position, new Map(top)]));
  let largest = rows.length > 0 ? 0 : Number.POSITIVE_INFINITY;
  for (const { pos, logits } of rows) {
    for (const [id, expected] of logits.entries()) {
      const difference = Math.abs((ours.get(pos)?.get(id) ?? Number.NaN) - expected);
      if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    }
  }
  return largest;
}

export async function goldensByVariant(context: Context): Promise<StepResult> {
  if (!hasGoldens) return noGoldens;
  const models = context.settings.isQuick
    ? quickModels.slice(-1)
    : goldenModels.filter((model) => model.startsWith('tiny-mistral-swa'));
  const { lines, failure } = await context.probe('variants', models.join(), 80);
  const rows = lines as VariantRow[];
  const names = [...new Set(rows.map(({ variant, flavour }) => `${variant}|${flavour}`))];
  const cells = names.map((name) => {
    const [variant = '', flavour = ''] = name.split('|');
    const own = rows.filter((row) => row.variant === variant && row.flavour === flavour);
    const worst = (precise: boolean) => {
      const of = own.filter((row) => row.precise === precise);
      if (of.length === 0) return '';
      const error = of.find((row) => row.error !== undefined)?.error;
      return error ?? Math.max(...of.map((row) => row.difference ?? Number.POSITIVE_INFINITY)).toExponential(2);
    };
    return [variant, flavour, own.find(({ lack }) => lack)?.lack ?? worst(false), worst(true)];
  });
  const head = ['variant', 'flavour', 'default', 'float32 activations'];
  const errors = rows.filter(({ error }) => error !== undefined);
  return {
    summary: [`Largest difference of any logit, over ${models.length} files:`, table([head, ...cells])],
    data: rows,
    failure:
      failure ??
      (errors.length > 0 ? `${errors.length} of ${rows.length} rows failed: ${errors[0]?.error}` : undefined),
  };
}

export async function selfTests(context: Context): Promise<StepResult> {
  const types = context.settings.isQuick ? ['Q4_0'] : ['Q4_0', 'Q8_0', 'F16', 'Q4_K', 'Q5_K', 'Q6_K', 'BF16', 'F32'];
  const { lines, failure } = await context.probe('self-test', types.join(), 80);
  const rows = lines as SelfTestRow[];
  const failed = rows.filter(({ problem }) => problem !== undefined);
  return {
    summary: [
      `${rows.length - failed.length} of ${rows.length} passed: each type of weights, flavour and shared tile`,
      ...failed.slice(0, 12).map(({ dtype, variant, problem }) => `- ${dtype}, ${variant}: ${problem?.slice(0, 300)}`),
    ],
    data: rows,
    failure: failure ?? (failed.length > 0 ? `${failed.length} self-tests failed` : undefined),
  };
}

/** Two layers of the 7B shape, fed with the greedy answer that llama.cpp gave elsewhere. */
export async function greedyIds(context: Context): Promise<StepResult> {
  if (!hasGoldens) return noGoldens;
  const golden = JSON.parse(readFileSync(join(goldens, 'synthetic-7b.golden.json'), 'utf8')) as {
    greedyIds: Record<string, number[]>;
  };
  const rows: (FollowedAnswer & { mode: string })[] = [];
  const types = context.settings.isQuick ? ['q4_0'] : Object.keys(golden.greedyIds);
  for (const type of types) {
    const path = await context.files.get(type, 2);
    for (const mode of modesOf(context)) {
      const followed = await follow(context, path, golden.greedyIds[type] ?? [], mode);
      rows.push({ mode: `${type} ${mode.join(' ')}`.trim(), ...followed });
    }
  }
  return { summary: [followedTable(rows)], data: rows, failure: rows.find(({ failure }) => failure)?.failure };
}

/** Float32 activations by prefill and by decode, and the program's own choice. */
export function modesOf({ settings }: Context): string[][] {
  return settings.isQuick ? [[]] : [['--precise'], ['--precise', '--decode'], []];
}

export interface FollowedAnswer {
  readonly n: number;
  /** Ids at which ours says the same. */
  readonly nEqual: number;
  /** By how much the other engine's id is less likely than ours where they differ, as a difference of logits. */
  readonly largestGap: number;
  readonly failure?: string | undefined;
}

export function followedTable(rows: readonly (FollowedAnswer & { readonly mode: string })[]): string {
  const cells = rows.map(({ mode, n, nEqual, largestGap, failure }) =>
    failure === undefined
      ? [mode, `${nEqual} of ${n}`, figure(largestGap)]
      : [mode, failure.split('\n')[0]?.slice(0, 80) ?? '', ''],
  );
  return table([['mode', 'ids equal', 'largest gap of the others'], ...cells]);
}

/** The prompt of bench/measurement.ts. */
const prompt = Array.from({ length: 16 }, (_, i) => (i === 0 ? 1 : 259 + ((i * 37) % 200)));

/** Feeds the model another engine's answer, id by id, and counts where it would have said the same. */
export async function follow(
  context: Context,
  path: string,
  ids: readonly number[],
  mode: readonly string[],
): Promise<FollowedAnswer> {
  const tokens = [...prompt, ...ids.slice(0, -1)].join();
  const args = [
    'logits',
    '--model',
    path,
    '--tokens',
    tokens,
    '--top',
    50,
    '--context',
    512,
    '--no-weights-cache',
    ...mode,
  ];
  const { lines, failure } = await context.tramontane(args, 60);
  let [nEqual, largestGap] = [0, 0];
  if (failure === undefined) {
    for (const [i, id] of ids.entries()) {
      const { top } = lines[prompt.length - 1 + i] as Logits;
      if (top[0]?.[0] === id) nEqual++;
      const logit = top.find(([each]) => each === id)?.[1] ?? Number.NEGATIVE_INFINITY;
      largestGap = Math.max(largestGap, (top[0]?.[1] ?? Number.NaN) - logit);
    }
  }
  return { n: ids.length, nEqual, largestGap, failure };
}

async function atOnce(n: number, jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const rest = [...jobs];
  const work = async () => {
    for (let job = rest.shift(); job; job = rest.shift()) await job();
  };
  await Promise.all(Array.from({ length: n }, work));
}
