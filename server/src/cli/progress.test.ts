import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { loadProgress, progressLine, size } from './progress.ts';
import { Screen } from './screen.ts';

const gib = 1024 ** 3;

/** A screen whose clock the test sets, and what was written to it. */
function fakeScreen({ isTerminal = true, columns = 100 } = {}) {
  const written: string[] = [];
  const clock = { ms: 0, columns };
  const screen = new Screen({
    isTerminal,
    columns: () => clock.columns,
    write: (text) => written.push(text),
    now: () => clock.ms,
  });
  return { screen, written, clock };
}

type Reports = readonly [seconds: number, done: number][];

function record(reports: Reports, { total = 4 * gib, doneBefore = 0, ...options }: Partial<Options> = {}): string[] {
  const { screen, written, clock } = fakeScreen(options);
  const tell = progressLine({ what: 'loading', unit: 'bytes', screen, doneBefore });
  for (const [seconds, done] of reports) {
    clock.ms = seconds * 1000;
    tell(done, total);
  }
  return written;
}

interface Options {
  total: number;
  doneBefore: number;
  isTerminal: boolean;
  columns: number;
}

/** What a terminal shows of a transient line. */
const lineOf = (text: string | undefined) => text?.replace('\r\x1b[K', '') ?? '';

describe('progressLine', () => {
  it('does not mention what is over in a moment', () => {
    expect(
      record([
        [0.1, gib],
        [0.4, 4 * gib],
      ]),
    ).toEqual([]);
  });

  it('rewrites one line on a terminal, with share, amount, speed and time left, and leaves a summary', () => {
    const written = record([
      [1, gib],
      [2, 2 * gib],
      [4, 4 * gib],
    ]);
    expect(written[0]).toBe(
      `\r\x1b[Kloading  ${'█'.repeat(6)}${'░'.repeat(18)}   25%  1.00 GiB of 4.00 GiB  1.00 GiB/s  3 s left`,
    );
    expect(written.slice(-2)).toEqual(['\r\x1b[K', 'loading: 4.00 GiB in 4 s\n']);
  });

  it('fits the width of the terminal, whatever it is, and follows when it changes', () => {
    const { screen, written, clock } = fakeScreen();
    const tell = progressLine({ what: '@cf/mistral/mistral-7b-instruct-v0.1: loading weights', unit: 'bytes', screen });
    for (let columns = 120; columns >= 5; columns--) {
      clock.columns = columns;
      clock.ms += 1000;
      tell(clock.ms * 1e5, 200_000 * 1e5);
      const line = lineOf(written.at(-1));
      expect([columns, stringWidth(line) < columns]).toEqual([columns, true]);
      if (columns > 20) expect(line).toMatch(/\d+%/);
      if (columns > 40) expect(line).toContain('left');
    }
    expect(written).toHaveLength(116);
  });

  it('counts wide characters as the terminal does', () => {
    const { screen, written, clock } = fakeScreen({ columns: 40 });
    const tell = progressLine({ what: '模型'.repeat(20), unit: 'bytes', screen });
    clock.ms = 2000;
    tell(gib, 4 * gib);
    expect(stringWidth(lineOf(written[0]))).toBeLessThan(40);
    expect(lineOf(written[0])).toMatch(/^模.*…/);
  });

  it('does not write more often than anyone reads', () => {
    const often = Array.from({ length: 1000 }, (_, i): [number, number] => [1 + i / 1000, gib]);
    expect(record(often)).toHaveLength(10);
    expect(record(often, { isTerminal: false })).toHaveLength(0);
  });

  it('writes a line every few seconds where there is no terminal, without control characters', () => {
    const written = record(
      [
        [6, gib],
        [7, 2 * gib],
        [12, 3 * gib],
        [13, 4 * gib],
      ],
      { isTerminal: false },
    );
    expect(written[0]).toBe('loading: 25%, 1.00 GiB of 4.00 GiB, 171 MiB/s, 18 s left\n');
    expect(written).toHaveLength(3);
    for (const mark of ['\r', '\x1b', '█']) expect(written.join('')).not.toContain(mark);
  });

  it('takes the time left from the speed of the last seconds', () => {
    // The first half comes from the cache at once; the rest takes a GiB each 20 s.
    const reports = Array.from({ length: 41 }, (_, i): [number, number] => [2 + i, 2 * gib + (i * gib) / 20]);
    const line = lineOf(record([[1.9, 2 * gib], ...reports], { total: 8 * gib }).at(-1));
    expect(line).toMatch(/1 min 2\d s left$/);
  });

  it('does not guess the time left from nothing', () => {
    expect(lineOf(record([[0.7, gib / 100]])[0])).not.toContain('left');
    const stuck = record([
      [20, 0],
      [40, 0],
    ]);
    expect(stuck.map(lineOf).join()).not.toMatch(/left|Infinity|NaN/);
  });

  it('leaves work of an earlier run out of the speed', () => {
    const written = record([[10, 3 * gib]], { isTerminal: false, doneBefore: 2 * gib });
    expect(written[0]).toBe('loading: 75%, 3.00 GiB of 4.00 GiB, 102 MiB/s, 10 s left\n');
  });

  it('counts minutes and hours, and survives nothing to do', () => {
    expect(record([[60, gib / 8]])[0]).toMatch(/31 min 0 s left$/);
    expect(record([[60, gib / 400]])[0]).toMatch(/26 h 39 min left$/);
    expect(record([[1, 0]], { total: 0 })).toEqual([]);
  });
});

