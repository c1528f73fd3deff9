import { describe, expect, it } from 'vitest';
import { bytesProgress } from './progress.ts';

const gib = 1024 ** 3;

function record(isTerminal: boolean, reports: readonly [seconds: number, done: number][], total = 4 * gib): string[] {
  const written: string[] = [];
  let now = 0;
  const tell = bytesProgress('loading', { isTerminal, write: (text) => written.push(text), now: () => now });
  for (const [seconds, done] of reports) {
    now = seconds * 1000;
    tell(done, total);
  }
  return written;
}

describe('bytesProgress', () => {
  it('says nothing about what is over in a moment', () => {
    expect(
      record(true, [
        [0.1, gib],
        [0.4, 4 * gib],
      ]),
    ).toEqual([]);
  });

  it('rewrites one line on a terminal, with share, amounts, rate and time left', () => {
    const [first, , last] = record(true, [
      [1, gib],
      [2, 2 * gib],
      [4, 4 * gib],
    ]);
    expect(first).toBe(
      `\r\x1b[Kloading ${'█'.repeat(6)}${'░'.repeat(18)}  25%  1.00 GiB of 4.00 GiB  1.00 GiB/s  3 s left`,
    );
    expect(last).toMatch(/100% {2}4\.00 GiB of 4\.00 GiB {2}1\.00 GiB\/s {2}done\n$/);
  });

  it('does not write more often than anyone reads', () => {
    const often = Array.from({ length: 1000 }, (_, i): [number, number] => [1 + i / 1000, gib]);
    expect(record(true, often)).toHaveLength(10);
    expect(record(false, often)).toHaveLength(0);
    expect(
      record(false, [
        [6, gib],
        [7, 2 * gib],
        [12, 3 * gib],
        [13, 4 * gib],
      ]),
    ).toHaveLength(3);
  });

  it('does not count what an earlier run did into the rate', () => {
    const written: string[] = [];
    let now = 0;
    const output = { isTerminal: false, write: (text: string) => written.push(text), now: () => now };
    const tell = bytesProgress('pulling', output, 2 * gib);
    now = 10_000;
    tell(3 * gib, 4 * gib);
    expect(written[0]).toMatch(/75% {2}3\.00 GiB of 4\.00 GiB {2}102 MiB\/s {2}10 s left\n$/);
  });

  it('counts minutes, and survives nothing to do', () => {
    expect(record(true, [[60, gib / 8]])[0]).toMatch(/31 min 0 s left$/);
    expect(record(true, [[1, 0]], 0)[0]).toMatch(/100% {2}0 B of 0 B/);
  });
});
