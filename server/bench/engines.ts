// Runs the published clients' contract tests through the server in front of real engines, measures what the server costs
// there, and writes the table of docs/engines.md. Engines that are not installed are skipped, loudly.
//
//   npm run engines -- --vllm /path/to/venv/bin/python --llama-server /path/to/llama-server
//   npm run engines -- --only llama-server                   writes its row alone; `none`: the paced engine
//   npm run engines -- --only llama-server --skip-clients    costs, vectors and scores only; writes nothing
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { UpstreamOfTests } from '../test/engines/upstream-of-tests.ts';
import { pinned, pinThisProcess } from './cores.ts';
import { type Engine, enginesOf, type Program } from './engine-list.ts';
import { measureAbort } from './gateway-abort.ts';
import { type GatewayCost, measureCost } from './gateway-cost.ts';
import { startPacedEngine } from './gateway-process.ts';
import { freePort, stop, untilReady } from './processes.ts';
import { checkReading, type ExpectedScores } from './reading.ts';
import { writeStoriesFolder } from './stories-folder.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const document = fileURLToPath(new URL('../../docs/engines.md', import.meta.url));
const clients = ['openai', 'live-responses', 'cloudflare', 'workers-ai-provider', 'ai-utils', 'cloudflare-ai'];

/** Of all clients' tests against one engine. */
const clientsTimeoutMs = 240_000;
/** Of whatever else is measured at once; a step that waits for a program ends with it. */
const stepTimeoutMs = 240_000;
/** Of vectors and scores, for which an engine is started twice. */
const readersTimeoutMs = 600_000;

/** What the engines say, which is far too much beside the progress. */
const logPath = join(tmpdir(), 'tramontane-engines.log');
const engineLog = openSync(logPath, 'w');

interface TestRun {
  readonly passed: number;
  readonly failed: readonly string[];
}

function runClients(upstream: UpstreamOfTests, folder: string): TestRun {
  const output = join(folder, 'results.json');
  const files = clients.map((client) => `test/clients/${client}.test.ts`);
  const limit = ['-k', '10', `${clientsTimeoutMs / 1000}`]; // ends the workers, too
  spawnSync(
    'timeout',
    [...limit, 'npx', 'vitest', 'run', ...files, '--no-file-parallelism', '--reporter=json', `--outputFile=${output}`],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TRAMONTANE_TESTS_UPSTREAM: JSON.stringify(upstream) },
    },
  );
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
    try {
      const asked = () => checkReading(`http://127.0.0.1:${port}/v1`, expected);
      told.push(await whileRunning(start(port, folder), `http://127.0.0.1:${port}${readyPath}`, asked));
    } catch (error) {
      console.error(`FAILED ${task}:`, error);
      told.push(`${task} failed`);
    }
  }
  return told.join('; ');
}

/** Runs a program while `work` asks it. */
async function whileRunning<T>(
  { program, args, env = {} }: Program,
  readyUrl: string,
  work: (child: ChildProcess) => Promise<T>,
): Promise<T> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', engineLog], env: { ...process.env, ...env } });
  try {
    await untilReady(readyUrl, child);
    return await work(child);
  } finally {
    await stop(child);
  }
}

