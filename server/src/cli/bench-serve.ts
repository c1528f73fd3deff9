// `tramontane bench serve`: measures a running server under load, one level after the other.
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Level, type LoadTimes, runLevel } from '../bench/load-generator.ts';
import { loadPlot } from '../bench/load-plot.ts';
import { type LevelSummary, loadRemarks, loadTable, nameOfLevel, summarise } from '../bench/load-summary.ts';
import { findWordsFor, openServed, type Served, type ServedOptions } from '../bench/served.ts';
import { random, requestOf, type WorkloadOptions, words } from '../bench/workload.ts';
import { type Command, type CommandValues, numberFlag, stringFlag, UsageError, urlFlag } from './command.ts';
import { modelOptions, passedModelOptions } from './model-options.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import { statusLine } from './progress.ts';

/** `tramontane bench serve` */
export const command: Command = {
  name: 'bench serve',
  summary: 'Measure a running server under load.',
  description: `Starts a server, or takes a running one (--url), and streams answers over HTTP. Prints throughput, time to first token
(TTFT), time between two pieces of text (p50, p95, p99), and errors.

  tramontane bench serve --concurrency 1,4,16,64           closed loop: each client sends its next request after an answer
  tramontane bench serve --rate 0.5,2,8 --plot load.svg    open loop: Poisson arrivals; latency counts from the due time
  tramontane bench serve --url http://127.0.0.1:8787       a running server; TRAMONTANE_ACCOUNT_ID, TRAMONTANE_API_TOKEN

The lengths of prompts and answers are log-normal and depend on --seed; every level has the same lengths with different
words. A model may end an answer early. Requests count if they are due in the measured time, even if they end later.`,
  options: {
    url: { type: 'string', value: 'URL', help: 'A running server. Default: start one.' },
    account: { type: 'string', value: 'ID', help: 'With --url; default TRAMONTANE_ACCOUNT_ID.' },
    token: { type: 'string', value: 'TOKEN', help: 'With --url; default TRAMONTANE_API_TOKEN.' },
    api: { type: 'string', value: 'API', help: "'workers-ai' (default) calls ai/run, 'openai' calls /v1/completions." },
    model: {
      type: 'string',
      value: 'NAME[=FILE]',
      help: 'As for serve; with --url, a name. Default: the first model of the server.',
    },
    concurrency: {
      type: 'string',
      value: 'LIST',
      help: 'Numbers of concurrent clients, one for each level. Default 1,4,16,64.',
    },
    rate: { type: 'string', value: 'LIST', help: 'Arrivals per second, one for each level, instead of --concurrency.' },
    duration: { type: 'string', value: 'S', help: 'Measured seconds of each level. Default 15.' },
    'warm-up': { type: 'string', value: 'S', help: 'Seconds of load before the measured time. Default 2.' },
    drain: { type: 'string', value: 'S', help: 'Seconds that answers may take after the measured time. Default 60.' },
    prompt: {
      type: 'string',
      value: 'N',
      help: 'Median tokens of a prompt. Default 128, or an eighth of the context.',
    },
    answer: { type: 'string', value: 'N', help: 'Median tokens of an answer. Default as --prompt.' },
    spread: {
      type: 'string',
      value: 'X',
      help: "Sigma of both lengths' logarithms; 0: all lengths are equal. Default 0.8.",
    },
    'shared-prefix': {
      type: 'string',
      value: 'N',
      help: 'Tokens at the start of a prompt that all prompts share. Default 0.',
    },
    seed: { type: 'string', value: 'N', help: 'Seed of lengths, words and arrivals. Default 1.' },
    plot: { type: 'string', value: 'FILE', help: 'Write an SVG of throughput and latency over load.' },
    ...modelOptions,
    json: { type: 'boolean', help: 'One line of JSON instead of a table.' },
  },
  async run(values) {
    const levels = readLevels(values);
    const times = readTimes(values);
    const seed = numberFlag(values, 'seed', { integer: true, min: 0 }) ?? 1;
    const own = stringFlag(values, 'url') === undefined ? await startOwn(values, levels) : null;
    try {
      const served = await openServed(servedOptions(values, own, times));
      const workload = await workloadOf(served, values, seed);
      const summaries = await runLevels(served, workload, levels, times);
      await report(served, workload, summaries, values);
    } finally {
      await own?.stop();
    }
  },
};

