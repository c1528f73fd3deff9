// events() reads the same from recorded streams (recorded/README.md), whatever their bytes are cut into.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { events } from '../src/index.ts';
import { collect, frames, streamOf } from './sse.ts';

const folder = new URL('recorded/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.sse'));
// What no model wrote for us: characters of four bytes and of several code points, line ends that are none, data: in a text.
const odd = ['Höl', 'der', '線 🜁', '\u2028', '👩‍🚀', ' ﷽', '\n\n', 'data: x'].map((response) => ({
  response,
  p: 'abd',
}));
const recordings = [
  ...files.map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') })),
  { name: 'odd characters', text: frames(...odd, '[DONE]') },
];

const read = async (pieces: readonly (string | Uint8Array)[]) =>
  JSON.stringify(await collect(events(streamOf(pieces))));
const bytesOf = (text: string) => new TextEncoder().encode(text);
const withCrLf = (text: string) => text.replaceAll('\n', '\r\n');

describe.each(recordings)('the recording $name', ({ text }) => {
  it('is read frame by frame', async () => {
    const whole = await collect(events(streamOf([text])));
    const blocks = text.split('\n\n').filter((block) => block !== '');
    expect(blocks.pop()).toBe('data: [DONE]');
    expect(whole.map(({ frame }) => frame)).toEqual(blocks.map((block) => JSON.parse(block.replace('data: ', ''))));
  });

  it.each([
    ['LF', text],
    ['CRLF', withCrLf(text)],
  ])('is read byte by byte, with %s', async (_, written) => {
    const bytes = Array.from(bytesOf(written), (byte) => Uint8Array.of(byte));
    expect(await read(bytes)).toBe(await read([text]));
  });
});

describe('the recordings', () => {
  const both = recordings.flatMap(({ text }) => [text, withCrLf(text)].map((written) => ({ text, written })));
  const isContinuation = (byte = 0) => (byte & 0xc0) === 0x80;

  it('are read the same from bytes cut anywhere, 10,000 times: inside of characters, of CRLF, of lines', async () => {
    const cases = await Promise.all(
      both.map(async ({ text, written }) => ({ bytes: bytesOf(written), expected: await read([text]) })),
    );
    const nCuts = { inCharacter: 0, inCrLf: 0, inLine: 0 };
    const cutting = fc
      .constantFrom(...cases)
      .chain(({ bytes, expected }) =>
        fc
          .noBias(fc.array(fc.nat(bytes.length), { maxLength: 40, size: 'max' }))
          .map((cuts) => ({ bytes, expected, cuts })),
      );
    await fc.assert(
      fc.asyncProperty(cutting, async ({ bytes, expected, cuts }) => {
        const ends = [...cuts, bytes.length].sort((a, b) => a - b);
        const pieces = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end)); // empty pieces too
        for (const end of cuts) {
          if (isContinuation(bytes[end])) nCuts.inCharacter++;
          else if (bytes[end] === 0x0a && bytes[end - 1] === 0x0d) nCuts.inCrLf++;
          else if (end > 0 && bytes[end - 1] !== 0x0a) nCuts.inLine++;
        }
        expect(await read(pieces)).toBe(expected);
      }),
      { numRuns: 10_000 },
    );
    for (const n of Object.values(nCuts)) expect(n).toBeGreaterThan(1_000);
  }, 120_000);
});
