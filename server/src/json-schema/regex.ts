// The regular expressions of JSON Schema's `pattern` as terms, over the JSON form of the texts that match. Supports the
// regular part of ECMA-262: characters, classes, Unicode properties, groups, alternatives, repetition, anchors, and
// lookahead right after the first anchor. Not supported: other lookaround, back references, word boundaries.
import { GrammarError } from '../grammar/grammar-error.ts';
import type { Term, Terms } from '../grammar/term.ts';
import { type CodePoints, complement, normalise, pairs } from '../grammar/utf8.ts';
import { type Part, type Piece, Pieces } from './regex-pieces.ts';
import { writtenCharacter } from './strings.ts';
import { propertySet } from './unicode-property.ts';
import { validPattern } from './valid-pattern.ts';

const digits: CodePoints = [0x30, 0x39];
const word: CodePoints = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
const lineEnds: CodePoints = [0xa, 0xa, 0xd, 0xd, 0x2028, 0x2029];
const space: CodePoints = [
  9, 13, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000,
  0x3000, 0xfeff, 0xfeff,
];

const classes: Readonly<Record<string, CodePoints>> = {
  d: digits,
  D: complement(digits),
  w: word,
  W: complement(word),
  s: space,
  S: complement(space),
};

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0 };

/** Largest count of a repetition. */
const maxCount = 10_000;
const maxDepth = 100;

/** What an expression requires of a whole text. */
export interface PatternTerm extends Part {
  /** Lookahead: languages that must contain the text too, and languages that must not. */
  readonly all: readonly Term[];
  readonly none: readonly Term[];
}

/**
 * The texts that contain a match of the expression, in their JSON form, without quotes.
 * @param where for errors: `'pattern' at '#/...'`
 */
export function patternTerm(terms: Terms, source: string, where: string): PatternTerm {
  return new Parser(terms, validPattern(source, where), where).parse();
}

class Parser {
  readonly #terms: Terms;
  readonly #source: string[];
  readonly #where: string;
  readonly #pieces: Pieces;
  #at = 0;
  #depth = 0;

  constructor(terms: Terms, source: string, where: string) {
    this.#terms = terms;
    this.#source = [...source];
    this.#where = where;
    this.#pieces = new Pieces(terms);
  }

