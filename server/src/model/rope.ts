// RoPE's frequencies and what scales them for contexts longer than a model was first trained with: linear, YaRN (arXiv
// 2309.00071), Llama 3.1's and LongRoPE (arXiv 2402.13753). All of it on the host, in the numbers that
// model/step-inputs.ts writes (docs/decisions/0004).

/** How positions become angles. */
export interface RopeScaling {
  /** Positions are divided by it. */
  readonly factor: number;
  /** cos and sin are multiplied by it: it scales queries and keys alike. */
  readonly magnitude: number;
  /** [headDim / 2] What each frequency is divided by, such as Llama 3.1's rope_freqs. */
  readonly divisors?: readonly number[] | undefined;
  readonly yarn?: YarnScaling | undefined;
  readonly llama3?: Llama3Scaling | undefined;
  readonly longrope?: LongRopeScaling | undefined;
}

/** High frequencies keep their angles, low ones are divided by the factor, those between are mixed. */
export interface YarnScaling {
  readonly originalContextLength: number;
  /** Rotations within the original context from which on a frequency is kept, and below which it is divided. */
  readonly betaFast: number;
  readonly betaSlow: number;
}

/** As YaRN, with bounds by wavelength. */
export interface Llama3Scaling {
  readonly originalContextLength: number;
  readonly lowFreqFactor: number;
  readonly highFreqFactor: number;
}

/** A divisor for each frequency, by whether the context is longer than the original one. */
export interface LongRopeScaling {
  readonly originalContextLength: number;
  /** [headDim / 2] each; absent until they are read, where the checkpoint has them as tensors. */
  readonly short?: readonly number[] | undefined;
  readonly long?: readonly number[] | undefined;
}

export const noScaling: RopeScaling = { factor: 1, magnitude: 1 };

/** What the frequencies of a model follow from. */
export interface RopeParameters {
  readonly headDim: number;
  readonly ropeTheta: number;
  readonly ropeScaling: RopeScaling;
}

/** @returns [headDim / 2] radians per position, for a context of this many positions */
export function ropeFrequencies({ headDim, ropeTheta, ropeScaling }: RopeParameters, contextLength: number): number[] {
  const { factor, divisors, yarn, llama3, longrope } = ropeScaling;
  const isLong = longrope !== undefined && contextLength > longrope.originalContextLength;
  const listed = isLong ? longrope.long : (longrope?.short ?? divisors);
  return Array.from({ length: headDim / 2 }, (_, i) => {
    const frequency = ropeTheta ** ((-2 * i) / headDim) / (listed?.[i] ?? 1);
    if (llama3) return llama3Frequency(frequency, factor, llama3);
    const divided = frequency / factor;
    if (!yarn) return divided;
    const kept = keptShare(i, headDim, ropeTheta, yarn);
    return divided * (1 - kept) + frequency * kept;
  });
}

/** How much of frequency i YaRN keeps: 1 above betaFast rotations in the original context, 0 below betaSlow. */
function keptShare(i: number, headDim: number, theta: number, { betaFast, betaSlow, ...yarn }: YarnScaling): number {
  const indexOf = (rotations: number) =>
    (headDim * Math.log(yarn.originalContextLength / (rotations * 2 * Math.PI))) / (2 * Math.log(theta));
  const low = Math.max(0, Math.floor(indexOf(betaFast)));
  const high = Math.min(headDim - 1, Math.ceil(indexOf(betaSlow)));
  return 1 - Math.min(1, Math.max(0, (i - low) / Math.max(0.001, high - low)));
}

function llama3Frequency(frequency: number, factor: number, scaling: Llama3Scaling): number {
  const { originalContextLength, lowFreqFactor, highFreqFactor } = scaling;
  const rotations = (originalContextLength * frequency) / (2 * Math.PI);
  if (rotations < lowFreqFactor) return frequency / factor;
  if (rotations > highFreqFactor) return frequency;
  const kept = (rotations - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
  return (1 - kept) * (frequency / factor) + kept * frequency;
}
