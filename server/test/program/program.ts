// The program in a process of its own, as a user or a service manager starts it: what it has written so far, and its end.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { until } from '../http/asking.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Program {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The lines of standard error that are JSON. */
  readonly log: () => Record<string, unknown>[];
  /** Resolves at its end, to its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts it; it is killed when the test is over. */
export function start(args: readonly string[], env: Record<string, string> = {}): Program {
  const { PATH = '', HOME = '', VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  const drivers = Object.fromEntries(
    Object.entries({ VK_DRIVER_FILES, VK_ICD_FILENAMES }).filter(([, value]) => value),
  );
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { PATH, HOME, ...(drivers as Record<string, string>), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      written[stream] += chunk.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  onTestFinished(async () => {
    // An engine that a test has stopped does not notice that its server is gone.
    for (const pid of child.pid && child.exitCode === null ? childrenOf(child.pid) : []) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
    await ended;
  });
  const log = () =>
    written.stderr
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { child, stdout: () => written.stdout, stderr: () => written.stderr, log, ended };
}

/** The processes that a process has started. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => {
      try {
        return new RegExp(`^PPid:\\t${pid}$`, 'm').test(readFileSync(`/proc/${each}/status`, 'utf8'));
      } catch {
        return false; // it has ended meanwhile
      }
    });
}

/** The engines among them. tsx starts a compiler too, where it has not compiled these sources before. */
export function enginesOf(pid: number): number[] {
  return childrenOf(pid).filter((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('engine-host');
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

/** Starts `serve` and stops its engine's process while that loads. Returns the server's address and the engine's pid. */
export async function serveFrozen(args: readonly string[] = [], env: Record<string, string> = {}) {
  const program = start(['serve', ...args], { PORT: '0', ...env });
  const pid = program.child.pid as number;
  await until(() => enginesOf(pid).length > 0 || program.child.exitCode !== null, 'an engine is loading', 30_000);
  const [engine = 0] = enginesOf(pid);
  process.kill(engine, 'SIGSTOP');
  const url = () => program.log().find(({ url }) => typeof url === 'string')?.url as string | undefined;
  await until(() => url() !== undefined, 'listening', 30_000);
  return { ...program, url: url() as string, engine };
}
