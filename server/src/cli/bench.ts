// `tramontane bench`: how fast the engine is on a weight file, beside llama.cpp where it is asked for.
import { resolve } from 'node:path';
import { measureStyles, mistral7b, type StyleOptions, stylesTable } from '../bench/attention-styles.ts';
import { compare, comparisonTable, type Engine, engines } from '../bench/compare.ts';
import { measureCopyBandwidth } from '../bench/copy-bandwidth.ts';
import { findLlamaCpp, measureLlamaCpp } from '../bench/llama-cpp.ts';
import type { Lengths } from '../bench/measurement.ts';
import { measureOurs, type OwnMeasurement } from '../bench/ours.ts';
import { figure, table } from '../bench/table.ts';
import { bundledModelPath } from '../bundled-model.ts';
import { type Command, type CommandValues, numberFlag, stringFlag, UsageError } from './command.ts';
import { loadForCommand } from './load.ts';
import { modelOptions } from './model-options.ts';
import { size } from './progress.ts';

/** See above. */
export const command: Command = {
  name: 'bench',
  summary: 'Measure the speed of the engine on a weight file.',
  description: `Prefill and decode tokens per second, greedy, after a warm-up; what a token reads, and which part of the
device's measured copy bandwidth that is; memory by purpose.

  tramontane bench --model mistral-7b-instruct-v0.1.Q4_K_M.gguf --prompt 512 --generate 128
  tramontane bench --model FILE.gguf --compare llama.cpp     in turn with llama.cpp's Vulkan and CPU backends
  tramontane bench --attention-styles --layers 2             multi-head, grouped-query and multi-query attention`,
  options: {
    model: { type: 'string', value: 'PATH', help: 'A .gguf file or a Hugging Face folder; default the bundled model.' },
    prompt: { type: 'string', value: 'N', help: 'Tokens of the prompt. Default 64.' },
    generate: { type: 'string', value: 'N', help: 'Tokens of the answer. Default 32.' },
    compare: { type: 'string', value: 'ENGINE', help: "Measure another engine in turn with ours: 'llama.cpp'." },
    rounds: { type: 'string', value: 'N', help: 'Turns of a comparison, of which the medians count. Default 3.' },
    engine: { type: 'string', value: 'ENGINE', help: `Measure this one alone: ${engines.join(', ')}.` },
    'attention-styles': { type: 'boolean', help: "One shape, Mistral 7B's, with three styles of attention." },
    layers: { type: 'string', value: 'N', help: 'Layers that --attention-styles runs. Default 2.' },
    at: { type: 'string', value: 'N', help: 'Positions behind each sequence of --attention-styles. Default 4000.' },
    memory: { type: 'string', value: 'GIB', help: 'Memory to fill with sequences, for its table. Default 24.' },
    ...modelOptions,
    json: { type: 'boolean', help: 'One line of JSON instead of a table.' },
  },
  async run(values) {
    if (values['attention-styles'] === true) return benchStyles(values);
    const path = resolve(stringFlag(values, 'model') ?? bundledModelPath);
    const lengths = {
      nPrompt: numberFlag(values, 'prompt', { min: 1, integer: true }) ?? 64,
      nGenerate: numberFlag(values, 'generate', { min: 2, integer: true }) ?? 32,
    };
    const peer = stringFlag(values, 'compare');
    if (peer !== undefined && peer !== 'llama.cpp') throw new UsageError(`--compare knows llama.cpp, not '${peer}'`);
    if (peer !== undefined) return benchBeside(path, lengths, values);
    const engine = stringFlag(values, 'engine') ?? 'tramontane';
    if (engine === 'tramontane') return benchOurs(path, lengths, values);
    if (engine !== 'llama.cpp-vulkan' && engine !== 'llama.cpp-cpu') {
      throw new UsageError(`--engine is one of ${engines.join(', ')}, found '${engine}'`);
    }
    // Where the only Vulkan device is a CPU (lavapipe), llama.cpp leaves it out unless it is named.
    process.env.GGML_VK_VISIBLE_DEVICES ??= '0';
    const backend = engine === 'llama.cpp-vulkan' ? 'vulkan' : 'cpu';
    print(JSON.stringify(await measureLlamaCpp(path, backend, lengths)));
  },
};

