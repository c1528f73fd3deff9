// Measures our engine on a weight file: speed, and memory by purpose.
import type { TokenGenerator } from '../engine/generation.ts';
import type { LoadedModel } from '../load-model.ts';
import { type Lengths, type Measurement, promptIds, type TellStep, timeAnswer, warmUpLengths } from './measurement.ts';
import { measureStreams, type ParallelMeasurement, type ParallelPoint, streamPromptIds } from './parallel.ts';

export interface OwnMeasurement extends Measurement {
  readonly flavour: string;
  readonly activations: string;
  /** Kernel launches for each token. */
  readonly nDispatches: number;
  /** Time to the first token of a chat's second turn, whose prompt is the first turn and some new tokens. */
  readonly secondTurnMs: number;
  /** Bytes read for each token at the answer's mean context: weights, keys and values. */
  readonly bytesPerToken: number;
  /** Device bytes by purpose. */
  readonly memory: { readonly weights: number; readonly cache: number; readonly scratch: number };
  /** Peak of the process so far. */
  readonly peakHostBytes: number;
  readonly loadMs: number;
}

/** A few tokens, which show the engine's speed roughly. */
export async function tryOurs(
  { engine }: LoadedModel,
  lengths: Lengths,
): Promise<Pick<Measurement, 'engine' | 'prefillTps' | 'decodeTps'>> {
  return { engine: 'tramontane', ...(await timeAnswer(answer(engine, lengths, 'trial'), lengths)) };
}

/** One warm-up, then the measured answer. */
export async function measureOurs(
  loaded: LoadedModel,
  lengths: Lengths,
  { loadMs, tell }: { readonly loadMs: number; readonly tell: TellStep },
): Promise<OwnMeasurement> {
  const { model, engine, flavour, activations, deviceName, weightBytesPerToken, kvBytesPerPosition } = loaded;
  const warmUp = warmUpLengths(lengths);
  tell('warm-up');
  await timeAnswer(answer(engine, warmUp, 'warm-up'), warmUp, tell);
  const ids: number[] = [];
  tell('measured answer');
  const times = await timeAnswer(tee(answer(engine, lengths, 'measured'), ids), lengths, tell);
  tell("a chat's second turn");
  const secondTurnMs = await timeSecondTurn(engine, [...promptIds(lengths.nPrompt), ...ids]);
  const meanContext = lengths.nPrompt + lengths.nGenerate / 2;
  return {
    engine: 'tramontane',
    device: deviceName,
    ...times,
    secondTurnMs,
    flavour,
    activations,
    nDispatches: model.nDispatches(1),
    bytesPerToken: weightBytesPerToken + meanContext * kvBytesPerPosition,
    memory: model.memory,
    peakHostBytes: process.resourceUsage().maxRSS * 1024,
    loadMs,
  };
}

/** Measures several greedy answers at once for each number of streams, after a warm-up. */
export async function measureOursParallel(
  { engine, deviceName }: LoadedModel,
  counts: readonly number[],
  lengths: Lengths,
  tell: TellStep,
): Promise<ParallelMeasurement> {
  const points: ParallelPoint[] = [];
  for (const nStreams of counts) {
    for (const owner of ['warm-up', 'measured']) {
      tell(`${nStreams} at once: ${owner}`);
      const ask = (stream: number) =>
        answer(engine, lengths, `${owner} ${nStreams}`, streamPromptIds(lengths.nPrompt, stream));
      const point = await measureStreams(ask, nStreams, lengths);
      if (owner === 'measured') points.push(point);
    }
  }
  return { engine: 'tramontane', device: deviceName, points };
}

/** @param owner prefixes are not shared between owners, so a new owner's prompt is computed again */
async function* answer(
  engine: TokenGenerator,
  { nPrompt, nGenerate }: Lengths,
  owner: string,
  ids = promptIds(nPrompt),
): AsyncGenerator<number> {
  const request = { promptIds: ids, owner, maxTokens: nGenerate, stopIds: [], sampling: { temperature: 0 } };
  for await (const { id } of engine.generate(request)) yield id;
}

/** New tokens of the second turn. */
const nNewTokens = 16;

async function timeSecondTurn(engine: TokenGenerator, history: readonly number[]): Promise<number> {
  const room = engine.contextLength - history.length - 1;
  const ids = [...history, ...promptIds(Math.min(nNewTokens, room) + 1).slice(1)];
  const lengths = { nPrompt: ids.length, nGenerate: 1 };
  const { firstTokenMs } = await timeAnswer(answer(engine, lengths, 'measured', ids), lengths);
  return firstTokenMs;
}

async function* tee(ids: AsyncIterable<number>, seen: number[]): AsyncGenerator<number> {
  for await (const id of ids) {
    seen.push(id);
    yield id;
  }
}
