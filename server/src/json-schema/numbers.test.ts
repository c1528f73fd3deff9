// Numbers between bounds: which texts they may have.
import { expect, it } from 'vitest';
import { accepts, newTerms } from '../../test/grammar/language.ts';
import { type NumberRange, numberTerm } from './numbers.ts';

const bound = (value: number, exclusive = false) => ({ value, exclusive });
const ofDigits = (n: number) => '1'.repeat(n);

it.each<[string, NumberRange, fitting: readonly string[], others: readonly string[]]>([
  ['whole', { integer: true }, ['0', '7', '-1', ofDigits(18), `-${ofDigits(18)}`], ['-0', '01', '1.5', ofDigits(19)]],
  ['any', { integer: false }, ['0', '0.5', '1.25', ofDigits(18), '1e9'], ['.5', '01', ofDigits(19)]],
  ['from a whole one', { integer: true, min: bound(95) }, ['95', '99', '100', ofDigits(18)], ['94', '9', '-95']],
  ['up to one', { integer: true, max: bound(1050) }, ['0', '99', '1049', '1050', '-1'], ['1051', '2000', '10000']],
  ['between', { integer: true, min: bound(-5, true), max: bound(12345) }, ['-4', '0', '999', '12345'], ['-5', '12346']],
  [
    'of large bounds',
    { integer: true, min: bound(1e20) },
    [`1${'0'.repeat(20)}`, `9${'0'.repeat(21)}`],
    ['1', ofDigits(20)],
  ],
  ['above a fraction', { integer: false, min: bound(0.5, true) }, ['0.51', '1', '20'], ['0.5', '0.49', '0']],
])('%s', (_, range, fitting, others) => {
  const terms = newTerms();
  const term = numberTerm(terms, range);
  expect(fitting.filter((text) => !accepts(terms, term, text))).toEqual([]);
  expect(others.filter((text) => accepts(terms, term, text))).toEqual([]);
});
