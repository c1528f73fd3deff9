// Files of Mistral 7B's exact shape with two layers and made-up weights. They cover sizes that small models do not
// reach (wide rows, many tiles, 32,000 logits). Ids are compared with llama.cpp's, from the file on. The kernels are the usual
// ones: what tuning may pick instead has its goldens in variants.test.ts, and the GPU report runs it on this shape.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { loadModel } from '../../src/load-model.ts';
import { goldenFile } from '../model/golden.ts';

vi.mock('../../src/model/weights.ts', async (original) => ({
  ...(await original<typeof import('../../src/model/weights.ts')>()),
  tuningSubject: () => undefined,
}));

const generator = fileURLToPath(new URL('./make-synthetic-gguf.mjs', import.meta.url));
const { greedyIds } = JSON.parse(readFileSync(goldenFile('synthetic-7b.golden.json'), 'utf8')) as {
  greedyIds: Record<string, number[]>;
};
const folder = mkdtempSync(join(tmpdir(), 'tramontane-7b-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Ids after the golden's prompt. */
async function answer(path: string, precise: boolean, maxTokens: number): Promise<number[]> {
  const loaded = await loadModel({ name: 'synthetic', path, precise });
  try {
    const promptIds = Array.from({ length: 16 }, (_, i) => (i === 0 ? 1 : 259 + ((i * 37) % 200)));
    const request = { promptIds, maxTokens, stopIds: [], sampling: { temperature: 0 } };
    const ids: number[] = [];
    for await (const { id } of loaded.engine.generate(request)) ids.push(id);
    return ids;
  } finally {
    await loaded.close();
  }
}

describe.each(Object.entries(greedyIds))('the 7B shape in %s', (type, expected) => {
  it("gives llama.cpp's ids", { timeout: 300_000 }, async () => {
    const path = join(folder, `${type}.gguf`);
    const shape = ['--type', type, '--layers', '2', '--tokenizer', 'dummy'];
    execFileSync(process.execPath, [generator, '--out', path, ...shape, '--quiet']);
    expect(await answer(path, true, expected.length)).toEqual(expected);
    // Untrained weights have no favourites: with int8 activations another id is the likeliest before long.
    expect(await answer(path, false, 4)).toEqual(expected.slice(0, 4));
    rmSync(path);
  });
});
