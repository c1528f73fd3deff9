// The properties of an object as a term: which may follow which, with commas between those that are there.
import { GrammarError } from '../grammar/grammar-error.ts';
import type { Term } from '../grammar/term.ts';
import type { JsonTerms } from './json.ts';
import { quoted, writtenCharacter } from './strings.ts';

/** Most properties, times the number up to which they are counted. */
const maxPlaces = 20_000;

/** A declared property. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly value: Term;
}

/** Limits of the object as a whole. */
export interface ObjectLimits {
  readonly path: string;
  readonly minProperties: number;
  readonly maxProperties: number;
}

/** A kind of undeclared properties. */
export interface Extra {
  readonly names: NameLanguage;
  readonly value: Term;
}

export function memberList(
  json: JsonTerms,
  members: readonly Member[],
  extras: readonly Extra[],
  limits: ObjectLimits,
): Term {
  const { terms } = json;
  const possible = members.filter(({ value, required }) => required || value !== terms.never);
  for (const { name } of possible) requireWhole(name, limits.path);
  const written = extras.filter(({ value }) => value !== terms.never);
  const extra = terms.alt(...written.map(({ names, value }) => terms.seq(otherName(json, names), json.colon, value)));
  const { path, minProperties, maxProperties } = limits;
  const isTooMany = minProperties > possible.length + 1 && minProperties <= maxProperties;
  if (isTooMany && extra !== terms.never) {
    throw new GrammarError(
      `'minProperties' at '${path}' cannot be held: of properties that are not declared only one is sure to have a name ` +
        `of its own; declare ${minProperties - 1} in 'properties'`,
    );
  }
  return json.object(new MemberList(json, possible, extra, limits).from(0, 0));
}

class MemberList {
  readonly #json: JsonTerms;
  readonly #members: readonly Member[];
  readonly #extra: Term;
  readonly #min: number;
  readonly #max: number;
  /** Properties are counted up to here. */
  readonly #counted: number;
  readonly #known: (Term | undefined)[][] = [];

  constructor(json: JsonTerms, members: readonly Member[], extra: Term, limits: ObjectLimits) {
    this.#json = json;
    this.#members = members;
    this.#extra = extra;
    const isBounded = limits.maxProperties < members.length || extra !== json.terms.never;
    this.#min = limits.minProperties;
    this.#max = isBounded ? limits.maxProperties : Infinity;
    this.#counted = Math.max(1, this.#min, Number.isFinite(this.#max) ? this.#max : 0);
    if (members.length * this.#counted > maxPlaces) {
      const { path } = limits;
      throw new GrammarError(`'minProperties' or 'maxProperties' at '${path}' cannot be held over so many properties`);
    }
  }

  /** What may follow `n` properties: declared ones from `at` on, then others. */
  from(at: number, n: number): Term {
    // From the last property to the first, so that the recursion stays flat.
    for (let i = this.#members.length; i > at; i--) {
      for (let count = 0; count <= Math.min(i, this.#counted); count++) this.#from(i, count);
    }
    return this.#from(at, n);
  }

  #from(at: number, n: number): Term {
    const count = Math.min(n, this.#counted);
    this.#known[at] ??= [];
    const row = this.#known[at];
    let term = row[count];
    if (!term) {
      term = at === this.#members.length ? this.#others(count) : this.#member(at, count);
      row[count] = term;
    }
    return term;
  }

  #member(at: number, n: number): Term {
    const { terms, comma, colon } = this.#json;
    const { name, required, value } = this.#members[at] as Member;
    const skipped = required ? terms.never : this.#from(at + 1, n);
    if (n >= this.#max) return skipped;
    const key = terms.seq(terms.literal(JSON.stringify(name)), colon);
    const written = terms.seq(n === 0 ? terms.empty : comma, key, value, this.#from(at + 1, n + 1));
    return terms.alt(written, skipped);
  }

  /** Two undeclared properties may have the same name, so only one of them is counted. */
  #others(n: number): Term {
    const { terms, comma } = this.#json;
    const missing = Math.max(0, this.#min - n);
    if (missing > 1) return terms.never;
    const more = terms.seq(comma, this.#extra);
    if (n > 0) return terms.repeat(more, missing, this.#max - n);
    return this.#json.list(this.#extra, missing, this.#max);
  }
}

/** The names of undeclared properties. */
export interface NameLanguage {
  readonly all: readonly Term[];
  readonly none: readonly Term[];
  /** Names of declared properties, which are excluded. */
  readonly declared: readonly string[];
  /** For errors: `'propertyNames' at '#/...'` */
  readonly where: string;
}

/** Such a name. It has no escapes, since an escaped form of a declared name would not be recognised. */
function otherName(json: JsonTerms, { all, none, declared, where }: NameLanguage): Term {
  const { terms } = json;
  if (declared.length + none.length === 0) {
    const [only] = all;
    if (!only) return json.string;
    if (all.length === 1) return quoted(terms, only);
  }
  const plain = terms.repeat(writtenCharacter(terms, [0x20, 0x21, 0x23, 0x5b, 0x5d, 0x10ffff]));
  const taken = terms.literals(declared.map((name) => JSON.stringify(name).slice(1, -1)));
  return quoted(terms, json.tables.intersection({ all: [plain, ...all], none: [...none, taken] }, where));
}

function requireWhole(name: string, path: string): void {
  if (/\p{Surrogate}/u.test(name))
    throw new GrammarError(`a property at '${path}' has half of a surrogate pair in its name`);
}
