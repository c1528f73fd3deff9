// Multiples of a step as terms: digit by digit, with the remainder so far. A step of 0.25 is treated as 25 with two
// decimals, so nothing is rounded.

import { literalsTerm } from '../grammar/literals.ts';
import type { Term, Terms } from '../grammar/term.ts';
import type { NumberRange } from './numbers.ts';

/** A step of `units` times 10^-nDecimals. */
export interface Step {
  readonly units: bigint;
  readonly nDecimals: number;
}

/** Most digits, decimals included: longer numbers would be rounded when they are parsed. */
const safeDigits = 15;
/** Multiples of larger steps have fewer digits, since each digit needs a term for each remainder. */
const largeStep = 100n;
const digitsOfLargeSteps = 9;

/** A term is made for each remainder and digit, so that of larger steps some multiples are listed. */
const maxUnits = 1000n;
const maxDecimals = 14;
const mostListed = 100;

/** A step as a whole number of its last digits. */
export function stepOf(value: number): Step {
  const [, whole = '0', fraction = '', power = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const shift = Number(power) - fraction.length;
  const units = BigInt(whole + fraction);
  return shift < 0 ? { units, nDecimals: -shift } : { units: units * 10n ** BigInt(shift), nDecimals: 0 };
}

/** The step whose multiples are the multiples of both. */
export function commonStep(a: Step, b: Step): Step {
  const nDecimals = Math.max(a.nDecimals, b.nDecimals);
  const [x, y] = [scaled(a, nDecimals), scaled(b, nDecimals)];
  return { units: (x / divisor(x, y)) * y, nDecimals };
}

export function isMultiple(value: number, step: Step): boolean {
  const own = stepOf(Math.abs(value));
  const nDecimals = Math.max(own.nDecimals, step.nDecimals);
  return scaled(own, nDecimals) % scaled(step, nDecimals) === 0n;
}

function scaled({ units, nDecimals }: Step, to: number): bigint {
  return units * 10n ** BigInt(to - nDecimals);
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b);
}

/** The multiples in a range; `never` if there are none. */
export function multipleTerm(terms: Terms, { integer, min, max }: NumberRange, step: Step): Term {
  const whole = integer ? commonStep(step, { units: 1n, nDecimals: 0 }) : step;
  const digits = new MultipleDigits(terms, integer, whole);
  const low = min && firstAbove(min.value, min.exclusive, whole);
  const high = max && -firstAbove(-max.value, max.exclusive, whole);
  if (step.units > maxUnits || step.nDecimals > maxDecimals) return literalsTerm(terms, listed(whole, low, high));
  const parts: Term[] = [];
  // Negative numbers are a sign and the negated range.
  if (high === undefined || high >= 0n) parts.push(digits.between(low !== undefined && low > 0n ? low : 0n, high));
  if (low === undefined || low < 0n) {
    const nearest = high !== undefined && high < 0n ? -high : whole.units;
    parts.push(terms.seq(terms.literal('-'), digits.between(nearest, low === undefined ? undefined : -low)));
  }
  return terms.alt(...parts);
}

/** The multiples of a step that are nearest to zero. */
function listed({ units, nDecimals }: Step, low: bigint | undefined, high: bigint | undefined): string[] {
  const least = low !== undefined && low > 0n ? low : 0n;
  const from = high !== undefined && high < least ? high : least;
  const up = Array.from({ length: mostListed }, (_, i) => from + BigInt(i) * units);
  const down = up.map((value) => 2n * from - value).filter((value) => value !== from);
  const fitting = [...up, ...down].filter(
    (value) => !(low !== undefined && value < low) && !(high !== undefined && value > high),
  );
  return fitting
    .map((value) => decimal(value, nDecimals))
    .filter((text) => text.replace(/\D/g, '').length <= safeDigits);
}

