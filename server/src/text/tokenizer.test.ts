import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { MergeQueue } from './merge-queue.ts';
import { openVocabulary } from './open-vocabulary.ts';
import { Tokenizer } from './tokenizer.ts';
import { Vocabulary, type VocabularyParts } from './vocabulary.ts';

interface Golden {
  strings: { kind: string; text: string; ids: number[]; ids_v3: number[]; decoded: string }[];
  decode: { ids: number[]; decoded: string }[];
}

const file = (name: string) => fileURLToPath(new URL(`../../test/goldens/${name}`, import.meta.url));
const golden: Golden = JSON.parse(readFileSync(file('mistral-v1.tokenizer.golden.json'), 'utf8'));
const storiesPath = fileURLToPath(new URL('../../models/stories260k.gguf', import.meta.url));

let v1: Tokenizer;
let v3: Tokenizer;
let small: Tokenizer;
beforeAll(async () => {
  v1 = new Tokenizer(await openVocabulary(file('mistral-v1.tokenizer.model')));
  v3 = new Tokenizer(await openVocabulary(file('mistral-v3.tokenizer.model')));
  small = new Tokenizer(await openVocabulary(storiesPath));
});

describe('Mistral’s tokenizers equal SentencePiece', () => {
  it('has all its strings', () => expect(golden.strings).toHaveLength(257));

  it.each(golden.strings.map((string, i) => ({ ...string, i })))(
    'string $i, $kind',
    ({ text, ids, ids_v3, decoded }) => {
      expect(v1.encode(text)).toEqual(ids);
      expect(v3.encode(text)).toEqual(ids_v3);
      expect(v1.decode(ids)).toBe(decoded);
    },
  );

  it.each(golden.decode)('decodes $ids', ({ ids, decoded }) => {
    expect(v1.decode(ids)).toBe(decoded);
  });
});

describe('the vocabulary of the stories model', () => {
  interface StoriesGolden {
    documented_llama2c_expected_stdout_200_steps: string;
    prompts: { prompt: string; prompt_ids_with_bos: number[]; greedy_ids: number[]; text_raw_pieces: string }[];
  }
  const { prompts, ...stories }: StoriesGolden = JSON.parse(readFileSync(file('stories260k.golden.json'), 'utf8'));

  it.each(prompts)('encodes the prompt $prompt and decodes the whole text', (golden) => {
    const { prompt, prompt_ids_with_bos, greedy_ids } = golden;
    // One answer runs into a second story: the golden file writes out the BOS between them, which prints nothing.
    const text = golden.text_raw_pieces.replace('<BOS>', '');
    const ids = [...prompt_ids_with_bos, ...greedy_ids];
    expect([1, ...small.encode(prompt)]).toEqual(prompt_ids_with_bos);
    expect(small.decode(ids, { stripLeadingSpace: false })).toBe(text);
    expect(small.decode(ids)).toBe(text.replace(/^ /, ''));
    // An answer of its own continues the prompt's text: its first space is kept.
    expect(` ${prompt}${small.decode(greedy_ids, { stripLeadingSpace: false })}`.trim()).toBe(text.trim());
  });

  it('prints a continuation from BOS as the model’s own program does', () => {
    const printed = small.decode(prompts[0]?.greedy_ids ?? []);
    expect(printed.startsWith(stories.documented_llama2c_expected_stdout_200_steps.trimEnd())).toBe(true);
  });

  it('gives back every string it is given', () => {
    for (const { text } of golden.strings) expect(small.decode(small.encode(text))).toBe(text.replaceAll('▁', ' '));
  });
});

