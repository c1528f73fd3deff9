// What may come inside strings. Most schemas have the same kinds of strings, whatever comes behind them. So the contents
// of strings are cut off in front of the closing quote and run in one automaton for all grammars of a vocabulary: their
// states and masks are mostly known when a schema is met for the first time.
import { Automaton, type Stack, type State } from './automaton.ts';
import { type Table, type Term, Terms } from './term.ts';
import { TextSpans } from './text-spans.ts';
import { quote, type TextTokens } from './text-tokens.ts';
import type { TokenTrie } from './token-trie.ts';
import { addBits, type Mask, TokenWalk, type Work } from './token-walk.ts';

/** Tokens that may come inside a string; `needed` is counted to the end of the content. */
export interface ContentMask extends Mask {
  readonly trie: TokenTrie;
  /** The nodes of the tree where the closing quote may come. */
  readonly quotes: readonly number[];
}

/** Alternatives of a state that are inside of strings with the same end. */
export interface OpenString {
  /** The stack behind the content: the closing quote is on top. */
  readonly end: Stack;
  readonly stacks: readonly Stack[];
  /** Each is some terms in a row. */
  readonly contents: readonly (readonly Term[])[];
}

/** A state in parts: a token may come if it may come in one of them. */
export interface StateParts {
  readonly strings: readonly OpenString[];
  readonly rest: readonly (Stack | null)[];
}

interface Notes {
  /** Null if a quote at the end of the content could also be a part of it. */
  mask?: ContentMask | null;
  /** The tokens that are not plain text. */
  others?: ContentMask | null;
}

/** Most strings of a state that are looked at by themselves, and terms in a row that are searched for a quote. */
const maxStrings = 4;
const maxRow = 200;

/** Most terms inside each other that are copied. */
const maxDepth = 200;

/** Most states in memory. */
const maxStates = 3000;

/** Takes the alternatives that are inside of strings out of a state. */
export function partsOf({ stacks }: State): StateParts {
  const strings = new Map<Stack, { stacks: Stack[]; contents: Term[][] }>();
  const rest: (Stack | null)[] = [];
  for (const stack of stacks) {
    const { row, end } = cutAtQuote(stack);
    if (!stack || !end || end.cost === Infinity) {
      rest.push(stack);
      continue;
    }
    const one = strings.get(end) ?? { stacks: [], contents: [] };
    strings.set(end, one);
    one.stacks.push(stack);
    one.contents.push(row);
  }
  const open = [...strings].map(([end, one]) => ({ end, ...one }));
  if (open.length > maxStrings) return { strings: [], rest: stacks };
  // Right at the end of a string there is no content.
  const isOpen = ({ contents }: OpenString) => contents.some(({ length }) => length > 0);
  const ended = open.filter((one) => !isOpen(one)).flatMap((one) => one.stacks);
  return { strings: open.filter(isOpen), rest: [...rest, ...ended] };
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

  /** Undefined where the tokens inside a string cannot be told from those that end it, or the content is too deep. */
  maskOf({ contents }: OpenString): ContentMask | undefined {
    const rows = contents.map((row) => row.map((term) => this.#copy(term, 0)));
    if (!rows.every((row): row is Term[] => row.every(Boolean))) return undefined;
    return this.#maskOf(this.#automaton.stateBeforeAny(rows)) ?? undefined;
  }

  #maskOf(state: State): ContentMask | null {
    const notes = notesOf(state);
    notes.mask ??= this.#find(state);
    return notes.mask;
  }

  #find(state: State): ContentMask | null {
    const span = this.#spans.of(state);
    const text = this.#text;
    const isText = span !== undefined && (span.characters >= text.longest || span.isAll);
    const near = this.#automaton.withoutFarLimits(state, isText ? text.reach : this.#trie.longest);
    if (isText) {
      const notes = notesOf(near.state);
      notes.others ??= this.#walk(near.state, text.others);
      if (!notes.others) return null;
      const bits = notes.others.bits.slice();
      addBits(bits, text.upTo(span.characters));
      return { ...notes.others, bits, needed: Math.max(notes.others.needed + near.shift, span.cost) };
    }
    if (near.state === state) return this.#walk(state, this.#trie);
    const mask = this.#maskOf(near.state);
    return mask && { ...mask, needed: mask.needed + near.shift };
  }

  #walk(from: State, trie: TokenTrie): ContentMask | null {
    const quotes: number[] = [];
    let isClear = true;
    const found = (before: State, node: number) => {
      quotes.push(node);
      isClear &&= before.row?.[quote] === undefined;
    };
    const walk = new TokenWalk(this.#automaton, trie.nTokens, this);
    walk.tryAll(trie, from, { fits: ({ cost }) => cost < Infinity, stop: { byte: quote, found } });
    const { bits, needed, isWhole } = walk;
    return isClear ? { bits, needed, isWhole, trie, quotes } : null;
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
