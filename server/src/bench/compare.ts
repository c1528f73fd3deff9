// Compares our engine with llama.cpp's backends. They alternate, because machines vary and only ratios within one run are
// comparable. Each measurement runs in its own process, which shows its memory and keeps caches apart.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Measurement, median, medianOf, type TellStep } from './measurement.ts';
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
    /** Our speed as a multiple of this engine's: the median of the rounds' ratios. */
    readonly decodeRatio: number;
    readonly prefillRatio: number;
    readonly agrees: boolean;
  })[];
}

/** @param argumentsOf arguments with which this program measures one engine and prints the result as JSON */
export async function compare(
  { file, rounds, engines }: { readonly file: string; readonly rounds: number; readonly engines: readonly Engine[] },
  argumentsOf: (engine: Engine) => readonly string[],
  tell: TellStep,
): Promise<Comparison> {
  const all: Record<Engine, Measurement[]> = { tramontane: [], 'llama.cpp-vulkan': [], 'llama.cpp-cpu': [] };
  for (let round = 1; round <= rounds; round++) {
    for (const engine of engines) {
      const turn = `round ${round} of ${rounds}: ${engine}`;
      tell(turn);
      const tellTurn = (step: string) => tell(`${turn}: ${step}`);
      all[engine].push((await measureInProcess(argumentsOf(engine), tellTurn)) as Measurement);
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

/**
 * Runs this program with the arguments and parses its last line of output as JSON.
 * @param tell told each line of the other process's error stream, which names its steps
 * @throws BenchError
 */
export async function measureInProcess(args: readonly string[], tell: TellStep): Promise<unknown> {
  const [program = ''] = process.argv.slice(1);
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors += `${line}\n`;
    tell(line);
  });
  const end = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const line = output.trim().split('\n').at(-1) ?? '';
  if (end !== 'exit code 0' || !line.startsWith('{')) throw new BenchError(`${end}\n${args.join(' ')}\n${errors}`);
  return JSON.parse(line);
}

/** A measurement failed. */
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
