// When an upstream is left alone: after some failures in a row nobody is sent there for a while, then one request tries
// it. A library's breaker sees a call as one promise; an answer here fails or succeeds only when its stream has ended.

/** How soon, and for how long. */
export interface EjectionLimits {
  /** Failures in a row. */
  readonly nFailures: number;
  readonly firstMs: number;
  readonly mostMs: number;
}

export const ejectionLimits: EjectionLimits = { nFailures: 3, firstMs: 1000, mostMs: 30_000 };

/** What became of a request: `unknown` when its client left, or the upstream only said that it is busy. */
export type Outcome = 'success' | 'failure' | 'unknown';

export class Ejection {
  readonly #limits: EjectionLimits;
  readonly #now: () => number;
  #nFailures = 0;
  /** Ejections since the last success. */
  #nInARow = 0;
  #untilMs: number | null = null;
  #isTried = false;
  #nEjections = 0;

  constructor(limits: EjectionLimits = ejectionLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  get isEjected(): boolean {
    return this.#untilMs !== null;
  }

  /** A request may be sent: it is in service, or the time for a trial has come and nobody else is at it. */
  get mayTry(): boolean {
    if (this.#untilMs === null) return true;
    return !this.#isTried && this.#now() >= this.#untilMs;
  }

  /** Until the next trial; 0 when there may be one. */
  get msLeft(): number {
    return this.#untilMs === null ? 0 : Math.max(0, this.#untilMs - this.#now());
  }

  get nEjections(): number {
    return this.#nEjections;
  }

  /** A request is sent. To be called when mayTry; gives the function that says, once, what became of it. */
  begin(): (outcome: Outcome) => void {
    const isTrial = this.#untilMs !== null;
    if (isTrial) this.#isTried = true;
    let isOver = false;
    return (outcome) => {
      if (isOver) return;
      isOver = true;
      if (isTrial) this.#isTried = false;
      if (outcome === 'success') this.#succeed();
      // Those that were under way when it was ejected say nothing new.
      else if (outcome === 'failure' && (isTrial || this.#untilMs === null)) this.#fail(isTrial);
    };
  }

  #succeed(): void {
    this.#nFailures = 0;
    this.#nInARow = 0;
    this.#untilMs = null;
  }

  #fail(isTrial: boolean): void {
    this.#nFailures++;
    if (!isTrial && this.#nFailures < this.#limits.nFailures) return;
    this.#untilMs = this.#now() + Math.min(this.#limits.mostMs, this.#limits.firstMs * 2 ** this.#nInARow);
    this.#nInARow++;
    this.#nEjections++;
  }
}
