// A measurement of any engine on a weight file, and the prompt that all engines get.

export interface Measurement {
  readonly engine: string;
  readonly device: string;
  /** Prompt tokens per second, until the first token of the answer. */
  readonly prefillTps: number;
  /** Tokens per second from the first token of the answer to the last. */
  readonly decodeTps: number;
  readonly firstTokenMs: number;
  /** The first ids of the greedy answer, on which engines that compute the same agree. */
  readonly firstIds: readonly number[];
}

export interface Lengths {
  readonly nPrompt: number;
  readonly nGenerate: number;
}

/** Tells people what a measurement is doing. */
export type TellStep = (step: string) => void;

/** A prompt of ids that every vocabulary of the family has: BOS and ordinary pieces. The same for all engines. */
export function promptIds(nPrompt: number): number[] {
  return Array.from({ length: nPrompt }, (_, i) => (i === 0 ? 1 : 259 + ((i * 37) % 200)));
}

/** Computes the whole prompt, so that all that is compiled at its first use is there; of the answer the shortest part. */
export function warmUpLengths({ nPrompt }: Lengths): Lengths {
  return { nPrompt, nGenerate: 2 };
}

/** An answer that takes longer than this tells how far it is, this often. */
const tellEveryMs = 5_000;

/**
 * Times one greedy answer.
 * @param tell told how far a long answer is
 */
export async function timeAnswer(
  ids: AsyncIterable<number>,
  { nPrompt, nGenerate }: Lengths,
  tell: TellStep = () => undefined,
): Promise<Pick<Measurement, 'prefillTps' | 'decodeTps' | 'firstTokenMs' | 'firstIds'>> {
  const startedAt = performance.now();
  let firstAt = startedAt;
  let toldAt = startedAt;
  const answer: number[] = [];
  for await (const id of ids) {
    if (answer.push(id) === 1) firstAt = performance.now();
    if (answer.length >= nGenerate) break;
    if (performance.now() - toldAt < tellEveryMs) continue;
    toldAt = performance.now();
    tell(`${answer.length} of ${nGenerate} tokens`);
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

/** A measurement each of whose figures is the median of the given ones. */
export function medianOf(all: readonly [Measurement, ...Measurement[]]): Measurement {
  return {
    ...all[0],
    prefillTps: median(all.map((m) => m.prefillTps)),
    decodeTps: median(all.map((m) => m.decodeTps)),
    firstTokenMs: median(all.map((m) => m.firstTokenMs)),
  };
}