/** One step of an engine's row: says how it went, and leaves the others alone where it fails or takes too long. */
async function step(what: string, work: () => Promise<string>, limitMs = stepTimeoutMs): Promise<string> {
  const startedMs = performance.now();
  const seconds = () => `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
  const tooLate = new AbortController();
  const limit = sleep(limitMs, undefined, { signal: tooLate.signal }).then(() => {
    throw new Error(`not done in ${limitMs / 1000} s`);
  });
  limit.catch(() => undefined); // once it is over nobody waits for it
  try {
    const told = await Promise.race([work(), limit]);
    console.log(`  ${what}, ${seconds()}: ${told}`);
    return told;
  } catch (error) {
    console.error(`  FAILED ${what}, ${seconds()}:`, error);
    return `failed: ${(error as Error).message}`;
  } finally {
    tooLate.abort();
  }
}

/** The rows of an engine: with the bundled model, and with a slower one. */
async function check(engine: Engine, version: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-engines-'));
  const title = `${engine.name} ${version}`;
  console.log(`\n${title}; its log is added to ${logPath}`);
  try {
    await writeStoriesFolder(join(folder, 'stories'));
    const port = await freePort();
    const ready = `http://127.0.0.1:${port}${engine.readyPath}`;
    const cells = await whileRunning(engine.start(port, folder), ready, async () => {
      const upstream = upstreamAt(engine, port);
      const cost = await step('cost', async () => costCells(await measureCost(upstream)));
      const tests = await step('clients', async () => clientsCell(upstream, folder, engine.name));
      return { cost, tests };
    });
    const reads = await step('vectors and scores', () => checkReaders(engine, folder), readersTimeoutMs);
    const row = `| ${title} | ${cells.tests} | ${reads} | | ${cells.cost} |`;
    return [row, ...(await checkSlow(engine, folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A tiny model has ended its answer before anybody can leave, so that leaving is looked at with a slower one. The engine has one
 * core, and the server and its client another one, so that they take nothing from each other.
 */
async function checkSlow(engine: Engine, folder: string): Promise<string[]> {
  const port = await freePort();
  const slow = pinned(engine.slow(port, folder));
  const ready = `http://127.0.0.1:${port}${engine.readyPath}`;
  const cores = pinThisProcess();
  try {
    return await whileRunning(slow, ready, async () => {
      const upstream = upstreamAt(engine, port);
      const cost = await step('cost, slower model', async () =>
        costCells(await measureCost(upstream, { nPairs: 6, nTokens: 16, isSlow: true })),
      );
      const abort = await step('leaving, slower model', () => measureAbort(upstream));
      return [`| ${engine.name}, slower model | | | ${abort} | ${cost} |`];
    });
  } catch (error) {
    console.error(`  FAILED slower model:`, error);
    return [];
  } finally {
    cores.restore();
  }
}

function upstreamAt({ key, runningGauge, tokensCounter, metricsPath }: Engine, port: number) {
  const base = `http://127.0.0.1:${port}`;
  return { url: `${base}/v1`, key, metricsUrl: `${base}${metricsPath}`, runningGauge, tokensCounter };
}

const costCells = ({ firstTokenMs, tokensPerSecond, cpu }: GatewayCost) =>
  `${firstTokenMs} | ${tokensPerSecond} | ${cpu}`;

function clientsCell(upstream: UpstreamOfTests, folder: string, name: string): string {
  if (values['skip-clients']) return 'not run';
  const { passed, failed } = runClients(upstream, folder);
  for (const title of failed) console.error(`FAILED ${name}: ${title}`);
  return failed.length === 0 ? `all ${passed}` : `${passed} of ${passed + failed.length}`;
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
  const engine = await startPacedEngine();
  try {
    const cost = await measureCost({ url: engine.url, key: null });
    return `| none: a token every 10 ms | | | | ${cost.firstTokenMs} | ${cost.tokensPerSecond} | ${cost.cpu} |`;
  } finally {
    await engine.close();
  }
}

const head = [
  '| engine | tests of the published clients that pass | embeddings, scores | tokens that the engine makes after its client has left: its own client, and one of the server | first token: there, and through the server | tokens/s: there, and through the server | CPU of the server |',
  '| --- | --- | --- | --- | --- | --- | --- |',
];

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
  const told = await check(engine, version).catch((error: Error) => {
    console.error(`FAILED ${engine.name}:`, error);
    return [`| ${engine.name} ${version} | ${error.message} | | | | | |`];
  });
  rows.push(...told);
  keepRows();
}
if (values.only === undefined || values.only === 'none') {
  rows.push(await checkPaced());
  keepRows();
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

/** After every engine, so that one that fails or hangs takes nothing from those before it. */
function keepRows(): void {
  console.log(rows.at(-1));
  if (!values['skip-clients']) writeRows();
}
