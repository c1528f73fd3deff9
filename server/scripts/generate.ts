// Writes src/generated/ from openapi.yaml: the types, and the document itself for validation and for serving; and the
// README's table of settings.
// It is not a build step: what it writes is committed, and CI fails when running it again would change a byte.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';
import { settingsTable } from '../src/settings/settings-table.ts';

const source = new URL('../../openapi.yaml', import.meta.url);
const generated = new URL('../src/generated/', import.meta.url);
const banner = '// Generated from openapi.yaml by `npm run generate -w server`; do not edit.\n';

// defaultNonNullable: otherwise each property with a default would be *required* in the type of a request.
const types = astToString(await openapiTS(source, { defaultNonNullable: false }));
const document = JSON.stringify(parse(await readFile(source, 'utf8')), null, 2);

await mkdir(generated, { recursive: true });
await writeFile(new URL('openapi.gen.ts', generated), `${banner}\n${types}`);
await writeFile(
  new URL('spec.gen.ts', generated),
  `${banner}\n/** openapi.yaml, parsed. */\nexport const spec = ${document} as const;\n`,
);

const readme = new URL('../README.md', import.meta.url);
const text = await readFile(readme, 'utf8');
const mark = /(<!-- settings[^\n]*-->\n).*?(\n<!-- \/settings -->)/s;
if (!mark.test(text)) throw new Error('README.md has no place for the table of settings');
await writeFile(
  readme,
  text.replace(mark, (_all, begin, end) => `${begin}${settingsTable()}${end}`),
);
