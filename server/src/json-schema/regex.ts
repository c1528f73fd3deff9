// The regular expressions of JSON Schema's `pattern` as terms, over the JSON form of the texts that match. Supports the
// regular part of ECMA-262: characters, classes, Unicode properties, groups, alternatives, repetition, anchors at both
// ends, and lookahead right after the first anchor. Not supported: other lookaround, back references, word boundaries.
import { GrammarError } from '../grammar/grammar-error.ts';
import type { Term, Terms } from '../grammar/term.ts';
import { type CodePoints, complement, normalise, pairs } from '../grammar/utf8.ts';
import { everything, writtenCharacter } from './strings.ts';
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

/** A language, and the least and most characters of its texts. */
interface Part {
  readonly term: Term;
  readonly least: number;
  readonly most: number;
}

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
  #at = 0;
  #depth = 0;

  constructor(terms: Terms, source: string, where: string) {
    this.#terms = terms;
    this.#source = [...source];
    this.#where = where;
  }

  parse(): PatternTerm {
    const all: Term[] = [];
    const none: Term[] = [];
    const alternatives: Part[] = [];
    do {
      const isAtStart = this.#skip('^');
      while (isAtStart && (this.#begins('(?=') || this.#begins('(?!'))) {
        const languages = this.#source[this.#at + 2] === '=' ? all : none;
        languages.push(this.#lookahead());
      }
      alternatives.push(...(isAtStart ? [this.#anchored(true)] : this.#alternative()));
    } while (this.#skip('|'));
    if (this.#at < this.#source.length) throw this.#unsupported(`'${this.#source[this.#at]}' in the middle`);
    if (all.length + none.length > 0 && alternatives.length > 1) throw this.#unsupported("lookahead beside '|'");
    return { ...this.#oneOf(alternatives), all, none };
  }

  /** One that may be a group of others with their own anchors. */
  #alternative(): Part[] {
    if (!this.#isAnchoredGroup()) return [this.#anchored(this.#skip('^'))];
    this.#at += this.#begins('(?:') ? 3 : 1;
    const alternatives: Part[] = [];
    do alternatives.push(...this.#alternative());
    while (this.#skip('|'));
    this.#at++;
    return alternatives;
  }

  /** Whether a group with anchors in it begins here, and the alternative ends behind it. */
  #isAnchoredGroup(): boolean {
    if (!this.#is('(') || (this.#source[this.#at + 1] === '?' && !this.#begins('(?:'))) return false;
    let isInClass = false;
    let hasAnchor = false;
    let depth = 0;
    for (let at = this.#at; at < this.#source.length; at++) {
      const character = this.#source[at] as string;
      if (character === '\\') at++;
      else if (isInClass) isInClass = character !== ']';
      else if (character === '[') isInClass = true;
      else if (character === '^' || character === '$') hasAnchor = true;
      else if (character === '(') depth++;
      else if (character === ')' && --depth === 0) return hasAnchor && '|)'.includes(this.#source[at + 1] ?? ')');
    }
    return false;
  }

  /** One alternative, up to `|` or the end; without an anchor, anything may stand before or after it. */
  #anchored(isAtStart: boolean): Part {
    const nothing = this.#inARow([]);
    const term = this.#terms.repeat(writtenCharacter(this.#terms, everything));
    const anything = { term, least: 0, most: Infinity };
    const inside = this.#sequence();
    return this.#inARow([isAtStart ? nothing : anything, inside, this.#skip('$') ? nothing : anything]);
  }

  /** The texts that begin with a match of the group. */
  #lookahead(): Term {
    this.#at += 3;
    const alternatives: Part[] = [];
    do {
      this.#skip('^');
      alternatives.push(this.#anchored(true));
    } while (this.#skip('|'));
    if (!this.#skip(')')) throw this.#unsupported('an anchor inside a group');
    return this.#oneOf(alternatives).term;
  }

  #inARow(parts: readonly Part[]): Part {
    const term = this.#terms.seq(...parts.map((part) => part.term));
    return { term, least: sum(parts.map(({ least }) => least)), most: sum(parts.map(({ most }) => most)) };
  }

  #oneOf(parts: readonly Part[]): Part {
    const term = this.#terms.alt(...parts.map((part) => part.term));
    const least = parts.reduce((a, b) => Math.min(a, b.least), Infinity);
    return { term, least, most: parts.reduce((a, b) => Math.max(a, b.most), 0) };
  }

  #group(): Part {
    if (++this.#depth > maxDepth) throw this.#unsupported(`more than ${maxDepth} groups inside each other`);
    if (this.#skip('?')) {
      if (this.#skip('<')) {
        if (this.#is('=') || this.#is('!')) throw this.#unsupported('lookbehind');
        while (!this.#skip('>')) this.#at++;
      } else if (!this.#skip(':')) {
        throw this.#unsupported(`a group that begins with '(?${this.#source[this.#at]}'`);
      }
    }
    const alternatives: Part[] = [];
    do alternatives.push(this.#sequence());
    while (this.#skip('|'));
    if (!this.#skip(')')) throw this.#unsupported('an anchor inside a group');
    this.#depth--;
    return this.#oneOf(alternatives);
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && !'|)$^'.includes(this.#source[this.#at] as string)) {
      parts.push(this.#quantified(this.#atom()));
    }
    return this.#inARow(parts);
  }

  #atom(): Part {
    if (this.#skip('(')) return this.#group();
    if (this.#skip('.')) return this.#character(complement(lineEnds));
    if (this.#skip('[')) return this.#character(this.#class());
    return this.#character(this.#skip('\\') ? this.#escape() : single(this.#next()));
  }

  #character(set: CodePoints): Part {
    return { term: writtenCharacter(this.#terms, set), least: 1, most: 1 };
  }

  #quantified(atom: Part): Part {
    const before = this.#at;
    const [min, max] = this.#quantifier();
    if (this.#at > before) this.#skip('?'); // a lazy quantifier matches the same texts
    const counted = Number.isFinite(max) ? max : min;
    if (counted > maxCount) throw this.#unsupported(`a repetition of ${counted} (at most ${maxCount})`);
    if (min === 1 && max === 1) return atom;
    return {
      term: this.#terms.repeat(atom.term, min, max),
      least: atom.least * min,
      most: max === 0 || atom.most === 0 ? 0 : atom.most * max,
    };
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function single(character: string): CodePoints {
  return codePoint(character.codePointAt(0) as number);
}

function codePoint(value: number): CodePoints {
  return [value, value];
}
