// The Redis that the nodes of a fleet share. Each call has a short time limit: when a limit cannot be checked, the request
// goes on without it, and the failure is counted.
import { createHash } from 'node:crypto';
import { createClient } from '@redis/client';
import { RedisStore } from 'rate-limit-redis';
import { ReplyLimit } from './reply-limit.ts';

/** How long one command may take. */
const patienceMs = 250;

/** How long to wait before the nth try to connect again. */
function reconnectMs(nTries: number): number {
  return Math.min(2000, 50 * 2 ** Math.min(nTries, 10));
}

/** What the operator is told as it happens. */
export interface SharedStoreEvents {
  onUp(): void;
  onDown(reason: string): void;
}

export class SharedStore {
  readonly #client;
  readonly #events: SharedStoreEvents;
  readonly #replies: ReplyLimit;
  #isUp = false;
  #hasFailed = false;
  #nErrors = 0;

  /** @param url redis://, rediss:// for TLS; may hold a password, and is never shown */
  constructor(url: string, events: SharedStoreEvents) {
    this.#events = events;
    this.#replies = new ReplyLimit(url);
    this.#client = createClient({
      url,
      disableOfflineQueue: true, // what is asked while it is away fails at once
      socket: { connectTimeout: 2000, reconnectStrategy: reconnectMs },
    });
    this.#client.on('reconnecting', () => this.#replies.expect());
    this.#client.on('ready', () => this.#turn(true));
    this.#client.on('error', (error: Error) => this.#turn(false, error.message));
  }

  /** Begins to connect; it goes on trying until it is closed. */
  open(): void {
    this.#replies.expect();
    this.#client.connect().catch(() => undefined); // 'error' has told it
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Commands that failed or took too long: so often a limit was not checked. */
  get nErrors(): number {
    return this.#nErrors;
  }

  /** One command. Rejects when it fails, and when it takes too long. */
  async command(args: readonly string[]): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs} ms`)), patienceMs);
    });
    const answer = this.#client.sendCommand([...args]);
    answer.catch(() => undefined); // it may fail after the patience is over
    try {
      const told = await Promise.race([answer, tooLong]);
      this.#replies.begin();
      return told;
    } catch (error) {
      // A script that is not there yet is loaded, and asked for again.
      if (!(error as Error).message.startsWith('NOSCRIPT')) this.#nErrors++;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Counts for express-rate-limit. */
  rateLimitStore(): RedisStore {
    return new RedisStore({
      prefix: 'tramontane:rate:',
      sendCommand: async (...args: string[]) => {
        try {
          return (await this.command(args)) as string;
        } catch (error) {
          // It loads its scripts once and would remember a failure for ever. With their names it finds out later.
          if (args[0] === 'SCRIPT' && args[2] !== undefined) return createHash('sha1').update(args[2]).digest('hex');
          throw error;
        }
      },
    });
  }

  #turn(isUp: boolean, reason = ''): void {
    const isNews = isUp !== this.#isUp || (!isUp && !this.#hasFailed);
    this.#isUp = isUp;
    this.#hasFailed = !isUp;
    if (!isNews) return;
    if (isUp) this.#events.onUp();
    else this.#events.onDown(reason);
  }

  close(): void {
    this.#replies.close();
    this.#client.destroy();
  }
}
