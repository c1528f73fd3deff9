// Reads the small parts of an Oniguruma pattern: quantifiers, escapes and character classes, each as JavaScript writes it
// under the flag `v`.
import { VocabularyError } from '../vocabulary-error.ts';

/** Sets of characters by their escape, as the inside of a character class. */
const sets: Readonly<Record<string, string>> = {
  s: '\\p{White_Space}',
  S: '\\P{White_Space}',
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}',
  W: '[^\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]',
  h: '0-9a-fA-F',
  R: '', // refused: it may be two characters
};

const controls: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
  '0': '\0',
};

/** Letters that fold to ASCII ones without being their upper or lower case. */
const furtherCases: Readonly<Record<string, string>> = { s: 'ſ', k: '\u212a' };

/** A character as a pattern, or as a part of a class. */
function literal(char: string): string {
  return `\\u{${(char.codePointAt(0) as number).toString(16)}}`;
}

function casesOf(char: string): string[] {
  const lower = char.toLowerCase();
  return [...new Set([char, lower, char.toUpperCase(), furtherCases[lower] ?? char])].filter(
    (one) => [...one].length === 1,
  );
}

/** The pattern of a character, in any case if so asked. */
export function setOf(char: string, ignoresCase: boolean): string {
  return ignoresCase ? `[${casesOf(char).map(literal).join('')}]` : literal(char);
}

/** A pattern with a place in it. */
export class PatternReader {
  readonly #source: string;
  readonly #chars: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    this.#chars = [...source];
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#chars.length;
  }

  /** The next `n` characters. */
  peek(n: number): string {
    return this.#chars.slice(this.#at, this.#at + n).join('');
  }

  isAt(text: string): boolean {
    return this.peek(text.length) === text;
  }

  take(text: string): boolean {
    if (!this.isAt(text)) return false;
    this.#at += text.length;
    return true;
  }

  next(): string {
    if (this.isAtEnd) this.fail('an end in the middle');
    return this.#chars[this.#at++] as string;
  }

  fail(what: string): never {
    const at = this.#chars.slice(0, this.#at).join('').length;
    throw new VocabularyError(
      `the pattern ${JSON.stringify(this.#source)} is not supported: it has ${what} at character ${at}`,
    );
  }

  /** A quantifier as it stands, or ''. */
  quantifier(): string {
    const [char = ''] = this.peek(1);
    if ('?*+'.includes(char) && char !== '') return this.next();
    const [found, least, most] = /^\{(\d*)(?:,(\d*))?\}/.exec(this.peek(20)) ?? [];
    if (found === undefined || found === '{}' || found === '{,}') return '';
    this.#at += found.length;
    const most0 = most === undefined ? '' : `,${most}`;
    return `{${least === '' ? '0' : least}${most0}}`;
  }

  /** What follows a backslash outside a class. */
  escape(ignoresCase: boolean): string {
    const char = this.peek(1);
    if (char === 'A' || char === 'z') {
      this.next();
      return char === 'A' ? '^' : '$';
    }
    if (char === 'b' || char === 'B') return this.#wordBoundary(this.next() === 'b');
    const set = this.#set();
    return set !== undefined ? `[${set}]` : setOf(this.#escaped(), ignoresCase);
  }

  /** `[...]`, which may hold classes and intersections. */
  characterClass(ignoresCase: boolean): string {
    this.next();
    const isNegated = this.take('^');
    const operands: string[] = [];
    let union = '';
    // A closing bracket at the beginning is a character.
    if (this.take(']')) union += literal(']');
    while (!this.take(']')) {
      if (this.take('&&')) {
        operands.push(union);
        union = '';
      } else union += this.#member(ignoresCase);
    }
    operands.push(union);
    const all = operands.length === 1 ? union : operands.map((operand) => `[${operand}]`).join('&&');
    return `[${isNegated ? '^' : ''}${all}]`;
  }

  #member(ignoresCase: boolean): string {
    if (this.isAt('[:')) this.fail(`a class such as '${this.peek(9)}'`);
    if (this.isAt('[')) return this.characterClass(ignoresCase);
    const from = this.#memberOrSet();
    if (from.set !== undefined) return from.set;
    if (!this.isAt('-') || this.peek(2) === '-]') return casesIf(ignoresCase, from.char).map(literal).join('');
    this.next();
    const to = this.#memberOrSet();
    if (to.set !== undefined) this.fail('a range that ends in a class');
    const range = `${literal(from.char)}-${literal(to.char)}`;
    if (!ignoresCase) return range;
    if (!/^[a-z][a-z]$|^[A-Z][A-Z]$/.test(from.char + to.char)) this.fail('a range in any case');
    const other =
      from.char < 'a' ? from.char.toLowerCase() + to.char.toLowerCase() : (from.char + to.char).toUpperCase();
    return `${range}${literal(other[0] as string)}-${literal(other[1] as string)}`;
  }

  #memberOrSet(): { set: string; char?: undefined } | { set?: undefined; char: string } {
    const char = this.next();
    if (char !== '\\') return { char };
    const set = this.#set();
    return set === undefined ? { char: this.#escaped() } : { set };
  }

  /** The set that an escape names, or undefined for a character. */
  #set(): string | undefined {
    const name = this.peek(1);
    if (name === 'p' || name === 'P') {
      this.next();
      return this.#property(name);
    }
    const set = sets[name];
    if (set === undefined) return undefined;
    if (set === '') this.fail(`'\\${name}'`);
    this.next();
    return set;
  }

  #property(letter: string): string {
    const [found, caret = '', name = ''] = /^\{(\^?)([\w ]+)\}/.exec(this.peek(60)) ?? [];
    if (found === undefined) this.fail(`'\\${letter}' without a name in braces`);
    this.#at += found.length;
    const negated = (letter === 'P') !== (caret === '^');
    const known = [name, `Script=${name}`].find((one) => isProperty(one));
    if (known === undefined) this.fail(`the property '${name}'`);
    return `\\${negated ? 'P' : 'p'}{${known}}`;
  }

  /** The character that an escape stands for. */
  #escaped(): string {
    const char = this.next();
    const hex = char === 'x' ? /^(?:\{([\da-fA-F]{1,6})\}|([\da-fA-F]{2}))/ : /^([\da-fA-F]{4})/;
    if (char === 'x' || char === 'u') {
      const [found, braced, plain] = hex.exec(this.peek(8)) ?? [];
      if (found === undefined) this.fail(`'\\${char}' without a number`);
      this.#at += found.length;
      return String.fromCodePoint(Number.parseInt(braced ?? plain ?? '', 16));
    }
    if (controls[char] !== undefined) return controls[char];
    if (/[\p{L}\p{N}]/u.test(char)) this.fail(`'\\${char}'`);
    return char;
  }

  #wordBoundary(isBoundary: boolean): string {
    const before = `(?<=[${sets.w}])`;
    const after = `(?=[${sets.w}])`;
    const [noneBefore, noneAfter] = [before.replace('<=', '<!'), after.replace('=', '!')];
    return isBoundary
      ? `(?:${before}${noneAfter}|${noneBefore}${after})`
      : `(?:${before}${after}|${noneBefore}${noneAfter})`;
  }
}

function casesIf(ignoresCase: boolean, char: string): readonly string[] {
  return ignoresCase ? casesOf(char) : [char];
}

function isProperty(name: string): boolean {
  try {
    new RegExp(`\\p{${name}}`, 'v');
    return true;
  } catch {
    return false;
  }
}
