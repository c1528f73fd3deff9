// The counts and percentiles of a run.
import type { Outcome, Result } from './replay.ts';

/** Microseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Each schema counts once. */
export interface Summary {
  readonly schemas: number;
  readonly passing: number;
  readonly compileErrors: number;
  readonly validRefused: number;
  readonly invalidAccepted: number;
  readonly crashes: number;
  /** From a schema to its first mask. */
  readonly ttfm: Percentiles;
  /** From one mask to the next. */
  readonly tbm: Percentiles;
}

export function summaryOf(
  results: readonly Result[],
  { ttfm, tbm }: { ttfm: readonly number[]; tbm: readonly number[] },
): Summary {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  return {
    schemas: results.length,
    passing: count('passing'),
    compileErrors: count('compileError'),
    validRefused: count('validRefused'),
    invalidAccepted: count('invalidAccepted'),
    crashes: count('crash'),
    ttfm: percentilesOf(ttfm),
    tbm: percentilesOf(tbm),
  };
}

function percentilesOf(microseconds: readonly number[]): Percentiles {
  const sorted = Float64Array.from(microseconds).sort();
  const at = (share: number) => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return Math.round(value * 10) / 10;
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1) };
}
