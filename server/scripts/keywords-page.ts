// The table of keywords in docs/json-schema.md, made of the list in the code. `npm run generate` writes it; a test compares.
import { keywordFates } from '../src/json-schema/keyword-fates.ts';

export const keywordsPage = new URL('../../docs/json-schema.md', import.meta.url);

/** The page with its table as the code has it. */
export function withKeywords(page: string): string {
  const mark = /(<!-- keywords[^\n]*-->\n).*?(<!-- \/keywords -->)/s;
  if (!mark.test(page)) throw new Error('docs/json-schema.md has no place for the table of keywords');
  const rows = keywordFates.map(
    ([keyword, fate, note]) => `| \`${keyword}\` | ${fate} | ${note === '' ? '' : `${note} `}|`,
  );
  const table = ['| keyword | | how |', '| --- | --- | --- |', ...rows].join('\n');
  return page.replace(mark, (_all, begin, end) => `${begin}\n${table}\n\n${end}`);
}