  parse(): PatternTerm {
    const all: Term[] = [];
    const none: Term[] = [];
    const isAtStart = this.#begins('^(?=') || this.#begins('^(?!');
    if (isAtStart) this.#at++;
    while (isAtStart && (this.#begins('(?=') || this.#begins('(?!'))) {
      const languages = this.#source[this.#at + 2] === '=' ? all : none;
      languages.push(this.#lookahead());
    }
    const pieces = isAtStart ? this.#sequence() : this.#alternatives();
    if (isAtStart && this.#is('|')) throw this.#unsupported("lookahead beside '|'");
    if (this.#at < this.#source.length) throw this.#unsupported(`'${this.#source[this.#at]}' in the middle`);
    return { ...this.#pieces.whole(pieces, isAtStart), all, none };
  }

  /** The texts that begin with a match of the group. */
  #lookahead(): Term {
    this.#at += 3;
    const pieces = this.#alternatives();
    this.#at++;
    return this.#pieces.whole(pieces, true).term;
  }

  /** Up to the end or the bracket that closes a group. */
  #alternatives(): Piece[] {
    const pieces: Piece[] = [];
    do pieces.push(...this.#sequence());
    while (this.#skip('|'));
    return this.#pieces.merged(pieces);
  }

  #group(): Piece[] {
    if (++this.#depth > maxDepth) throw this.#unsupported(`more than ${maxDepth} groups inside each other`);
    if (this.#skip('?')) {
      if (this.#skip('<')) {
        if (this.#is('=') || this.#is('!')) throw this.#unsupported('lookbehind');
        while (!this.#skip('>')) this.#at++;
      } else if (!this.#skip(':')) {
        throw this.#unsupported(`a group that begins with '(?${this.#source[this.#at]}'`);
      }
    }
    const pieces = this.#alternatives();
    this.#at++;
    this.#depth--;
    return pieces;
  }

  #sequence(): Piece[] {
    let pieces = [this.#pieces.empty];
    // What has no anchors is collected, so that long expressions are joined once.
    let parts: Part[] = [];
    const join = (next: readonly Piece[]) => {
      const collected = { ...this.#pieces.empty, ...this.#pieces.inARow(parts) };
      pieces = this.#pieces.joined(this.#pieces.joined(pieces, [collected]), next);
      parts = [];
    };
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] as string)) {
      const next = this.#quantified(this.#atom());
      const [only] = next;
      if (only && next.length === 1 && !only.atStart && !only.atEnd) parts.push(only);
      else join(next);
    }
    join([this.#pieces.empty]);
    return pieces;
  }

  #atom(): Piece[] {
    if (this.#skip('(')) return this.#group();
    if (this.#skip('^')) return [{ ...this.#pieces.empty, atStart: true }];
    if (this.#skip('$')) return [{ ...this.#pieces.empty, atEnd: true }];
    if (this.#skip('.')) return this.#character(complement(lineEnds));
    if (this.#skip('[')) return this.#character(this.#class());
    return this.#character(this.#skip('\\') ? this.#escape() : single(this.#next()));
  }

  #character(set: CodePoints): Piece[] {
    return [{ ...this.#pieces.empty, term: writtenCharacter(this.#terms, set), least: 1, most: 1 }];
  }

  #quantified(atoms: readonly Piece[]): readonly Piece[] {
    const before = this.#at;
    const [min, max] = this.#quantifier();
    if (this.#at > before) this.#skip('?'); // a lazy quantifier matches the same texts
    const counted = Number.isFinite(max) ? max : min;
    if (counted > maxCount) throw this.#unsupported(`a repetition of ${counted} (at most ${maxCount})`);
    const [atom] = atoms;
    if ((min === 1 && max === 1) || (!atom && min > 0)) return atoms;
    const hasAnchor = atoms.some(({ atStart, atEnd }) => atStart || atEnd);
    if (!atom || (hasAnchor && max <= 1)) return this.#pieces.merged([...(max > 0 ? atoms : []), this.#pieces.empty]);
    if (hasAnchor) throw this.#unsupported('an anchor in what is repeated');
    const term = this.#terms.repeat(atom.term, min, max);
    return [{ ...atom, term, least: atom.least * min, most: max === 0 || atom.most === 0 ? 0 : atom.most * max }];
  }

  #quantifier(): [number, number] {
    if (this.#skip('*')) return [0, Infinity];
    if (this.#skip('+')) return [1, Infinity];
    if (this.#skip('?')) return [0, 1];
    if (!this.#skip('{')) return [1, 1];
    const min = this.#number();
    const max = this.#skip(',') ? (this.#is('}') ? Infinity : this.#number()) : min;
    this.#at++;
    return [min, max];
  }

  #number(): number {
    let text = '';
    while (/\d/.test(this.#source[this.#at] ?? '')) text += this.#source[this.#at++];
    return Number(text);
  }

  #class(): CodePoints {
    const isNegated = this.#skip('^');
    const ranges: [number, number][] = [];
    while (!this.#skip(']')) {
      const low = this.#classMember();
      const isRange = this.#is('-') && this.#source[this.#at + 1] !== ']';
      if (!isRange || low.length !== 2 || low[0] !== low[1]) {
        ranges.push(...pairs(low));
        continue;
      }
      this.#at++;
      const high = this.#classMember();
      ranges.push([low[0] as number, high[1] as number]);
    }
    const set = normalise(ranges);
    return isNegated ? complement(set) : set;
  }

  #classMember(): CodePoints {
    if (!this.#skip('\\')) return single(this.#next());
    if (this.#skip('b')) return [8, 8];
    return this.#escape();
  }

  #escape(): CodePoints {
    const letter = this.#next();
    const set = classes[letter];
    if (set) return set;
    const control = controls[letter];
    if (control !== undefined) return [control, control];
    if (letter === 'c') return codePoint((this.#next().codePointAt(0) as number) % 32);
    if (letter === 'x') return codePoint(this.#hex(2));
    if (letter === 'u') return codePoint(this.#unicode());
    if (letter === 'p' || letter === 'P') return this.#property(letter);
    if (/[a-zA-Z0-9]/.test(letter)) throw this.#unsupported(`'\\${letter}'`);
    return single(letter);
  }

  #property(letter: 'p' | 'P'): CodePoints {
    let name = '';
    for (let next = this.#next(); next !== '}'; next = this.#next()) name += next;
    const set = propertySet(`${name}}`, this.#terms.budget);
    return letter === 'p' ? set : complement(set);
  }

  #unicode(): number {
    if (!this.#skip('{')) {
      const unit = this.#hex(4);
      const isHigh = unit >= 0xd800 && unit < 0xdc00;
      if (!isHigh || !this.#is('\\') || this.#source[this.#at + 1] !== 'u') return unit;
      this.#at += 2;
      return 0x10000 + (unit - 0xd800) * 0x400 + (this.#hex(4) - 0xdc00);
    }
    let text = '';
    while (!this.#skip('}')) text += this.#next();
    return Number.parseInt(text, 16);
  }

  #hex(n: number): number {
    return Number.parseInt(Array.from({ length: n }, () => this.#next()).join(''), 16);
  }

  #next(): string {
    return this.#source[this.#at++] as string;
  }

  #begins(text: string): boolean {
    return [...text].every((character, i) => this.#source[this.#at + i] === character);
  }

  #is(character: string): boolean {
    return this.#source[this.#at] === character;
  }

  #skip(character: string): boolean {
    if (!this.#is(character)) return false;
    this.#at++;
    return true;
  }

  #unsupported(what: string): GrammarError {
    return new GrammarError(`${this.#where} cannot be held: ${what}`);
  }
}

function single(character: string): CodePoints {
  return codePoint(character.codePointAt(0) as number);
}

function codePoint(value: number): CodePoints {
  return [value, value];
}
