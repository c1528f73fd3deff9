// Attacks a server by one token while another token goes on asking: how long its small requests and /healthz take, what
// memory it costs, and how soon all is as before. Build first: npm run attack -w server [-- --seconds 10 --only WORD
// --bin PATH/OF/ANOTHER/bin/tramontane.js]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figure, table } from '../src/bench/table.ts';
import { type Attack, attacksOf } from './attack/attacks.ts';
import { type Asked, startTarget, type Target } from './attack/target.ts';
import { failures, small, type Watched, watch } from './attack/watch.ts';
import { stop } from './processes.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    bin: { type: 'string', default: fileURLToPath(new URL('../bin/tramontane.js', import.meta.url)) },
  },
});
const seconds = Number(values.seconds);
const share = (all: readonly Asked[], part: number) => {
  const times = all.map(({ ms }) => ms).sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
};
const p50 = (all: readonly Asked[]) => share(all, 0.5);
const p99 = (all: readonly Asked[]) => share(all, 0.99);

function row(name: string, { asked, health, peakMiB }: Watched, recoveryMs?: number): string[] {
  const failed = `${failures(asked)} of ${asked.length}`;
  const times = [p50(asked), p99(asked), p50(health), p99(health)].map(figure);
  return [name, failed, ...times, figure(peakMiB), recoveryMs === undefined ? '' : figure(recoveryMs)];
}

/** Until small requests are as fast as when it was quiet, twice in a row; at most half a minute. */
async function recover(target: Target, quiet: Watched): Promise<number> {
  const startedMs = performance.now();
  for (let nGood = 0; nGood < 2 && performance.now() - startedMs < 30_000; ) {
    const { status, ms } = await target.ask('guest', small);
    nGood = status === 200 && ms <= 2 * p99(quiet.asked) ? nGood + 1 : 0;
  }
  return performance.now() - startedMs;
}

/** @returns whether the guest was served, and not much slower than when it was quiet */
async function endure({ name }: Attack, rows: string[][]): Promise<boolean> {
  const target = await startTarget(values.bin);
  try {
    await watch(target, 1000); // the first requests compile
    const quiet = await watch(target, 3000);
    const attacker = fork(new URL('./attack/attacker.ts', import.meta.url), [
      name,
      target.url.href,
      JSON.stringify(target.secrets),
    ]);
    await once(attacker, 'message'); // it begins
    const seen = await watch(target, seconds * 1000);
    attacker.kill('SIGTERM');
    const recoveryMs = await recover(target, quiet);
    await stop(attacker);
    rows.push(row('quiet', quiet), row(name, seen, recoveryMs));
    console.error(rows.at(-1)?.join('  '));
    return failures(seen.asked) === 0 && p99(seen.asked) <= 10 * p99(quiet.asked);
  } finally {
    await target.close();
  }
}

const heads = ['', 'failed', 'p50, ms', 'p99, ms', 'healthz p50', 'healthz p99', 'peak, MiB', 'recovery, ms'];
const rows: string[][] = [];
const broken: string[] = [];
for (const attack of attacksOf().filter(({ name }) => name.includes(values.only))) {
  if (!(await endure(attack, rows))) broken.push(attack.name);
}
console.log(table([heads, ...rows]));
console.log(broken.length === 0 ? '\nthe guest was served through all of them' : `\nnot endured: ${broken.join('; ')}`);
if (broken.length > 0) process.exitCode = 1;