describe('text that is out of the ordinary', () => {
  it('with lone surrogates becomes U+FFFD', () => {
    expect(v1.encode('a\ud83dz\ude00')).toEqual(v1.encode('a\ufffdz\ufffd'));
    expect(v1.decode(v1.encode('\ude00\ud83d'))).toBe('\ufffd\ufffd');
  });

  it('with the words of control pieces never becomes control ids', () => {
    for (const tokenizer of [v1, v3]) {
      const { pieces, kinds } = tokenizer.vocabulary;
      const controls = pieces.filter((_, id) => kinds[id] !== 'normal' && kinds[id] !== 'user-defined');
      const ids = new Set(tokenizer.encode(controls.join('')));
      expect([...ids].filter((id) => kinds[id] === 'control' || kinds[id] === 'unknown')).toEqual([]);
    }
  });

  it('refuses an id outside the vocabulary', () => {
    expect(() => v1.decode([32000])).toThrow(new RangeError('expected a token id from 0 to 31999, found 32000'));
    expect(() => v1.decode([-1])).toThrow(RangeError);
    expect(() => v1.decode([0.5])).toThrow(RangeError);
  });
});

describe('the work for a long text', () => {
  // Counted, not timed: lookups of pieces and movements of the queue.
  function operations(text: string): number {
    let count = 0;
    const { push, pop } = MergeQueue.prototype;
    const { get } = Map.prototype;
    MergeQueue.prototype.push = function (...entry) {
      count++;
      push.apply(this, entry);
    };
    MergeQueue.prototype.pop = function () {
      count++;
      return pop.call(this);
    };
    Map.prototype.get = function (key) {
      count++;
      return get.call(this, key);
    };
    try {
      v1.encode(text);
    } finally {
      Object.assign(MergeQueue.prototype, { push, pop });
      Map.prototype.get = get;
    }
    return count;
  }

  it.each(['a', ' ', 'é', '😀', '\0', 'ab', '= ', 'he said '])(
    'grows with the length of %j repeated, not with its square',
    (unit) => {
      const text = unit.repeat(100_000 / unit.length);
      const whole = operations(text);
      expect(whole / operations(text.slice(0, text.length / 2))).toBeLessThan(2.1);
      expect(whole / text.length).toBeLessThan(10);
    },
  );

  it('is bearable for a megabyte of one letter', () => {
    const text = 'a'.repeat(1_000_000);
    expect(v1.decode(v1.encode(text)) === text).toBe(true);
  }, 20_000);
});

describe('words cut by themselves', () => {
  /** The same vocabulary with more pieces, which merge before all others. */
  function withPieces({ vocabulary }: Tokenizer, ...more: string[]): Tokenizer {
    const { pieces, scores, kinds, ...rest } = vocabulary;
    const names = ['normal', 'unknown', 'control', 'user-defined', 'unused', 'byte'];
    return new Tokenizer(
      new Vocabulary({
        ...rest,
        pieces: [...pieces, ...more],
        scores: [...scores, ...more.map(() => 1e9)],
        kinds: [...kinds.map((kind) => 1 + names.indexOf(kind)), ...more.map(() => 1)],
      }),
    );
  }

  it.each(['v1', 'v3', 'stories'])('give the ids of the text cut whole: %s', (name) => {
    const byWord = { v1, v3, stories: small }[name] as Tokenizer;
    // No text has this piece, but it would reach into the next word.
    const whole = withPieces(byWord, '\u{10ffff}▁\u{10ffff}');
    const words = fc.constantFrom(' ', '  ', '▁', ' the', 'ing', 'Once upon', '\n', '😀', 'é', '<s>', '[INST] ', '0');
    const texts = fc.array(fc.oneof(words, fc.string({ unit: 'grapheme' })), { maxLength: 40 });
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join('');
        expect(byWord.encode(text)).toEqual(whole.encode(text));
      }),
      { numRuns: 500 },
    );
  });

  it('are not cut where a piece reaches into the next word', () => {
    const reaching = withPieces(small, 'o▁', 'o▁y');
    expect(reaching.vocabulary.pieces[reaching.encode('to you').at(-2) as number]).toBe('o▁y');
  });
});

