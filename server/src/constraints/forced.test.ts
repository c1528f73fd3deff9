// Forced text is cut as the tokenizer would cut the whole answer: a model that writes an answer as it was trained to gets
// the tokens that it would have chosen, only in fewer steps.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { formCases } from '../../bench/structured/cases.ts';
import { mulberry32 } from '../../test/checkpoint/mulberry32.ts';
import { bundledModelPath } from '../bundled-model.ts';
import { JsonObject } from '../checkpoint/json-file.ts';
import { openVocabulary } from '../text/open-vocabulary.ts';
import { tokenBytes } from '../text/token-bytes.ts';
import { Tokenizer } from '../text/tokenizer.ts';
import { partsFromTokenizerJson } from '../text/tokenizer-json.ts';
import { Vocabulary } from '../text/vocabulary.ts';
import { grammarCompilerOf } from './grammar-compiler.ts';

const golden = (name: string) => fileURLToPath(new URL(`../../test/goldens/${name}`, import.meta.url));

const bpe = (name: string) => JSON.parse(readFileSync(golden(`bpe/${name}`), 'utf8'));
const [{ bytes: pieces }, { families }] = [bpe('vocabulary.json'), bpe('ids.golden.json')];

/** A small byte-level vocabulary, and a family's way to cut texts. */
function byteLevel(family: string): Vocabulary {
  const { file, ignoreMerges } = families[family];
  const json = { ...file, model: { ...pieces, ignore_merges: ignoreMerges } };
  return new Vocabulary(partsFromTokenizerJson(new JsonObject('tokenizer.json', json)));
}

const vocabularies = {
  'Mistral 7B': await openVocabulary(golden('mistral-v1.tokenizer.model')),
  'the bundled model': await openVocabulary(bundledModelPath),
  'Llama 3': byteLevel('llama-3'),
  SmolLM2: byteLevel('smollm'),
};

const words = [
  'Lyon',
  'a new "library"',
  'Über 9000',
  '日本',
  '🎉 party',
  '',
  ' two',
  '12',
  '","',
  'x: {y}',
  'n/a',
  'é',
];

/** A schema of the kinds in formCases. */
interface FormSchema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly items?: FormSchema;
  readonly maxItems?: number;
}

function valueFor(schema: FormSchema, random: () => number): unknown {
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const { properties = {}, items = {}, maxItems = 0 } = schema;
  if (schema.enum) return pick(schema.enum);
  if (schema.format === 'date-time') return '2024-02-29T08:30:00Z';
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, valueFor(of, random)]));
    case 'array':
      return Array.from({ length: 1 + Math.floor(random() * maxItems) }, () => valueFor(items, random));
    case 'boolean':
      return random() < 0.5;
    case 'string':
      return pick(words);
    default:
      return Math.floor(random() * 3) + (schema.type === 'number' ? 0.25 : 0);
  }
}

const styles: Record<string, (value: unknown) => string> = {
  compact: (value) => JSON.stringify(value),
  spaced: (value) => JSON.stringify(value, null, 1).replace(/\n */g, ' '),
  indented: (value) => JSON.stringify(value, null, 2),
};

describe.each(Object.entries(vocabularies))('of %s', (_, vocabulary) => {
  const tokenizer = new Tokenizer(vocabulary);
  const bytes = tokenBytes(vocabulary);
  const compiler = grammarCompilerOf(tokenizer);
  const stopIds = [vocabulary.eosId ?? 0];
  const lengthOf = (ids: readonly number[]) => ids.reduce((sum, id) => sum + (bytes[id] as Uint8Array).length, 0);

  it.each(Object.entries(styles))('%s answers keep their tokens', (_, write) => {
    const random = mulberry32(11);
    let [nChosen, nTokens] = [0, 0];
    const guesses: boolean[] = [];
    for (const { schema } of formCases) {
      const text = write(valueFor(schema, random));
      const wanted = tokenizer.encode(text);
      const starts = new Map(wanted.map((id, i) => [lengthOf(wanted.slice(0, i)), id]));
      const matcher = compiler.compile({ type: 'json_schema', schema }, { maxTokens: 2000, stopIds });
      const ids: number[] = [];
      let guess: number | undefined;
      while (!matcher.isComplete) {
        const chosen = starts.get(lengthOf(ids));
        if (chosen === undefined) throw new Error(`${text}: the model would have no token at ${lengthOf(ids)}`);
        nChosen++;
        if (guess !== undefined) guesses.push(guess === chosen);
        const forced = matcher.withForced(chosen);
        guess = forced.likely;
        for (const id of forced.ids) {
          matcher.accept(id);
          ids.push(id);
        }
      }
      expect(ids.map((id) => vocabulary.pieces[id])).toEqual(wanted.map((id) => vocabulary.pieces[id]));
      nTokens += ids.length;
    }
    expect(nChosen).toBeLessThan(0.8 * nTokens);
    // Where it may write otherwise, what it writes is guessed. A model that leaves no spaces is known after one guess, but
    // for strings that begin oddly.
    const nWrong = guesses.filter((isRight) => !isRight).length;
    expect(nWrong).toBeLessThanOrEqual(write([0, 0]) === '[0,0]' ? 1 + 0.6 * guesses.length : 1);
  });
});

describe('a token that the model would not write there', () => {
  const vocabulary = vocabularies['Mistral 7B'];
  const { pieces: all } = vocabulary;
  const compiler = grammarCompilerOf(new Tokenizer(vocabulary));

  /** The pieces that one brings with it, behind others. */
  function forcedBy(schema: object, before: readonly string[], chosen: string): string[] {
    const matcher = compiler.compile({ type: 'json_schema', schema }, { maxTokens: 100, stopIds: [2] });
    for (const piece of before) matcher.accept(all.indexOf(piece));
    return matcher.withForced(all.indexOf(chosen)).ids.map((id) => all[id] as string);
  }

  const name = { enum: ['name', 'other'] };

  it.each<[string, object, string[], string, string[]]>([
    ['merges with what follows', name, ['\u2581"'], 'n', ['name', '"']],
    ['stays what it is where it does not', name, ['\u2581"'], 'o', ['other', '"']],
    ['stays alone where nothing is forced', { enum: ['name', 'note'] }, ['\u2581"'], 'n', ['n']],
    ['may be a part of a character', { enum: ['\ufffc', 'x'] }, ['\u2581"', '<0xEF>'], '<0xBF>', ['<0xBF>']],
  ])('%s', (_, schema, before, chosen, expected) => {
    expect(forcedBy(schema, before, chosen)).toEqual(expected);
  });
});
