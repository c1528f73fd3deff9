// The cost of BPE on hostile texts: it grows with their length and not with its square, and nothing overflows. Counted in
// lookups of merges, since a clock would measure the machine too.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { JsonObject } from '../../src/checkpoint/json-file.ts';
import { sortMarks } from '../../src/text/bpe/canonical-order.ts';
import { cutText } from '../../src/text/bpe/cut-text.ts';
import { cutsOfName } from '../../src/text/bpe/gguf-cuts.ts';
import { MergeTable } from '../../src/text/bpe/merge-table.ts';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { partsFromTokenizerJson } from '../../src/text/tokenizer-json.ts';
import { Vocabulary } from '../../src/text/vocabulary.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../goldens/bpe/${name}`, import.meta.url), 'utf8'));
const { bytes } = read('vocabulary.json');
const { file } = read('ids.golden.json').families.qwen2;
const json = new JsonObject('tokenizer.json', { ...file, model: bytes });
const tokenizer = new Tokenizer(new Vocabulary(partsFromTokenizerJson(json)));

afterEach(() => vi.restoreAllMocks());

function lookups(text: string): number {
  const find = vi.spyOn(MergeTable.prototype, 'find');
  tokenizer.encode(text);
  const { length } = find.mock.calls;
  find.mockRestore();
  return length;
}

const hostile: [string, string][] = [
  ['spaces', ' '],
  ['one letter', 'e'],
  ['emoji', '😀'],
  ['line ends', '\r'],
  ['two letters in turns', 'th'],
  ['the beginning of an added token', '<'],
];

describe('merging', () => {
  it.each(hostile)('%s takes work in proportion to their number', (_, unit) => {
    const some = lookups(unit.repeat(1000));
    const more = lookups(unit.repeat(8000));
    expect(some).toBeGreaterThan(900);
    expect(more).toBeLessThan(9 * some);
  });
});

describe('cutting', () => {
  const names = ['gpt-2', 'llama-bpe', 'qwen2', 'tekken', 'gpt-4o', 'deepseek-v3', 'deepseek-llm', 'kimi-k2'];
  it.each(names)('a hundred thousand characters of one kind, as %s does', (name) => {
    const { cuts } = cutsOfName(name);
    for (const unit of [' ', 'a', 'A', '日', '\n', '!', '\u0301']) {
      const text = unit.repeat(100_000);
      expect(cutText(text, cuts).join('').length).toBe(text.length);
      expect(cutText(`${text}0`, cuts).join('').length).toBe(text.length + 1);
    }
  });
});

describe('normalizing', () => {
  it('a hundred thousand marks in turns, which String.normalize alone would sort by insertion', () => {
    const text = `a${'\u0301\u0323'.repeat(50_000)}`;
    expect(sortMarks(text).normalize('NFC').startsWith('\u1ea1\u0323')).toBe(true);
  });

  it('gives the same text as without sorting', () => {
    const marks = ['\u0301', '\u0323', '\u0345', '\u0344', '\u0334', '\u05b0', '\u0f73', '\u0903', '\u093c', '\u20e3'];
    let state = 7;
    const next = () => {
      state = (state * 48271) % 2147483647;
      return marks[state % marks.length];
    };
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
      const text = `e${Array.from({ length: 300 }, next).join('')}o`;
      expect(sortMarks(text).normalize(form)).toBe(text.normalize(form));
    }
  });
});