describe('rules that Mistral’s vocabularies do not exercise', () => {
  const letters = ['<unk>', '<s>', '</s>', '▁', 'a', 'b', 'c'];
  function tokenizer(
    more: [piece: string, score: number, kind: number][],
    options: Partial<VocabularyParts> = {},
  ): Tokenizer {
    return new Tokenizer(
      new Vocabulary({
        pieces: [...letters, ...more.map(([piece]) => piece)],
        scores: [...letters.map(() => 0), ...more.map(([, score]) => score)],
        kinds: [2, 3, 3, 1, 1, 1, 1, ...more.map(([, , kind]) => kind)],
        bosId: 1,
        eosId: 2,
        unkId: 0,
        addBos: true,
        addEos: false,
        addSpacePrefix: false,
        removeExtraWhitespaces: false,
        chatTemplate: undefined,
        ...options,
      }),
    );
  }
  const pieces = (t: Tokenizer, text: string) => t.encode(text).map((id) => t.vocabulary.pieces[id]);

  it('the higher score goes first, and of equal ones the left', () => {
    expect(
      pieces(
        tokenizer([
          ['ab', -2, 1],
          ['bc', -1, 1],
        ]),
        'abc',
      ),
    ).toEqual(['a', 'bc']);
    expect(
      pieces(
        tokenizer([
          ['ab', -1, 1],
          ['bc', -1, 1],
        ]),
        'abc',
      ),
    ).toEqual(['ab', 'c']);
    expect(pieces(tokenizer([['aa', -1, 1]]), 'aaaaa')).toEqual(['aa', 'aa', 'a']);
  });

  it('a user-defined piece is cut out first, the longest there is, and merges with nothing', () => {
    const t = tokenizer([
      ['ab', -9, 4],
      ['abc', -9, 4],
      ['ca', -1, 1],
      ['cab', -1, 1],
      ['cabc', -1, 1],
    ]);
    expect(pieces(t, 'cabcab')).toEqual(['c', 'abc', 'ab']);
    expect(t.decode(t.encode('cabcab'))).toBe('cabcab');
  });

  it('an unused piece is taken apart again', () => {
    expect(
      pieces(
        tokenizer([
          ['ab', -1, 5],
          ['abc', -2, 1],
        ]),
        'abcab',
      ),
    ).toEqual(['abc', 'a', 'b']);
    expect(
      pieces(
        tokenizer([
          ['ab', -1, 5],
          ['abc', -2, 5],
        ]),
        'abcab',
      ),
    ).toEqual(['a', 'b', 'c', 'a', 'b']);
  });

  it('without byte pieces a run of unknown characters is one unknown id', () => {
    expect(tokenizer([]).encode('xyaz')).toEqual([0, 4, 0]);
    expect(tokenizer([]).decode([0, 4])).toBe(' \u2047 a');
  });

  it('the space prefix is put before text, but not before none', () => {
    const t = tokenizer([], { addSpacePrefix: true });
    expect(pieces(t, 'a')).toEqual(['▁', 'a']);
    expect(pieces(t, ' a')).toEqual(['▁', '▁', 'a']);
    expect(t.encode('')).toEqual([]);
    expect(tokenizer([]).decode([3, 4])).toBe(' a');
  });

  it('extra spaces are dropped where the vocabulary says so', () => {
    const t = tokenizer([], { addSpacePrefix: true, removeExtraWhitespaces: true });
    expect(pieces(t, '  a   b  ')).toEqual(['▁', 'a', '▁', 'b']);
    expect(t.encode('   ')).toEqual([]);
    expect(t.decode([3, 3, 4, 3, 3, 5])).toBe('a  b');
  });

  it('BOS, EOS and unknown are not made from text even if a file calls them normal', () => {
    const t = tokenizer([
      ['<s', 0, 1],
      ['<', 0, 1],
      ['s', 0, 1],
      ['>', 0, 1],
      ['</s', 0, 1],
      ['</', 0, 1],
      ['/', 0, 1],
    ]);
    const marked = new Tokenizer(
      new Vocabulary({ ...t.vocabulary, scores: [...t.vocabulary.scores], kinds: t.vocabulary.pieces.map(() => 1) }),
    );
    expect(marked.encode('<s></s>').some((id) => id < 3)).toBe(false);
  });
});
