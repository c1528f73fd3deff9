// JSON numbers between two bounds as terms, compared digit by digit, so that bounds are exact. Fractions have at most 15
// digits: longer ones would be rounded when they are parsed. Whole numbers may have 18, as ids do.
import type { Term, Terms } from '../grammar/term.ts';

/** The numbers that are allowed. */
export interface NumberRange {
  readonly integer: boolean;
  readonly min?: Bound | undefined;
  readonly max?: Bound | undefined;
}

export interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

/** The digits of a bound. */
interface Digits {
  readonly whole: string;
  readonly fraction: string;
  readonly exclusive: boolean;
}

const safeDigits = 15;
const wholeDigits = 18;

/** The numbers of a range; `never` if there are none. */
export function numberTerm(terms: Terms, range: NumberRange): Term {
  const { integer, min, max } = integerBounds(range);
  const parts: Term[] = [];
  // -0 itself is not written, only numbers that begin with it, such as -0.5.
  const negative = { low: max && max.value < 0 ? negated(max) : zero(true), high: min && negated(min) };
  if (!min || min.value < 0) parts.push(terms.seq(terms.literal('-'), unsigned(terms, integer, negative)));
  const positive = { low: min && min.value > 0 ? min : zero(min?.value === 0 && min.exclusive), high: max };
  if (!max || max.value >= 0) parts.unshift(unsigned(terms, integer, positive));
  if (!integer && !min && !max) return terms.seq(terms.alt(...parts), terms.optional(exponent(terms)));
  return terms.alt(...parts);
}

function exponent(terms: Terms): Term {
  const sign = terms.optional(terms.bytes(0x2b, 0x2b, 0x2d, 0x2d));
  return terms.seq(terms.bytes(0x45, 0x45, 0x65, 0x65), sign, terms.repeat(terms.bytes(0x30, 0x39), 1, 2));
}

/** Makes bounds inclusive where possible: those of integers, and those too large for fractions. */
function integerBounds({ integer, min, max }: NumberRange): NumberRange {
  const low = min && inclusiveIfLarge(min, 1);
  const high = max && inclusiveIfLarge(max, -1);
  if (!integer) return { integer, min: low, max: high };
  const up = low && (low.exclusive ? Math.floor(low.value) + 1 : Math.ceil(low.value));
  const down = high && (high.exclusive ? Math.ceil(high.value) - 1 : Math.floor(high.value));
  return { integer, min: inclusive(up), max: inclusive(down) };
}

/** From 2^53 on, doubles are more than 1 apart: a closer number would be parsed as the bound itself. */
function inclusiveIfLarge(bound: Bound, sign: 1 | -1): Bound {
  const size = Math.abs(bound.value);
  if (!bound.exclusive || size < 2 ** 53) return bound;
  return { value: bound.value + sign * 2 ** (Math.floor(Math.log2(size)) - 52), exclusive: false };
}

function inclusive(value: number | undefined): Bound | undefined {
  return value === undefined ? undefined : { value, exclusive: false };
}

function negated({ value, exclusive }: Bound): Bound {
  return { value: -value, exclusive };
}

function zero(exclusive: boolean): Bound {
  return { value: 0, exclusive };
}

function unsigned(terms: Terms, integer: boolean, { low, high }: { low: Bound; high: Bound | undefined }): Term {
  if (high && high.value < 0) return terms.never;
  const from = digitsOf(low);
  const to = high && digitsOf(high);
  // A distant upper bound needs no more digits, unless the lower bound has more.
  const longest = Math.min(to?.whole.length ?? Infinity, Math.max(wholeDigits, from.whole.length + 1));
  const lengths = Array.from({ length: longest + 1 }, (_, nWhole) => nWhole).slice(from.whole.length);
  // Whole numbers of lengths between those of the bounds are one term, which takes fewer states than one for each.
  const isFree = (nWhole: number) => integer && nWhole > from.whole.length && nWhole !== to?.whole.length;
  const free = lengths.filter(isFree);
  const parts = lengths
    .filter((nWhole) => !isFree(nWhole))
    .map((nWhole) => {
      const least = nWhole === from.whole.length ? from : null;
      const most = to && nWhole === to.whole.length ? to : null;
      const wanted = Math.max(from.fraction.length, to?.fraction.length ?? 0);
      // Digits beyond the exact ones could round to a bound that is excluded.
      const isExact = !low.exclusive && !high?.exclusive;
      const nFraction = integer ? 0 : Math.max(safeDigits - nWhole, isExact ? wanted : 0, 0);
      return wholePart(terms, { nWhole, nFraction, least, most });
    });
  const [shortest] = free;
  if (shortest !== undefined) {
    const more = terms.repeat(terms.bytes(0x30, 0x39), shortest - 1, (free.at(-1) as number) - 1);
    parts.push(terms.seq(terms.bytes(0x31, 0x39), more));
  }
  return terms.alt(...parts);
}

