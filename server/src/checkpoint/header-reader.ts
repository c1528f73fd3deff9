// Little-endian reads, front to back, from a file of known size. Knows nothing of GGUF. Each read is checked against
// what is left of the file before a byte is allocated, so a lying length costs an error and not memory.
import type { FileHandle } from 'node:fs/promises';
import { CheckpointError } from './checkpoint.ts';

/** Bytes fetched per read call: one call for most headers, and some ten for a vocabulary of 32k pieces. */
const chunkBytes = 256 * 1024;

/**
 * A cursor over a file. `need(n)` fetches, and is the only asynchronous step; the typed reads after it are
 * synchronous and take from those n bytes. Reading more than was asked for throws.
 */
export class HeaderReader {
  readonly path: string;
  readonly fileBytes: number;
  readonly #handle: FileHandle;
  #window = Buffer.alloc(0); // the bytes [#windowStart, #windowStart + #window.length) of the file
  #windowStart = 0;
  #cursor = 0; // within #window

  constructor(handle: FileHandle, path: string, fileBytes: number) {
    this.#handle = handle;
    this.path = path;
    this.fileBytes = fileBytes;
  }

  /** Absolute position of the next byte. */
  get position(): number {
    return this.#windowStart + this.#cursor;
  }

  /** Bytes from the cursor to the end of the file. */
  get bytesLeft(): number {
    return this.fileBytes - this.position;
  }

  /** True when `nBytes` can be read without fetching: saves the caller an await in long loops. */
  has(nBytes: number): boolean {
    return this.#window.length - this.#cursor >= nBytes;
  }

  /** Makes the next `nBytes` readable; `what` names them if the file ends before. */
  async need(nBytes: number, what: string): Promise<void> {
    if (nBytes > this.bytesLeft) {
      this.fail(`the file ends inside ${what}: ${nBytes} bytes needed, ${this.bytesLeft} left`);
    }
    if (this.has(nBytes)) return;
    const start = this.position;
    const window = Buffer.allocUnsafe(Math.min(Math.max(nBytes, chunkBytes), this.fileBytes - start));
    const kept = this.#window.copy(window, 0, this.#cursor);
    await readFully(this.#handle, this.path, window.subarray(kept), start + kept);
    this.#window = window;
    this.#windowStart = start;
    this.#cursor = 0;
  }

  /** The first bytes of the file, at most `nBytes`, wherever the cursor is. */
  async head(nBytes: number): Promise<Uint8Array> {
    const head = new Uint8Array(Math.min(nBytes, this.fileBytes));
    await readFully(this.#handle, this.path, head, 0);
    return head;
  }

  u8(): number {
    return this.#window.readUInt8(this.#advance(1));
  }
  i8(): number {
    return this.#window.readInt8(this.#advance(1));
  }
  u16(): number {
    return this.#window.readUInt16LE(this.#advance(2));
  }
  i16(): number {
    return this.#window.readInt16LE(this.#advance(2));
  }
  u32(): number {
    return this.#window.readUInt32LE(this.#advance(4));
  }
  i32(): number {
    return this.#window.readInt32LE(this.#advance(4));
  }
  u64(): bigint {
    return this.#window.readBigUInt64LE(this.#advance(8));
  }
  i64(): bigint {
    return this.#window.readBigInt64LE(this.#advance(8));
  }
  f32(): number {
    return this.#window.readFloatLE(this.#advance(4));
  }
  f64(): number {
    return this.#window.readDoubleLE(this.#advance(8));
  }

  /** The next `nBytes` as UTF-8; invalid bytes become U+FFFD, as only display text may hold them. */
  text(nBytes: number): string {
    const start = this.#advance(nBytes);
    return this.#window.toString('utf8', start, start + nBytes);
  }

  /** Refuses the file, saying where: by default at the cursor. */
  fail(problem: string, position = this.position): never {
    throw new CheckpointError(this.path, `${problem} (at byte ${position})`);
  }

  #advance(nBytes: number): number {
    const start = this.#cursor;
    this.#cursor += nBytes;
    return start;
  }
}

/** Fills `target` from `position` of the file, or throws a CheckpointError; a read call may give less than asked. */
export async function readFully(handle: FileHandle, path: string, target: Uint8Array, position: number): Promise<void> {
  const maxReadBytes = 2 ** 30; // one call takes at most 2^31 - 1 bytes
  for (let done = 0; done < target.length; ) {
    const length = Math.min(target.length - done, maxReadBytes);
    const { bytesRead } = await handle.read(target, done, length, position + done).catch((cause: Error) => {
      throw new CheckpointError(path, `reading ${length} bytes at byte ${position + done} failed: ${cause.message}`);
    });
    if (bytesRead === 0) {
      throw new CheckpointError(path, `the file has become shorter: no byte ${position + done} to read any more`);
    }
    done += bytesRead;
  }
}
