// MaskBench (https://github.com/guidance-ai/jsonschemabench): how many schemas are held, and what a mask costs:
// npm run maskbench -w server -- FILE.jsonl.gz [--vocabulary FILE] [--undeclared PLACE] [--every N] [--compare xgrammar] [--json]
// PLACE is where properties come that a schema does not declare: never (the default), last or anywhere. With --every
// only each Nth schema is taken; with --compare another engine gets the same ones. Times are those of this thread's
// processor. Each line of the file is one schema: {"name", "schema", "tests": [{"valid", "data"}]}.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { figure, table } from '../src/bench/table.ts';
import { undeclaredPlaces } from '../src/engine/generation.ts';
import type { TokenBytes } from '../src/grammar/token-trie.ts';
import { openVocabulary } from '../src/text/open-vocabulary.ts';
import { tokenBytes } from '../src/text/token-bytes.ts';
import { Tokenizer } from '../src/text/tokenizer.ts';
import type { Vocabulary } from '../src/text/vocabulary.ts';
import { type MaskEngine, ourEngine, type TokenSource } from './maskbench/engine.ts';
import { processorClock } from './maskbench/processor-clock.ts';
import { Replayer, type Result, type SchemaCase } from './maskbench/replay.ts';
import { type Percentiles, type Summary, summaryOf } from './maskbench/summary.ts';
import { xgrammarEngine } from './maskbench/xgrammar.ts';

const usage =
  'npm run maskbench -w server -- FILE.jsonl.gz [--vocabulary FILE] [--undeclared PLACE] [--every N] ' +
  '[--compare xgrammar] [--json]';
const mistral = fileURLToPath(new URL('../test/goldens/mistral-v1.tokenizer.model', import.meta.url));

function readCases(file: string): SchemaCase[] {
  const bytes = readFileSync(file);
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as SchemaCase);
}

function tokensOf(vocabulary: Vocabulary): TokenSource {
  const tokenizer = new Tokenizer(vocabulary);
  const { eosId } = vocabulary;
  if (eosId === undefined) throw new Error('a vocabulary with a token that ends answers is needed');
  const tokens = tokenBytes(vocabulary);
  const encode = (text: string) => withoutSpacePrefix(tokenizer.encode(text), tokens);
  return { tokens, stopId: eosId, encode };
}

/** Some tokenizers begin every text with a space, which JSON does not and other engines do not allow. */
function withoutSpacePrefix(ids: readonly number[], tokens: TokenBytes): readonly number[] {
  const first = Buffer.from(tokens[ids[0] as number] ?? []);
  if (first[0] !== 0x20) return ids;
  const same = tokens.findIndex((bytes) => bytes && first.subarray(1).equals(bytes));
  return first.length > 1 && same === -1 ? ids : [...(first.length > 1 ? [same] : []), ...ids.slice(1)];
}

function report(results: readonly Result[], { ttfm, tbm, ...counts }: Summary): string {
  const failing = results.filter(({ outcome }) => outcome !== 'passing');
  const share = (n: number) => `${n} (${((100 * n) / results.length).toFixed(1)} %)`;
  const times = (name: string, { p50, p90, p99, p999, max }: Percentiles) => [
    name,
    ...[p50, p90, p99, p999, max].map(figure),
  ];
  return [
    ...failing.map(({ name, outcome, detail }) => `${outcome} ${name}: ${detail}`),
    table([['', 'schemas'], ...Object.entries(counts).map(([name, n]) => [name, share(n)])]),
    table([['us', 'p50', 'p90', 'p99', 'p99.9', 'max'], times('to the first mask', ttfm), times('between masks', tbm)]),
  ].join('\n\n');
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    vocabulary: { type: 'string', default: mistral },
    undeclared: { type: 'string', default: 'never' },
    every: { type: 'string', default: '1' },
    compare: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [file] = positionals;
const undeclared = undeclaredPlaces.find((place) => place === values.undeclared);
const every = Number(values.every);
const isPeerKnown = values.compare === undefined || values.compare === 'xgrammar';
if (file === undefined || positionals.length > 1 || undeclared === undefined || !(every >= 1) || !isPeerKnown) {
  console.error(`usage: ${usage}`);
  process.exit(2);
}
const vocabulary = await openVocabulary(values.vocabulary);
const source = tokensOf(vocabulary);
const engines: Record<string, MaskEngine> = { tramontane: ourEngine(source, undeclared) };
if (values.compare) engines.xgrammar = await xgrammarEngine(vocabulary);
const replayers = Object.entries(engines).map(([name, engine]) => ({
  name,
  replayer: new Replayer(source, engine, processorClock()),
  results: [] as Result[],
}));
// In turn, so that whatever else the machine does meets both.
for (const [i, one] of readCases(file).entries()) {
  if (i % every === 0) for (const { replayer, results } of replayers) results.push(await replayer.replay(one));
}
for (const { name, replayer, results } of replayers) {
  const summary = summaryOf(results, replayer);
  if (values.json) console.log(JSON.stringify(values.compare ? { engine: name, ...summary } : summary));
  else console.log(`${values.compare ? `# ${name}\n\n` : ''}${report(results, summary)}\n`);
}
