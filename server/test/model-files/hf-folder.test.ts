// Hugging Face folders, loaded as users load them, give the logits that Mistral's own code gives for these weights.
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../src/load-model.ts';
import { convertTensor, tinyFolder, tinyTensors, writeFolder } from '../checkpoint/hf-folders.ts';
import { goldenPrompts, largestDifference } from '../model/golden.ts';

const temporary = mkdtempSync(join(tmpdir(), 'hf-folder-'));
afterAll(() => rm(temporary, { recursive: true }));

/** All weights are exactly representable in BF16, F16 and F32: one golden for the three. See golden.test.ts. */
const tolerance = 1e-4;
const prompts = goldenPrompts('tiny-mistral-swa.f32');

const tensors = tinyTensors();
const half = tensors.map((tensor) => convertTensor(tensor, 'F16'));
const float = tensors.map((tensor) => convertTensor(tensor, 'F32'));
const every = (n: number, rest: number) => (_: unknown, i: number) => i % n === rest;

describe('a Hugging Face folder', () => {
  it.each([
    ['BF16, as it is', () => tinyFolder],
    ['F16', () => writeFolder(join(temporary, 'f16'), [half])],
    [
      'F32 in two files',
      () => writeFolder(join(temporary, 'f32'), [float.filter(every(2, 0)), float.filter(every(2, 1))]),
    ],
    [
      'BF16, F16 and F32 in three',
      () =>
        writeFolder(join(temporary, 'mixed'), [
          tensors.filter(every(3, 0)),
          half.filter(every(3, 1)),
          float.filter(every(3, 2)),
        ]),
    ],
  ])('in %s gives the golden logits', async (_, folder) => {
    const loaded = await loadModel({ name: 'tiny', path: folder(), precise: true });
    try {
      expect(await largestDifference(loaded.model, prompts, 64)).toBeLessThan(tolerance);
      expect(loaded.vocabulary.size).toBe(512);
      const text = 'Once upon a time, there was a little girl';
      expect(loaded.tokenizer.decode(loaded.tokenizer.encode(text))).toBe(text);
    } finally {
      await loaded.close();
    }
  });

  it('without a vocabulary, or with one too large, is refused', async () => {
    const folder = writeFolder(join(temporary, 'bare'), [tensors]);
    await rm(join(folder, 'tokenizer.model'));
    await expect(loadModel({ name: 'tiny', path: folder })).rejects.toThrow('tokenizer.model or a tokenizer.json');
    writeFileSync(join(folder, 'tokenizer.json'), readFileSync(join(folder, 'config.json')));
    await expect(loadModel({ name: 'tiny', path: folder })).rejects.toThrow('tokenizer.json with a "model"');
    const large = new URL('../goldens/mistral-v1.tokenizer.model', import.meta.url);
    copyFileSync(large, join(folder, 'tokenizer.model'));
    await expect(loadModel({ name: 'tiny', path: folder })).rejects.toThrow('32000 pieces of vocabulary');
  });
});
