// Multiples of a step, as the digits that are written.
import { expect, it } from 'vitest';
import { accepts, newTerms, textsOf } from '../../test/grammar/language.ts';
import { commonStep, isMultiple, multipleTerm, stepOf } from './multiples.ts';
import type { NumberRange } from './numbers.ts';

const inclusive = (value: number) => ({ value, exclusive: false });
const exclusive = (value: number) => ({ value, exclusive: true });
const multiples = (step: number, range: Partial<NumberRange> = {}) => {
  const terms = newTerms();
  return { terms, term: multipleTerm(terms, { integer: false, ...range }, stepOf(step)) };
};

it('holds bounds, included or not', () => {
  const { terms, term } = multiples(7, { min: exclusive(7), max: inclusive(28) });
  expect(textsOf(terms, term)).toEqual(['14', '21', '28']);
});

it('writes negative multiples with their sign, and no -0', () => {
  const { terms, term } = multiples(5, { min: inclusive(-10), max: inclusive(5) });
  expect(textsOf(terms, term).sort()).toEqual(['-10', '-5', '0', '5']);
});

it('counts fractions in their last digit, so that nothing is rounded', () => {
  const { terms, term } = multiples(0.25, { min: inclusive(0), max: inclusive(1) });
  expect(textsOf(terms, term).sort()).toEqual(['0', '0.0', '0.00', '0.25', '0.5', '0.50', '0.75', '1', '1.0', '1.00']);
});

it('has whole multiples only, where numbers must be whole', () => {
  const { terms, term } = multiples(1.5, { integer: true, min: inclusive(0), max: inclusive(9) });
  expect(textsOf(terms, term)).toEqual(['0', '3', '6', '9']);
});

it('stops at 15 digits, behind which numbers are no longer exact', () => {
  const { terms, term } = multiples(2);
  expect(accepts(terms, term, '999999999999998')).toBe(true);
  expect(accepts(terms, term, '1000000000000000')).toBe(false);
});

it('lists some multiples of large steps, and of steps with many digits', () => {
  const days = multiples(86400, { min: inclusive(-86400), max: inclusive(172800) });
  expect(textsOf(days.terms, days.term).sort()).toEqual(['-86400', '0', '172800', '86400']);
  const fine = multiples(0.001000125, { min: exclusive(0), max: inclusive(0.0031) });
  expect(textsOf(fine.terms, fine.term).sort()).toEqual(['0.001000125', '0.00200025', '0.003000375']);
  const below = multiples(5000, { max: inclusive(-9000) });
  expect(accepts(below.terms, below.term, '-10000')).toBe(true);
  expect(['-5000', '0', '5000'].filter((text) => accepts(below.terms, below.term, text))).toEqual([]);
  const whole = multiples(1000.5, { integer: true, min: inclusive(1), max: inclusive(5000) });
  expect(textsOf(whole.terms, whole.term).sort()).toEqual(['2001', '4002']);
});

it('knows of values whether they are multiples, and of two steps what is a multiple of both', () => {
  expect([isMultiple(0.3, stepOf(0.1)), isMultiple(0.35, stepOf(0.1)), isMultiple(-6, stepOf(3))]).toEqual([
    true,
    false,
    true,
  ]);
  expect(commonStep(stepOf(0.4), stepOf(1))).toEqual({ units: 20n, nDecimals: 1 });
});
