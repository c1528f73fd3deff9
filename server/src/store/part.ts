// A file that is being downloaded: its bytes so far (.part), beside it what they belong to (.part.json), and the sha256
// of them all, kept up with every write. A part whose owner went away is hashed once when it is taken up again.
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode, StoppedError, StoreError, WrongContentError } from './errors.ts';

/** What makes bytes parts of one file. */
export interface PartIdentity {
  readonly etag: string;
  readonly sizeBytes: number;
}

interface PartRecord extends PartIdentity {
  readonly bodyEtag: string | null;
}

/** See above. Has one owner, who holds the file's lock. */
export class Part {
  readonly path: string;
  readonly #recordPath: string;
  readonly #handle: FileHandle;
  #record: PartRecord;
  #sizeBytes = 0;
  #hash: Hash = createHash('sha256');

  private constructor(path: string, recordPath: string, handle: FileHandle, record: PartRecord) {
    this.path = path;
    this.#recordPath = recordPath;
    this.#handle = handle;
    this.#record = record;
  }

  /** Takes up what is there if it belongs to that file, otherwise begins at nothing. */
  static async open(path: string, recordPath: string, wanted: PartIdentity, signal: AbortSignal): Promise<Part> {
    const found = await readRecord(recordPath);
    const isSame = found !== null && found.etag === wanted.etag && found.sizeBytes === wanted.sizeBytes;
    // 'a+' makes the file where there is none and leaves it alone where there is; 'r+' then writes where it is told.
    await (await open(path, 'a+')).close();
    const part = new Part(path, recordPath, await open(path, 'r+'), isSame ? found : { ...wanted, bodyEtag: null });
    try {
      if (isSame) await part.#takeUp(signal);
      else await part.restart();
      return part;
    } catch (error) {
      await part.close();
      throw error;
    }
  }

  /** Bytes so far. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The etag that came with the first bytes, from the host that sent them. */
  get bodyEtag(): string | null {
    return this.#record.bodyEtag;
  }

  /** Whether its bytes belong to that content. */
  isOf({ etag, sizeBytes }: PartIdentity): boolean {
    return this.#record.etag === etag && this.#record.sizeBytes === sizeBytes;
  }

  /** Forgets all bytes. The record goes to disk before any byte: a part without one is never believed. */
  async restart(bodyEtag: string | null = null): Promise<void> {
    await this.#handle.truncate(0);
    this.#sizeBytes = 0;
    this.#hash = createHash('sha256');
    this.#record = { etag: this.#record.etag, sizeBytes: this.#record.sizeBytes, bodyEtag };
    await writeFile(this.#recordPath, `${JSON.stringify(this.#record)}\n`);
  }

  /** @throws StoreError when the disk is full, WrongContentError when these are more bytes than the file has */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#sizeBytes + bytes.length > this.#record.sizeBytes) {
      throw new WrongContentError(
        `more bytes came than the ${this.#record.sizeBytes} that the hub spoke of: wrong size`,
      );
    }
    try {
      for (let nWritten = 0; nWritten < bytes.length; ) {
        const position = this.#sizeBytes + nWritten;
        nWritten += (await this.#handle.write(bytes, nWritten, bytes.length - nWritten, position)).bytesWritten;
      }
    } catch (error) {
      if (!hasCode(error, 'ENOSPC')) throw error;
      throw new StoreError(`no space is left in ${dirname(this.path)}; ${this.path} is kept, and can be gone on with`);
    }
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
  }

  /** The sha256 of the bytes so far, in hex. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Puts the bytes to disk and lets go; they can be taken up again. */
  async close(): Promise<void> {
    try {
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
  }

  /** After close: gives the whole file its name, at once or not at all. */
  async place(path: string): Promise<void> {
    await rename(this.path, path);
    await rm(this.#recordPath, { force: true });
    // The name itself lies in the folder. Windows has no such thing as a folder that can be opened.
    if (process.platform === 'win32') return;
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** After close: there is nothing worth keeping in it. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(this.#recordPath, { force: true });
  }

  async #takeUp(signal: AbortSignal): Promise<void> {
    const chunk = new Uint8Array(1 << 20);
    for (;;) {
      if (signal.aborted) throw new StoppedError('stopped');
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, this.#sizeBytes);
      if (bytesRead === 0) break;
      this.#hash.update(chunk.subarray(0, bytesRead));
      this.#sizeBytes += bytesRead;
    }
    // Longer than the whole file: written by something else.
    if (this.#sizeBytes > this.#record.sizeBytes) await this.restart();
  }
}

async function readRecord(path: string): Promise<PartRecord | null> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // None, or not written to its end: the part begins again.
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { etag, sizeBytes, bodyEtag } = value as Partial<Record<keyof PartRecord, unknown>>;
  if (typeof etag !== 'string' || typeof sizeBytes !== 'number') return null;
  return { etag, sizeBytes, bodyEtag: typeof bodyEtag === 'string' ? bodyEtag : null };
}
