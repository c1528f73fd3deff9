// Our engine on a weight file: speed, and what the memory is used for.
import type { TokenGenerator } from '../engine/generation.ts';
import type { LoadedModel } from '../load.ts';
import { type Lengths, type Measurement, promptIds, timeAnswer } from './measurement.ts';

export interface OwnMeasurement extends Measurement {
  readonly flavour: string;
  readonly activations: string;
  /** Kernel launches of a token. */
  readonly nDispatches: number;
  /** Bytes read for a token at the mean context of the answer: weights, keys and values. */
  readonly bytesPerToken: number;
  /** Device bytes by purpose. */
  readonly memory: { readonly weights: number; readonly cache: number; readonly scratch: number };
  /** Of the process, at its highest so far. */
  readonly peakHostBytes: number;
  readonly loadMs: number;
}

/** One warm-up, then the measured answer. */
export async function measureOurs(loaded: LoadedModel, lengths: Lengths, loadMs: number): Promise<OwnMeasurement> {
  const { model, engine, flavour, activations, deviceName, weightBytesPerToken, kvBytesPerPosition } = loaded;
  await timeAnswer(answer(engine, lengths, 'warm-up'), lengths);
  const times = await timeAnswer(answer(engine, lengths, 'measured'), lengths);
  const meanContext = lengths.nPrompt + lengths.nGenerate / 2;
  return {
    engine: 'tramontane',
    device: deviceName,
    ...times,
    flavour,
    activations,
    nDispatches: model.nDispatches(1),
    bytesPerToken: weightBytesPerToken + meanContext * kvBytesPerPosition,
    memory: model.memory,
    peakHostBytes: process.resourceUsage().maxRSS * 1024,
    loadMs,
  };
}

/** @param owner what was computed for one is not there for another: a prompt is taken in anew */
async function* answer(engine: TokenGenerator, { nPrompt, nGenerate }: Lengths, owner: string): AsyncGenerator<number> {
  const promptOf = { promptIds: promptIds(nPrompt), owner };
  const request = { ...promptOf, maxTokens: nGenerate, stopIds: [], sampling: { temperature: 0 } };
  for await (const { id } of engine.generate(request)) yield id;
}