/** The levels of --concurrency or --rate. */
export function readLevels(values: CommandValues): Level[] {
  const rates = readList(values, 'rate', 0.001, false);
  const counts = readList(values, 'concurrency', 1, true);
  if (rates && counts) throw new UsageError('--rate and --concurrency are two kinds of load; give one of them');
  if (rates) return rates.map((ratePerSecond) => ({ kind: 'open', ratePerSecond }));
  return (counts ?? [1, 4, 16, 64]).map((concurrency) => ({ kind: 'closed', concurrency }));
}

function readList(values: CommandValues, name: string, min: number, integer: boolean): number[] | undefined {
  const text = stringFlag(values, name);
  const max = 10_000;
  return text?.split(',').map((item) => numberFlag({ [name]: item }, name, { min, max, integer }) as number);
}

function readTimes(values: CommandValues): LoadTimes & { timeoutMs: number } {
  const seconds = (name: string, fallback: number, min: number) =>
    (numberFlag(values, name, { min, max: 86_400 }) ?? fallback) * 1000;
  const times = {
    warmUpMs: seconds('warm-up', 2, 0),
    durationMs: seconds('duration', 15, 0.1),
    drainMs: seconds('drain', 60, 0),
  };
  return { ...times, timeoutMs: times.warmUpMs + times.durationMs + times.drainMs };
}

/** Starts a server whose limit of concurrent runs is above every level, so that the limit is not what is measured. */
async function startOwn(values: CommandValues, levels: readonly Level[]): Promise<OwnServer> {
  const model = stringFlag(values, 'model');
  const most = levels.reduce((n, level) => (level.kind === 'closed' ? Math.max(n, level.concurrency) : n), 64);
  const flags = [...(model === undefined ? [] : ['--model', model]), ...passedModelOptions(values)];
  return startOwnServer(flags, { TRAMONTANE_MAX_CONCURRENT_RUNS: String(most) });
}

function servedOptions(
  values: CommandValues,
  own: OwnServer | null,
  { timeoutMs }: { timeoutMs: number },
): ServedOptions {
  const api = stringFlag(values, 'api') ?? 'workers-ai';
  if (api !== 'workers-ai' && api !== 'openai') {
    throw new UsageError(`--api is workers-ai or openai, found '${api}'`);
  }
  // A server that was just started has one model, under the name that it gave it.
  if (own) return { ...own, api, model: null, timeoutMs };
  const model = stringFlag(values, 'model') ?? null;
  const url = urlFlag(values) ?? '';
  const accountId = stringFlag(values, 'account') ?? process.env.TRAMONTANE_ACCOUNT_ID ?? '';
  if (api === 'workers-ai' && accountId === '') {
    throw new UsageError('--url needs an account: --account ID, or TRAMONTANE_ACCOUNT_ID');
  }
  const apiToken = stringFlag(values, 'token') ?? process.env.TRAMONTANE_API_TOKEN ?? null;
  return { url, api, accountId, apiToken, model, timeoutMs };
}

