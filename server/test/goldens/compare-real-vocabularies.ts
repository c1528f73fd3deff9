// Compares ids and texts with Hugging Face's tokenizers (Rust) over whole vocabularies, which are too large for the
// repository:  npx tsx test/goldens/compare-real-vocabularies.ts FOLDER  before compare-real-vocabularies.py, to write
// FOLDER/strings.jsonl (2,000 passages of the documentation and sources, 10,000 random strings), and again after it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openVocabulary } from '../../src/text/open-vocabulary.ts';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { mulberry32 } from '../checkpoint/mulberry32.ts';

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

function passages(): string[] {
  const repository = fileURLToPath(new URL('../../../', import.meta.url));
  return [
    'docs',
    ...['text', 'engine', 'http', 'grammar', 'json-schema', 'kernels', 'model', 'openai'].map(
      (room) => `server/src/${room}`,
    ),
  ].flatMap((folder) =>
    readdirSync(join(repository, folder))
      .filter((name) => /\.(md|ts)$/.test(name))
      .flatMap((name) => readFileSync(join(repository, folder, name), 'utf8').split(/(?<=\n\n)/)),
  );
}

const parts =
  "  |the|ing|tion|'s|'LL|'ſ|é|e\u0301|ß|ẞ|Ж|ж|日本|語|カ|한|😀|👩‍👩|\u0301|\u0323|{|}|==|/|//|0|19|٣|½|A|Ab|aB|ǅ|ʰ|ª|\u0085|\ufeff|" +
  '\u00a0|\u3000|\u2028|_|-|…|$|<|>|<think>|</think>|▁|\0|ſ|\u212a|\u200d|म|न्|ا|\u{1d400}|\u{20000}|\n|\r\n|\t';

function randomStrings(count: number): string[] {
  const random = mulberry32(20);
  const below = (n: number) => Math.floor(random() * n);
  const known = parts.split('|');
  const part = () => {
    const which = below(10);
    if (which < 6) return known[below(known.length)] as string;
    if (which < 9) return String.fromCharCode(97 + below(26));
    return String.fromCodePoint(below(0x30000)).replace(/\p{Surrogate}/u, 'x');
  };
  return Array.from({ length: count }, () => Array.from({ length: below(30) }, part).join(''));
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('expected a folder');
const strings = join(folder, 'strings.jsonl');
if (!existsSync(strings)) {
  const texts = [...passages().slice(0, 2000), ...randomStrings(10_000)];
  writeFileSync(strings, texts.map((text) => `${JSON.stringify(text)}\n`).join(''));
}
const texts = linesOf(strings) as string[];
for (const name of readdirSync(folder)) {
  const path = join(folder, name, 'ids.jsonl');
  if (!existsSync(path)) continue;
  const tokenizer = new Tokenizer(await openVocabulary(join(folder, name, 'tokenizer.json')));
  const theirs = linesOf(path) as [number[], string][];
  const isSame = (text: string, ids: readonly number[] = []) => tokenizer.encode(text).join() === ids.join();
  const otherIds = texts.filter((text, i) => !isSame(text, theirs[i]?.[0]));
  const otherTexts = theirs.filter(([ids, text]) => tokenizer.decode(ids) !== text);
  process.stdout.write(
    `${name}: ${texts.length} strings, other ids ${otherIds.length}, other texts ${otherTexts.length}\n`,
  );
  for (const text of otherIds.slice(0, 5)) process.stdout.write(`  ${JSON.stringify(text)}\n`);
}
