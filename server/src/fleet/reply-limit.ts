// Bounds the answers of a Redis. The client reads a string of any length, so a hostile server could fill the memory. The
// client does not expose its sockets, so they are found by Node's diagnostics channel, which names those without TLS only.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const channel = 'net.client.socket';

/** Right answers have some hundred bytes. */
const maxReplyBytes = 1024 ** 2;

/** Ends connections to one Redis whose answers are too long. */
export class ReplyLimit {
  readonly #port: number;
  #nBytes = 0;
  #isAwaited = false;

  constructor(url: string) {
    this.#port = Number(new URL(url).port || 6379);
    subscribe(channel, this.#onSocket);
  }

  /** The client is about to connect: the next socket to that port is its own. */
  expect(): void {
    this.#isAwaited = true;
  }

  /** An answer has come: the next one may be as long. */
  begin(): void {
    this.#nBytes = 0;
  }

  close(): void {
    unsubscribe(channel, this.#onSocket);
  }

  readonly #onSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.once('connect', () => {
      if (socket.remotePort !== this.#port || !this.#isAwaited) return;
      this.#isAwaited = false;
      this.#nBytes = 0;
      // A listener of ours alone would take bytes before the client has its own.
      setImmediate(() => socket.on('data', (bytes: Buffer) => this.#count(bytes.byteLength, socket)));
    });
  };

  #count(nBytes: number, socket: Socket): void {
    this.#nBytes += nBytes;
    if (this.#nBytes > maxReplyBytes) {
      socket.destroy(new Error(`it answers more than ${maxReplyBytes} bytes at once, as no Redis does here`));
    }
  }
}
