// The engines that bench/engines.ts runs: how each is started, and where it tells how much it does.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TaskName } from '../src/model-task.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const stories = join(root, 'models/stories260k.gguf');
const token = 'token-of-the-other-server';

/** A program, as spawn() takes it. */
export interface Program {
  program: string;
  args: string[];
  env?: Record<string, string>;
}

/** An engine: how it is started, and what it tells of itself. */
export interface Engine {
  readonly name: string;
  /** Undefined: it is not installed. */
  version(): string | undefined;
  start(port: number, folder: string): Program;
  /** How it is started for models that read; by their task. */
  readonly readers?: Partial<Record<TaskName, (port: number, folder: string) => Program>>;
  /** With a model whose tokens take tens of milliseconds, as a usual one's do; its weights are random. */
  slow(port: number, folder: string): Program;
  readonly readyPath: string;
  readonly metricsPath: string;
  readonly runningGauge: string;
  /** Rises with every token of a request, or with every step. */
  readonly tokensCounter: string;
  readonly key: string | null;
}

/** Without a model's endless blanks between the parts of JSON, which a parser with tags of its own (hermes) would allow. */
const vllmWords = [
  ...['--enable-auto-tool-choice', '--tool-call-parser', 'xlam'],
  ...['--structured-outputs-config', '{"backend":"xgrammar","disable_any_whitespace":true}'],
];

/** Those that can be tried, by the paths of their programs. */
export function enginesOf({ vllm, llamaServer }: { vllm: string; llamaServer: string }): Engine[] {
  return [
    {
      name: 'vLLM',
      version: () => tryRun(vllm, ['-c', 'import vllm; print(vllm.__version__)'])?.trim().split('\n').at(-1),
      start: (port, folder) => startVllm(vllm, join(folder, 'stories'), port, ['--max-model-len', '512', ...vllmWords]),
      slow: (port, folder) =>
        startVllm(vllm, join(folder, 'stories'), port, [
          ...['--max-model-len', '512', '--load-format', 'dummy', '--hf-overrides', JSON.stringify(slowShape)],
        ]),
      readers: {
        'text-embeddings': (port, folder) =>
          startVllm(vllm, join(folder, 'stories'), port, ['--runner', 'pooling', '--convert', 'embed']),
        'text-classification': (port, folder) =>
          startVllm(vllm, join(folder, 'reranker/hf'), port, ['--runner', 'pooling']),
      },
      readyPath: '/health',
      metricsPath: '/metrics',
      runningGauge: 'vllm:num_requests_running',
      tokensCounter: 'vllm:generation_tokens_total',
      key: null,
    },
    {
      name: 'llama-server',
      version: () => /version: (.+)/.exec(tryRun(llamaServer, ['--version']) ?? '')?.[1],
      start: (port) => startLlamaServer(llamaServer, port, ['-c', '2048', '-np', '4', '--metrics']),
      slow: (port, folder) =>
        startLlamaServer(
          llamaServer,
          port,
          ['-c', '2048', '-np', '4', '--metrics', '--no-repack'],
          slowModel(join(folder, 'slow.gguf'), '--type f32 --layers 10'),
        ),
      readers: {
        'text-embeddings': (port) => startLlamaServer(llamaServer, port, ['--embeddings', '--pooling', 'mean']),
        'text-classification': (port, folder) =>
          startLlamaServer(llamaServer, port, ['--reranking'], join(folder, 'reranker/model.gguf')),
      },
      readyPath: '/health',
      metricsPath: '/metrics',
      runningGauge: 'llamacpp:requests_processing',
      tokensCounter: 'llamacpp:n_decode_total',
      key: null,
    },
    {
      name: 'Tramontane',
      version: () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version as string,
      start: (port) => startTramontane(port),
      // A device in software takes long for the words of a whole vocabulary.
      slow: (port, folder) =>
        startTramontane(port, [
          ...['--model', `slow=${slowModel(join(folder, 'slow.gguf'), '--type q8_0 --layers 8 --vocab 4096')}`],
        ]),
      readyPath: '/readyz',
      metricsPath: '/metrics',
      runningGauge: 'tramontane_engine_running_sequences',
      tokensCounter: 'tramontane_engine_generated_tokens_total',
      key: token,
    },
  ];
}

function startVllm(python: string, model: string, port: number, more: readonly string[]): Program {
  const limits = ['--enforce-eager', '--dtype', 'float32', ...more];
  const served = ['--model', model, '--served-model-name', 'tiny', '--host', '127.0.0.1', '--port', `${port}`];
  return {
    program: python,
    args: ['-m', 'vllm.entrypoints.openai.api_server', ...served, ...limits],
    env: {
      VLLM_CPU_KVCACHE_SPACE: '1',
      VLLM_CPU_OMP_THREADS_BIND: 'nobind',
      OMP_NUM_THREADS: '1',
      HF_HUB_OFFLINE: '1',
    },
  };
}

function startTramontane(port: number, more: readonly string[] = []): Program {
  const main = ['--import', 'tsx', join(root, 'src/main.ts')];
  return {
    program: process.execPath,
    args: [...main, 'serve', '--port', `${port}`, '--metrics', 'open', '--requests-per-minute', '0', ...more],
    env: { TRAMONTANE_API_TOKEN: token, LOG_LEVEL: 'error' },
  };
}

function startLlamaServer(program: string, port: number, more: readonly string[], model = stories): Program {
  const where = ['--host', '127.0.0.1', '--port', `${port}`];
  return { program, args: ['-m', model, '-t', '1', '--device', 'none', ...where, ...more] };
}

/** Some layers of Qwen3 0.6B; every build has code for 32-bit floats. */
function slowModel(path: string, more: string): string {
  const script = join(root, 'test/synthetic/make-synthetic-gguf.mjs');
  const shape = ['--preset', 'qwen3-0.6b', '--ctx', '2048', ...more.split(' ')];
  execFileSync(process.execPath, [script, '--out', path, ...shape], { stdio: 'ignore' });
  return path;
}

/** About 150 million weights. */
const slowShape = {
  hidden_size: 1024,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 16,
  num_key_value_heads: 8,
  head_dim: 64,
};

function tryRun(program: string, args: string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? `${stdout}${stderr}` : undefined;
}
