// Compares engines at several answers at once. For each number of streams the engines alternate, each measurement in its
// own process. If an engine crashes, its row says so and the others go on.
import { BenchError, type Engine, measureInProcess } from './compare.ts';
import type { TellStep } from './measurement.ts';
import type { ParallelMeasurement, ParallelPoint } from './parallel.ts';
import { figure, table } from './table.ts';

/** One engine with one number of streams: its figures, or why it failed. */
export interface ParallelTurn {
  readonly engine: string;
  readonly nStreams: number;
  readonly device?: string;
  readonly point?: ParallelPoint | undefined;
  readonly failure?: string;
}

/**
 * @param engines ours first
 * @param argumentsOf arguments with which this program measures one engine and prints a ParallelMeasurement as JSON
 * @throws BenchError if our engine fails
 */
export async function compareParallel(
  engines: readonly Engine[],
  counts: readonly number[],
  argumentsOf: (engine: Engine, nStreams: number) => readonly string[],
  tell: TellStep,
): Promise<ParallelTurn[]> {
  const turns: ParallelTurn[] = [];
  for (const nStreams of counts) {
    for (const engine of engines) {
      tell(`${nStreams} at once: ${engine}`);
      turns.push(await takeTurn(engine, nStreams, argumentsOf(engine, nStreams), tell));
    }
  }
  return turns;
}

async function takeTurn(
  engine: Engine,
  nStreams: number,
  args: readonly string[],
  tell: TellStep,
): Promise<ParallelTurn> {
  const tellTurn = (step: string) => tell(`${engine}: ${step}`);
  try {
    const { device, points } = (await measureInProcess(args, tellTurn)) as ParallelMeasurement;
    return { engine, nStreams, device, point: points[0] };
  } catch (error) {
    if (engine === 'tramontane' || !(error instanceof BenchError)) throw error;
    return { engine, nStreams, failure: error.message };
  }
}

/** One row for each measurement. The third column is the multiple of the engine's own first total, the last ours of theirs. */
export function parallelTable(turns: readonly ParallelTurn[]): string {
  const totalOf = (engine: string | undefined, nStreams: number | undefined) =>
    turns.find((turn) => turn.engine === engine && turn.nStreams === nStreams)?.point?.totalTps ?? Number.NaN;
  const [ours, first] = [turns[0]?.engine, turns[0]?.nStreams];
  const rows = [...new Set(turns.map(({ engine }) => engine))].flatMap((engine) =>
    turns
      .filter((turn) => turn.engine === engine)
      .map(({ nStreams, device, point, failure }) => {
        const name = device === undefined ? engine : `${engine}, ${device}`;
        if (!point) return [name, String(nStreams), (failure ?? '').split('\n')[0] ?? ''];
        const times = (base: number) => (Number.isFinite(base) ? `${figure(base)}x` : '');
        return [
          name,
          String(nStreams),
          figure(point.totalTps),
          times(point.totalTps / totalOf(engine, first)),
          figure(point.medianMs),
          figure(point.p95Ms),
          engine === ours ? '' : times(totalOf(ours, nStreams) / point.totalTps),
        ];
      }),
  );
  return table([['engine', 'streams', 'tok/s together', `of ${first}`, 'token ms', 'p95', 'ours is'], ...rows]);
}