async function benchOurs(path: string, lengths: Lengths, values: CommandValues): Promise<void> {
  const startedAt = performance.now();
  const loaded = await loadForCommand(path, values);
  const loadMs = performance.now() - startedAt;
  let ours: OwnMeasurement;
  try {
    ours = await measureOurs(loaded, lengths, loadMs);
  } finally {
    await loaded.close();
  }
  if (values.engine !== undefined) return print(JSON.stringify(ours)); // one turn of a comparison
  const bandwidth = await copyBandwidth(values);
  const share = (ours.bytesPerToken * ours.decodeTps) / bandwidth;
  if (values.json === true) {
    print(JSON.stringify({ file: path, ...lengths, ...ours, copyBytesPerSecond: bandwidth, bandwidthShare: share }));
    return;
  }
  const { memory } = ours;
  print(
    table([
      [`${path.split('/').at(-1)}, ${lengths.nPrompt} tokens in, ${lengths.nGenerate} out`, ''],
      ['device', `${ours.device} (${ours.flavour} kernels, ${ours.activations} activations)`],
      ['prefill', `${figure(ours.prefillTps)} tok/s`],
      ['first token', `${figure(ours.firstTokenMs)} ms`],
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
    ]),
  );
}

async function benchBeside(path: string, lengths: Lengths, values: CommandValues): Promise<void> {
  findLlamaCpp();
  const rounds = numberFlag(values, 'rounds', { min: 1, integer: true }) ?? 3;
  const passed = Object.keys(modelOptions).flatMap((flag) => {
    const value = values[flag];
    return value === true ? [`--${flag}`] : typeof value === 'string' ? [`--${flag}`, value] : [];
  });
  const argumentsOf = (engine: Engine) => [
    ...['bench', '--engine', engine, '--model', path],
    ...['--prompt', String(lengths.nPrompt), '--generate', String(lengths.nGenerate), ...passed],
  ];
  const isTerminal = process.stderr.isTTY === true;
  const onRound = (round: number, engine: Engine) => {
    if (isTerminal) process.stderr.write(`\r\x1b[Kround ${round} of ${rounds}: ${engine}`);
  };
  const comparison = await compare(path, rounds, argumentsOf, onRound);
  if (isTerminal) process.stderr.write('\r\x1b[K');
  if (values.json === true) return print(JSON.stringify({ ...lengths, ...comparison }));
  const { nPrompt, nGenerate } = lengths;
  print(`${path.split('/').at(-1)}: ${nPrompt} tokens in, ${nGenerate} out, greedy, median of ${rounds} rounds\n`);
  print(comparisonTable(comparison));
}

async function benchStyles(values: CommandValues): Promise<void> {
  const device = stringFlag(values, 'device');
  const options: StyleOptions = {
    shape: mistral7b,
    nKvHeads: 8,
    dtype: 'Q4_0',
    nLayersRun: numberFlag(values, 'layers', { min: 1, max: mistral7b.nLayers, integer: true }) ?? 2,
    context: numberFlag(values, 'at', { min: 1, max: mistral7b.contextLength, integer: true }) ?? 4000,
    memoryBytes: (numberFlag(values, 'memory', { min: 1 }) ?? 24) * 2 ** 30,
    nSteps: 8,
    ...(device !== undefined && { selector: device }),
  };
  const styles = await measureStyles(options, (style) => process.stderr.write(`${style} attention\n`));
  print(values.json === true ? JSON.stringify(styles) : stylesTable(styles, options));
}

async function copyBandwidth(values: CommandValues): Promise<number> {
  const device = stringFlag(values, 'device');
  return measureCopyBandwidth(device === undefined ? {} : { selector: device });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
