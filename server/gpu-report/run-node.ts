// Runs programs of Node under time limits. None may outlive its limit or the report.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface RunResult {
  /** What went wrong, with the last lines of the program's error output; undefined where nothing did. */
  readonly failure: string | undefined;
  /** Lines of its output that are JSON. */
  readonly lines: readonly unknown[];
  /** The last lines of its error output. */
  readonly notices: readonly string[];
}

export interface RunnerOptions {
  /** Milliseconds since 1970 after which nothing runs. */
  readonly endAt: number;
  /** Limits are multiplied by it: more than 1 for slow devices. */
  readonly patience: number;
  readonly log: (text: string) => void;
}

export class Runner {
  readonly #options: RunnerOptions;
  readonly #running = new Set<ChildProcess>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  get secondsLeft(): number {
    return (this.#options.endAt - Date.now()) / 1000;
  }

  /** Runs a program to its end or its limit. Never rejects. */
  run(args: readonly (string | number)[], limitSeconds: number): Promise<RunResult> {
    const seconds = Math.min(limitSeconds * this.#options.patience, this.secondsLeft);
    if (seconds < 2) return Promise.resolve({ failure: 'no time left', lines: [], notices: [] });
    const words = args.map(String);
    const startedAt = Date.now();
    const child = spawn(process.execPath, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.add(child);
    const lines: unknown[] = [];
    let errors = '';
    let isLate = false;
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-20_000);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const value = parsed(line);
      if (value === undefined) errors += `${line.slice(0, 500)}\n`;
      else lines.push(value);
    });
    const timer = setTimeout(() => {
      isLate = true;
      kill(child);
    }, seconds * 1000);
    return new Promise((resolve) => {
      const finish = (problem: string | undefined) => {
        clearTimeout(timer);
        this.#running.delete(child);
        const notices = noticesOf(errors);
        const took = ((Date.now() - startedAt) / 1000).toFixed(1);
        this.#options.log(`== ${took} s, ${problem ?? 'ok'}: ${words.join(' ').slice(0, 600)}\n${notices.join('\n')}`);
        resolve({ failure: problem && [problem, ...notices.slice(-4)].join('\n'), lines, notices });
      };
      child.once('error', (error) => finish(String(error)));
      child.once('close', (code, signal) =>
        finish(isLate ? `over ${seconds.toFixed(0)} s` : code === 0 ? undefined : (signal ?? `exit code ${code}`)),
      );
    });
  }

  /** Ends whatever still runs. */
  stop(): void {
    for (const child of this.#running) kill(child);
  }
}

/** With all the processes that it started. */
function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function parsed(line: string): unknown {
  if (!/^[[{]/.test(line)) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The last lines, without those of a progress display. */
function noticesOf(errors: string): string[] {
  return errors
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '' && !/^loading /.test(line))
    .slice(-12)
    .map((line) => line.slice(0, 400));
}
