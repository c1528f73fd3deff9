// What is written for a format: nothing that its RFC does not have.
import { expect, it } from 'vitest';
import { formatOutline, formatPattern } from './formats.ts';

it.each([
  ['duration', ['P1Y2M3DT4H5M6S', 'P1Y', 'P2M3D', 'PT4H5M', 'P3DT6S', 'P4W'], ['P1Y3D', 'PT4H6S', 'P', 'PT', 'P1W1D']],
  ['idn-hostname', ['a.b-c', 'x1'], ['ab--c.d', '-a', 'a-']],
  ['date', ['2024-02-29', '2000-02-29'], ['2023-02-29', '1900-02-29', '2024-13-01']],
])('%s', (format, written, others) => {
  const pattern = new RegExp(formatPattern(format) as string, 'u');
  expect([...written, ...others].filter((text) => pattern.test(text))).toEqual(written);
  const outline = new RegExp(formatOutline(format) as string, 'u');
  expect(written.filter((text) => !outline.test(text))).toEqual([]);
});
