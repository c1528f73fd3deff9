// Makes ../families.llama-cpp.golden.json: llama.cpp's greedy ids for the GGUF files that test/model/family-files.ts and
// family-shapes.ts write.
//
//   npm run bench:peer -w server && npx tsx test/goldens/families/make-llama-cpp.ts     (in server/)
//
// One process for each file, because llama.cpp ends its own on some.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findLlamaCpp } from '../../../src/bench/llama-cpp.ts';
import { families, promptOf, writeFamilyGguf } from '../../model/family-files.ts';
import { familyShapes, writeFamilyShape } from '../../model/family-shapes.ts';

const nTokens = 8;
const folder = mkdtempSync(join(tmpdir(), 'families-'));
const program = join(folder, 'run.mjs');
writeFileSync(
  program,
  `const { getLlama } = await import(${JSON.stringify(findLlamaCpp())});
const [path, prompt, contextSize] = process.argv.slice(2);
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, usePrebuiltBinaries: true, logLevel: 'error' });
const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
const context = await model.createContext({ contextSize: Number(contextSize), threads: 1, flashAttention: false });
const answer = [];
for await (const id of context.getSequence().evaluate(JSON.parse(prompt), { temperature: 0, yieldEogToken: true })) {
  answer.push(id);
  if (answer.length === ${nTokens}) break;
}
console.log(JSON.stringify(answer));
process.exit(0);`,
);
const golden = fileURLToPath(new URL('../families.golden.json', import.meta.url));
const { models } = JSON.parse(readFileSync(golden, 'utf8')) as { models: Record<string, { seed: number }> };
const lines: string[] = [];
const add = (name: string, path: string, prompt: readonly number[], contextSize: number) => {
  const args = [program, path, JSON.stringify(prompt), String(contextSize)];
  const answer = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim();
  console.log(name, answer);
  lines.push(`${JSON.stringify(name)}: ${answer}`);
};
for (const family of families.filter(({ llamaCpp }) => llamaCpp)) {
  for (const type of family.gguf ? family.types : []) {
    const name = `${family.name}.${type}`;
    const prompt = promptOf(family, models[name]?.seed ?? 0);
    add(name, writeFamilyGguf(folder, family, type), prompt, family.config.max_position_embeddings);
  }
}
for (const shape of familyShapes) {
  add(`${shape.preset}.${shape.type}`, writeFamilyShape(folder, shape), shape.prompt, 512);
}
rmSync(folder, { recursive: true });
const target = fileURLToPath(new URL('../families.llama-cpp.golden.json', import.meta.url));
writeFileSync(target, `{\n  ${lines.join(',\n  ')}\n}\n`);
