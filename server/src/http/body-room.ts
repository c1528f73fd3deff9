// Bounds the memory that request bodies take, over all requests and for one token. Room is taken before a body is read.
import { ServerError } from '../errors.ts';

/** Most requests of one owner that wait. */
const maxWaiting = 256;

/** Room that a body has. */
export interface Hold {
  /** Changes the number of bytes at once. @throws ServerError noCapacity when there is no room to grow */
  resize(bytes: number): void;
  /** May be called again. */
  release(): void;
}

interface Waiter {
  readonly owner: string;
  readonly bytes: number;
  /** Takes the room and tells so. */
  readonly enter: () => void;
}

/** The bytes of all bodies of a server. */
export class BodyRoom {
  readonly #limit: number;
  readonly #patienceMs: number;
  readonly #byOwner = new Map<string, number>();
  #held = 0;
  #waiting: Waiter[] = [];

  /**
   * @param limit in bytes, at least twice the largest body
   * @param patienceMs how long a request waits for room
   */
  constructor(limit: number, patienceMs = 5000) {
    this.#limit = limit;
    this.#patienceMs = patienceMs;
  }

  /** Bytes that are held now. */
  get held(): number {
    return this.#held;
  }

  /**
   * Waits until there is room for this many bytes.
   * @throws ServerError noCapacity when there is none for too long; the signal's reason
   */
  async take(owner: string, bytes: number, signal?: AbortSignal): Promise<Hold> {
    if (!this.#hasRoom(owner, bytes)) await this.#wait(owner, bytes, signal);
    else this.#add(owner, bytes);
    let held = bytes;
    return {
      resize: (wanted) => {
        if (wanted > held && !this.#hasRoom(owner, wanted - held)) throw noRoom();
        this.#add(owner, wanted - held);
        held = wanted;
      },
      release: () => {
        this.#add(owner, -held);
        held = 0;
      },
    };
  }

  /** An owner may have half of what the others leave, so that there is always room for one more. */
  #hasRoom(owner: string, bytes: number): boolean {
    const own = this.#byOwner.get(owner) ?? 0;
    return own + bytes <= (this.#limit - (this.#held - own)) / 2 || this.#held === 0;
  }

  #add(owner: string, bytes: number): void {
    const own = (this.#byOwner.get(owner) ?? 0) + bytes;
    if (own > 0) this.#byOwner.set(owner, own);
    else this.#byOwner.delete(owner);
    this.#held += bytes;
    if (bytes < 0) this.#admit();
  }

  #admit(): void {
    for (const waiter of [...this.#waiting]) if (this.#hasRoom(waiter.owner, waiter.bytes)) waiter.enter();
  }

  #wait(owner: string, bytes: number, signal?: AbortSignal): Promise<void> {
    if (this.#waiting.filter((waiter) => waiter.owner === owner).length >= maxWaiting) throw noRoom();
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#waiting = this.#waiting.filter((one) => one !== waiter);
      };
      const abort = () => {
        leave();
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        leave();
        reject(noRoom());
      }, this.#patienceMs);
      const enter = () => {
        leave();
        this.#add(owner, bytes);
        resolve();
      };
      const waiter = { owner, bytes, enter };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
    });
  }
}

function noRoom(): ServerError {
  return new ServerError(
    'noCapacity',
    'Capacity temporarily exceeded, please try again. Other requests take the memory that this server has for bodies.',
  );
}
