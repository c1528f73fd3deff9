// JSON strings as terms. Strings with patterns or values are written in UTF-8 and escaped only where JSON requires it.
// Other strings may contain any escape except half a surrogate pair.
import { CharacterPlaces } from '../grammar/character-places.ts';
import type { Term, Terms } from '../grammar/term.ts';
import { type CodePoints, characterTerm, pairs, without } from '../grammar/utf8.ts';

export const everything: CodePoints = [0, 0x10ffff];

/** Characters that need no escape. */
const unescaped: CodePoints = [0x20, 0x21, 0x23, 0x5b, 0x5d, 0x10ffff];

const shortEscapes: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** A character of a set, as JSON.stringify writes it. */
export function writtenCharacter(terms: Terms, set: CodePoints): Term {
  const key = set.join();
  const shared = terms.shared && written.get(terms.shared)?.get(key);
  if (shared) return shared;
  const known = written.get(terms) ?? new Map<string, Term>();
  written.set(terms, known);
  const term = known.get(key) ?? makeWritten(terms, set);
  known.set(key, term);
  return term;
}

/** By their sets: the classes of patterns repeat themselves, and large ones have many parts. */
const written = new WeakMap<Terms, Map<string, Term>>();

function makeWritten(terms: Terms, set: CodePoints): Term {
  const plain = without(set, complementOfUnescaped);
  const escaped = pairs(without(set, unescaped)).flatMap(([low, high]) =>
    Array.from({ length: high - low + 1 }, (_, i) => terms.literal(escapeOf(low + i))),
  );
  return terms.alt(characterTerm(terms, plain), ...escaped);
}

const complementOfUnescaped: CodePoints = [0, 0x1f, 0x22, 0x22, 0x5c, 0x5c];

/** The bytes of characters as JSON.stringify writes them. */
export const writtenPlaces = new CharacterPlaces((terms) => writtenCharacter(terms, everything));

function escapeOf(codePoint: number): string {
  return shortEscapes[codePoint] ?? `\\u${codePoint.toString(16).padStart(4, '0')}`;
}

/** Any character, in every form that JSON has for it. */
export function anyCharacter(terms: Terms): Term {
  const hex = terms.bytes(0x30, 0x39, 0x41, 0x46, 0x61, 0x66);
  const notD = terms.bytes(0x30, 0x39, 0x41, 0x43, 0x45, 0x46, 0x61, 0x63, 0x65, 0x66);
  const d = terms.bytes(0x44, 0x44, 0x64, 0x64);
  const plane0 = terms.alt(terms.seq(notD, hex, hex, hex), terms.seq(d, terms.bytes(0x30, 0x37), hex, hex));
  const high = terms.seq(d, terms.bytes(0x38, 0x39, 0x41, 0x42, 0x61, 0x62), hex, hex);
  const low = terms.seq(d, terms.bytes(0x43, 0x46, 0x63, 0x66), hex, hex);
  const escaped = terms.alt(
    terms.bytes(0x22, 0x22, 0x2f, 0x2f, 0x5c, 0x5c, 0x62, 0x62, 0x66, 0x66, 0x6e, 0x6e, 0x72, 0x72, 0x74, 0x74),
    terms.seq(terms.literal('u'), plane0),
    terms.seq(terms.literal('u'), high, terms.literal('\\u'), low),
  );
  return terms.alt(characterTerm(terms, unescaped), terms.seq(terms.literal('\\'), escaped));
}

/** A string with this content. */
export function quoted(terms: Terms, inside: Term): Term {
  return terms.seq(terms.literal('"'), inside, terms.literal('"'));
}
