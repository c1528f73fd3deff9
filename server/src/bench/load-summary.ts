// The figures of a level: throughput in the measured time, and latencies of the requests that were due in it, even if they
// ended later.
import type { GeneratorHealth, Level, LevelRun } from './load-generator.ts';
import { median } from './measurement.ts';
import type { Outcome } from './streamed-request.ts';
import { figure, table } from './table.ts';

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface LevelSummary {
  readonly level: Level;
  readonly durationMs: number;
  /** Requests that were due in the measured time, and how many of them were completed. */
  readonly nRequests: number;
  readonly nCompleted: number;
  /** Number of the others by error. */
  readonly errors: Readonly<Record<string, number>>;
  /** Answers that ended in the measured time, and tokens that arrived in it, per second. */
  readonly requestsPerSecond: number;
  readonly outputTps: number;
  /** Time to the first token, between two pieces of text, and of the whole answer. Null if there are no values. */
  readonly ttftMs: Percentiles | null;
  readonly interTokenMs: Percentiles | null;
  readonly requestMs: Percentiles | null;
  /** Tokens by the server's count. */
  readonly promptTokens: { readonly median: number; readonly max: number } | null;
  readonly answerTokens: { readonly median: number; readonly max: number } | null;
  readonly generator: GeneratorHealth;
}

export function summarise({ level, outcomes, from, to, generator }: LevelRun): LevelSummary {
  const seconds = (to - from) / 1000;
  const isWithin = (moment: number) => moment >= from && moment < to;
  const due = outcomes.filter(({ dueAt }) => isWithin(dueAt));
  const completed = due.filter(({ error }) => error === undefined);
  const answered = completed.filter(({ piecesAt }) => piecesAt.length > 0);
  const errors: Record<string, number> = {};
  for (const { error } of due) if (error !== undefined) errors[error] = (errors[error] ?? 0) + 1;
  return {
    level,
    durationMs: Math.round(to - from),
    nRequests: due.length,
    nCompleted: completed.length,
    errors,
    requestsPerSecond: outcomes.filter(({ endAt, error }) => error === undefined && isWithin(endAt)).length / seconds,
    outputTps: outcomes.reduce((sum, outcome) => sum + tokensWithin(outcome, isWithin), 0) / seconds,
    ttftMs: percentiles(answered.map(({ dueAt, piecesAt }) => (piecesAt[0] ?? Number.NaN) - dueAt)),
    interTokenMs: percentiles(completed.flatMap(gapsOf)),
    requestMs: percentiles(completed.map(({ dueAt, endAt }) => endAt - dueAt)),
    promptTokens: spread(completed.map(({ nPrompt }) => nPrompt)),
    answerTokens: spread(completed.map(({ nTokens }) => nTokens)),
    generator,
  };
}

/** A piece of text may be several tokens or part of one, so the server's count is spread over the pieces. */
function tokensWithin({ piecesAt, nTokens }: Outcome, isWithin: (moment: number) => boolean): number {
  if (piecesAt.length === 0) return 0;
  return (nTokens * piecesAt.filter(isWithin).length) / piecesAt.length;
}

function gapsOf({ piecesAt }: Outcome): number[] {
  return piecesAt.slice(1).map((moment, i) => moment - (piecesAt[i] as number));
}

/** Percentiles by nearest rank, so that each is a measured value. */
export function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function spread(values: readonly number[]): { median: number; max: number } | null {
  if (values.length === 0) return null;
  return { median: median(values), max: values.reduce((a, b) => Math.max(a, b)) };
}

/** A level's label in tables and plots. */
export function nameOfLevel(level: Level): string {
  return level.kind === 'closed' ? String(level.concurrency) : `${level.ratePerSecond}/s`;
}

export function loadTable(levels: readonly LevelSummary[]): string {
  const three = (all: Percentiles | null) =>
    all === null ? ['-', '-', '-'] : [all.p50, all.p95, all.p99].map((ms) => figure(ms));
  const isClosed = levels[0]?.level.kind !== 'open';
  return table([
    [
      isClosed ? 'concurrency' : 'arrivals',
      'requests',
      'errors',
      'requests/s',
      'tokens/s',
      'TTFT p50 ms',
      'p95',
      'p99',
      'inter-token p50 ms',
      'p95',
      'p99',
    ],
    ...levels.map((one) => [
      nameOfLevel(one.level),
      String(one.nRequests),
      String(one.nRequests - one.nCompleted),
      figure(one.requestsPerSecond),
      figure(one.outputTps),
      ...three(one.ttftMs),
      ...three(one.interTokenMs),
    ]),
  ]);
}

/** Remarks on the figures: errors by kind, and whether the load generator was the bottleneck. */
export function loadRemarks(levels: readonly LevelSummary[]): string[] {
  const remarks: string[] = [];
  for (const { level, errors, generator, nRequests, nCompleted } of levels) {
    const name = `${level.kind === 'closed' ? 'concurrency' : 'arrivals'} ${nameOfLevel(level)}`;
    const kinds = Object.entries(errors).map(([kind, n]) => `${n} x ${kind}`);
    if (kinds.length > 0) remarks.push(`${name}: errors: ${kinds.join(', ')}`);
    if (nRequests > 0 && nCompleted < 20) remarks.push(`${name}: ${nCompleted} answers say little; give it longer`);
    if (generator.busy > mostBusy) {
      const percent = Math.round(generator.busy * 100);
      remarks.push(
        `${name}: the generator itself was busy for ${percent} % of the time; its figures are a lower bound`,
      );
    }
  }
  return remarks;
}

/** Above this share, latencies include the generator's own queue. */
const mostBusy = 0.7;
