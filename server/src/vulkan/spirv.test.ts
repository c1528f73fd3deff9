// What is read from compiled kernels; bytes that are not SPIR-V are refused with a reason.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readKernel } from '../kernels/spirv-files.ts';
import { reflect } from './spirv.ts';

const compiled = readdirSync(new URL('../../dist/kernels/', import.meta.url)).map((file) => file.replace(/\.spv$/, ''));

/** "read" or "written" for each slot. */
const accesses = (name: string) =>
  reflect(readKernel(name), name).bindings.map(({ isWritten }) => (isWritten ? 'written' : 'read'));

describe('reflect', () => {
  it.each(compiled)('reads the interface of %s: slots without gaps, a workgroup size, at most 128 bytes', (name) => {
    const { bindings, pushConstantWords, specializationIds } = reflect(readKernel(name), name);
    expect(new Set(bindings.map(({ slot }) => slot)).size).toBe(bindings.length);
    expect(bindings.filter(({ isWritten }) => isWritten).length).toBeGreaterThan(0);
    expect(specializationIds[0]).toBe(0);
    expect(pushConstantWords).toBeGreaterThan(0);
    expect(pushConstantWords * 4).toBeLessThanOrEqual(128);
  });

  it('knows which buffers a kernel reads and which it writes', () => {
    expect(accesses('attention.ssbo')).toEqual(['read', 'read', 'read', 'read', 'read', 'written']);
    expect(accesses('project-add.f16.ssbo')).toEqual(['read', 'read', 'written']);
    expect(accesses('project-add.q8_0.texel')).toEqual(['read', 'read', 'read', 'written']);
    expect(accesses('project-qkv.f32.texel')).toEqual([
      'read',
      'read',
      'written',
      'written',
      'written',
      'read',
      'read',
    ]);
  });

  it('tells texel buffers from storage buffers, and nothing else differs between the flavours', () => {
    for (const name of compiled.filter((one) => one.endsWith('.texel'))) {
      const texel = reflect(readKernel(name), name);
      const ssbo = reflect(readKernel(name.replace('.texel', '.ssbo')), name);
      const kinds = texel.bindings.map(({ isWritten }) => (isWritten ? 'storage-buffer' : 'storage-texel-buffer'));
      expect(texel.bindings.map(({ kind }) => kind)).toEqual(kinds);
      expect(ssbo.bindings).toEqual(texel.bindings.map((binding) => ({ ...binding, kind: 'storage-buffer' })));
      expect(ssbo.pushConstantWords).toBe(texel.pushConstantWords);
      expect(ssbo.specializationIds).toEqual(texel.specializationIds);
    }
  });

  it('counts the words of push constants', () => {
    expect(reflect(readKernel('project-qkv.f16.ssbo'), 'x').pushConstantWords).toBe(13);
    expect(reflect(readKernel('embed.f16.ssbo'), 'x').pushConstantWords).toBe(2);
  });

  it.each([
    ['no words at all', new Uint32Array(0)],
    ['a text file', new Uint32Array(new TextEncoder().encode('#version 460 ...').buffer)],
    ['SPIR-V of the other byte order', Uint32Array.of(0x03022307, 0, 0, 0, 0)],
    ['a header cut short', Uint32Array.of(0x07230203, 0, 0)],
  ])('refuses %s', (_, words) => {
    expect(() => reflect(words, 'foo')).toThrow(/kernel foo: not SPIR-V/);
  });

  it('refuses an instruction of no length, and one longer than the file', () => {
    expect(() => reflect(Uint32Array.of(0x07230203, 0, 0, 0, 0, 17), 'foo')).toThrow('SPIR-V breaks off at word 5');
    expect(() => reflect(Uint32Array.of(0x07230203, 0, 0, 0, 0, (3 << 16) | 17, 1), 'foo')).toThrow('breaks off');
  });

  it('refuses a buffer that has no binding', () => {
    const words = readKernel('rms-norm.ssbo');
    // OpDecorate id Binding slot: 71, with decoration 33.
    const at = words.findIndex((word, i) => word === ((4 << 16) | 71) && words[i + 2] === 33);
    words[at + 2] = 35;
    expect(() => reflect(words, 'foo')).toThrow('kernel foo: a buffer without a binding in descriptor set 0');
  });

  it('ends on every file that was cut off, with an interface or with an error', () => {
    const words = readKernel('embed.q8_0.texel');
    for (let length = 0; length < words.length; length++) {
      try {
        reflect(words.subarray(0, length), 'foo');
      } catch (error) {
        expect(String(error)).toMatch(/kernel foo: /);
      }
    }
  });
});
