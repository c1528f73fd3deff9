// Long work, told to whoever waits for it: a bar that is rewritten in place on a terminal, a line every few seconds
// elsewhere, and nothing at all for what is over in a moment.

const quietMs = 500;
const terminalEveryMs = 100;
const logEveryMs = 5_000;
const barWidth = 24;

/** Where the words go, and when it is. */
export interface ProgressOutput {
  readonly isTerminal: boolean;
  write(text: string): void;
  now(): number;
}

/** The terminal's error stream: the answer itself may be going down a pipe. */
export const standardError: ProgressOutput = {
  isTerminal: process.stderr.isTTY === true,
  write: (text) => process.stderr.write(text),
  now: () => performance.now(),
};

/**
 * A teller for one piece of work, to be called with the bytes done so far and in all.
 * @param doneBefore bytes that an earlier run did: they are done, but say nothing about the rate
 */
export function bytesProgress(
  what: string,
  output: ProgressOutput = standardError,
  doneBefore = 0,
): (done: number, total: number) => void {
  const startedAt = output.now();
  let toldAt = startedAt;
  let wasTold = false;
  return (done, total) => {
    const now = output.now();
    const isLast = done >= total;
    const isDue = now - startedAt >= quietMs && now - toldAt >= (output.isTerminal ? terminalEveryMs : logEveryMs);
    if (!(isDue || (isLast && wasTold))) return;
    toldAt = now;
    wasTold = true;
    const text = `${what} ${describe(done, total, (done - doneBefore) / Math.max((now - startedAt) / 1000, 1e-3))}`;
    output.write(output.isTerminal ? `\r\x1b[K${text}${isLast ? '\n' : ''}` : `${text}\n`);
  };
}

function describe(done: number, total: number, rate: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 1;
  const full = Math.round(share * barWidth);
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
  const left = Math.ceil((total - done) / Math.max(rate, 1));
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return `${bar} ${percent}  ${size(done)} of ${size(total)}  ${size(rate)}/s  ${left > 0 ? `${duration(left)} left` : 'done'}`;
}

/** Bytes, as people say them. */
export function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power > 2 ? 2 : 0)} ${units[power]}`;
}

function duration(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What is being done right now, in one line that the next one replaces; on a terminal only. */
export function statusLine(output: ProgressOutput = standardError): { show(text: string): void; clear(): void } {
  const rewrite = (text: string) => {
    if (output.isTerminal) output.write(`\r\x1b[K${text}`);
  };
  return { show: rewrite, clear: () => rewrite('') };
}
