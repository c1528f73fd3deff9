// Attacks a server by one token while another token goes on asking: how long its small requests and /healthz take, what
// memory it costs, and how soon all is as before. Build first: npm run attack -w server [-- --seconds 12 --only WORD].
// To compare with an older build, measure that one first, and then this one:
// npm run attack -w server -- --bin OLD/server/bin/tramontane.js --version old --save old.json
// npm run attack -w server -- --before old.json
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { attacksOf, templateAttacks } from './attack/attacks.ts';
import { checks } from './attack/checks.ts';
import { type Endurance, endure, start } from './attack/endure.ts';
import { hostileStarts } from './attack/hostile-files.ts';
import { type Row, tableOf } from './attack/table.ts';

const { values } = parseArgs({
  options: {
    // In four seconds about a hundred small requests are asked, and p99 would be the second worst of the first burst.
    seconds: { type: 'string', default: '12' },
    only: { type: 'string', default: '' },
    bin: { type: 'string', default: fileURLToPath(new URL('../bin/tramontane.js', import.meta.url)) },
    version: { type: 'string', default: 'new' },
    save: { type: 'string' },
    before: { type: 'string' },
  },
});
const endurance: Endurance = { bin: values.bin, version: values.version, ms: Number(values.seconds) * 1000 };
const works: readonly (readonly [name: string, work: () => Promise<Row>])[] = [
  ...[...attacksOf(), ...templateAttacks].map((attack) => [attack.name, () => endure(attack, endurance)] as const),
  ...hostileStarts.map((file) => [file[0], () => start(file, endurance)] as const),
  ...checks.map(([name, check]) => [name, () => check(endurance)] as const),
];
const rows: Row[] = values.before === undefined ? [] : JSON.parse(readFileSync(values.before, 'utf8'));
const broken: string[] = [];
for (const [name, work] of works) {
  if (!name.includes(values.only)) continue;
  const row = await work().catch((error: Error): Row => {
    return {
      attack: name,
      version: values.version,
      outcome: error.message.slice(0, 100),
      isEndured: false,
      figures: {},
    };
  });
  rows.push(row);
  if (!row.isEndured) broken.push(name);
  console.error(name, row.outcome, JSON.stringify(row.figures));
}
if (values.save !== undefined) writeFileSync(values.save, JSON.stringify(rows));
console.log(tableOf(rows));
console.log(broken.length === 0 ? '\nall of them were endured' : `\nnot endured: ${broken.join('; ')}`);
if (broken.length > 0) process.exitCode = 1;
