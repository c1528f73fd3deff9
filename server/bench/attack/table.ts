// What an attack did to a server, as a row of the table.
import { figure, table } from '../../src/bench/table.ts';
import type { Asked } from './target.ts';
import { both, failures, percentile, type Watched } from './watch.ts';

/** What was tried, and whether it did no harm. */
export type Tried = readonly (readonly [what: string, holds: boolean])[];

/** One attack on one version. */
export interface Row {
  readonly attack: string;
  readonly version: string;
  /** In words: whether it was endured. */
  readonly outcome: string;
  readonly isEndured: boolean;
  /** By the names of the columns. */
  readonly figures: Readonly<Partial<Record<Column, number>>>;
}

export const columns = [
  'p50, ms',
  'p99, ms',
  'times quiet',
  'healthz p50',
  'healthz p99',
  'neighbour p99',
  'neighbour times quiet',
  'longest own turn, ms',
  'peak, MiB',
  'recovery, ms',
] as const;
export type Column = (typeof columns)[number];

const times = (all: readonly Asked[], part: number) =>
  percentile(
    all.map(({ ms }) => ms),
    part,
  );

/** Slower than this many times the quiet p99 is not endured, unless a process that nobody attacks is as slow. */
const mostTimes = 10;

/** The figures of an attack. @param quiet the watches before and after it */
export function figuresOf(seen: Watched, quiet: readonly [Watched, Watched]): Row['figures'] {
  const calm = both(...quiet);
  return {
    'p50, ms': times(seen.asked, 0.5),
    'p99, ms': times(seen.asked, 0.99),
    'times quiet': times(seen.asked, 0.99) / times(calm.asked, 0.99),
    'healthz p50': times(seen.health, 0.5),
    'healthz p99': times(seen.health, 0.99),
    'neighbour p99': times(seen.control, 0.99),
    'neighbour times quiet': times(seen.control, 0.99) / times(calm.control, 0.99),
    'longest own turn, ms': Math.max(0, ...seen.turns.map(({ computedMs }) => computedMs)),
    'peak, MiB': seen.peakMiB,
  };
}

/** What the guest would say. */
export function outcomeOf(seen: Watched, figures: Row['figures']): Pick<Row, 'outcome' | 'isEndured'> {
  const nFailed = failures(seen.asked) + failures(seen.health);
  if (nFailed > 0)
    return { outcome: `${nFailed} of ${seen.asked.length + seen.health.length} failed`, isEndured: false };
  const { 'times quiet': slower = 0, 'neighbour times quiet': busier = 0 } = figures;
  if (slower <= mostTimes) return { outcome: 'served', isEndured: true };
  return busier >= slower
    ? { outcome: 'served, machine busy', isEndured: true }
    : { outcome: 'slow', isEndured: false };
}

/** Rows of one attack stand together. */
export function tableOf(rows: readonly Row[]): string {
  const attacks = [...new Set(rows.map(({ attack }) => attack))];
  const sorted = attacks.flatMap((attack) => rows.filter((row) => row.attack === attack));
  const cells = sorted.map(({ attack, version, outcome, figures }) => [
    attack,
    version,
    outcome,
    ...columns.map((column) => (figures[column] === undefined ? '' : figure(figures[column]))),
  ]);
  return table([['', 'version', 'outcome', ...columns], ...cells]);
}
