// Measures several answers at once, for any engine: their total throughput, and how steady each of them is.
import type { Lengths } from './measurement.ts';

/** The figures for one number of streams. */
export interface ParallelPoint {
  readonly nStreams: number;
  /** Tokens per second of all answers, from the first request to the last token, which includes the prompts. */
  readonly totalTps: number;
  /** Time between two tokens of an answer. */
  readonly medianMs: number;
  readonly p95Ms: number;
}

export interface ParallelMeasurement {
  readonly engine: string;
  readonly device: string;
  readonly points: readonly ParallelPoint[];
}

/** A prompt of ordinary pieces that no other stream has. */
export function streamPromptIds(nPrompt: number, stream: number): number[] {
  return Array.from({ length: nPrompt }, (_, i) => (i === 0 ? 1 : 259 + ((i * 37 + stream * 3 + 1) % 200)));
}

/** @param answer starts a greedy answer, which must not end early */
export async function measureStreams(
  answer: (stream: number) => AsyncIterable<number>,
  nStreams: number,
  { nGenerate }: Lengths,
): Promise<ParallelPoint> {
  const startedAt = performance.now();
  const gaps: number[] = [];
  let nTokens = 0;
  const read = async (stream: number) => {
    let [n, lastAt] = [0, 0];
    for await (const _ of answer(stream)) {
      const now = performance.now();
      if (n > 0) gaps.push(now - lastAt);
      lastAt = now;
      nTokens++;
      if (++n >= nGenerate) break;
    }
  };
  await Promise.all(Array.from({ length: nStreams }, (_, stream) => read(stream)));
  const seconds = (performance.now() - startedAt) / 1000;
  gaps.sort((a, b) => a - b);
  const share = (part: number) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * part))] ?? Number.NaN;
  return { nStreams, totalTps: nTokens / seconds, medianMs: share(0.5), p95Ms: share(0.95) };
}
