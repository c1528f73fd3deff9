// MaskBench (https://github.com/guidance-ai/jsonschemabench): how many schemas are held, and what a mask costs:
// npm run maskbench -w server -- FILE.jsonl.gz [--vocabulary FILE] [--undeclared PLACE] [--json]
// PLACE is where properties come that a schema does not declare: never (the default), last or anywhere.
// Each line of the file is one schema: {"name", "schema", "tests": [{"valid", "data"}]}.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { figure, table } from '../src/bench/table.ts';
import { undeclaredPlaces } from '../src/engine/generation.ts';
import { openVocabulary } from '../src/text/open-vocabulary.ts';
import { tokenBytes } from '../src/text/token-bytes.ts';
import { Tokenizer } from '../src/text/tokenizer.ts';
import { Replayer, type Result, type SchemaCase, type TokenSource } from './maskbench/replay.ts';
import { type Percentiles, type Summary, summaryOf } from './maskbench/summary.ts';

const usage = 'npm run maskbench -w server -- FILE.jsonl.gz [--vocabulary FILE] [--undeclared PLACE] [--json]';
const mistral = fileURLToPath(new URL('../test/goldens/mistral-v1.tokenizer.model', import.meta.url));

function readCases(file: string): SchemaCase[] {
  const bytes = readFileSync(file);
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as SchemaCase);
}

async function openTokens(file: string): Promise<TokenSource> {
  const vocabulary = await openVocabulary(file);
  const tokenizer = new Tokenizer(vocabulary);
  const { eosId } = vocabulary;
  if (eosId === undefined) throw new Error(`${file}: a vocabulary with a token that ends answers is needed`);
  return { tokens: tokenBytes(vocabulary), stopId: eosId, encode: (text) => tokenizer.encode(text) };
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
    json: { type: 'boolean', default: false },
  },
});
const [file] = positionals;
const undeclared = undeclaredPlaces.find((place) => place === values.undeclared);
if (file === undefined || positionals.length > 1 || undeclared === undefined) {
  console.error(`usage: ${usage}`);
  process.exit(2);
}
const replayer = new Replayer(await openTokens(values.vocabulary), undeclared);
const results = readCases(file).map((one) => replayer.replay(one));
const summary = summaryOf(results, replayer);
console.log(values.json ? JSON.stringify(summary) : report(results, summary));
