// Opens many damaged files, and tells which were neither opened nor refused with words:
// npm run mutants -w server [-- --n 24000 --seed 1]. With --commands 50, the first 50 also go through show,
// tokenize and serve --estimate; build first.
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { campaign, makersIn } from '../test/mutants/campaign.ts';
import { Dice } from '../test/mutants/mutate.ts';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '24000' },
    seed: { type: 'string', default: '1' },
    commands: { type: 'string', default: '0' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'tramontane-mutants-'));
const startedMs = performance.now();
const [n, seed] = [Number(values.n), Number(values.seed)];
const { counts, faults, slowestMs } = await campaign(folder, { n, seed });
for (const fault of faults) console.log(`seed ${fault.seed}, ${fault.kind}: ${fault.reason}\n`);
for (const [kind, { opened, refused }] of Object.entries(counts)) {
  console.log(`${kind}: ${opened} opened, ${refused} refused`);
}
const seconds = Math.round((performance.now() - startedMs) / 1000);
console.log(
  `${n} mutants of seed ${seed}: ${faults.length} faults, in ${seconds} s; the slowest took ${Math.round(slowestMs)} ms`,
);
if (faults.length > 0) process.exitCode = 1;

const bin = fileURLToPath(new URL('../bin/tramontane.js', import.meta.url));
const makers = makersIn(folder);
const codes: Record<string, number> = {};
for (let i = 0; i < Number(values.commands); i++) {
  const { kind, path, restore } = (makers[i % makers.length] as (typeof makers)[number])(new Dice(seed + i));
  for (const args of [
    ['show', path],
    ['tokenize', '--model', path, 'a b'],
    ['serve', '--estimate', '--model', `x=${path}`],
  ]) {
    const { status, signal, stderr } = spawnSync(process.execPath, [bin, ...args], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    const outcome = `${args[0]} ${status ?? signal}`;
    codes[outcome] = (codes[outcome] ?? 0) + 1;
    // 1: an error of ours, told in a line; a stack would be one that nobody foresaw.
    if ((status === 0 || status === 1) && !/^ +at /m.test(stderr) && stderr.length < 4000) continue;
    console.log(`seed ${seed + i}, ${kind}, ${args[0]} ${status ?? signal}: ${stderr.slice(0, 1000)}`);
    process.exitCode = 1;
  }
  restore();
}
if (Number(values.commands) > 0) console.log(`commands: ${JSON.stringify(codes)}`);
