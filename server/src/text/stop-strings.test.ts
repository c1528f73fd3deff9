import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StopStrings } from './stop-strings.ts';

/** What comes out when the text comes in these pieces. */
function read(stop: readonly string[], pieces: readonly string[]): { text: string; stopped: boolean; held: string[] } {
  const reader = new StopStrings(stop);
  let text = '';
  const held: string[] = [];
  for (const piece of pieces) {
    const step = reader.push(piece);
    text += step.text;
    held.push(step.text);
    if (step.stopped) return { text, stopped: true, held };
  }
  return { text: text + reader.end(), stopped: false, held };
}

it('ends the text before the stop string that comes first', () => {
  expect(read(['END', 'stop'], ['to be stopped. END'])).toMatchObject({ text: 'to be ', stopped: true });
});

it('holds back only what may become one', () => {
  expect(read(['\n\n'], ['a', '\n', 'b', '\n', '\n', 'c'])).toEqual({
    text: 'a\nb',
    stopped: true,
    held: ['a', '', '\nb', '', ''],
  });
});

it('gives back what was held when nothing more comes', () => {
  expect(read(['stop'], ['a sto'])).toEqual({ text: 'a sto', stopped: false, held: ['a '] });
});

it('lets everything through where there is none', () => {
  expect(read([], ['a', 'b'])).toEqual({ text: 'ab', stopped: false, held: ['a', 'b'] });
});

it('cuts as a search of the whole text would, however the text is cut', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', '🌬️'), maxLength: 4, minLength: 1 });
  fc.assert(
    fc.property(fc.array(few, { maxLength: 3 }), fc.array(few, { maxLength: 12 }), (stop, pieces) => {
      const whole = pieces.join('');
      const ends = stop.map((one) => whole.indexOf(one)).filter((at) => at >= 0);
      const found = read(stop, pieces);
      expect(found.stopped).toBe(ends.length > 0);
      // Two that overlap may be told apart only later; the text never goes past the first one that is complete.
      if (ends.length === 0) expect(found.text).toBe(whole);
      else expect(whole.startsWith(found.text)).toBe(true);
      for (const one of stop) expect(found.text.includes(one)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