/** Lengths that fit into the server's context, and words for prompts of such lengths. */
async function workloadOf(served: Served, values: CommandValues, seed: number): Promise<WorkloadOptions> {
  const context = served.contextWindow ?? 4096;
  const sigma = numberFlag(values, 'spread', { min: 0, max: 3 }) ?? 0.8;
  const lengths = (name: string, most: number) => {
    const median = numberFlag(values, name, { min: 1, max: most, integer: true });
    return { median: median ?? Math.min(128, Math.floor(context / 8)), sigma, min: 1, max: most };
  };
  const promptOf = (nWords: number) => {
    const next = random(seed, nWords);
    return Array.from({ length: nWords }, () => words[Math.floor(next() * words.length)]).join(' ');
  };
  return {
    seed,
    prompt: lengths('prompt', Math.floor(context / 2)),
    // A word is one token only on average, so some of the context is left free.
    answer: lengths('answer', Math.floor(context * 0.4)),
    sharedPrefix: numberFlag(values, 'shared-prefix', { min: 0, max: Math.floor(context / 2), integer: true }) ?? 0,
    wordsFor: await findWordsFor(served, promptOf),
  };
}

async function runLevels(
  served: Served,
  workload: WorkloadOptions,
  levels: readonly Level[],
  times: LoadTimes,
): Promise<LevelSummary[]> {
  const summaries: LevelSummary[] = [];
  for (const [i, level] of levels.entries()) {
    const tell = levelProgress(level, times.durationMs);
    const send = (k: number, dueAt: number, signal: AbortSignal) =>
      served.send(requestOf(workload, i, k), dueAt, signal);
    const run = await runLevel(send, level, { ...times, seed: workload.seed + i, onProgress: tell });
    tell.end();
    summaries.push(summarise(run));
    await sleep(200); // lets the server free what the last level used
  }
  return summaries;
}

/** Progress of a level: one line that is rewritten in place on a terminal; nothing elsewhere. */
function levelProgress(level: Level, durationMs: number) {
  const name = level.kind === 'closed' ? `${level.concurrency} at once` : `${level.ratePerSecond} per second`;
  const status = statusLine();
  const tell = (outcomes: readonly { error: string | undefined; nTokens: number }[], elapsedMs: number) => {
    const seconds = `${Math.max(0, elapsedMs / 1000).toFixed(0)} of ${(durationMs / 1000).toFixed(0)} s`;
    const phase = elapsedMs < 0 ? 'warming up' : elapsedMs > durationMs ? 'waiting for the last answers' : seconds;
    const nErrors = outcomes.filter(({ error }) => error !== undefined).length;
    const nTokens = outcomes.reduce((sum, outcome) => sum + outcome.nTokens, 0);
    status.show(`${name}: ${phase}, ${outcomes.length} answers, ${nTokens} tokens, ${nErrors} errors`);
  };
  return Object.assign(tell, { end: status.clear });
}

async function report(
  served: Served,
  workload: WorkloadOptions,
  levels: readonly LevelSummary[],
  values: CommandValues,
): Promise<void> {
  const { seed, prompt, answer, sharedPrefix } = workload;
  const plot = stringFlag(values, 'plot');
  const lengths = `prompts of ${prompt.median} tokens, answers of ${answer.median} (medians, sigma ${prompt.sigma})`;
  if (plot !== undefined) await writeFile(plot, loadPlot(served.model, lengths, levels));
  if (values.json === true) {
    print(JSON.stringify({ model: served.model, seed, prompt, answer, sharedPrefix, levels }));
    return;
  }
  const shared = sharedPrefix > 0 ? `, the first ${sharedPrefix} shared by all prompts` : '';
  print(`${served.model}: ${lengths}${shared}, seed ${seed}; ${(levels[0]?.durationMs ?? 0) / 1000} s a level\n`);
  print(loadTable(levels));
  const actual = levels.flatMap(({ level, promptTokens, answerTokens, generator }) =>
    promptTokens && answerTokens
      ? [
          `${nameOfLevel(level)}: prompts ${promptTokens.median} (most ${promptTokens.max}), answers ${answerTokens.median} ` +
            `(most ${answerTokens.max}) tokens; generator ${(generator.busy * 100).toFixed(0)} % busy, ` +
            `${generator.lateMs.toFixed(1)} ms late`,
        ]
      : [],
  );
  print(['', ...actual, ...loadRemarks(levels)].join('\n'));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
