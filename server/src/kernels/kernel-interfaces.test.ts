// The generated names belong to the compiled kernels, and a wrong or missing one does not compile: `tsc` is the test of
// the lines below `@ts-expect-error`.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { reflect } from '../vulkan/spirv.ts';
import { kernelInterfaces } from './kernel-interfaces.gen.ts';
import type { KernelName, KernelSet } from './kernel-set.ts';
import { readKernel } from './spirv-files.ts';

const compiled = readdirSync(new URL('../../dist/kernels/', import.meta.url)).map((file) => file.replace(/\.spv$/, ''));
const isScaled = (name: string) => /\.q\d/.test(name);
const isTiled = (name: string) => name.includes('.tiled.');
const isCoopmat = (name: string) => name.includes('.coopmat.');

describe('the interface of a kernel', () => {
  it.each(compiled)('is that of %s', (name) => {
    const own = kernelInterfaces[name.split('.')[0] as KernelName];
    const { bindings, pushConstantWords, specializationIds } = reflect(readKernel(name), name);
    const slots = [...Object.values(own.buffers), ...(isScaled(name) ? Object.values(own.optionalBuffers) : [])];
    expect(bindings.map(({ slot }) => slot)).toEqual(slots.sort((a, b) => a - b));
    expect(pushConstantWords).toBe(Object.keys(own.arguments).length);
    const optional = Object.entries(own.optionalConstants).filter(
      ([constant]) => isCoopmat(name) || (isTiled(name) && ['DOWN', 'ACROSS'].includes(constant)),
    );
    expect(specializationIds).toEqual([...Object.values(own.constants), ...optional.map(([, id]) => id)]);
  });

  it('has a name for every kernel', () => {
    const kernels = new Set(compiled.map((name) => name.split('.')[0]));
    expect([...kernels].sort()).toEqual(Object.keys(kernelInterfaces).sort());
  });
});

/** Never called: it only has to compile, but for the lines that must not. */
export function dispatchTypes(recording: Recording, kernels: KernelSet, range: BufferRange): void {
  const kernel = kernels.get('embed', { dtype: 'F16' }, { workgroupSize: 8 });
  const buffers = { weights: range, scales: undefined, tokens: range, x: range };
  const values = { nUnits: 4, xStride: 32 };
  recording.dispatch(kernel, buffers, values, [1, 1, 1]);
  // @ts-expect-error a buffer that the kernel does not have
  recording.dispatch(kernel, { ...buffers, y: range }, values, [1, 1, 1]);
  // @ts-expect-error a buffer that is missing
  recording.dispatch(kernel, { weights: range, scales: undefined, x: range }, values, [1, 1, 1]);
  // @ts-expect-error a buffer that only some variants have still has to be decided on
  recording.dispatch(kernel, { weights: range, tokens: range, x: range }, values, [1, 1, 1]);
  // @ts-expect-error an argument that the kernel does not have
  recording.dispatch(kernel, buffers, { nUnits: 4, xStride: 32, stride: 32 }, [1, 1, 1]);
  // @ts-expect-error an argument that is missing
  recording.dispatch(kernel, buffers, { nUnits: 4 }, [1, 1, 1]);
  // @ts-expect-error arguments by position
  recording.dispatch(kernel, buffers, [4, 32], [1, 1, 1]);
  // @ts-expect-error another kernel's arguments
  recording.dispatch(kernel, buffers, { vocabSize: 4, maxBest: 32 }, [1, 1, 1]);
  // @ts-expect-error a constant that is missing
  kernels.get('store-kv', {}, { workgroupSize: 8 });
  // @ts-expect-error a constant that the kernel does not have
  kernels.get('embed', {}, { workgroupSize: 8, ROWS: 8 });
  // @ts-expect-error a kernel that does not exist
  kernels.get('attend', {}, { workgroupSize: 8 });
  kernels.get('project-add', { tiles: 'tiled' }, { workgroupSize: 8, ROWS: 8, COLS: 8, DOWN: 2, ACROSS: 4 });
}
