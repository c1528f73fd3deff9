// What a measurement of an engine on a weight file is, whoever's engine it is, and the tokens that all of them are given.

export interface Measurement {
  readonly engine: string;
  readonly device: string;
  /** Tokens per second while a prompt is taken in, until its first token of answer. */
  readonly prefillTps: number;
  /** Tokens per second from the first token of the answer to the last. */
  readonly decodeTps: number;
  readonly firstTokenMs: number;
  /** The first ids of the answer, greedily chosen: engines that compute alike agree on them. */
  readonly firstIds: readonly number[];
}

export interface Lengths {
  readonly nPrompt: number;
  readonly nGenerate: number;
}

/** A prompt of ids that every vocabulary of the family has: BOS and ordinary pieces. */
export function promptIds(nPrompt: number): number[] {
  return Array.from({ length: nPrompt }, (_, i) => (i === 0 ? 1 : 259 + ((i * 37) % 200)));
}

/** Takes the times of one greedy answer. */
export async function timeAnswer(
  ids: AsyncIterable<number>,
  { nPrompt, nGenerate }: Lengths,
): Promise<Pick<Measurement, 'prefillTps' | 'decodeTps' | 'firstTokenMs' | 'firstIds'>> {
  const startedAt = performance.now();
  let firstAt = startedAt;
  const answer: number[] = [];
  for await (const id of ids) {
    if (answer.push(id) === 1) firstAt = performance.now();
    if (answer.length >= nGenerate) break;
  }
  const firstTokenMs = firstAt - startedAt;
  const restMs = performance.now() - firstAt;
  return {
    prefillTps: nPrompt / (firstTokenMs / 1000),
    decodeTps: (answer.length - 1) / (restMs / 1000),
    firstTokenMs,
    firstIds: answer.slice(0, 8),
  };
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

/** The measurement whose every figure is the median of these. */
export function medianOf(all: readonly [Measurement, ...Measurement[]]): Measurement {
  return {
    ...all[0],
    prefillTps: median(all.map((m) => m.prefillTps)),
    decodeTps: median(all.map((m) => m.decodeTps)),
    firstTokenMs: median(all.map((m) => m.firstTokenMs)),
  };
}
