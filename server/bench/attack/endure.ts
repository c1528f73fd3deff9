// Runs one attack on a server of its own: watches it before, meanwhile and after.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop } from '../processes.ts';
import type { Attack } from './attacks.ts';
import { type hostileStarts, writeHostile } from './hostile-files.ts';
import { figuresOf, outcomeOf, type Row } from './table.ts';
import { startTarget, type Target } from './target.ts';
import { failures, percentile, small, type Watched, watch } from './watch.ts';

/** The program that is attacked, and for how long. */
export interface Endurance {
  readonly bin: string;
  readonly version: string;
  readonly ms: number;
}

const quietMs = 2500;
const mostRecoveryMs = 15_000;

/** A server that has not answered a small request by then is stalled. */
const stalledMs = 10_000;

/** One row: what the attack did. */
export async function endure({ name: attack, change }: Attack, { bin, version, ms }: Endurance): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-hostile-'));
  const args = change
    ? ['--model', '@cf/tinystories/stories-260k', '--model', `@cf/attack/model=${writeHostile(folder, change)}`]
    : [];
  const target = await startTarget(bin, { args });
  try {
    await watch(target, 700); // the first requests compile
    const before = await watch(target, quietMs);
    const attacker = fork(new URL('./attacker.ts', import.meta.url), [
      attack,
      target.url.href,
      JSON.stringify(target.secrets),
    ]);
    await once(attacker, 'message'); // it begins
    const seen = await watch(target, ms);
    attacker.kill('SIGTERM');
    const recoveryMs = await recover(target, before);
    await stop(attacker);
    const after = await watch(target, quietMs);
    const figures = { ...figuresOf(seen, [before, after]), 'recovery, ms': recoveryMs };
    return { attack, version, ...outcomeOf(seen, figures), figures };
  } finally {
    await target.close();
    rmSync(folder, { recursive: true });
  }
}

/** Until small requests are as fast as before, twice in a row. */
async function recover(target: Target, quiet: Watched): Promise<number> {
  const usualMs = percentile(
    quiet.asked.map(({ ms }) => ms),
    0.99,
  );
  const startedMs = performance.now();
  for (let nGood = 0; nGood < 2 && performance.now() - startedMs < mostRecoveryMs; ) {
    const { status, ms } = await target.ask('guest', small, { signal: AbortSignal.timeout(stalledMs) });
    nGood = status === 200 && ms <= 2 * usualMs ? nGood + 1 : 0;
  }
  return performance.now() - startedMs;
}

/** One row: whether a server starts beside a hostile file, and serves its other model. */
export async function start([name, change]: (typeof hostileStarts)[number], { bin, version }: Endurance): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-hostile-'));
  const args = [
    '--model',
    '@cf/tinystories/stories-260k',
    '--model',
    `@cf/attack/model=${writeHostile(folder, change)}`,
  ];
  let peakMiB = 0;
  const startedMs = performance.now();
  const seconds = () => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  const onMemory = (miB: number) => {
    peakMiB = Math.max(peakMiB, miB);
  };
  const row = (outcome: string, isEndured: boolean): Row => ({
    attack: name,
    version,
    outcome,
    isEndured,
    figures: { 'peak, MiB': peakMiB },
  });
  try {
    const target = await startTarget(bin, { args, withinMs: 45_000, onMemory });
    const took = seconds();
    const { asked } = await watch(target, 300);
    await target.close();
    return row(`serves after ${took}`, failures(asked) === 0);
  } catch (error) {
    const said =
      /(?:error: |"msg":")?([^\n]{0,90})/.exec(error instanceof Error ? error.message : String(error))?.[1] ?? '';
    const isRefused = !said.startsWith('it does not serve') && !/SyntaxError|RangeError|heap/.test(said);
    return row(`${isRefused ? 'refused' : 'failed'} after ${seconds()}: ${said}`, isRefused);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
