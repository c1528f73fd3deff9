// A partial download: the bytes so far (.part), the identity of their file (.part.json), and their SHA-256, updated with
// each write. A part of an earlier process is hashed once when it is resumed.
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode, StoppedError, StoreError, WrongContentError } from './errors.ts';

/** Identifies the content that the bytes of a part belong to. */
export interface PartIdentity {
  readonly etag: string;
  readonly sizeBytes: number;
}

interface PartRecord extends PartIdentity {
  readonly bodyEtag: string | null;
}

/** A partial download. It has one owner, which holds the file's lock. */
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

  /** Resumes the part at `path` if it belongs to the wanted content, otherwise starts an empty one. */
  static async open(path: string, recordPath: string, wanted: PartIdentity, signal: AbortSignal): Promise<Part> {
    const found = await readRecord(recordPath);
    const isSame = found !== null && found.etag === wanted.etag && found.sizeBytes === wanted.sizeBytes;
    // 'a+' creates the file if it is missing and keeps it otherwise; 'r+' then allows writes at any position.
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

  /** The etag that the host sent with the first bytes. */
  get bodyEtag(): string | null {
    return this.#record.bodyEtag;
  }

  /** Whether the bytes belong to that content. */
  isOf({ etag, sizeBytes }: PartIdentity): boolean {
    return this.#record.etag === etag && this.#record.sizeBytes === sizeBytes;
  }

  /** Drops all bytes. The record is written before any byte, because a part without a record is not resumed. */
  async restart(bodyEtag: string | null = null): Promise<void> {
    await this.#handle.truncate(0);
    this.#sizeBytes = 0;
    this.#hash = createHash('sha256');
    this.#record = { etag: this.#record.etag, sizeBytes: this.#record.sizeBytes, bodyEtag };
    await writeFile(this.#recordPath, `${JSON.stringify(this.#record)}\n`);
  }

  /** @throws StoreError if the disk is full, WrongContentError if the part gets larger than the file */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#sizeBytes + bytes.length > this.#record.sizeBytes) {
      throw new WrongContentError(
        `the host sent more than the ${this.#record.sizeBytes} bytes that the hub announced: wrong size`,
      );
    }
    try {
      for (let nWritten = 0; nWritten < bytes.length; ) {
        const position = this.#sizeBytes + nWritten;
        nWritten += (await this.#handle.write(bytes, nWritten, bytes.length - nWritten, position)).bytesWritten;
      }
    } catch (error) {
      if (!hasCode(error, 'ENOSPC')) throw error;
      throw new StoreError(
        `no space is left in ${dirname(this.path)}; ${this.path} is kept, and the same command resumes it`,
      );
    }
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
  }

  /** SHA-256 of the bytes so far, in hex. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Flushes and closes the file; it can be resumed. */
  async close(): Promise<void> {
    try {
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
  }

  /** After close(): gives the complete file its final name, in one step. */
  async place(path: string): Promise<void> {
    await rename(this.path, path);
    await rm(this.#recordPath, { force: true });
    // The name is stored in the folder, so the folder is flushed too. Windows cannot open folders.
    if (process.platform === 'win32') return;
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** After close(): deletes the part. */
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
    // Longer than the file: another program has written to it.
    if (this.#sizeBytes > this.#record.sizeBytes) await this.restart();
  }
}

async function readRecord(path: string): Promise<PartRecord | null> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // Missing or incomplete: the part starts again.
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { etag, sizeBytes, bodyEtag } = value as Partial<Record<keyof PartRecord, unknown>>;
  if (typeof etag !== 'string' || typeof sizeBytes !== 'number') return null;
  return { etag, sizeBytes, bodyEtag: typeof bodyEtag === 'string' ? bodyEtag : null };
}
