// Arrays of which some elements must fit a schema: `contains`. An element counts only if it is written to fit. Where the
// count has a limit, each other element is written not to fit; where it has none, an other element may happen to.
import { GrammarError } from '../grammar/grammar-error.ts';
import type { Term } from '../grammar/term.ts';
import { elementNodes } from './fits.ts';
import { not } from './negation.ts';
import type { SchemaNode } from './schema-node.ts';
import type { SchemaParts } from './schema-parts.ts';
import type { Shape } from './shape.ts';
import type { ContainsPart } from './value-parts.ts';

/** Most schemas of `contains` for one array: each doubles the kinds of elements. */
const mostSchemas = 3;

/** Most places of an array, times the counts there, times the kinds of elements. */
const maxStates = 2000;

export function countedArray(parts: SchemaParts, shape: Shape): Term {
  const where = `'contains' at '${shape.path}'`;
  if (shape.contains.length > mostSchemas) {
    throw new GrammarError(`${where} cannot be held: there are more than ${mostSchemas} for one array`);
  }
  const array = new CountedArray(parts, shape);
  if (!(array.nStates <= maxStates)) throw new GrammarError(`${where} cannot be held: it counts too many elements`);
  return parts.json.array(array.start);
}

/** Some elements: which schemas they are written to fit, and what they are then. */
interface Kind {
  readonly counts: readonly boolean[];
  readonly nodes: readonly SchemaNode[];
}

class CountedArray {
  readonly #parts: SchemaParts;
  readonly #shape: Shape;
  readonly #kinds: readonly Kind[];
  /** Elements from here on are alike, and need not be counted. */
  readonly #nPlaces: number;
  readonly #known = new Map<string, Term>();

  constructor(parts: SchemaParts, shape: Shape) {
    this.#parts = parts;
    this.#shape = shape;
    const nPrefix = Math.max(0, ...shape.arrays.map(({ prefix }) => prefix.length));
    this.#nPlaces = shape.maxItems < Infinity ? shape.maxItems : Math.max(nPrefix, shape.minItems);
    this.#kinds = kindsOf(shape.contains);
  }

  get nStates(): number {
    const counts = this.#shape.contains.map((part) => mostCounted(part) + 1);
    return counts.reduce((product, n) => product * n, (this.#nPlaces + 1) * this.#kinds.length);
  }

  get start(): Term {
    const none = this.#shape.contains.map(() => 0);
    // From the last place to the first, so that the recursion stays flat.
    for (let at = this.#nPlaces; at > 0; at--) {
      for (const counts of allCounts(this.#shape.contains.map((part) => Math.min(at, mostCounted(part))))) {
        this.#from(at, counts);
      }
    }
    return this.#from(0, none);
  }

  /** What may follow `at` elements. */
  #from(at: number, counts: readonly number[]): Term {
    const place = Math.min(at, this.#nPlaces);
    const key = `${at === 0},${place},${counts}`;
    let term = this.#known.get(key);
    if (!term) {
      term = this.#make(at, place, counts);
      this.#known.set(key, term);
    }
    return term;
  }

  #make(at: number, place: number, counts: readonly number[]): Term {
    const { contains, minItems, maxItems } = this.#shape;
    const { terms, comma } = this.#parts.json;
    const mayEnd = place >= minItems && contains.every(({ min }, i) => (counts[i] as number) >= min);
    const end = mayEnd ? terms.empty : terms.never;
    if (at >= maxItems) return end;
    const isLoop = place === this.#nPlaces && at > 0;
    const more: Term[] = [];
    const loop: Term[] = [];
    for (const kind of this.#kinds) {
      const next = contains.map((part, i) => {
        return Math.min((counts[i] as number) + Number(kind.counts[i]), mostCounted(part));
      });
      if (contains.some(({ max }, i) => max === counts[i] && kind.counts[i])) continue;
      const own = elementNodes(this.#shape, place, this.#parts.alternatives, kind.nodes);
      const nodes = [...own, ...kind.nodes];
      const element = terms.seq(at === 0 ? terms.empty : comma, this.#parts.valueOf(nodes));
      if (element === terms.never) continue;
      if (isLoop && next.every((count, i) => count === counts[i])) loop.push(element);
      else more.push(terms.seq(element, this.#from(at + 1, next)));
    }
    return terms.seq(terms.repeat(terms.alt(...loop)), terms.alt(end, ...more));
  }
}

/** Counts beyond this make no difference. */
function mostCounted({ min, max }: ContainsPart): number {
  return max < Infinity ? max : min;
}

function kindsOf(contains: readonly ContainsPart[]): Kind[] {
  return contains.reduce<Kind[]>(
    (kinds, { node, max }) =>
      kinds.flatMap(({ counts, nodes }) => {
        const { path, document } = node;
        const others = max < Infinity ? [{ value: not(node.value) as SchemaNode['value'], path, document }] : [];
        return [
          { counts: [...counts, true], nodes: [...nodes, node] },
          { counts: [...counts, false], nodes: [...nodes, ...others] },
        ];
      }),
    [{ counts: [], nodes: [] }],
  );
}

function allCounts(most: readonly number[]): number[][] {
  return most.reduce<number[][]>(
    (lists, n) => lists.flatMap((list) => Array.from({ length: n + 1 }, (_, count) => [...list, count])),
    [[]],
  );
}
