// Fails when what is generated from openapi.yaml, the settings or the kernels is not what they say today. It generates in
// place, so a failure leaves the right files behind: commit them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runBeside } from './setup.mjs';

const files = [
  'sdk/README.md',
  'sdk/src/error-code.gen.ts',
  'sdk/src/error-table.gen.ts',
  'sdk/src/mock/error-table.gen.ts',
  'sdk/src/mock/input-properties.gen.ts',
  'sdk/src/openapi.gen.ts',
  'server/src/generated/errors.gen.ts',
  'server/src/generated/openapi.gen.ts',
  'server/src/generated/spec.gen.ts',
  'server/src/kernels/kernel-interfaces.gen.ts',
  'server/README.md',
];
const read = () => files.map((file) => readFileSync(join(root, file), 'utf8'));

const before = read();
const runs = ['sdk', 'server'].map((name) => runBeside('npm', ['run', '--silent', 'generate', '-w', name]));
const generated = (await Promise.all(runs)).every(Boolean);
const stale = files.filter((_, i) => read()[i] !== before[i]);
if (stale.length > 0) console.error(`stale, now generated anew: ${stale.join(', ')}`);
process.exit(generated && stale.length === 0 ? 0 : 1);
