// Work that is recorded once and submitted many times, in submissions that each end soon: a driver takes a submission of
// several seconds for a hang and loses the device. How long the pieces take is measured, since no table can know it.
import type { Device } from './device.ts';
import { Recording } from './recording.ts';

/** What one submission should take; drivers give up after 2 s at the earliest. */
const defaultBudgetMs = 100;

export class BoundedWork {
  readonly #device: Device;
  readonly #pieces: readonly ((recording: Recording) => void)[];
  readonly #budgetMs: number;
  /** Pieces of one submission: one, until they have been timed. */
  #perSubmission = 1;
  #isMeasured = false;
  #recordings: Recording[] = [];

  /** @param pieces in the order in which they run; a submission holds one of them or several */
  constructor(device: Device, pieces: readonly ((recording: Recording) => void)[], budgetMs = defaultBudgetMs) {
    this.#device = device;
    this.#pieces = pieces;
    this.#budgetMs = budgetMs;
    this.#record();
  }

  get nSubmissions(): number {
    return this.#recordings.length;
  }

  get nDispatches(): number {
    return this.#recordings.reduce((sum, recording) => sum + recording.nDispatches, 0);
  }

  /** Runs all pieces and resolves when the last has ended. @throws VulkanError */
  async run(): Promise<void> {
    let totalMs = 0;
    let slowestMs = 0;
    for (const recording of this.#recordings) {
      const startedAt = performance.now();
      await this.#device.submit(recording.handle);
      const ms = performance.now() - startedAt;
      totalMs += ms;
      slowestMs = Math.max(slowestMs, ms);
    }
    const pieceMs = totalMs / this.#pieces.length;
    const fitting = Math.min(this.#pieces.length, Math.max(1, Math.floor(this.#budgetMs / pieceMs)));
    // Submissions become longer only after the first run, but shorter whenever one takes too long: contexts grow.
    const isTooSlow = slowestMs > 2 * this.#budgetMs && fitting < this.#perSubmission;
    if (!isTooSlow && (this.#isMeasured || fitting === this.#perSubmission)) return;
    this.#isMeasured = true;
    this.#perSubmission = fitting;
    this.#record();
  }

  #record(): void {
    this.free();
    for (let first = 0; first < this.#pieces.length; first += this.#perSubmission) {
      const own = this.#pieces.slice(first, first + this.#perSubmission);
      this.#recordings.push(
        new Recording(this.#device, (recording) => {
          for (const piece of own) piece(recording);
        }),
      );
    }
  }

  /** It must not be in flight. */
  free(): void {
    for (const recording of this.#recordings.splice(0)) recording.free();
  }
}
