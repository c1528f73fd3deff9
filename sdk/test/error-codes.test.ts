// One truth about codes: the API's document, the table in src/failure.ts and the one in the README must agree.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { findFailure } from '../src/failure.ts';

const document = await readFile(new URL('../../openapi.yaml', import.meta.url), 'utf8');
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

/** The rows `| a | b |` of a text, as cells, that begin with something of this form. */
function rows(text: string, first: RegExp): string[][] {
  const cells = text.split('\n').map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  return cells.filter(([cell = '']) => first.test(cell));
}
const numbers = (text = '') => [...text.matchAll(/\d+/g)].map(Number);

describe('the table of failures', () => {
  const documented = rows(document, /^\d{4,5}(, \d{4,5})*$/).map(([codes, statuses]) => ({
    codes: numbers(codes),
    statuses: numbers(statuses),
  }));

  it('finds the documents it is compared with', () => {
    expect(documented.flatMap(({ codes }) => codes).length).toBeGreaterThan(30);
    expect(rows(readme, /^`Ai\w+Error`$/)).toHaveLength(10);
  });

  it.each(documented.flatMap(({ codes, statuses }) => codes.map((code) => [code, statuses] as const)))(
    'knows code %i with status %j, as openapi.yaml has it',
    (code, statuses) => {
      expect(statuses).toContain(findFailure(code)?.status);
    },
  );

  it.each(
    rows(readme, /^`Ai\w+Error`$/).flatMap(([name = '', , codes]) =>
      numbers(codes?.replace(/\dxx/, '')).map((code) => [code, name.slice(1, -1)] as const),
    ),
  )('gives code %i the type %s, as the README has it', (code, name) => {
    expect(findFailure(code)?.type.name).toBe(name);
  });
});
