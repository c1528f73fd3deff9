// How many engines may be loaded at once: where there is no room for another, the one that is idle longest gives way.
import { LoadPace } from './load-pace.ts';

/** An engine as it is counted here. */
export interface Loadable {
  /** When its last generation ended, as performance.now() counts; undefined while one runs or it is loading. */
  readonly idleSinceMs: number | undefined;
  /** Resolves when its memory is free. */
  unload(): Promise<void>;
}

export class LoadedEngines {
  readonly pace: LoadPace;
  readonly #most: number;
  readonly #loaded = new Set<Loadable>();
  readonly #waiting: (() => void)[] = [];
  #nEntering = 0;
  /** Engines take their places one after the other. */
  #turn: Promise<void> = Promise.resolve();

  /** @param most engines at once; 0: any number */
  constructor(most = 0, pace = new LoadPace()) {
    this.pace = pace;
    this.#most = most || Number.POSITIVE_INFINITY;
  }

  /** Charges an owner for an engine that was loaded for it, where another may have given way. */
  charge(owner: string, loadMs: number): void {
    if (Number.isFinite(this.#most)) this.pace.charge(owner, loadMs);
  }

  /** Resolves when the engine may load: at once, or when another has given way. */
  enter(engine: Loadable): Promise<void> {
    this.#nEntering++;
    const entered = this.#turn
      .then(() => this.#makeRoom())
      .then(() => void this.#loaded.add(engine))
      .finally(() => this.#nEntering--);
    this.#turn = entered.catch(() => undefined);
    return entered;
  }

  /**
   * Resolves when no engine waits for a place. New requests of loaded engines wait for this; otherwise an engine that is
   * always asked would never become idle, and the others would wait for ever.
   */
  async untilUncontended(): Promise<void> {
    while (this.#nEntering > 0) await this.#turn;
  }

  get isContended(): boolean {
    return this.#nEntering > 0;
  }

  /** The engine's memory is free. */
  leave(engine: Loadable): void {
    this.#loaded.delete(engine);
    this.wake();
  }

  /** An engine has become idle, or has left: one that waits may have its place. */
  wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }

  async #makeRoom(): Promise<void> {
    while (this.#loaded.size >= this.#most) {
      const idle = [...this.#loaded].filter(({ idleSinceMs }) => idleSinceMs !== undefined);
      const [longest] = idle.sort((a, b) => (a.idleSinceMs as number) - (b.idleSinceMs as number));
      if (longest) await longest.unload();
      else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    }
  }
}
