// Progress of long work: on a terminal a line with a bar that fits its width, elsewhere a line every few seconds. Work that
// is over in a moment is not mentioned.
import stringWidth from 'string-width';
import type { LoadProgress } from '../load-model.ts';
import { type Screen, screen as standardScreen } from './screen.ts';

const quietMs = 500;
const terminalEveryMs = 100;
const lineEveryMs = 5_000;
/** The time left follows from the speed of the last seconds, because speed changes: a file may be cached in part. */
const speedWindowMs = 10_000;
/** Before that the time left would be a guess. */
const guessMs = 1_000;
const widestBar = 24;
const narrowestBar = 8;

export interface ProgressOptions {
  /** What is done, such as `pulling model.gguf`. */
  readonly what: string;
  /** Work is counted in bytes, or in steps of similar length. */
  readonly unit: 'bytes' | 'steps';
  readonly screen?: Screen | undefined;
  /** Work that an earlier run did: it is done, but says nothing about the speed. */
  readonly doneBefore?: number | undefined;
}

/** Returns a function to be called with the work done so far and in all. */
export function progressLine(options: ProgressOptions): (done: number, total: number) => void {
  const { what, unit, screen = standardScreen, doneBefore = 0 } = options;
  const estimate = new Estimate(screen.now(), doneBefore);
  let shownAt = estimate.startedAt;
  let wasShown = false;
  return (done, total) => {
    const now = screen.now();
    estimate.add(now, done);
    const tookMs = now - estimate.startedAt;
    if (done >= total) {
      screen.show('');
      if (wasShown)
        screen.print(`${what}: ${unit === 'bytes' ? `${size(total)} in ` : ''}${duration(tookMs / 1000)}\n`);
      wasShown = false;
      return;
    }
    if (tookMs < quietMs || now - shownAt < (screen.isTerminal ? terminalEveryMs : lineEveryMs)) return;
    shownAt = now;
    wasShown = true;
    const state = { what, unit, share: total > 0 ? done / total : 1, done, total, ...estimate.of(total) };
    if (screen.isTerminal) screen.show(fitted(state, screen.columns));
    else screen.print(`${[`${what}: ${percent(state.share)}`, ...details(state)].join(', ')}\n`);
  };
}

/** Shows the stages of loading a model, each with its own line. */
export function loadProgress(name: string, screen?: Screen): (progress: LoadProgress) => void {
  let current: string | undefined;
  let tell: ((done: number, total: number) => void) | undefined;
  let last = 0;
  return ({ stage, done, total }) => {
    // A stage starts again if its work has to be done anew.
    if (!tell || stage !== current || done < last) {
      const unit = stage === 'loading weights' ? 'bytes' : 'steps';
      tell = progressLine({ what: `${name}: ${stage}`, unit, screen });
    }
    current = stage;
    last = done;
    tell(done, total);
  };
}

/** Speed, and the time that is left. */
export class Estimate {
  readonly startedAt: number;
  readonly #samples: [at: number, done: number][];

  constructor(now: number, done: number) {
    this.startedAt = now;
    this.#samples = [[now, done]];
  }

  add(now: number, done: number): void {
    this.#samples.push([now, done]);
    // The oldest sample of the window stays, and the steps since then are what is measured.
    while ((this.#samples[1]?.[0] ?? now) < now - speedWindowMs) this.#samples.shift();
  }

  /** Work per second, and seconds to the end; null while they are not known. */
  of(total: number): { perSecond: number | null; secondsLeft: number | null } {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last[0] - this.startedAt < guessMs || last[1] <= first[1]) {
      return { perSecond: null, secondsLeft: null };
    }
    const perSecond = (last[1] - first[1]) / ((last[0] - first[0]) / 1000);
    return { perSecond, secondsLeft: Math.ceil((total - last[1]) / perSecond) };
  }
}

interface State {
  readonly what: string;
  readonly unit: 'bytes' | 'steps';
  readonly share: number;
  readonly done: number;
  readonly total: number;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Amount, speed and time left, as far as they are known. */
function details({ unit, done, total, perSecond, secondsLeft }: State): string[] {
  const amount = unit === 'bytes' ? `${size(done)} of ${size(total)}` : `${done} of ${total}`;
  const speed = unit === 'bytes' && perSecond !== null ? [`${size(perSecond)}/s`] : [];
  return [amount, ...speed, ...(secondsLeft === null ? [] : [`${duration(secondsLeft)} left`])];
}

/** The longest form that fits: first without the speed, then without the amount, the bar, the time left. */
function fitted(state: State, columns: number): string {
  const [amount = '', ...rest] = details(state);
  const left = state.secondsLeft === null ? [] : rest.slice(-1);
  const forms = [[amount, ...rest], [amount, ...left], left].map((tail) => [percent(state.share).padStart(4), ...tail]);
  for (const form of forms) {
    const words = [state.what, ...form].join('  ');
    const room = columns - stringWidth(words) - 2;
    if (room >= narrowestBar) return [state.what, bar(state.share, Math.min(room, widestBar)), ...form].join('  ');
  }
  for (const tail of [[percent(state.share), ...left], [percent(state.share)]]) {
    const end = `  ${tail.join('  ')}`;
    const room = columns - stringWidth(end);
    if (room >= 10) return cut(state.what, room) + end;
  }
  return cut(percent(state.share), columns);
}

function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, share) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

function percent(share: number): string {
  return `${Math.floor(Math.min(1, share) * 100)}%`;
}

/** The text, with its middle left out if it is wider than the room: names differ at both ends. */
function cut(text: string, room: number): string {
  if (stringWidth(text) <= room) return text;
  const letters = [...text];
  for (let kept = letters.length - 1; kept > 0; kept--) {
    const head = letters.slice(0, Math.ceil(kept / 2)).join('');
    const tail = letters.slice(letters.length - Math.floor(kept / 2)).join('');
    if (stringWidth(head) + 1 + stringWidth(tail) <= room) return `${head}…${tail}`;
  }
  return '';
}

/** Bytes in the unit that people use. */
export function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power > 2 ? 2 : 0)} ${units[power]}`;
}

function duration(seconds: number): string {
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** What is being done right now, in one line that the next one replaces; on a terminal only. */
export function statusLine(screen: Screen = standardScreen): { show(text: string): void; clear(): void } {
  return { show: (text) => screen.show(cut(text, screen.columns)), clear: () => screen.show('') };
}

/** Names the steps of long work: on a terminal in one line that the next step replaces, elsewhere each in its own line. */
export function stepLine(screen: Screen = standardScreen): { show(step: string): void; clear(): void } {
  const status = statusLine(screen);
  return {
    show: (step) => (screen.isTerminal ? status.show(step) : screen.print(`${step}\n`)),
    clear: status.clear,
  };
}
