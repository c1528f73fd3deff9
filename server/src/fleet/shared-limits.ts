// What the servers of a fleet share through one Redis: requests per minute, and generations at once, of each token.
import type { Store } from 'express-rate-limit';
import { SharedPlaces } from './shared-places.ts';
import { SharedStore, type SharedStoreEvents } from './shared-store.ts';

export class SharedLimits {
  readonly rateLimitStore: Store;
  readonly places: SharedPlaces;
  readonly #store: SharedStore;

  /** Connects, and goes on trying; nothing waits for it. */
  constructor(url: string, events: SharedStoreEvents) {
    this.#store = new SharedStore(url, events);
    this.rateLimitStore = this.#store.rateLimitStore();
    this.places = new SharedPlaces(this.#store);
    this.#store.open();
  }

  get isUp(): boolean {
    return this.#store.isUp;
  }

  get nErrors(): number {
    return this.#store.nErrors;
  }

  close(): void {
    this.places.close();
    this.#store.close();
  }
}