function decimal(value: bigint, nDecimals: number): string {
  const digits = String(value < 0n ? -value : value).padStart(nDecimals + 1, '0');
  const whole = digits.slice(0, digits.length - nDecimals);
  const fraction = digits.slice(digits.length - nDecimals).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

/** The least multiple that is not below the bound, in units. */
function firstAbove(bound: number, exclusive: boolean, { units, nDecimals }: Step): bigint {
  const own = stepOf(Math.abs(bound));
  const decimals = Math.max(own.nDecimals, nDecimals);
  const size = scaled({ units, nDecimals }, decimals);
  const value = scaled(own, decimals) * (bound < 0 ? -1n : 1n);
  const isNegativeRest = value % size < 0n;
  const floor = value / size - (isNegativeRest ? 1n : 0n);
  const isExact = value % size === 0n;
  return (isExact && !exclusive ? floor : floor + 1n) * units;
}

/** The digits of a number so far: how many, their remainder, and the bounds that they are still equal to. */
interface Place {
  readonly at: number;
  readonly rest: bigint;
  readonly low: string | null;
  readonly high: string | null;
}

class MultipleDigits {
  readonly #terms: Terms;
  readonly #nDecimals: number;
  readonly #nWritten: number; // decimals that may be written
  readonly #units: bigint;
  /** Once the digits are between both bounds, what follows depends on the length only. */
  readonly #free = new Map<string, Term>();

  constructor(terms: Terms, integer: boolean, { units, nDecimals }: Step) {
    this.#terms = terms;
    this.#nDecimals = nDecimals;
    this.#nWritten = integer ? 0 : nDecimals;
    this.#units = units;
  }

  /** The multiples from low to high; both are in units and not negative. */
  between(low: bigint, high: bigint | undefined): Term {
    const nDigits = (value: bigint) => Math.max(String(value).length, this.#nDecimals + 1);
    const wanted = this.#units > largeStep ? Math.max(digitsOfLargeSteps, nDigits(low) + 1) : safeDigits;
    const most = 10n ** BigInt(Math.min(safeDigits, wanted)) - 1n;
    const last = high === undefined || high > most ? most : high;
    if (low > last) return this.#terms.never;
    const lengths = Array.from({ length: nDigits(last) - nDigits(low) + 1 }, (_, i) => nDigits(low) + i);
    const parts = lengths.map((length) => {
      const least = nDigits(low) === length ? String(low).padStart(length, '0') : null;
      const greatest = nDigits(last) === length ? String(last).padStart(length, '0') : null;
      return this.#from({ at: 0, rest: 0n, low: least, high: greatest }, length, new Map());
    });
    return this.#terms.alt(...parts);
  }

  #from(place: Place, length: number, known: Map<string, Term>): Term {
    const isFree = place.at > 0 && place.low === null && place.high === null;
    const key = `${length - place.at},${place.rest},${place.low === null},${place.high === null}`;
    const terms = isFree ? this.#free : known;
    let term = terms.get(key);
    if (!term) {
      term = this.#digits(place, length, known);
      terms.set(key, term);
    }
    return term;
  }

  #digits(place: Place, length: number, known: Map<string, Term>): Term {
    const { at, rest, low, high } = place;
    const nWhole = length - this.#nDecimals;
    const nMissing = length - at;
    const isFull = nMissing === 0 || at === nWhole + this.#nWritten;
    const ends = at >= nWhole && this.#fitsAsIs(rest, nMissing, low, at) ? this.#terms.empty : this.#terms.never;
    if (isFull) return ends;
    const first = at === 0 && nWhole > 1 ? 1 : 0;
    const from = Math.max(first, low === null ? 0 : Number(low[at]));
    const to = high === null ? 9 : Number(high[at]);
    const digits = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i).map((digit) => {
      const next = {
        at: at + 1,
        rest: (rest * 10n + BigInt(digit)) % this.#units,
        low: low !== null && digit === Number(low[at]) ? low : null,
        high: high !== null && digit === Number(high[at]) ? high : null,
      };
      return this.#terms.seq(this.#terms.bytes(0x30 + digit, 0x30 + digit), this.#from(next, length, known));
    });
    const more = this.#terms.alt(...digits);
    return this.#terms.alt(ends, at === nWhole ? this.#terms.seq(this.#terms.literal('.'), more) : more);
  }

  /** Whether zeros for the missing digits make it a multiple that is not below the lower bound. */
  #fitsAsIs(rest: bigint, nMissing: number, low: string | null, at: number): boolean {
    if ((rest * 10n ** BigInt(nMissing)) % this.#units !== 0n) return false;
    return low === null || !/[1-9]/.test(low.slice(at));
  }
}
