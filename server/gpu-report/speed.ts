// The report's steps on speed, on files of Mistral 7B's shape: ours alone, beside llama.cpp's Vulkan backend, many answers
// at once, styles of attention, and the times behind the tuning.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StyleMeasurement } from '../src/bench/attention-styles.ts';
import { type Measurement, median } from '../src/bench/measurement.ts';
import type { OwnMeasurement } from '../src/bench/ours.ts';
import type { ParallelMeasurement } from '../src/bench/parallel.ts';
import { figure, table } from '../src/bench/table.ts';
import { follow, followedTable, modesOf } from './accuracy.ts';
import type { Context } from './context.ts';
import { hasLlamaCpp } from './places.ts';
import type { TimingRow } from './probe-rows.ts';
import type { StepResult } from './report.ts';
import { freeBytes } from './weight-files.ts';

const noPeer: StepResult = { failure: 'llama.cpp is not there: npm run bench:peer -w server installs it' };

type AloneMeasurement = OwnMeasurement & { readonly copyBytesPerSecond: number; readonly bandwidthShare: number };

/** Ours alone; of the first type once with what the program takes for itself, as a user would run it. */
export async function alone(context: Context, type: string): Promise<StepResult> {
  const { types, nPrompt, nGenerate, context: positions } = context.settings;
  const path = await context.files.get(type, context.settings.layers);
  const bench = (limits: readonly (string | number)[], seconds: number) => {
    const lengths = ['--prompt', nPrompt, '--generate', nGenerate];
    return context.tramontane(
      ['bench', '--model', path, ...lengths, '--json', ...limits, ...weightCache(context, path)],
      seconds,
    );
  };
  const isFirst = type === types[0];
  let result = await bench(isFirst ? [] : ['--context', positions], 90);
  let failure = result.failure;
  if (isFirst && failure !== undefined) {
    result = await bench(['--context', positions, '--kv-cache-bytes', 4e9], 60);
    failure = `with the program's own defaults: ${failure}`;
  }
  const ours = result.lines[0] as AloneMeasurement | undefined;
  if (!ours) return { failure: result.failure ?? 'no measurement' };
  const rows = [
    ['loading', `${figure(ours.loadMs / 1000)} s`],
    ['prefill', `${figure(ours.prefillTps)} tok/s`],
    ['first token', `${figure(ours.firstTokenMs)} ms`],
    ['decode', `${figure(ours.decodeTps)} tok/s`],
    ['memory read for it', `${figure((ours.bytesPerToken * ours.decodeTps) / 1e9)} GB/s`],
    [
      'copy bandwidth',
      `${figure(ours.copyBytesPerSecond / 1e9)} GB/s, of which that is ${(ours.bandwidthShare * 100).toFixed(0)} %`,
    ],
    ['kernels', `${ours.flavour}, ${ours.activations} activations, ${ours.nDispatches} launches a token`],
    ['keys and values', `${figure(ours.memory.cache / 2 ** 30)} GiB`],
  ];
  const notices = result.notices.map((notice) => `- ${notice}`).join('\n');
  const heading = [`${type}, ${context.settings.layers} layers, ${nPrompt} in, ${nGenerate} out`, ''];
  return { summary: [table([heading, ...rows]), ...(notices ? [notices] : [])], data: ours, failure };
}

/** Packed weights are kept where the disk has room for them twice over. */
function weightCache(context: Context, path: string): string[] {
  const { work, isQuick } = context.settings;
  return isQuick || freeBytes(work) > 2 * statSync(path).size + 20e9 ? [] : ['--no-weights-cache'];
}

/** On a software device llama.cpp's Vulkan backend takes minutes. */
const peerOf = ({ settings }: Context) => (settings.isQuick ? 'llama.cpp-cpu' : 'llama.cpp-vulkan');

/** In turn, as the clock of a GPU varies: what counts is the ratio. */
export async function besideLlamaCpp(context: Context, type: string): Promise<StepResult> {
  if (!hasLlamaCpp) return noPeer;
  const { layers, nPrompt, nGenerate, rounds, context: positions } = context.settings;
  const path = await context.files.get(type, layers);
  const pair = ['tramontane', peerOf(context)];
  const all = pair.map((): Measurement[] => []);
  const failures: string[] = [];
  for (let round = 0; round < rounds && context.runner.secondsLeft > 15; round++) {
    for (const [i, engine] of pair.entries()) {
      const own = engine === 'tramontane' ? ['--context', positions, ...weightCache(context, path)] : [];
      const args = ['bench', '--engine', engine, '--model', path, '--prompt', nPrompt, '--generate', nGenerate, ...own];
      const { lines, failure } = await context.tramontane(args, 60);
      if (failure === undefined) all[i]?.push(lines[0] as Measurement);
      else failures.push(`${engine}: ${failure}`);
    }
  }
  const medianOf = (i: number, key: 'prefillTps' | 'decodeTps' | 'firstTokenMs') =>
    median((all[i] ?? []).map((each) => each[key]));
  const cells = pair.map((engine, i) => {
    const figures = (['prefillTps', 'decodeTps', 'firstTokenMs'] as const).map((key) => figure(medianOf(i, key)));
    return [`${engine}, ${all[i]?.[0]?.device ?? 'not measured'}`, ...figures];
  });
  const ratio = (key: 'prefillTps' | 'decodeTps') => `${figure(medianOf(0, key) / medianOf(1, key))}x`;
  const heading = [
    `${type}, ${layers} layers, ${nPrompt} in, ${nGenerate} out`,
    'prefill tok/s',
    'decode tok/s',
    'first token ms',
  ];
  const ratios = ['ours is', ratio('prefillTps'), ratio('decodeTps'), ''];
  return { summary: [table([heading, ...cells, ratios])], data: all, failure: failures[0] };
}

