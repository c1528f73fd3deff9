// Runs the published clients' contract tests through the server in front of real engines, measures what the server costs
// there, and writes the table of docs/engines.md. Engines that are not installed are skipped, loudly.
//
//   npm run engines -- --vllm /path/to/venv/bin/python --llama-server /path/to/llama-server
//   npm run engines -- --only llama-server                   writes its row alone; `none`: the paced engine
//   npm run engines -- --only llama-server --skip-clients    costs, vectors and scores only; writes nothing
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { TaskName } from '../src/model-task.ts';
import type { UpstreamOfTests } from '../test/engines/upstream-of-tests.ts';
import { measureAbort } from './gateway-abort.ts';
import { measureCost } from './gateway-cost.ts';
import { freePort, stop, untilReady } from './processes.ts';
import { checkReading, type ExpectedScores } from './reading.ts';
import { writeStoriesFolder } from './stories-folder.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const document = fileURLToPath(new URL('../../docs/engines.md', import.meta.url));
const stories = join(root, 'models/stories260k.gguf');
const token = 'token-of-the-other-server';
const clients = ['openai', 'live-responses', 'cloudflare', 'workers-ai-provider', 'ai-utils', 'cloudflare-ai'];

interface Program {
  program: string;
  args: string[];
  env?: Record<string, string>;
}

interface Engine {
  readonly name: string;
  /** Undefined: it is not installed. */
  version(): string | undefined;
  start(port: number, folder: string): Program;
  /** How it is started for models that read; by their task. */
  readonly readers?: Partial<Record<TaskName, (port: number, folder: string) => Program>>;
  readonly readyPath: string;
  readonly metricsPath: string;
  readonly runningGauge: string;
  readonly key: string | null;
}

/** Without a model's endless blanks between the parts of JSON, which a parser with tags of its own (hermes) would allow. */
const vllmWords = [
  ...['--enable-auto-tool-choice', '--tool-call-parser', 'xlam'],
  ...['--structured-outputs-config', '{"backend":"xgrammar","disable_any_whitespace":true}'],
];

function enginesOf({ vllm, llamaServer }: { vllm: string; llamaServer: string }): Engine[] {
  return [
    {
      name: 'vLLM',
      version: () => tryRun(vllm, ['-c', 'import vllm; print(vllm.__version__)'])?.trim().split('\n').at(-1),
      start: (port, folder) => startVllm(vllm, join(folder, 'stories'), port, ['--max-model-len', '512', ...vllmWords]),
      readers: {
        'text-embeddings': (port, folder) =>
          startVllm(vllm, join(folder, 'stories'), port, ['--runner', 'pooling', '--convert', 'embed']),
        'text-classification': (port, folder) =>
          startVllm(vllm, join(folder, 'reranker/hf'), port, ['--runner', 'pooling']),
      },
      readyPath: '/health',
      metricsPath: '/metrics',
      runningGauge: 'vllm:num_requests_running',
      key: null,
    },
    {
      name: 'llama-server',
      version: () => /version: (.+)/.exec(tryRun(llamaServer, ['--version']) ?? '')?.[1],
      start: (port) => startLlamaServer(llamaServer, port, ['-c', '2048', '-np', '4', '--metrics']),
      readers: {
        'text-embeddings': (port) => startLlamaServer(llamaServer, port, ['--embeddings', '--pooling', 'mean']),
        'text-classification': (port, folder) =>
          startLlamaServer(llamaServer, port, ['--reranking'], join(folder, 'reranker/model.gguf')),
      },
      readyPath: '/health',
      metricsPath: '/metrics',
      runningGauge: 'llamacpp:requests_processing',
      key: null,
    },
    {
      name: 'Tramontane',
      version: () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version as string,
      start: (port) => ({
        program: process.execPath,
        args: ['--import', 'tsx', join(root, 'src/main.ts'), 'serve', '--port', `${port}`, '--metrics', 'open'],
        env: { TRAMONTANE_API_TOKEN: token, LOG_LEVEL: 'error' },
      }),
      readyPath: '/readyz',
      metricsPath: '/metrics',
      runningGauge: 'tramontane_engine_running_sequences',
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

function startLlamaServer(program: string, port: number, more: readonly string[], model = stories): Program {
  const where = ['--host', '127.0.0.1', '--port', `${port}`];
  return { program, args: ['-m', model, '-t', '1', '--device', 'none', ...where, ...more] };
}

function tryRun(program: string, args: string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? `${stdout}${stderr}` : undefined;
}

interface TestRun {
  readonly passed: number;
  readonly failed: readonly string[];
}

function runClients(upstream: UpstreamOfTests, folder: string): TestRun {
  const output = join(folder, 'results.json');
  const files = clients.map((client) => `test/clients/${client}.test.ts`);
  spawnSync('npx', ['vitest', 'run', ...files, '--no-file-parallelism', '--reporter=json', `--outputFile=${output}`], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TRAMONTANE_TESTS_UPSTREAM: JSON.stringify(upstream) },
  });
  interface Results {
    testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
  }
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Results;
  const all = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ status, fullName }) => ({ status, title: `${relative(root, name)}: ${fullName}` })),
  );
  const failed = all.filter(({ status }) => status !== 'passed').map(({ title }) => title);
  return { passed: all.length - failed.length, failed };
}

