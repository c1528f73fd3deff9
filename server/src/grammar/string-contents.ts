// What may come inside strings. Most schemas have the same kinds of strings, whatever comes behind them. So the contents
// of strings are cut off in front of the closing quote and run in one automaton for all grammars of a vocabulary: their
// states and masks are mostly known when a schema is met for the first time.
import { Automaton } from './automaton.ts';
import type { Stack, State } from './states.ts';
import { type Table, type Term, Terms } from './term.ts';
import { TextSpans } from './text-spans.ts';
import { quote, type TextTokens } from './text-tokens.ts';
import type { TokenTrie } from './token-trie.ts';
import { addBits, type Mask, TokenWalk, type Work } from './token-walk.ts';

/** A state in parts: a token may come if it may come in one of them. */
export interface StateParts {
  /** The alternatives that are inside of strings. */
  readonly strings: readonly Stack[];
  /** Their contents, each some terms in a row. */
  readonly contents: readonly (readonly Term[])[];
  /** Most bytes that are needed behind one of the contents to complete the answer. */
  readonly endCost: number;
  readonly rest: readonly (Stack | null)[];
}

interface Notes {
  mask?: Mask;
  /** Of the tokens that are not plain text. */
  others?: Mask;
}

/** Most terms in a row that are searched for a quote. */
const maxRow = 200;

/** Most terms inside each other that are copied. */
const maxDepth = 200;

/** Most states in memory. */
const maxStates = 3000;

/** Takes the alternatives that are inside of strings out of a state. */
export function partsOf({ stacks }: State): StateParts {
  const parts = { strings: [] as Stack[], contents: [] as Term[][], rest: [] as (Stack | null)[], endCost: 0 };
  for (const stack of stacks) {
    const { row, end } = cutAtQuote(stack);
    // Right at the end of a string there is no content.
    if (!stack || row.length === 0 || !end || end.cost === Infinity) {
      parts.rest.push(stack);
      continue;
    }
    parts.strings.push(stack);
    parts.contents.push(row);
    parts.endCost = Math.max(parts.endCost, end.cost);
  }
  return parts;
}

function cutAtQuote(stack: Stack | null): { row: Term[]; end: Stack | null } {
  const row: Term[] = [];
  for (let at = stack; at && row.length < maxRow; at = at.below) {
    const { term } = at;
    if (term.kind === 'literal' && term.bytes.length - term.at === 1 && term.bytes[term.at] === quote) {
      return { row, end: at };
    }
    row.push(term);
  }
  return { row, end: null };
}

export class StringContents implements Work {
  readonly #trie: TokenTrie;
  readonly #text: TextTokens;
  readonly #terms: Terms;
  readonly #automaton: Automaton;
  readonly #spans: TextSpans;
  /** The terms of grammars as terms of this automaton. */
  readonly #copies = new WeakMap<Term, Term>();
  readonly #tables = new WeakMap<Table, Table>();
  #nTables = 0;
  #nSteps = 0;

  constructor(trie: TokenTrie, text: TextTokens) {
    this.#trie = trie;
    this.#text = text;
    this.#terms = Terms.forMatching(trie.writable, 0);
    this.#automaton = new Automaton(this.#terms, this.#terms.empty, { maxStates });
    this.#spans = new TextSpans(this.#automaton);
  }

  /** Steps of work done for all grammars. */
  get nSteps(): number {
    return this.#automaton.nSteps + this.#nSteps;
  }

  did(nSteps: number): void {
    this.#nSteps += nSteps;
  }

  /**
   * The tokens that may come inside a string, without its end; `needed` is counted up to there. Undefined for contents
   * that are too deep.
   */
  maskOf(contents: StateParts['contents']): Mask | undefined {
    const rows = contents.map((row) => row.map((term) => this.#copy(term, 0)));
    if (!rows.every((row): row is Term[] => row.every(Boolean))) return undefined;
    return this.#maskOf(this.#automaton.stateBeforeAny(rows));
  }

  #maskOf(state: State): Mask {
    const notes = notesOf(state);
    notes.mask ??= this.#find(state);
    return notes.mask;
  }

  #find(state: State): Mask {
    const span = this.#spans.of(state);
    const text = this.#text;
    const isText = span !== undefined && (span.characters >= text.longest || span.isAll);
    const near = this.#automaton.withoutFarLimits(state, isText ? text.reach : this.#trie.longest);
    if (isText) {
      const notes = notesOf(near.state);
      notes.others ??= this.#walk(near.state, [text.others]);
      const bits = notes.others.bits.slice();
      addBits(bits, text.upTo(span.characters));
      return { ...notes.others, bits, needed: Math.max(notes.others.needed + near.shift, span.cost) };
    }
    if (near.state === state) return this.#walk(state, text.all);
    const mask = this.#maskOf(near.state);
    return { ...mask, needed: mask.needed + near.shift };
  }

  #walk(from: State, tries: readonly TokenTrie[]): Mask {
    const walk = new TokenWalk(this.#automaton, this.#trie.nTokens, this);
    for (const trie of tries) walk.tryAll(trie, from, ({ cost }) => cost < Infinity);
    return walk.mask;
  }

  #copy(term: Term, depth: number): Term | undefined {
    let copy = this.#copies.get(term);
    if (copy || depth > maxDepth) return copy;
    copy = this.#makeCopy(term, depth);
    if (copy) this.#copies.set(term, copy);
    return copy;
  }

  #makeCopy(term: Term, depth: number): Term | undefined {
    const terms = this.#terms;
    const ofAll = (parts: readonly Term[], make: (...copies: Term[]) => Term) => {
      const copies = parts.map((part) => this.#copy(part, depth + 1));
      return copies.every((one) => one !== undefined) ? make(...copies) : undefined;
    };
    switch (term.kind) {
      case 'empty':
        return terms.empty;
      case 'literal':
        return terms.literal(term.bytes.slice(term.at));
      case 'bytes':
        return terms.bytes(...term.ranges);
      case 'seq':
        return ofAll(inARow(term), (...copies) => terms.seq(...copies));
      case 'alt':
        return ofAll(term.members, (...copies) => terms.alt(...copies));
      case 'repeat':
        return ofAll([term.item], (item) => terms.repeat(item as Term, term.min, term.max));
      case 'table':
        return terms.table(this.#tableOf(term.table), term.state, term.left);
      case 'ref':
        return undefined;
      default:
        return term satisfies never;
    }
  }

  /** With a number of its own: those of tables from several threads may be equal. */
  #tableOf(table: Table): Table {
    let own = this.#tables.get(table);
    if (!own) {
      own = { ...table, id: this.#nTables++ };
      this.#tables.set(table, own);
    }
    return own;
  }
}

/** The parts of a list, which may be too long for recursion. */
function inARow(list: Term): Term[] {
  const row: Term[] = [];
  let at = list;
  for (; at.kind === 'seq'; at = at.rest) row.push(at.first);
  return [...row, at];
}

function notesOf(state: State): Notes {
  state.notes ??= {};
  return state.notes as Notes;
}