/** Fed with llama.cpp's answer on this very device, ours names the same ids. */
export async function sameIds(context: Context, type: string): Promise<StepResult> {
  if (!hasLlamaCpp) return noPeer;
  const path = await context.files.get(type, context.settings.layers);
  const args = ['bench', '--engine', peerOf(context), '--model', path, '--prompt', 16, '--generate', 8];
  const peer = await context.tramontane(args, 45);
  const { firstIds } = (peer.lines[0] ?? {}) as Partial<Measurement>;
  if (!firstIds) return { failure: peer.failure ?? 'llama.cpp gave no ids' };
  const rows = [];
  for (const mode of modesOf(context)) {
    rows.push({ mode: mode.join(' ') || 'default', ...(await follow(context, path, firstIds, mode)) });
  }
  const failure = rows.find((row) => row.failure !== undefined)?.failure;
  return { summary: [followedTable(rows)], data: rows, failure };
}

export async function manyAtOnce(context: Context, type: string): Promise<StepResult> {
  const { isQuick, streams, layers } = context.settings;
  const path = await context.files.get(type, layers);
  const [nPrompt, nGenerate] = isQuick ? [8, 4] : [128, 64];
  const data: { engine: string; nStreams: number; point?: ParallelMeasurement['points'][number]; failure?: string }[] =
    [];
  const measure = async (engine: string, counts: readonly number[], seconds: number) => {
    const own = engine === 'tramontane' ? ['--context', 1024, ...weightCache(context, path)] : [];
    const lengths = ['--parallel', counts.join(), '--prompt', nPrompt, '--generate', nGenerate];
    const args = ['bench', '--engine', engine, '--model', path, ...lengths, ...own];
    const { lines, failure } = await context.tramontane(args, seconds);
    const { points } = (lines[0] ?? {}) as Partial<ParallelMeasurement>;
    for (const point of points ?? []) data.push({ engine, nStreams: point.nStreams, point });
    if (!points) for (const nStreams of counts) data.push({ engine, nStreams, failure: failure ?? 'no measurement' });
  };
  await measure('tramontane', streams, 60);
  // One number at a time: it has broken down over many sequences, and must not cost the others.
  if (hasLlamaCpp) for (const n of streams) await measure(peerOf(context), [n], 35);
  const cells = data.map(({ engine, nStreams, point, failure }) =>
    point
      ? [engine, String(nStreams), figure(point.totalTps), figure(point.medianMs), figure(point.p95Ms)]
      : [engine, String(nStreams), failure?.split('\n')[0]?.slice(0, 80) ?? '', '', ''],
  );
  const head = [
    `${type}, ${nPrompt} in, ${nGenerate} out`,
    'answers at once',
    'tok/s together',
    'token to token ms',
    'p95',
  ];
  const ours = data.find(({ engine, failure }) => engine === 'tramontane' && failure !== undefined);
  return { summary: [table([head, ...cells])], data, failure: ours?.failure };
}

export async function attentionStyles(context: Context): Promise<StepResult> {
  const { isQuick, layers, context: positions, nStyleSequences } = context.settings;
  const sizes = ['--layers', layers, '--sequences', nStyleSequences, '--at', Math.min(4000, positions - 64)];
  const args = ['bench', '--attention-styles', ...sizes, '--rounds', isQuick ? 1 : 2, '--json'];
  const { lines, failure } = await context.tramontane(args, 90);
  const rows = (lines[0] ?? []) as StyleMeasurement[];
  const cells = rows.map(({ style, nKvHeads, singleTps, batch, batchTps }) => [
    style,
    String(nKvHeads),
    figure(singleTps),
    String(batch),
    figure(batchTps),
    `${figure(batchTps / (rows[0]?.batchTps ?? Number.NaN))}x`,
  ]);
  const head = ['attention', 'key/value heads', 'tok/s of one', 'at once', 'tok/s together', 'of multi-head'];
  return { summary: [table([head, ...cells])], data: rows, failure };
}

/** What the tuning chose, and the time of each of its candidates. */
export async function tuningTimes(context: Context, type: string): Promise<StepResult> {
  const dtype = `${type[0]?.toUpperCase()}${type.slice(1)}`;
  const { lines, failure } = await context.probe('timings', dtype, 60);
  const rows = lines as TimingRow[];
  const cells = rows.map(({ flavour, nTokens, variant, ms }) => [
    variant,
    flavour,
    String(nTokens),
    ms === null ? 'cannot run' : ms.toPrecision(3),
  ]);
  const folder = join(context.cacheFolder, 'tuning');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const chosen = Object.fromEntries(names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
  const choices = Object.entries(chosen).map(([name, choice]) => `- ${name}: \`${JSON.stringify(choice)}\``);
  const head = [`${dtype}, a projection`, 'flavour', 'tokens', 'ms'];
  return {
    summary: [choices.join('\n') || 'No tuning was kept.', table([head, ...cells])],
    data: { chosen, rows },
    failure,
  };
}

export async function llamaCppOnCpu(context: Context, type: string): Promise<StepResult> {
  if (!hasLlamaCpp) return noPeer;
  const path = await context.files.get(type, context.settings.layers);
  const [nPrompt, nGenerate] = context.settings.isQuick ? [8, 4] : [64, 32];
  const args = ['bench', '--engine', 'llama.cpp-cpu', '--model', path, '--prompt', nPrompt, '--generate', nGenerate];
  const { lines, failure } = await context.tramontane(args, 60);
  const theirs = lines[0] as Measurement | undefined;
  if (!theirs) return { failure: failure ?? 'no measurement' };
  return {
    summary: [`prefill ${figure(theirs.prefillTps)} tok/s, decode ${figure(theirs.decodeTps)} tok/s`],
    data: theirs,
  };
}
