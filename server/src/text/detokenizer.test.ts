import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Detokenizer } from './detokenizer.ts';
import { openVocabulary } from './open-vocabulary.ts';
import { Tokenizer } from './tokenizer.ts';

const file = (name: string) => fileURLToPath(new URL(`../../test/goldens/${name}`, import.meta.url));

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = new Tokenizer(await openVocabulary(file('mistral-v1.tokenizer.model')));
});

/** What each push gives, and the end. */
function pushed(ids: readonly number[], stripLeadingSpace?: boolean): string[] {
  const options = stripLeadingSpace === undefined ? {} : { stripLeadingSpace };
  const detokenizer = new Detokenizer(tokenizer.vocabulary, options);
  return [...ids.map((id) => detokenizer.push(id)), detokenizer.end()];
}

/** The byte pieces of these bytes: in this vocabulary byte b has id b + 3. */
const bytes = (...values: number[]) => values.map((value) => value + 3);
const hello = 22557; // ▁Hello

describe('bytes', () => {
  it('of one character come out with the last of them', () => {
    expect(pushed(bytes(0xf0, 0x9f, 0x98, 0x80))).toEqual(['', '', '', '😀', '']);
    expect(pushed(bytes(0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac))).toEqual(['a', '', 'é', '', '', '€', '']);
  });

  it('of a character that never ends are replaced one by one, when that is certain', () => {
    expect(pushed(bytes(0xe2, 0x82))).toEqual(['', '', '\ufffd\ufffd']);
    expect(pushed([...bytes(0xf0, 0x9f, 0x98), hello])).toEqual(['', '', '', '\ufffd\ufffd\ufffd Hello', '']);
    expect(pushed(bytes(0xe2, 0x41))).toEqual(['', '\ufffdA', '']);
    expect(pushed(bytes(0xe2, 0xe2, 0x82, 0xac))).toEqual(['', '\ufffd', '', '€', '']);
  });

  it('that UTF-8 does not allow are replaced at once or when complete', () => {
    expect(pushed(bytes(0x80, 0xff, 0xf8))).toEqual(['\ufffd', '\ufffd', '\ufffd', '']);
    expect(pushed(bytes(0xc0, 0x80)).join('')).toBe('\ufffd\ufffd'); // overlong NUL
    expect(pushed(bytes(0xed, 0xa0, 0x80)).join('')).toBe('\ufffd\ufffd\ufffd'); // a surrogate
    expect(pushed(bytes(0xf4, 0x90, 0x80, 0x80)).join('')).toBe('\ufffd'.repeat(4)); // above U+10FFFF
    expect(pushed(bytes(0xf4, 0x8f, 0xbf, 0xbf)).join('')).toBe('\u{10ffff}');
    expect(pushed(bytes(0xef, 0xbb, 0xbf)).join('')).toBe('\ufeff'); // not taken for a byte order mark
  });

  it('on both sides of a control piece do not join', () => {
    expect(pushed([...bytes(0xc3), 2, ...bytes(0xa9)])).toEqual(['', '\ufffd', '\ufffd', '']);
  });
});

describe('the leading space', () => {
  it('is taken away from the first piece that prints', () => {
    expect(pushed([1, hello, hello])).toEqual(['', 'Hello', ' Hello', '']);
    expect(pushed([28705, hello])).toEqual(['', ' Hello', '']);
    expect(pushed([...bytes(0x20), hello]).join('')).toBe('  Hello');
  });

  it('stays where a text is continued', () => {
    expect(pushed([1, hello, hello], false)).toEqual(['', ' Hello', ' Hello', '']);
  });
});

describe('any ids, pushed one by one', () => {
  const anyIds = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 31999 }), fc.integer({ min: 3, max: 258 }), fc.integer({ min: 0, max: 2 })),
    { maxLength: 60 },
  );

  it('give the decoded whole', () => {
    fc.assert(
      fc.property(anyIds, fc.boolean(), (ids, stripLeadingSpace) => {
        expect(pushed(ids, stripLeadingSpace).join('')).toBe(tokenizer.decode(ids, { stripLeadingSpace }));
      }),
    );
  });

  it('give whole characters each time, and hold back three bytes at most', () => {
    fc.assert(
      fc.property(anyIds, (ids) => {
        const parts = pushed(ids);
        for (const part of parts) expect(part).not.toMatch(/\p{Surrogate}/u);
        expect(parts.at(-1)?.length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('that come from text give the text, from every position it was cut at', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const ids = tokenizer.encode(text);
        const parts = pushed(ids);
        expect(parts.join('')).toBe(text.replaceAll('▁', ' '));
        expect(parts.at(-1)).toBe('');
      }),
    );
  });
});

it('the golden decodings come out piecewise as whole', () => {
  const { decode } = JSON.parse(readFileSync(file('mistral-v1.tokenizer.golden.json'), 'utf8')) as {
    decode: { ids: number[]; decoded: string }[];
  };
  expect(decode).toHaveLength(60);
  for (const { ids, decoded } of decode) expect(pushed(ids).join('')).toBe(decoded);
});
