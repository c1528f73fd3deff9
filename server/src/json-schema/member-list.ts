// The properties of an object as a term: which may follow which, with commas between those that are there.
import { GrammarError } from '../grammar/grammar-error.ts';
import type { Term } from '../grammar/term.ts';
import type { JsonTerms } from './json.ts';
import { everything, quoted, writtenCharacter, writtenPlaces } from './strings.ts';

/** Most properties, times the number up to which they are counted. */
const maxPlaces = 20_000;

/** Most terms of sets of properties that a grammar has. */
const maxSets = 8000;
/** Most properties of one object that come in any order. */
const mostUnordered = 8;

/** The sets of properties that a grammar may still have: there is a term for each property behind each set. */
export class SetAllowance {
  #left = maxSets;

  /** Takes what the sets of n properties need, if it is there. */
  take(n: number): boolean {
    const needed = n * 2 ** n;
    if (n > mostUnordered || needed > this.#left) return false;
    this.#left -= needed;
    return true;
  }
}

/** A declared property. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly value: Term;
}

/** Where properties that the schema does not declare are written: behind the others, or between them too. */
export type ExtraPlace = 'last' | 'anywhere';

/** Limits of the object as a whole. */
export interface ObjectLimits {
  readonly path: string;
  readonly minProperties: number;
  readonly maxProperties: number;
}

/** The properties of an object. */
export interface MemberLists {
  readonly members: readonly Member[];
  readonly extras: readonly Extra[];
  readonly extraPlace: ExtraPlace;
  /** Where it is absent, declared properties come in their order. */
  readonly sets: SetAllowance | undefined;
}

/** A kind of undeclared properties. */
export interface Extra {
  readonly names: NameLanguage;
  readonly value: Term;
}

export function memberList(json: JsonTerms, lists: MemberLists, limits: ObjectLimits): Term {
  const { terms } = json;
  const { members, extras, extraPlace, sets } = lists;
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
  // Where they are counted one by one, they come last.
  const isSpread = extraPlace === 'anywhere' && extra !== terms.never && maxProperties === Infinity;
  const isUnordered = (extra === terms.never || isSpread) && possible.length > 1 && sets?.take(possible.length);
  if (isUnordered) return json.object(new UnorderedList(json, possible, extra, limits).start);
  if (isSpread) return json.object(new SpreadList(json, possible, extra, limits).start);
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
    requireFewPlaces(members, this.#counted, limits.path);
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

/** The same with undeclared properties between the declared ones too. */
class SpreadList {
  readonly #json: JsonTerms;
  readonly #members: readonly Member[];
  readonly #extra: Term;
  readonly #min: number;
  readonly #counted: number;
  readonly #known = new Map<string, Term>();

  constructor(json: JsonTerms, members: readonly Member[], extra: Term, { minProperties, path }: ObjectLimits) {
    this.#json = json;
    this.#members = members;
    this.#extra = extra;
    this.#min = minProperties;
    this.#counted = Math.max(1, minProperties);
    requireFewPlaces(members, this.#counted, path);
  }

  get start(): Term {
    // From the last property to the first, so that the recursion stays flat.
    for (let at = this.#members.length; at > 0; at--) {
      for (let n = 0; n <= Math.min(at, this.#counted); n++) {
        this.#from(at, n, false);
        this.#from(at, n, true);
      }
    }
    return this.#behind(0, 0, false);
  }

  /** What may follow `n` declared properties and perhaps others: others, then declared ones from `at` on. */
  #behind(at: number, n: number, hasExtra: boolean): Term {
    const { terms, comma } = this.#json;
    const more = terms.repeat(terms.seq(comma, this.#extra));
    if (hasExtra) return terms.seq(more, this.#from(at, n, true));
    const first = terms.seq(n === 0 ? terms.empty : comma, this.#extra, more, this.#from(at, n, true));
    return terms.alt(this.#from(at, n, false), first);
  }

  /** Declared properties from `at` on, the first of them without others before it. */
  #from(at: number, n: number, hasExtra: boolean): Term {
    const count = Math.min(n, this.#counted);
    const key = `${at},${count},${hasExtra}`;
    let term = this.#known.get(key);
    if (!term) {
      term = this.#make(at, count, hasExtra);
      this.#known.set(key, term);
    }
    return term;
  }

  #make(at: number, n: number, hasExtra: boolean): Term {
    const { terms, comma, colon } = this.#json;
    const member = this.#members[at];
    // Two undeclared properties may have the same name, so only one of them is counted.
    if (!member) return n + Number(hasExtra) >= this.#min ? terms.empty : terms.never;
    const { name, required, value } = member;
    const begin = terms.seq(n === 0 && !hasExtra ? terms.empty : comma, terms.literal(JSON.stringify(name)), colon);
    const written = terms.seq(begin, value, this.#behind(at + 1, n + 1, hasExtra));
    return required ? written : terms.alt(written, this.#from(at + 1, n, hasExtra));
  }
}

/** The same with the declared ones in any order, each once: what may follow depends on which of them are there. */
class UnorderedList {
  readonly #json: JsonTerms;
  readonly #members: readonly Member[];
  /** Each declared property with its value. */
  readonly #written: readonly Term[];
  readonly #extra: Term;
  readonly #limits: ObjectLimits;
  readonly #known = new Map<string, Term>();

  constructor(json: JsonTerms, members: readonly Member[], extra: Term, limits: ObjectLimits) {
    const { terms, colon } = json;
    this.#json = json;
    this.#members = members;
    this.#written = members.map(({ name, value }) => terms.seq(terms.literal(JSON.stringify(name)), colon, value));
    this.#extra = extra;
    this.#limits = limits;
  }

  get start(): Term {
    return this.#json.terms.alt(this.#end(0, 0), this.#next(0, 0));
  }

  /** What may follow a set of declared properties, as bits, and perhaps others: at most one of those is counted. */
  #behind(set: number, nExtra: number): Term {
    const { terms, comma } = this.#json;
    const key = `${set},${nExtra}`;
    let term = this.#known.get(key);
    if (!term) {
      const rest = terms.alt(this.#end(set, nExtra), terms.seq(comma, this.#next(set, nExtra)));
      term = nExtra > 0 ? terms.seq(terms.repeat(terms.seq(comma, this.#extra)), rest) : rest;
      this.#known.set(key, term);
    }
    return term;
  }

  #next(set: number, nExtra: number): Term {
    const { terms } = this.#json;
    const more = this.#written.map((member, i) => {
      const bit = 1 << i;
      return set & bit ? terms.never : terms.seq(member, this.#behind(set | bit, nExtra));
    });
    return terms.alt(...more, nExtra > 0 ? terms.never : terms.seq(this.#extra, this.#behind(set, 1)));
  }

  #end(set: number, nExtra: number): Term {
    const { terms } = this.#json;
    const { minProperties, maxProperties } = this.#limits;
    const isWhole = this.#members.every(({ required }, i) => !required || set & (1 << i));
    const n = this.#members.filter((_, i) => set & (1 << i)).length + nExtra;
    return isWhole && n >= minProperties && n <= maxProperties ? terms.empty : terms.never;
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

/** Such a name. It is written in one way only, since an escaped form of a declared name would not be recognised. */
function otherName(json: JsonTerms, { all, none, declared, where }: NameLanguage): Term {
  const { terms, tables } = json;
  const [only] = all;
  const taken = declared.map((name) => JSON.stringify(name).slice(1, -1));
  if (none.length === 0 && all.length <= 1) {
    if (!only) return declared.length === 0 ? json.string : quoted(terms, tables.allBut(taken, writtenPlaces));
    if (declared.length === 0) return quoted(terms, only);
  }
  const any = terms.repeat(writtenCharacter(terms, everything));
  return quoted(terms, tables.intersection({ all: [any, ...all], none, taken }, where));
}

function requireFewPlaces({ length }: readonly Member[], counted: number, path: string): void {
  if (length * counted <= maxPlaces) return;
  throw new GrammarError(`'minProperties' or 'maxProperties' at '${path}' cannot be held over so many properties`);
}

function requireWhole(name: string, path: string): void {
  if (/\p{Surrogate}/u.test(name))
    throw new GrammarError(`a property at '${path}' has half of a surrogate pair in its name`);
}
