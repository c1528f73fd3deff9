// What a report measures: its flags, and the smaller values with which --quick tries the whole on a slow device.
import { parseArgs } from 'node:util';

export interface Settings {
  /** Folder of report.md, report.json and log.txt. */
  readonly out: string;
  /** Folder for weight files and caches. */
  readonly work: string;
  /** Milliseconds since 1970 at which the report began, and at which it must have ended. */
  readonly startedAt: number;
  readonly endAt: number;
  /** Layers of the weight files, which have Mistral 7B's shape; and their types, as the generator names them. */
  readonly layers: number;
  readonly types: readonly string[];
  readonly nPrompt: number;
  readonly nGenerate: number;
  readonly rounds: number;
  /** Answers at once. */
  readonly streams: readonly number[];
  /** Sequences at once with multi-head attention, in the comparison of attention styles. */
  readonly nStyleSequences: number;
  readonly context: number;
  /** Steps to take, by a part of their names; undefined takes all. */
  readonly only: RegExp | undefined;
  /** A try of the whole on a slow device: fewer files and variants, and more patience. */
  readonly isQuick: boolean;
}

const usage = `gpu-report OUT [MINUTES] [options]: measures the engine on this machine's GPU.
Writes report.md, report.json and log.txt into the folder OUT, in MINUTES at most (default 9).

  --quick              one layer, one type, short texts: tries the whole on a slow device
  --layers N           layers of the weight files, of Mistral 7B's shape (32)
  --types LIST         their types (q4_0,q8_0,f16)
  --prompt N           tokens of a prompt (512)
  --generate N         tokens of an answer (128)
  --rounds N           turns of ours and llama.cpp's (2)
  --streams LIST       answers at once (1,4,16,64)
  --sequences N        sequences at once of the attention styles (16)
  --context N          positions of a sequence (4096)
  --only REGEXP        steps to take, by name
  --work FOLDER        where weight files and caches lie meanwhile
  --started SECONDS    when the minutes began, in seconds since 1970 (now)`;

const options = {
  quick: { type: 'boolean' },
  help: { type: 'boolean' },
  layers: { type: 'string' },
  types: { type: 'string' },
  prompt: { type: 'string' },
  generate: { type: 'string' },
  rounds: { type: 'string' },
  streams: { type: 'string' },
  sequences: { type: 'string' },
  context: { type: 'string' },
  only: { type: 'string' },
  work: { type: 'string' },
  started: { type: 'string' },
} as const;

/** Time at the end for writing the report and ending what still runs. */
const reserveMs = 8_000;

/** Reads the command line; prints the usage and ends the process where it cannot. */
export function readSettings(args: string[], defaultWork: string): Settings {
  try {
    return parse(args, defaultWork);
  } catch (error) {
    console.error(`gpu-report: ${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

function parse(args: string[], defaultWork: string): Settings {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const [out, minutes = '9'] = positionals;
  if (out === undefined || positionals.length > 2) throw new Error('takes a folder and a number of minutes');
  const isQuick = values.quick === true;
  const whole = (name: 'layers' | 'prompt' | 'generate' | 'rounds' | 'sequences' | 'context', usual: number) =>
    positive(values[name] ?? String(usual), `--${name}`);
  const startedAt = positive(values.started ?? String(Math.floor(Date.now() / 1000)), '--started') * 1000;
  return {
    out,
    work: values.work ?? defaultWork,
    startedAt,
    endAt: startedAt + minutesOf(minutes) * 60_000 - reserveMs,
    layers: whole('layers', isQuick ? 1 : 32),
    types: (values.types ?? (isQuick ? 'q4_0' : 'q4_0,q8_0,f16')).split(','),
    nPrompt: whole('prompt', isQuick ? 8 : 512),
    nGenerate: whole('generate', isQuick ? 4 : 128),
    rounds: whole('rounds', isQuick ? 1 : 2),
    streams: (values.streams ?? (isQuick ? '2' : '1,4,16,64')).split(',').map((n) => positive(n, '--streams')),
    nStyleSequences: whole('sequences', isQuick ? 1 : 16),
    context: whole('context', isQuick ? 512 : 4096),
    only: values.only === undefined ? undefined : new RegExp(values.only),
    isQuick,
  };
}

function positive(text: string, what: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new Error(`${what} takes a whole number above 0, found '${text}'`);
  return n;
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (!(minutes > 0.25 && minutes <= 600)) throw new Error(`minutes are a number above 0.25, found '${text}'`);
  return minutes;
}