/** The bounds that the digits so far are equal to; null: they are past that bound, or there is none. */
interface Bounds {
  readonly least: Digits | null;
  readonly most: Digits | null;
}

interface Comparison extends Bounds {
  readonly nWhole: number;
  readonly nFraction: number;
}

function wholePart(terms: Terms, comparison: Comparison, at = 0): Term {
  const { nWhole, nFraction, least, most } = comparison;
  if (at === nWhole) return fractionPart(terms, nFraction, comparison);
  if (at > 0 && !least && !most) {
    const left = nWhole - at;
    return terms.seq(terms.repeat(terms.bytes(0x30, 0x39), left, left), fractionPart(terms, nFraction, comparison));
  }
  const first = at === 0 && nWhole > 1 ? 1 : 0;
  const digits = { first, least: digitAt(least?.whole, at), most: digitAt(most?.whole, at) };
  return byDigit(terms, digits, comparison, (bounds) => wholePart(terms, { nWhole, nFraction, ...bounds }, at + 1));
}

function fractionPart(terms: Terms, nDigits: number, bounds: Bounds): Term {
  const digits = nDigits > 0 ? terms.seq(terms.literal('.'), fractionDigits(terms, nDigits, bounds, 0)) : terms.never;
  return endsHere(bounds, 0) ? terms.optional(digits) : digits;
}

function fractionDigits(terms: Terms, left: number, { least: low, most }: Bounds, at: number): Term {
  const least = low && (low.exclusive || hasMore(low, at)) ? low : null; // else whatever comes is at least that
  if (!least && !most) return terms.repeat(terms.bytes(0x30, 0x39), at === 0 ? 1 : 0, left);
  const mayEnd = at > 0 && endsHere({ least, most }, at);
  if (left === 0) return mayEnd ? terms.empty : terms.never;
  const digits = {
    first: 0,
    least: least && (digitAt(least.fraction, at) ?? 0),
    most: most && (digitAt(most.fraction, at) ?? 0),
  };
  const more = byDigit(terms, digits, { least, most }, (bounds) => fractionDigits(terms, left - 1, bounds, at + 1));
  return mayEnd ? terms.optional(more) : more;
}

/** Whether the number may end here: zeros for the rest keep it within the bounds. */
function endsHere({ least, most }: Bounds, at: number): boolean {
  if (least && (hasMore(least, at) || least.exclusive)) return false;
  return !most || hasMore(most, at) || !most.exclusive;
}

function hasMore({ fraction }: Digits, at: number): boolean {
  return /[1-9]/.test(fraction.slice(at));
}

/** One place of a number: its lowest digit, and those of the bounds there. */
interface Place {
  readonly first: number;
  readonly least: number | null;
  readonly most: number | null;
}

/** The digits that may come, in up to three groups: that of the lower bound, those between, that of the upper bound. */
function byDigit(terms: Terms, place: Place, { least, most }: Bounds, rest: (bounds: Bounds) => Term): Term {
  const low = Math.max(place.first, place.least ?? 0);
  const high = place.most ?? 9;
  const groups: Term[] = [];
  for (let digit = low; digit <= high; ) {
    const below = digit === place.least ? least : null;
    const above = digit === place.most ? most : null;
    const free = below === null && above === null;
    const last = free ? (place.most === null ? 9 : high - 1) : digit;
    groups.push(terms.seq(terms.bytes(0x30 + digit, 0x30 + last), rest({ least: below, most: above })));
    digit = last + 1;
  }
  return terms.alt(...groups);
}

function digitAt(digits: string | undefined, at: number): number | null {
  const digit = digits?.[at];
  return digit === undefined ? null : Number(digit);
}

/** A number without an exponent; not negative. */
function digitsOf({ value, exclusive }: Bound): Digits {
  const [, whole = '0', fraction = '', power = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const shift = Number(power);
  if (shift >= 0) {
    const digits = whole + fraction.padEnd(shift, '0');
    const nWhole = whole.length + shift;
    return { whole: digits.slice(0, nWhole), fraction: digits.slice(nWhole), exclusive };
  }
  const digits = whole.padStart(1 - shift, '0');
  const nWhole = digits.length + shift;
  return { whole: digits.slice(0, nWhole) || '0', fraction: digits.slice(nWhole) + fraction, exclusive };
}
