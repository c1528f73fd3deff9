// A finished grammar as arrays of numbers, which one thread builds and another one uses. Receiving it takes no longer
// than copying memory: each term becomes an object only when it is first used.
import { type Rule, type Table, type Term, Terms } from './term.ts';

const kinds = ['empty', 'literal', 'bytes', 'seq', 'alt', 'repeat', 'ref', 'table'] as const satisfies Term['kind'][];

/** The terms that can be reached from the root, which has number 0; they refer to each other by number. */
export interface PackedTerms {
  /** [nTerms] Places in `kinds`. */
  readonly kinds: Uint8Array;
  readonly nullable: Uint8Array; // [nTerms]
  readonly costs: Float64Array; // [nTerms]
  /** [nTerms + 1] Where each term's operands begin: bounds in `texts`, ranges of bytes, or numbers of other terms. */
  readonly starts: Float64Array;
  readonly operands: Float64Array;
  /** The bytes of all literals. */
  readonly texts: Uint8Array;
  readonly tables: readonly Table[];
}

/** @param root of a finished grammar */
export function packTerms(root: Term): PackedTerms {
  return new Packer(root).pack();
}

class Packer {
  readonly #order: Term[];
  readonly #numbers: Map<Term, number>;
  readonly #tables: Table[] = [];
  readonly #texts: Uint8Array[] = [];
  #nTextBytes = 0;

  constructor(root: Term) {
    this.#order = [root];
    this.#numbers = new Map([[root, 0]]);
  }

  pack(): PackedTerms {
    const starts = [0];
    const operands: number[] = [];
    for (let i = 0; i < this.#order.length; i++) {
      for (const operand of this.#operandsOf(this.#order[i] as Term)) operands.push(operand);
      starts.push(operands.length);
    }
    return {
      kinds: Uint8Array.from(this.#order, ({ kind }) => kinds.indexOf(kind)),
      nullable: Uint8Array.from(this.#order, ({ nullable }) => Number(nullable)),
      costs: Float64Array.from(this.#order, ({ cost }) => cost),
      starts: Float64Array.from(starts),
      operands: Float64Array.from(operands),
      texts: Buffer.concat(this.#texts),
      tables: this.#tables,
    };
  }

  #operandsOf(term: Term): readonly number[] {
    switch (term.kind) {
      case 'empty':
        return [];
      case 'literal': {
        const from = this.#nTextBytes;
        const text = term.bytes.subarray(term.at);
        this.#texts.push(text);
        this.#nTextBytes += text.length;
        return [from, this.#nTextBytes];
      }
      case 'bytes':
        return term.ranges;
      case 'seq':
        return [this.#numberOf(term.first), this.#numberOf(term.rest)];
      case 'alt':
        return term.members.map((member) => this.#numberOf(member));
      case 'repeat':
        return [this.#numberOf(term.item), term.min, term.max];
      case 'ref':
        return term.rule.body ? [this.#numberOf(term.rule.body)] : [];
      case 'table':
        return [this.#tableNumber(term.table), term.state, term.left];
      default:
        return term satisfies never;
    }
  }

  #numberOf(term: Term): number {
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.#order.push(term) - 1;
      this.#numbers.set(term, number);
    }
    return number;
  }

  #tableNumber(table: Table): number {
    const known = this.#tables.indexOf(table);
    return known === -1 ? this.#tables.push(table) - 1 : known;
  }
}

/** @param writable that the grammar was built for */
export function unpackTerms(packed: PackedTerms, writable: readonly boolean[]): { terms: Terms; root: Term } {
  const unpacker = new Unpacker(packed);
  return { terms: Terms.forMatching(writable, packed.kinds.length), root: unpacker.term(0) };
}

class Unpacker {
  readonly #packed: PackedTerms;
  readonly #made: (Term | undefined)[];

  constructor(packed: PackedTerms) {
    this.#packed = packed;
    this.#made = new Array<Term | undefined>(packed.kinds.length).fill(undefined);
  }

  term(number: number): Term {
    this.#made[number] ??= this.#make(number);
    return this.#made[number];
  }

  #make(id: number): Term {
    const { kinds: kindNumbers, nullable, costs, starts, operands, texts, tables } = this.#packed;
    const own = operands.subarray(starts[id], starts[id + 1]);
    const common = { id, nullable: nullable[id] === 1, cost: costs[id] as number };
    const [a = 0, b = 0, c = 0] = own;
    const kind = kinds[kindNumbers[id] as number];
    switch (kind) {
      case 'empty':
        return { ...common, kind };
      case 'literal':
        return { ...common, kind, bytes: texts.subarray(a, b), text: id, at: 0 };
      case 'bytes':
        return { ...common, kind, ranges: [...own] };
      case 'seq':
        return new PackedSeq(this, common, own);
      case 'alt':
        return new PackedAlt(this, common, own);
      case 'repeat':
        return new PackedRepeat(this, common, own);
      case 'ref':
        return { ...common, kind, rule: new PackedRule(this, id, own[0]) };
      case 'table':
        return { ...common, kind, table: tables[a] as Table, state: b, left: c };
      case undefined:
        throw new Error(`no term ${id} among ${kindNumbers.length}`);
      default:
        return kind satisfies never;
    }
  }
}

type Common = Pick<Term, 'id' | 'nullable' | 'cost'>;

/** A term whose parts become objects when they are used. */
abstract class PackedTerm implements Common {
  readonly id: number;
  readonly nullable: boolean;
  cost: number;
  readonly #unpacker: Unpacker;
  protected readonly operands: Float64Array;

  constructor(unpacker: Unpacker, { id, nullable, cost }: Common, operands: Float64Array) {
    this.#unpacker = unpacker;
    this.id = id;
    this.nullable = nullable;
    this.cost = cost;
    this.operands = operands;
  }

  protected part(at: number): Term {
    return this.#unpacker.term(this.operands[at] as number);
  }
}

class PackedSeq extends PackedTerm {
  readonly kind = 'seq';

  get first(): Term {
    return this.part(0);
  }

  get rest(): Term {
    return this.part(1);
  }
}

class PackedAlt extends PackedTerm {
  readonly kind = 'alt';
  #members: readonly Term[] | undefined;

  get members(): readonly Term[] {
    this.#members ??= Array.from(this.operands, (_, at) => this.part(at));
    return this.#members;
  }
}

class PackedRepeat extends PackedTerm {
  readonly kind = 'repeat';

  get item(): Term {
    return this.part(0);
  }

  get min(): number {
    return this.operands[1] as number;
  }

  get max(): number {
    return this.operands[2] as number;
  }
}

class PackedRule implements Rule {
  readonly id: number;
  readonly #unpacker: Unpacker;
  readonly #body: number | undefined;

  constructor(unpacker: Unpacker, id: number, body: number | undefined) {
    this.#unpacker = unpacker;
    this.id = id;
    this.#body = body;
  }

  get body(): Term | null {
    return this.#body === undefined ? null : this.#unpacker.term(this.#body);
  }
}
