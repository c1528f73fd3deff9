// Small files in the shapes of published models, in types of weights whose blocks are longer than the rows of
// families/cases.json. Their weights are random blocks: ../synthetic/make-synthetic-gguf.mjs writes them.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const generator = fileURLToPath(new URL('../synthetic/make-synthetic-gguf.mjs', import.meta.url));

export interface FamilyShape {
  readonly preset: string;
  readonly type: string;
  readonly prompt: readonly number[];
}

/** Prompts after which no greedy choice is close, so that eight bits of activations make the same ones. */
export const familyShapes: readonly FamilyShape[] = [
  {
    preset: 'qwen2.5-0.5b',
    type: 'q4_K_M',
    prompt: [44, 194, 265, 257, 170, 4, 76, 69, 300, 135, 208, 202, 117, 270, 27, 22],
  },
  {
    preset: 'qwen3-0.6b',
    type: 'q4_K_M',
    prompt: [224, 57, 128, 120, 33, 184, 256, 249, 163, 315, 71, 65, 297, 133, 207, 202],
  },
  {
    preset: 'qwen3-0.6b',
    type: 'q5_K',
    prompt: [272, 105, 176, 168, 81, 232, 304, 297, 211, 46, 119, 113, 28, 181, 255, 250],
  },
];

/** Writes the file with two narrow layers. @returns its path */
export function writeFamilyShape(folder: string, { preset, type }: FamilyShape): string {
  const path = join(folder, `${preset}.${type}.gguf`);
  const sizes = [
    '--layers',
    '2',
    '--dim',
    '256',
    '--hidden',
    '512',
    '--heads',
    '4',
    '--kv-heads',
    '2',
    '--vocab',
    '320',
  ];
  execFileSync(process.execPath, [generator, '--out', path, '--preset', preset, '--type', type, ...sizes, '--quiet']);
  return path;
}
