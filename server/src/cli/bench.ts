// `tramontane bench`: measures the engine's speed on a weight file, and llama.cpp's beside it with --compare.
import { resolve } from 'node:path';
import { measureStyles, mistral7b, type StyleOptions, stylesTable } from '../bench/attention-styles.ts';
import { compare, comparisonTable, type Engine, engines, measureInProcess } from '../bench/compare.ts';
import { compareParallel, parallelTable } from '../bench/compare-parallel.ts';
import { measureCopyBandwidth } from '../bench/copy-bandwidth.ts';
import { type AskedLengths, type FittingLengths, fittingLengths, trialLengths } from '../bench/fitting-lengths.ts';
import { findLlamaCpp, type LlamaCppBackend, measureLlamaCpp, measureLlamaCppParallel } from '../bench/llama-cpp.ts';
import type { Lengths, Measurement } from '../bench/measurement.ts';
import { measureOurs, measureOursParallel, type OwnMeasurement, tryOurs } from '../bench/ours.ts';
import type { ParallelMeasurement } from '../bench/parallel.ts';
import { figure, table } from '../bench/table.ts';
import { bundledModelPath } from '../bundled-model.ts';
import { type Command, type CommandValues, numberFlag, stringFlag, UsageError } from './command.ts';
import { findForCommand, loadForCommand } from './load-for-command.ts';
import { modelFlag, modelOptions, readModelOptions } from './model-options.ts';
import { size, stepLine } from './progress.ts';
import { screen } from './screen.ts';

/** `tramontane bench` */
export const command: Command = {
  name: 'bench',
  summary: 'Measure the speed of the engine on a weight file.',
  description: `Prints prefill and decode speed (greedy, after a warm-up), the bytes that a token reads and their share of the
device's measured copy bandwidth, and memory by purpose. The steps are named on the error stream as they begin.

  tramontane bench --model mistral-7b-instruct-v0.1.Q4_K_M.gguf --prompt 512 --generate 128
  tramontane bench --model FILE.gguf --compare llama.cpp     alternates with llama.cpp's Vulkan and CPU backends
  tramontane bench --parallel 1,4,16,64 --prompt 16          several answers at once; also takes --compare llama.cpp
  tramontane bench --attention-styles --layers 2             multi-head, grouped-query and multi-query attention`,
  options: {
    model: { ...modelFlag, help: `${modelFlag.help} Default: the bundled model.` },
    prompt: {
      type: 'string',
      value: 'N',
      help: 'Tokens of the prompt. Default 64, or fewer where a token takes seconds.',
    },
    generate: {
      type: 'string',
      value: 'N',
      help: 'Tokens of the answer. Default 32, or fewer where a token takes seconds.',
    },
    compare: {
      type: 'string',
      value: 'ENGINE',
      help: "Alternates with 'llama.cpp', or with one backend of it: 'llama.cpp-vulkan', 'llama.cpp-cpu'.",
    },
    parallel: { type: 'string', value: 'N,...', help: 'Measure several answers at once, for example 1,4,16,64.' },
    rounds: {
      type: 'string',
      value: 'N',
      help: 'Rounds of --compare and --attention-styles; medians are printed. Default 3, or 1 where a token takes seconds.',
    },
    engine: { type: 'string', value: 'ENGINE', help: `Measure only this engine: ${engines.join(', ')}.` },
    'attention-styles': { type: 'boolean', help: "Measure three styles of attention on Mistral 7B's shape." },
    layers: { type: 'string', value: 'N', help: 'Layers that --attention-styles runs. Default 2.' },
    at: { type: 'string', value: 'N', help: 'Context length of each sequence of --attention-styles. Default 4000.' },
    sequences: {
      type: 'string',
      value: 'N',
      help: 'Sequences of --attention-styles with multi-head attention; the others get as many as fit in its memory. Default 2.',
    },
    memory: {
      type: 'string',
      value: 'GIB',
      help: 'Device memory for which --attention-styles counts sequences. Default 24.',
    },
    ...modelOptions,
    json: { type: 'boolean', help: 'One line of JSON instead of a table.' },
  },
  async run(values) {
    if (values['attention-styles'] === true) return benchStyles(values);
    const weights = await findForCommand(stringFlag(values, 'model') ?? bundledModelPath, values);
    const path = resolve(weights.path);
    const asked = {
      nPrompt: numberFlag(values, 'prompt', { min: 1, integer: true }),
      nGenerate: numberFlag(values, 'generate', { min: 2, integer: true }),
      rounds: numberFlag(values, 'rounds', { min: 1, integer: true }),
    };
    const compared = readCompared(values);
    const counts = readCounts(values);
    if (counts) return benchParallel(path, asked, counts, values);
    if (compared.length > 1) return benchBeside(path, asked, compared, values);
    const engine = stringFlag(values, 'engine') ?? 'tramontane';
    if (engine === 'tramontane') return benchOurs(path, asked, values);
    const measure = (lengths: Lengths) => measureLlamaCpp(path, backendOf(engine), lengths, stepLine().show);
    print(JSON.stringify(await measure(await fittingLengths(asked, async () => [await measure(trialLengths)]))));
  },
};

