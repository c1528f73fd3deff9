// Writes src/generated/ from openapi.yaml: the types, the document itself for validation and for serving, the table of
// errors; the README's table of settings, and the tables of docs/files.md and docs/json-schema.md.
// It is not a build step: what it writes is committed, and CI fails when running it again would change a byte.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type ErrorRow, readSpec, typesOf } from '../../scripts/spec.ts';
import { settingsTable } from '../src/settings/settings-table.ts';
import { filesPage, withTables } from './files-page.ts';
import { keywordsPage, withKeywords } from './keywords-page.ts';

const generated = new URL('../src/generated/', import.meta.url);
const banner = '// Generated from openapi.yaml by `npm run generate -w server`; do not edit.\n';
const { document, errors } = readSpec();

await mkdir(generated, { recursive: true });
await writeFile(new URL('openapi.gen.ts', generated), `${banner}\n${await typesOf(document)}`);
await writeFile(
  new URL('spec.gen.ts', generated),
  `${banner}\n/** openapi.yaml, parsed. */\nexport const spec = ${JSON.stringify(document, null, 2)} as const;\n`,
);
await writeFile(new URL('errors.gen.ts', generated), `${banner}\n${errorRows(errors)}`);
await writeSettings();
await writeFilesPage();
await writeKeywords();

/** The rows that this server can send. */
function errorRows(errors: readonly ErrorRow[]): string {
  const rows = errors
    .filter(({ sentBy }) => sentBy === undefined)
    .map(({ kind, code, status, form, name = 'Ai', text, retryAfter, openai }) => {
      const openAi = {
        status: openai.status ?? status,
        type: openai.type,
        param: openai.param ?? null,
        code: openai.code ?? null,
      };
      return `  ${kind}: ${JSON.stringify({ code, status, form, name, text, retryAfterSeconds: retryAfter, openAi })},\n`;
    });
  return `/** Every error that the server can answer with. */\nexport const errorRows = {\n${rows.join('')}} as const;\n`;
}

async function writeSettings(): Promise<void> {
  const readme = new URL('../README.md', import.meta.url);
  const text = await readFile(readme, 'utf8');
  const mark = /(<!-- settings[^\n]*-->\n).*?(\n<!-- \/settings -->)/s;
  if (!mark.test(text)) throw new Error('README.md has no place for the table of settings');
  await writeFile(
    readme,
    text.replace(mark, (_all, begin, end) => `${begin}${settingsTable()}${end}`),
  );
}

async function writeFilesPage(): Promise<void> {
  await writeFile(filesPage, withTables(await readFile(filesPage, 'utf8')));
}

async function writeKeywords(): Promise<void> {
  await writeFile(keywordsPage, withKeywords(await readFile(keywordsPage, 'utf8')));
}
