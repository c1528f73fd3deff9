// How much plain text a stack takes, whatever its characters are. Where that is as much as a token can have, the mask
// of all plain text is a part of the state's own.
import type { Automaton } from './automaton.ts';
import { boundary } from './character-places.ts';
import { plainText } from './plain-text.ts';
import type { Stack, State } from './states.ts';
import type { Table, Term } from './term.ts';

/** Plain text that may come. */
export interface TextSpan {
  /** Any of up to this many characters. */
  readonly characters: number;
  /** Whether no more than that may come. */
  readonly isAll: boolean;
  /** Most bytes that are needed behind it to complete the answer. */
  readonly cost: number;
}

/** The states of a table that all plain text leads from one to another. */
interface OpenStates {
  readonly isOpen: Uint8Array; // [nStates], 0 for all states within a character
  /** Most characters, and bytes, that complete a text from one of them. */
  readonly characters: number;
  readonly bytes: number;
}

/** Larger tables are not searched. */
const maxTableStates = 4000;

/** Finds the spans of one automaton's stacks. */
export class TextSpans {
  readonly #automaton: Automaton;
  readonly #items = new Map<Term, boolean>();
  readonly #tables = new Map<Table, OpenStates>();

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
  }

  /** The longest span of a state; undefined if there is no plain text that may come whatever its characters are. */
  of({ stacks }: State): TextSpan | undefined {
    const spans = stacks.map((stack) => stack && this.#ofStack(stack)).filter((span) => !!span);
    const [longest] = spans.sort((a, b) => b.characters - a.characters);
    return longest && { ...longest, isAll: longest.isAll && stacks.length === 1 };
  }

  #ofStack({ term, below, cost }: Stack): TextSpan | undefined {
    if (cost === Infinity) return undefined;
    const endsText =
      !below ||
      (below.term.kind === 'literal' && plainText.behind(boundary, below.term.bytes[below.term.at] as number) === -1);
    if (term.kind === 'repeat') {
      return this.#takesAny(term.item) ? { characters: term.max, isAll: endsText, cost } : undefined;
    }
    if (term.kind !== 'table') return undefined;
    const { isOpen, characters, bytes } = this.#openStates(term.table);
    const nCharacters = term.left - characters;
    if (isOpen[term.state] === 0 || nCharacters <= 0 || bytes === Infinity) return undefined;
    return { characters: nCharacters, isAll: endsText && characters === 0, cost: bytes + (below?.cost ?? 0) };
  }

  /** Whether a term takes each character of plain text. */
  #takesAny(item: Term): boolean {
    let takes = this.#items.get(item);
    if (takes === undefined) {
      takes = takesAny(this.#automaton, item);
      this.#items.set(item, takes);
    }
    return takes;
  }

  #openStates(table: Table): OpenStates {
    let open = this.#tables.get(table);
    if (!open) {
      open = openStates(table);
      this.#tables.set(table, open);
    }
    return open;
  }
}

function takesAny(automaton: Automaton, item: Term): boolean {
  const line: [state: State, place: number][] = [[automaton.stateBefore(item), boundary]];
  const seen = new Map<State, Set<number>>();
  for (const [state, place] of line) {
    const row = automaton.rowOf(state);
    for (let byte = 0; byte < 256; byte++) {
      const next = plainText.behind(place, byte);
      if (next === -1) continue;
      const behind = row.at(byte);
      if (!behind || (next === boundary && !behind.accepts)) return false;
      const places = seen.get(behind) ?? new Set([boundary]);
      seen.set(behind, places);
      if (!places.has(next)) line.push([behind, next]);
      places.add(next);
    }
  }
  return true;
}

/** Begins with all states, and takes away those from which a byte of plain text leads out of what is left. */
function openStates(table: Table): OpenStates {
  const nStates = table.accepts.length;
  const isOpen = new Uint8Array(nStates);
  if (nStates > maxTableStates) return { isOpen, characters: 0, bytes: 0 };
  const numberOf = (state: number, place: number) => state * plainText.nPlaces + place;
  const line = Array.from({ length: nStates }, (_, state) => numberOf(state, boundary)).filter(
    (at) => table.boundaries[at / plainText.nPlaces] === 1,
  );
  const sources = new Map<number, number[]>(line.map((at) => [at, []]));
  const closed: number[] = [];
  for (const at of line) {
    const targets = targetsOf(table, Math.floor(at / plainText.nPlaces), at % plainText.nPlaces);
    if (!targets) closed.push(at);
    for (const target of targets ?? []) {
      if (!sources.has(target)) line.push(target);
      const known = sources.get(target) ?? [];
      known.push(at);
      sources.set(target, known);
    }
  }
  for (const at of closed) {
    for (const source of sources.get(at) ?? []) closed.push(source);
    sources.delete(at);
  }
  const open = [...sources.keys()]
    .filter((at) => at % plainText.nPlaces === boundary)
    .map((at) => at / plainText.nPlaces);
  for (const state of open) isOpen[state] = 1;
  const { characters, bytes } = table.writable;
  const most = (list: Float64Array) => open.reduce((max, state) => Math.max(max, list[state] as number), 0);
  return { isOpen, characters: most(characters), bytes: most(bytes) };
}

/** States and places, as one number each, behind the bytes of plain text; undefined if one of the bytes may not come. */
function targetsOf({ moves, starts }: Table, state: number, place: number): Set<number> | undefined {
  const targets = new Set<number>();
  let nBytes = 0;
  for (let byte = 0; byte < 256; byte++) if (plainText.behind(place, byte) !== -1) nBytes++;
  for (let i = starts[state] as number; i < (starts[state + 1] as number); i += 3) {
    for (let byte = moves[i] as number; byte <= (moves[i + 1] as number); byte++) {
      const next = plainText.behind(place, byte);
      if (next === -1) continue;
      nBytes--;
      targets.add((moves[i + 2] as number) * plainText.nPlaces + next);
    }
  }
  return nBytes === 0 ? targets : undefined;
}
