// The timing run: what it chooses can be run, is kept, and a kept one that makes no sense is not taken.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Device } from '../vulkan/device.ts';
import { registerTile } from './project.ts';
import { usualProjection } from './projection-tuning.ts';
import { chooseKernels } from './self-test.ts';
import { chooseShared, readOrTune, type Tuning, type tune } from './tune.ts';

const device = Device.open();
const folder = mkdtempSync(join(tmpdir(), 'tramontane-tuning-'));
afterAll(async () => {
  await device.close();
  rmSync(folder, { recursive: true });
});
const subject = { dtype: 'Q4_0', dim: 256 } as const;

describe('tuning', () => {
  const notices: string[] = [];
  const get = (timeVariants?: typeof tune) =>
    readOrTune({ device, subject, folder, onNotice: (notice) => notices.push(notice), timeVariants });

  it('times the variants once, says what it found, and keeps it', { timeout: 300_000 }, async () => {
    const first = await get();
    expect(notices).toEqual([expect.stringMatching(/timed kernels for Q4_0 in .* (texel|ssbo) kernels, (8|16) rows/)]);
    expect(await get()).toEqual(first);
    expect(notices).toHaveLength(1);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is what the model then runs with, and its kernels pass their tests', async () => {
    const tuning = await get();
    const needs = { dtypes: ['Q4_0', 'Q6_K'], nHeads: 4, nKvHeads: 2, headDim: 16, tuning } as const;
    const kernels = await chooseKernels(device, needs);
    expect(kernels.flavour).toBe(tuning.flavour);
    expect([registerTile(kernels, 1), registerTile(kernels, 9)]).toEqual([
      tuning.projection.single,
      tuning.projection.several,
    ]);
    kernels.destroy();
  });

  it.each(['', 'null', '{"flavour":"x"}', '{"flavour":"texel","projection":{"single":{"rows":7,"tokens":1}}}'])(
    'is made anew where what was kept is %j',
    async (text) => {
      const other: Tuning = {
        flavour: 'ssbo',
        projection: { single: { rows: 16, tokens: 1 }, several: { rows: 8, tokens: 2 }, subgroups: 4 },
      };
      const file = join(folder, readdirSync(folder)[0] ?? '');
      const good = readFileSync(file, 'utf8');
      writeFileSync(file, text);
      expect(await get(async () => other)).toEqual(other);
      expect(await get()).toEqual(other); // kept in its place
      writeFileSync(file, good);
    },
  );
});

describe('tiles in shared memory', () => {
  /** As if they took these milliseconds a token, and the usual kernels one. */
  const choose = (coopmat: (nTokens: number) => number, lanes = Number.POSITIVE_INFINITY) =>
    chooseShared(usualProjection, async ({ many }, nTokens) =>
      many === undefined ? nTokens : many.by === 'lanes' ? lanes * nTokens : coopmat(nTokens),
    );

  it('are chosen where they are clearly faster, from as few tokens on as they are', async () => {
    expect(await choose(() => 70)).toMatchObject({ by: 'coopmat', rows: 64, tokens: 64, fromTokens: 128 });
    expect(await choose(() => 40)).toMatchObject({ fromTokens: 64 });
    expect(await choose(() => 20)).toMatchObject({ fromTokens: 32 });
    expect(await choose(() => 3)).toMatchObject({ fromTokens: 16 });
    expect(await choose((nTokens) => 0.8 * nTokens, 0.3)).toMatchObject({ by: 'lanes', fromTokens: 16 });
  });

  it('are not where they are hardly faster, or cannot run', async () => {
    expect(await choose((nTokens) => 0.97 * nTokens)).toBeUndefined();
    expect(await choose(() => Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});
