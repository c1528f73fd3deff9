// Packs JSON-Schema-Test-Suite (https://github.com/json-schema-org/JSON-Schema-Test-Suite, MIT) into one file of the form
// that MaskBench has, a line for each schema; from a checkout of it: tsx test/goldens/pack-json-schema-test-suite.ts FOLDER
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

interface Group {
  description: string;
  schema: unknown;
  tests: { valid: boolean; data: unknown }[];
}

const [folder = '.'] = process.argv.slice(2);
const lines = ['draft2020-12', 'draft7'].flatMap((draft) => {
  const files = readdirSync(join(folder, 'tests', draft)).filter((file) => file.endsWith('.json'));
  return files.flatMap((file) => {
    const groups = JSON.parse(readFileSync(join(folder, 'tests', draft, file), 'utf8')) as Group[];
    return groups.map(({ description, schema, tests }) => {
      const name = `${draft}/${file.replace('.json', '')}: ${description}`;
      return JSON.stringify({ name, schema, tests: tests.map(({ valid, data }) => ({ valid, data })) });
    });
  });
});
const target = new URL('./json-schema-test-suite.jsonl.gz', import.meta.url);
writeFileSync(target, gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
