// docs/files.md says what the code does: its tables are those that the code makes.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filesPage, withTables } from '../scripts/files-page.ts';

const page = readFileSync(filesPage, 'utf8');

it('docs/files.md has the tables that npm run generate would write', () => {
  expect(withTables(page)).toBe(page);
});

it('a page without a place for a table is an error', () => {
  expect(() => withTables(page.replace('<!-- ends', '<!-- '))).toThrow('no place for the table of ends');
});
