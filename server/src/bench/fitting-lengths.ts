// How long a benchmark's answers are: as asked for, else as long as the slowest engine gives them in a sane time. A software
// device may take seconds for a token, and a comparison measures several engines several times.
import type { Lengths, Measurement } from './measurement.ts';

/** What a call asks for; what is absent is chosen. */
export interface AskedLengths {
  readonly nPrompt?: number | undefined;
  readonly nGenerate?: number | undefined;
  /** Rounds of a comparison. */
  readonly rounds?: number | undefined;
}

export interface FittingLengths extends Lengths {
  readonly rounds: number;
  /** Why the answers are shorter, or the rounds fewer, than usual. */
  readonly notice?: string | undefined;
}

type Speed = Pick<Measurement, 'engine' | 'prefillTps' | 'decodeTps'>;

const usual = { nPrompt: 64, nGenerate: 32, rounds: 3 };
/** Shorter answers say nothing about speed. */
const least = { nPrompt: 8, nGenerate: 4 };
/** What one engine may take for a warm-up and an answer. */
const mostSeconds = 30;

/** A few tokens, which show an engine's speed roughly. */
export const trialLengths: Lengths = { nPrompt: 4, nGenerate: 3 };

/** @param trials measures each engine with the trial lengths; called only if there is something to choose */
export async function fittingLengths(
  { nPrompt, nGenerate, rounds }: AskedLengths,
  trials: () => Promise<readonly Speed[]>,
): Promise<FittingLengths> {
  if (nPrompt !== undefined && nGenerate !== undefined) return { nPrompt, nGenerate, rounds: rounds ?? usual.rounds };
  const speeds = await trials();
  const secondsOf = (lengths: Lengths) =>
    Math.max(...speeds.map((each) => (2 * lengths.nPrompt) / each.prefillTps + lengths.nGenerate / each.decodeTps));
  let fitting: Lengths = usual;
  while (secondsOf(fitting) > mostSeconds && fitting.nGenerate > least.nGenerate) {
    fitting = { nPrompt: fitting.nPrompt / 2, nGenerate: fitting.nGenerate / 2 };
  }
  const lengths = { nPrompt: nPrompt ?? fitting.nPrompt, nGenerate: nGenerate ?? fitting.nGenerate };
  const chosen = { ...lengths, rounds: rounds ?? (secondsOf(lengths) > mostSeconds ? 1 : usual.rounds) };
  const isUsual = fitting === usual && chosen.rounds >= (rounds ?? usual.rounds);
  return { ...chosen, notice: isUsual ? undefined : noticeOf(chosen, speeds) };
}

function noticeOf({ nPrompt, nGenerate, rounds }: FittingLengths, speeds: readonly Speed[]): string {
  const [slowest] = [...speeds].sort((a, b) => a.decodeTps - b.decodeTps);
  const seconds = (1 / (slowest?.decodeTps ?? Number.NaN)).toFixed(1);
  return (
    `${slowest?.engine} takes ${seconds} s for a token here, so this is short: ${nPrompt} tokens in, ${nGenerate} out, ` +
    `${rounds} round${rounds === 1 ? '' : 's'}. --prompt, --generate and --rounds choose otherwise.`
  );
}