function readEngine(name: string): Engine {
  const engine = engines.find((each) => each === name);
  if (engine === undefined) throw new UsageError(`--engine is one of ${engines.join(', ')}, found '${name}'`);
  return engine;
}

function backendOf(name: string): LlamaCppBackend {
  const engine = readEngine(name);
  // llama.cpp ignores a CPU device (lavapipe) unless it is named, even if it is the only one.
  process.env.GGML_VK_VISIBLE_DEVICES ??= '0';
  return engine === 'llama.cpp-vulkan' ? 'vulkan' : 'cpu';
}

/** The arguments with which this program measures one engine in another process. */
function argumentsFor(engine: Engine, path: string, lengths: Lengths, values: CommandValues): string[] {
  const passed = Object.keys(modelOptions).flatMap((flag) => {
    const value = values[flag];
    return value === true ? [`--${flag}`] : typeof value === 'string' ? [`--${flag}`, value] : [];
  });
  const own = ['bench', '--engine', engine, '--model', path];
  return [...own, '--prompt', String(lengths.nPrompt), '--generate', String(lengths.nGenerate), ...passed];
}

/** The lengths of a comparison: all engines get the same ones, which the slowest of them can take. */
function lengthsOfAll(path: string, asked: AskedLengths, compared: readonly Engine[], values: CommandValues) {
  const { show } = stepLine();
  return fittingLengths(asked, async () => {
    const speeds: Measurement[] = [];
    for (const engine of compared) {
      const turn = `trial of a few tokens: ${engine}`;
      show(turn);
      const args = argumentsFor(engine, path, trialLengths, values);
      const trial = measureInProcess(args, (step) => show(`${turn}: ${step}`));
      // A peer that fails has its row in a comparison, or ends it; ours ends it at once.
      const speed = await (engine === 'tramontane' ? trial : trial.catch(() => undefined));
      if (speed !== undefined) speeds.push(speed as Measurement);
    }
    return speeds;
  });
}

function readRounds(values: CommandValues): number {
  return numberFlag(values, 'rounds', { min: 1, integer: true }) ?? 3;
}

/** The stream counts of --parallel. */
function readCounts(values: CommandValues): number[] | undefined {
  const text = stringFlag(values, 'parallel');
  const counts = text?.split(',').map(Number);
  if (counts?.some((n) => !Number.isInteger(n) || n < 1 || n > 256)) {
    throw new UsageError(`--parallel takes numbers from 1 to 256 separated by commas, found '${text}'`);
  }
  return counts;
}

/** The engines that --compare names, ours first; ours alone without it. `llama.cpp` names both of its backends. */
function readCompared(values: CommandValues): readonly Engine[] {
  const peer = stringFlag(values, 'compare');
  if (peer === undefined) return ['tramontane'];
  const peers = engines.slice(1).filter((engine) => peer === 'llama.cpp' || peer === engine);
  if (peers.length > 0) return ['tramontane', ...peers];
  throw new UsageError(`--compare takes llama.cpp, ${engines.slice(1).join(' or ')}, found '${peer}'`);
}

/** Measures each engine in another process; with --engine this is that process. */
async function benchParallel(
  path: string,
  asked: AskedLengths,
  counts: number[],
  values: CommandValues,
): Promise<void> {
  const engine = stringFlag(values, 'engine');
  const compared = engine === undefined ? readCompared(values) : [readEngine(engine)];
  if (compared.length > 1) findLlamaCpp();
  const { notice, ...lengths } = await lengthsOfAll(path, asked, compared, values);
  if (engine !== undefined)
    return print(JSON.stringify(await measureParallel({ engine, path, lengths, counts }, values)));
  const argumentsOf = (each: Engine, n: number) => [
    ...argumentsFor(each, path, lengths, values),
    ...['--parallel', String(n)],
  ];
  const status = stepLine();
  const turns = await compareParallel(compared, counts, argumentsOf, status.show);
  status.clear();
  const { nPrompt, nGenerate } = lengths;
  if (values.json === true) return print(JSON.stringify({ file: path, nPrompt, nGenerate, turns }));
  print(`${path.split('/').at(-1)}: answers at once, ${nPrompt} tokens in, ${nGenerate} out, greedy\n`);
  print(parallelTable(turns));
  printNotice(notice);
}

async function measureParallel(
  { engine, path, lengths, counts }: { engine: string; path: string; lengths: Lengths; counts: readonly number[] },
  values: CommandValues,
): Promise<ParallelMeasurement> {
  const { show } = stepLine();
  if (engine !== 'tramontane') return measureLlamaCppParallel(path, backendOf(engine), counts, lengths, show);
  const loaded = await loadForCommand(await findForCommand(path, values), values);
  try {
    return await measureOursParallel(loaded, counts, lengths, show);
  } finally {
    await loaded.close();
  }
}