/** Makes a reranker, and what transformers makes of it. Undefined, loudly, where Python or a package is missing. */
function makeReranker(folder: string): ExpectedScores | undefined {
  const made = join(folder, 'reranker');
  const { status, stderr } = spawnSync(values.vllm, [join(root, 'bench/tiny-reranker.py'), made], { encoding: 'utf8' });
  if (status === 0) return JSON.parse(readFileSync(join(made, 'expected.json'), 'utf8'));
  console.error(`\nSKIPPED scores: ${values.vllm} lacks torch, transformers or gguf.\n${(stderr ?? '').slice(-500)}`);
  return undefined;
}

async function checkReaders({ readers = {}, readyPath }: Engine, folder: string): Promise<string> {
  const told: string[] = [];
  for (const [task, start] of Object.entries(readers)) {
    const expected = task === 'text-classification' ? makeReranker(folder) : undefined;
    if (task === 'text-classification' && !expected) continue;
    const port = await freePort();
    const { program, args, env = {} } = start(port, folder);
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });
    try {
      await untilReady(`http://127.0.0.1:${port}${readyPath}`, child);
      told.push(await checkReading(`http://127.0.0.1:${port}/v1`, expected));
    } catch (error) {
      console.error(`FAILED ${task}:`, error);
      told.push(`${task} failed`);
    } finally {
      await stop(child);
    }
  }
  return told.join('; ');
}

async function check(engine: Engine, version: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-engines-'));
  await writeStoriesFolder(join(folder, 'stories'));
  const port = await freePort();
  const { program, args, env = {} } = engine.start(port, folder);
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });
  try {
    await untilReady(`${base}${engine.readyPath}`, child);
    const { key, runningGauge } = engine;
    const upstream = { url: `${base}/v1`, key, metricsUrl: `${base}${engine.metricsPath}`, runningGauge };
    const cost = await measureCost(upstream);
    const abort = await measureAbort(upstream).catch((error: Error) => `failed: ${error.message}`);
    const { passed, failed } = values['skip-clients'] ? { passed: 0, failed: [] } : runClients(upstream, folder);
    for (const title of failed) console.error(`FAILED ${engine.name}: ${title}`);
    const tests = values['skip-clients']
      ? 'not run'
      : failed.length === 0
        ? `all ${passed}`
        : `${passed} of ${passed + failed.length}`;
    await stop(child);
    const reads = await checkReaders(engine, folder);
    return `| ${engine.name} ${version} | ${tests} | ${reads} | ${abort} | ${cost.firstTokenMs} | ${cost.tokensPerSecond} | ${cost.cpu} |`;
  } finally {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    vllm: { type: 'string', default: 'python3' },
    'llama-server': { type: 'string', default: 'llama-server' },
    only: { type: 'string' },
    'skip-clients': { type: 'boolean', default: false },
  },
});
/** The cost by itself, without an engine that shares the machine. */
async function checkPaced(): Promise<string> {
  const port = await freePort();
  const args = ['--import', 'tsx', join(root, 'bench/paced-engine.ts'), `${port}`];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  try {
    await untilReady(`http://127.0.0.1:${port}/health`, child);
    const cost = await measureCost({ url: `http://127.0.0.1:${port}/v1`, key: null });
    return `| none: a token every 10 ms | | | | ${cost.firstTokenMs} | ${cost.tokensPerSecond} | ${cost.cpu} |`;
  } finally {
    await stop(child);
  }
}

const rows: string[] = [];
for (const engine of enginesOf({ vllm: values.vllm, llamaServer: values['llama-server'] })) {
  if (values.only !== undefined && values.only !== engine.name) continue;
  const version = engine.version();
  if (version === undefined) {
    console.error(
      `\nSKIPPED ${engine.name}: it is not installed. --vllm takes a Python that has vLLM, --llama-server its path.\n`,
    );
    continue;
  }
  rows.push(
    await check(engine, version).catch((error: Error) => `| ${engine.name} ${version} | ${error.message} | | | | | |`),
  );
  console.log(rows.at(-1));
}
if (values.only === undefined || values.only === 'none') {
  rows.push(await checkPaced());
  console.log(rows.at(-1));
}
/** Writes the rows in the place of those of the same engines. */
function writeRows(): void {
  const text = readFileSync(document, 'utf8');
  const block = /<!-- npm run engines -->\n([\s\S]*?)\n\n[\s\S]*?<!-- end -->/;
  const engineIn = (row: string) => /^\| ([\w-]+)/.exec(row)?.[1];
  const [, , ...before] = (block.exec(text)?.[1] ?? '').split('\n');
  const others = before.filter((row) => !rows.some((one) => engineIn(one) === engineIn(row)));
  const order = ['vLLM', 'llama-server', 'Tramontane', 'none'];
  const all = [...others, ...rows].sort((a, b) => order.indexOf(engineIn(a) ?? '') - order.indexOf(engineIn(b) ?? ''));
  const date = execFileSync('date', ['-I'], { encoding: 'utf8' }).trim();
  const table = [...head, ...all].join('\n');
  writeFileSync(document, text.replace(block, `<!-- npm run engines -->\n${table}\n\n${date}.\n<!-- end -->`));
}

const head = [
  '| engine | tests of the published clients that pass | embeddings, scores | from a client’s leaving to the engine’s rest | first token: there, and through the server | tokens/s: there, and through the server | CPU of the server |',
  '| --- | --- | --- | --- | --- | --- | --- |',
];
if (!values['skip-clients'] && rows.length > 0) writeRows();
