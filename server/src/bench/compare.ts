// Ours beside llama.cpp's backends, in turn, each measurement in a process of its own: machines vary, and what counts is
// the ratio in one run. A process of its own also shows each one's memory, and none heats another's caches.
import { spawn } from 'node:child_process';
import { type Measurement, median, medianOf } from './measurement.ts';
import type { OwnMeasurement } from './ours.ts';
import { figure, table } from './table.ts';

/** The engines of a comparison, ours first. */
export const engines = ['tramontane', 'llama.cpp-vulkan', 'llama.cpp-cpu'] as const;
export type Engine = (typeof engines)[number];

export interface Comparison {
  readonly file: string;
  readonly rounds: number;
  readonly ours: OwnMeasurement;
  readonly peers: readonly (Measurement & {
    /** How many times as fast ours is: medians of the ratios, round by round. */
    readonly decodeRatio: number;
    readonly prefillRatio: number;
    readonly agrees: boolean;
  })[];
}

/** @param argumentsOf what to call this very program with to measure one engine; it prints the measurement as JSON */
export async function compare(
  file: string,
  rounds: number,
  argumentsOf: (engine: Engine) => readonly string[],
  onRound: (round: number, engine: Engine) => void,
): Promise<Comparison> {
  const all: Record<Engine, Measurement[]> = { tramontane: [], 'llama.cpp-vulkan': [], 'llama.cpp-cpu': [] };
  for (let round = 1; round <= rounds; round++) {
    for (const engine of engines) {
      onRound(round, engine);
      all[engine].push((await measureInProcess(argumentsOf(engine))) as Measurement);
    }
  }
  const ours = medianOf(all.tramontane as [Measurement, ...Measurement[]]) as OwnMeasurement;
  const peers = engines.slice(1).map((engine) => {
    const theirs = all[engine];
    const ratio = (key: 'decodeTps' | 'prefillTps') =>
      median(theirs.map((peer, round) => (all.tramontane[round]?.[key] ?? Number.NaN) / peer[key]));
    const peer = medianOf(theirs as [Measurement, ...Measurement[]]);
    const agrees = peer.firstIds.join() === ours.firstIds.join();
    return { ...peer, decodeRatio: ratio('decodeTps'), prefillRatio: ratio('prefillTps'), agrees };
  });
  return { file, rounds, ours, peers };
}

/** What this very program, called so, prints as its last line of JSON. @throws BenchError */
export async function measureInProcess(args: readonly string[]): Promise<unknown> {
  const [program = ''] = process.argv.slice(1);
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const end = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const line = output.trim().split('\n').at(-1) ?? '';
  if (end !== 'exit code 0' || !line.startsWith('{')) throw new BenchError(`${end}\n${args.join(' ')}\n${errors}`);
  return JSON.parse(line);
}

/** A measurement that could not be taken. */
export class BenchError extends Error {
  override name = 'BenchError';
}

export function comparisonTable({ ours, peers }: Comparison): string {
  const times = (ratio: number) => `${figure(ratio)}x`;
  return table([
    ['engine', 'decode tok/s', 'ours is', 'prefill tok/s', 'ours is', 'first token ms', 'same first ids'],
    [
      `tramontane, ${ours.device} (${ours.flavour}, ${ours.activations})`,
      figure(ours.decodeTps),
      '',
      figure(ours.prefillTps),
      '',
      figure(ours.firstTokenMs),
      '',
    ],
    ...peers.map((peer) => [
      `${peer.engine}, ${peer.device}`,
      figure(peer.decodeTps),
      times(peer.decodeRatio),
      figure(peer.prefillTps),
      times(peer.prefillRatio),
      figure(peer.firstTokenMs),
      peer.agrees ? 'yes' : 'no',
    ]),
  ]);
}