async function benchOurs(path: string, asked: AskedLengths, values: CommandValues): Promise<void> {
  const steps = stepLine();
  steps.show('loading the model');
  const startedAt = performance.now();
  const loaded = await loadForCommand(await findForCommand(path, values), values);
  const loadMs = performance.now() - startedAt;
  let ours: OwnMeasurement;
  let fitting: FittingLengths;
  try {
    fitting = await fittingLengths({ ...asked, rounds: 1 }, async () => [await tryOurs(loaded, trialLengths)]);
    ours = await measureOurs(loaded, fitting, { loadMs, tell: steps.show });
  } finally {
    await loaded.close();
  }
  if (values.engine !== undefined) return print(JSON.stringify(ours)); // one turn of a comparison
  steps.show('copy bandwidth of the device');
  const bandwidth = await copyBandwidth(values);
  steps.clear();
  const { nPrompt, nGenerate, notice } = fitting;
  if (values.json === true) {
    const share = shareOf(ours, bandwidth);
    const speeds = { ...ours, copyBytesPerSecond: bandwidth, bandwidthShare: share };
    return print(JSON.stringify({ file: path, nPrompt, nGenerate, ...speeds }));
  }
  print(ownTable(`${path.split('/').at(-1)}, ${nPrompt} tokens in, ${nGenerate} out`, ours, bandwidth));
  printNotice(notice);
}

function ownTable(title: string, ours: OwnMeasurement, bandwidth: number): string {
  const { memory, loadMs } = ours;
  const share = shareOf(ours, bandwidth);
  return table([
    [title, ''],
    ['device', `${ours.device} (${ours.flavour} kernels, ${ours.activations} activations)`],
    ['prefill', `${figure(ours.prefillTps)} tok/s`],
    ['first token', `${figure(ours.firstTokenMs)} ms`],
    ["first token of a chat's second turn", `${figure(ours.secondTurnMs)} ms`],
    ['that is, of the first', `${figure(ours.secondTurnMs / ours.firstTokenMs)}x`],
    ['decode', `${figure(ours.decodeTps)} tok/s`],
    ['a token reads', size(ours.bytesPerToken)],
    ['that is', `${figure((ours.bytesPerToken * ours.decodeTps) / 1e9)} GB/s`],
    ['of the copy bandwidth', `${(share * 100).toFixed(0)} % of ${figure(bandwidth / 1e9)} GB/s`],
    ['kernel launches per token', String(ours.nDispatches)],
    ['weights on the device', size(memory.weights)],
    ['keys and values', size(memory.cache)],
    ['scratch', size(memory.scratch)],
    ['peak host memory', size(ours.peakHostBytes)],
    ['loading', `${figure(loadMs / 1000)} s`],
  ]);
}

/** How much of the device's copy bandwidth decoding reads. */
function shareOf({ bytesPerToken, decodeTps }: OwnMeasurement, bandwidth: number): number {
  return (bytesPerToken * decodeTps) / bandwidth;
}

function printNotice(notice: string | undefined): void {
  if (notice !== undefined) print(`\n${notice}`);
}

async function benchBeside(
  path: string,
  asked: AskedLengths,
  compared: readonly Engine[],
  values: CommandValues,
): Promise<void> {
  findLlamaCpp();
  const lengths = await lengthsOfAll(path, asked, compared, values);
  const { nPrompt, nGenerate, rounds, notice } = lengths;
  const argumentsOf = (engine: Engine) => argumentsFor(engine, path, lengths, values);
  const status = stepLine();
  const comparison = await compare({ file: path, rounds, engines: compared }, argumentsOf, status.show);
  status.clear();
  if (values.json === true) return print(JSON.stringify({ nPrompt, nGenerate, ...comparison }));
  const counted = rounds === 1 ? 'one round' : `median of ${rounds} rounds`;
  print(`${path.split('/').at(-1)}: ${nPrompt} tokens in, ${nGenerate} out, greedy, ${counted}\n`);
  print(comparisonTable(comparison));
  printNotice(notice);
}

async function benchStyles(values: CommandValues): Promise<void> {
  const { device, cacheFolder } = readModelOptions(values, 'attention styles');
  const options: StyleOptions = {
    shape: mistral7b,
    nKvHeads: 8,
    dtype: 'Q4_0',
    nLayersRun: numberFlag(values, 'layers', { min: 1, max: mistral7b.nLayers, integer: true }) ?? 2,
    context: numberFlag(values, 'at', { min: 1, max: mistral7b.contextLength, integer: true }) ?? 4000,
    memoryBytes: (numberFlag(values, 'memory', { min: 1 }) ?? 24) * 2 ** 30,
    nSteps: 8,
    nSequences: numberFlag(values, 'sequences', { min: 1, max: 64, integer: true }) ?? 2,
    rounds: readRounds(values),
    selector: device,
    cacheFolder,
    onNotice: (notice) => screen.print(`${notice}\n`),
  };
  const status = stepLine();
  const onTurn = (round: number, style: string) =>
    status.show(`round ${round} of ${options.rounds}: ${style} attention`);
  const styles = await measureStyles(options, onTurn);
  status.clear();
  print(values.json === true ? JSON.stringify(styles) : stylesTable(styles, options));
}

async function copyBandwidth(values: CommandValues): Promise<number> {
  const device = stringFlag(values, 'device');
  return measureCopyBandwidth({ selector: device });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
