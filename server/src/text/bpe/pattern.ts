// Patterns of tokenizer files as JavaScript's. The files' are Oniguruma's (Ruby's syntax), which differs: `\s` is
// Unicode's White_Space, `\w` and `\d` are Unicode's, `(?i:...)` stands inside a pattern, `++` gives nothing back, `$`
// ends a line. What has no translation here is refused by name.
import { VocabularyError } from '../vocabulary-error.ts';
import { PatternReader, setOf } from './pattern-reader.ts';

/** Those of published vocabularies have a few hundred characters; JavaScript compiles no pattern of millions. */
const maxLength = 10_000;

/**
 * The same pattern for JavaScript, with the flags `gv`.
 * @throws VocabularyError that names the pattern and what is not supported in it
 */
export function translatePattern(source: string): RegExp {
  refuseLong(source);
  const translated = new Translation(source).translate();
  // A run that does not end a line does not do so from its second space either: to try it from each is quadratic.
  return compile(source, source === '\\s+$' ? `(?<!\\p{White_Space})${translated}` : translated);
}

/** A text as the pattern that matches it. @throws VocabularyError if it is too long for a pattern */
export function literalPattern(text: string): RegExp {
  refuseLong(text);
  return new RegExp([...text].map((char) => setOf(char, false)).join(''), 'gv');
}

function refuseLong({ length }: string): void {
  if (length > maxLength) {
    throw new VocabularyError(`a pattern of ${length} characters is not supported; at most ${maxLength} are`);
  }
}

function compile(source: string, translated: string): RegExp {
  try {
    return new RegExp(translated, 'gv');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VocabularyError(`the pattern ${JSON.stringify(source)} cannot be used: ${reason}`);
  }
}

const groupHeads = ['(?:', '(?=', '(?!', '(?<=', '(?<!'];
const anchors: Readonly<Record<string, string>> = {
  '^': '(?:^|(?<=\\n))',
  $: '(?:$|(?=\\n))',
  '.': '[^\\n]',
  '|': '|',
};

/** One pattern under translation. */
class Translation {
  readonly #reader: PatternReader;
  /** Capturing groups so far: only those that make something atomic. */
  #nCaptures = 0;

  constructor(source: string) {
    this.#reader = new PatternReader(source);
  }

  translate(): string {
    const whole = this.#alternatives(false);
    if (!this.#reader.isAtEnd) this.#reader.fail("an unmatched ')'");
    return whole;
  }

  /** Up to a closing bracket, which stays. */
  #alternatives(ignoresCase: boolean): string {
    const reader = this.#reader;
    let translated = '';
    let caseless = ignoresCase;
    while (!reader.isAtEnd && !reader.isAt(')')) {
      // Without a group of its own it holds up to the end of the group around it.
      if (reader.take('(?i)')) caseless = true;
      else translated += this.#quantified(caseless);
    }
    return translated;
  }

  #quantified(ignoresCase: boolean): string {
    const reader = this.#reader;
    const nBefore = this.#nCaptures;
    let atom = this.#atom(ignoresCase);
    for (let quantifier = reader.quantifier(); quantifier !== ''; quantifier = reader.quantifier()) {
      // `{2}+` is a quantified quantifier; only after ?, * and + is a plus possessive.
      const isPossessive = !quantifier.startsWith('{') && reader.take('+');
      const repeated = `${atom}${quantifier}${!isPossessive && reader.take('?') ? '?' : ''}`;
      atom = isPossessive ? this.#atomic(repeated, nBefore) : `(?:${repeated})`;
    }
    return atom;
  }

  /** What has matched is not given back: a lookahead keeps its first match only, and a back-reference takes that. */
  #atomic(inner: string, nBefore: number): string {
    if (this.#nCaptures !== nBefore) this.#reader.fail('a group that gives nothing back within another');
    this.#nCaptures++;
    return `(?:(?=(${inner}))\\${this.#nCaptures})`;
  }

  #atom(ignoresCase: boolean): string {
    const reader = this.#reader;
    if (reader.isAt('(')) return this.#group(ignoresCase);
    if (reader.isAt('[')) return reader.characterClass(ignoresCase);
    const char = reader.next();
    if (char === '\\') return reader.escape(ignoresCase);
    if ('?*+'.includes(char)) reader.fail(`a '${char}' behind nothing`);
    return anchors[char] ?? setOf(char, ignoresCase);
  }

  #group(ignoresCase: boolean): string {
    const reader = this.#reader;
    const nBefore = this.#nCaptures;
    const isAtomic = reader.take('(?>');
    const turnsCaseless = !isAtomic && reader.take('(?i:');
    const head = groupHeads.find((each) => reader.take(each));
    if (!isAtomic && !turnsCaseless && head === undefined) {
      if (reader.isAt('(?')) reader.fail(`a group that begins with '${reader.peek(4)}'`);
      reader.take('('); // nothing refers back to what it captures
    }
    const inner = this.#alternatives(ignoresCase || turnsCaseless);
    if (!reader.take(')')) reader.fail("a missing ')'");
    return isAtomic ? this.#atomic(inner, nBefore) : `${head ?? '(?:'}${inner})`;
  }
}