describe('loadProgress', () => {
  it('gives each stage its own line, time and unit', () => {
    const { screen, written, clock } = fakeScreen();
    const tell = loadProgress('m', screen);
    const at = (ms: number, stage: Parameters<typeof tell>[0]['stage'], done: number, total: number) => {
      clock.ms = ms;
      tell({ stage, done, total });
    };
    at(0, 'timing kernels', 0, 20);
    at(10_000, 'timing kernels', 10, 20);
    at(20_000, 'timing kernels', 20, 20);
    at(20_001, 'compiling kernels', 0, 30);
    at(24_001, 'compiling kernels', 10, 30);
    at(32_001, 'compiling kernels', 30, 30);
    at(33_000, 'loading weights', 0, 4 * gib);
    at(35_000, 'loading weights', gib, 4 * gib);
    const lines = written.map(lineOf).filter((line) => line !== '');
    expect(lines).toEqual([
      expect.stringMatching(/^m: timing kernels {2}█+░+ {3}50% {2}10 of 20 {2}10 s left$/),
      'm: timing kernels: 20 s\n',
      expect.stringMatching(/^m: compiling kernels .* 33% {2}10 of 30 {2}8 s left$/),
      'm: compiling kernels: 12 s\n',
      expect.stringMatching(/^m: loading weights .* 25% {2}1.00 GiB of 4.00 GiB {2}512 MiB\/s {2}6 s left$/),
    ]);
  });
});

describe('a screen', () => {
  it('prints above the transient line, which stays the last', () => {
    const { screen, written } = fakeScreen();
    screen.show('50%');
    screen.print('a log line\n');
    screen.show('');
    screen.print('the end\n');
    expect(written).toEqual(['\r\x1b[K50%', '\r\x1b[Ka log line\n50%', '\r\x1b[K', 'the end\n']);
  });

  it('shows no transient line where there is no terminal', () => {
    const { screen, written } = fakeScreen({ isTerminal: false });
    screen.show('50%');
    screen.print('text\n');
    expect(written).toEqual(['text\n']);
  });
});

it('sizes are in the unit that people use', () => {
  expect([0, 1023, 1024, 3 * gib].map(size)).toEqual(['0 B', '1023 B', '1 KiB', '3.00 GiB']);
});
