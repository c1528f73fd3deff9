// Makes odd-files.golden.json: the greedy ids of llama.cpp on each of the odd files that it reads, for "Once upon a time".
//
//   npm run bench:peer -w server && npx tsx test/goldens/make-odd-files.ts     (in server/)
//
// One process for each file, because llama.cpp ends its own on some.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findLlamaCpp } from '../../src/bench/llama-cpp.ts';
import { readFiles, writeOddFile } from '../model-files/odd-files.ts';

const nTokens = 24;
const folder = mkdtempSync(join(tmpdir(), 'odd-files-'));
const program = join(folder, 'run.mjs');
writeFileSync(
  program,
  `const { getLlama } = await import(${JSON.stringify(findLlamaCpp())});
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, usePrebuiltBinaries: true, logLevel: 'error' });
const model = await llama.loadModel({ modelPath: process.argv[2], gpuLayers: 0 });
const context = await model.createContext({ contextSize: 512, threads: 1 });
const ids = [1, 403, 407, 261, 378];
const answer = [];
for await (const id of context.getSequence().evaluate(ids, { temperature: 0, yieldEogToken: true })) {
  answer.push(id);
  if (answer.length === ${nTokens} || model.isEogToken(id)) break;
}
console.log(JSON.stringify({ prompt: model.tokenize('Once upon a time', false), answer }));
process.exit(0);`,
);
const golden: Record<string, unknown> = {};
for (const [name, change] of Object.entries({ bundled: () => undefined, ...readFiles })) {
  const path = writeOddFile(folder, name, change);
  golden[name] = JSON.parse(execFileSync(process.execPath, [program, path], { encoding: 'utf8' }).trim());
}
rmSync(folder, { recursive: true });
const lines = Object.entries(golden).map(([name, ids]) => `${JSON.stringify(name)}:${JSON.stringify(ids)}`);
writeFileSync(fileURLToPath(new URL('odd-files.golden.json', import.meta.url)), `{\n${lines.join(',\n')}\n}\n`);
