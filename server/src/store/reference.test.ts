// Repositories as people write them, and the files that they mean.
import { describe, expect, it } from 'vitest';
import { filesMeant, isLaterPart, parseReference, partsOf, quantOf } from './reference.ts';

const repo = 'someone/Model-1B-GGUF';
const meant = (text: string, files: string[]) => {
  const reference = parseReference(text);
  if (!reference) throw new Error('no reference');
  return filesMeant(reference, files, 'main').map(({ file }) => file);
};

describe('a reference', () => {
  it.each([
    ['hf.co/someone/Model-1B-GGUF', 'hf.co/someone/Model-1B-GGUF', null],
    ['hf.co/someone/Model-1B-GGUF:q8_0', 'hf.co/someone/Model-1B-GGUF:Q8_0', 'Q8_0'],
    ['https://huggingface.co/someone/Model-1B-GGUF/', 'hf.co/someone/Model-1B-GGUF', null],
    ['huggingface.co/someone/Model-1B-GGUF:IQ4_XS', 'hf.co/someone/Model-1B-GGUF:IQ4_XS', 'IQ4_XS'],
  ])('%s', (text, name, quant) => {
    expect(parseReference(text)).toEqual({ name, repo, quant });
  });

  it.each(['@cf/meta/llama-3.2-1b-instruct', '/models/a.gguf', 'hf.com/a/b', 'someone/Model'])('is not %s', (text) => {
    expect(parseReference(text)).toBeNull();
  });

  it.each(['hf.co/someone', 'hf.co/a/b/c', 'hf.co/../b', 'hf.co/a/b:'])('%s is refused', (text) => {
    expect(() => parseReference(text)).toThrow(/is not a repository/);
  });
});

describe('the files that it means', () => {
  const files = ['README.md', 'm-Q8_0.gguf', 'm-Q4_K_M.gguf', 'mmproj-m-Q4_K_M.gguf', 'm.imatrix.gguf', 'm-f16.gguf'];

  it('are of the most usual quantisation, or of the named one', () => {
    expect(meant('hf.co/someone/m', files)).toEqual(['m-Q4_K_M.gguf']);
    expect(meant('hf.co/someone/m:q8_0', files)).toEqual(['m-Q8_0.gguf']);
    expect(meant('hf.co/someone/m:F16', files)).toEqual(['m-f16.gguf']);
    expect(meant('hf.co/someone/m', ['m.Q3_K_S.gguf'])).toEqual(['m.Q3_K_S.gguf']);
  });

  it('are all parts of one model', () => {
    const parts = ['q/m-Q4_0-00002-of-00002.gguf', 'q/m-Q4_0-00001-of-00002.gguf', 'q/other-Q4_0.gguf'];
    expect(meant('hf.co/someone/m:Q4_0', parts)).toEqual([parts[1], parts[0]]);
    expect(parts.map(isLaterPart)).toEqual([true, false, false]);
    expect(quantOf(parts[0] ?? '')).toBe('Q4_0');
    const installed = parts.map((file) => ({ repo, file }));
    const [second, first] = installed;
    if (!first || !second) throw new Error('not there');
    expect(partsOf(first, installed)).toHaveLength(2);
    expect(partsOf(first, [first])).toEqual([]);
  });

  it('are refused with what there is', () => {
    expect(() => meant('hf.co/someone/m:Q5_0', files)).toThrow(
      'someone/m has no file of the quantisation Q5_0; it has Q8_0, Q4_K_M, F16',
    );
    expect(() => meant('hf.co/someone/m', ['model.safetensors'])).toThrow('someone/m has no GGUF file');
  });
});
