// Keeps packed weights on disk: packing takes minutes, and the next start reads the result. One file for each weight file:
//   magic, version of the layout, length of the header | header as JSON | planes, one after the other
// The header is written last and identifies the source by size and time, so a file that was cut short, or whose source has
// changed, is not used. The checksum of every plane is compared while it is read.
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { packedLayoutVersion } from '../kernels/pack-weights.ts';
import { PieceBuffers } from './piece-buffers.ts';

const magic = Buffer.from('TRMPACK1');
/** Room for the header in front of the planes; a 7B model's takes 30 kB. */
const planesAt = 1024 * 1024;
/** Bytes of the disk that must stay free. */
const spareBytes = 2 * 1024 ** 3;

interface Plane {
  readonly nBytes: number;
  readonly crc: number;
}

interface Header {
  readonly layout: number;
  readonly source: string;
  /** Of every file of the source: name, size, time of the last change. */
  readonly fingerprint: string;
  readonly planes: readonly Plane[];
}

/** A cached file that was damaged; it has been removed. */
export class PackedCacheError extends Error {
  override name = 'PackedCacheError';
}

async function fingerprintOf(source: string): Promise<string> {
  const info = await stat(source);
  const [, stem, count] = /^(.*)-00001-of-(\d{5})\.gguf$/.exec(basename(source)) ?? [];
  if (!info.isDirectory() && stem === undefined) return `${info.size} ${info.mtimeMs} ${info.ino}`;
  // A folder, or the first of several files.
  const folder = info.isDirectory() ? source : dirname(source);
  const isPart = (name: string) => name.startsWith(`${stem}-`) && name.endsWith(`-of-${count}.gguf`);
  const isSource = (name: string) => (info.isDirectory() ? /\.(safetensors|json)$/.test(name) : isPart(name));
  const names = (await readdir(folder)).filter(isSource).sort();
  const all = await Promise.all(names.map(async (name) => ({ name, info: await stat(join(folder, name)) })));
  return all.map(({ name, info: { size, mtimeMs, ino } }) => `${name} ${size} ${mtimeMs} ${ino}`).join('\n');
}

function pathIn(folder: string, source: string): string {
  return join(folder, `${createHash('sha256').update(resolve(source)).digest('hex').slice(0, 32)}.packed`);
}

/** Reads planes in the order in which they were written. */
export class PackedReader {
  readonly path: string;
  readonly nBytes: number;
  readonly #file: FileHandle;
  readonly #planes: readonly Plane[];
  readonly #pieces = new PieceBuffers();
  #next = 0;
  #offset = planesAt;

  private constructor(path: string, file: FileHandle, planes: readonly Plane[]) {
    this.path = path;
    this.#file = file;
    this.#planes = planes;
    this.nBytes = planes.reduce((sum, { nBytes }) => sum + nBytes, 0);
  }

  /** Opens the cached form of a source; undefined if there is none, or the source has changed since. */
  static async open(folder: string, source: string): Promise<PackedReader | undefined> {
    const path = pathIn(folder, source);
    const file = await open(path).catch(() => undefined);
    if (!file) return undefined;
    const header = await readHeader(file).catch(() => undefined);
    const isOurs = header?.layout === packedLayoutVersion && header.fingerprint === (await fingerprintOf(source));
    const end = planesAt + (header?.planes.reduce((sum, { nBytes }) => sum + nBytes, 0) ?? 0);
    if (header && isOurs && (await file.stat()).size === end) return new PackedReader(path, file, header.planes);
    await file.close();
    await rm(path, { force: true });
    return undefined;
  }

  /**
   * The next plane, in pieces.
   * @throws PackedCacheError when it is not of nBytes, or not what was written; the file is then gone
   */
  async read(nBytes: number, pieceBytes: number, take: (piece: Uint8Array, offset: number) => Promise<void>) {
    const plane = this.#planes[this.#next++];
    if (plane?.nBytes !== nBytes) return this.#fail(`a plane of ${plane?.nBytes} bytes, ${nBytes} expected`);
    const buffer = this.#pieces.bytes('plane', Math.min(pieceBytes, nBytes));
    let crc = 0;
    for (let at = 0; at < nBytes; ) {
      const length = Math.min(buffer.length, nBytes - at);
      const { bytesRead } = await this.#file.read(buffer, 0, length, this.#offset + at);
      if (bytesRead === 0) return this.#fail(`it ends at byte ${this.#offset + at}`);
      const piece = buffer.subarray(0, bytesRead);
      crc = crc32(piece, crc);
      await take(piece, at);
      at += bytesRead;
    }
    if (crc !== plane.crc) return this.#fail(`its bytes from ${this.#offset} on have changed`);
    this.#offset += nBytes;
  }

  async #fail(problem: string): Promise<never> {
    await rm(this.path, { force: true });
    throw new PackedCacheError(`${this.path}: ${problem}`);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function readHeader(file: FileHandle): Promise<Header> {
  const start = Buffer.alloc(16);
  await file.read(start, 0, 16, 0);
  const length = start.readUInt32LE(12);
  if (!start.subarray(0, 8).equals(magic) || length > planesAt - 16) throw new Error('no header');
  const text = Buffer.alloc(length);
  await file.read(text, 0, length, 16);
  const header = JSON.parse(text.toString()) as Header;
  const isWhole =
    Array.isArray(header.planes) && header.planes.every(({ nBytes }) => Number.isSafeInteger(nBytes) && nBytes > 0);
  if (!isWhole) throw new Error('no planes');
  return header;
}

/** Writes planes while they are packed. A failure here only means that there is no cache. */
export class PackedWriter {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #source: string;
  readonly #fingerprint: string;
  readonly #planes: { nBytes: number; crc: number; at: number; written: number }[] = [];
  #end = planesAt;

  private constructor(path: string, file: FileHandle, source: string, fingerprint: string) {
    this.path = path;
    this.#file = file;
    this.#source = source;
    this.#fingerprint = fingerprint;
  }

  /** @returns undefined when there is no room for nBytes or the folder cannot be written; onNotice is told why */
  static async create(folder: string, source: string, nBytes: number, onNotice: (notice: string) => void) {
    try {
      await mkdir(folder, { recursive: true });
      await removeOrphans(folder);
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < nBytes + spareBytes) {
        onNotice(`packed weights are not kept for the next start: ${folder} has no room for ${nBytes} bytes more`);
        return undefined;
      }
      const path = pathIn(folder, source);
      const file = await open(`${path}.${process.pid}`, 'w');
      return new PackedWriter(path, file, resolve(source), await fingerprintOf(source));
    } catch (error) {
      onNotice(`packed weights are not kept for the next start: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Makes room for a plane; returns its number. */
  add(nBytes: number): number {
    this.#planes.push({ nBytes, crc: 0, at: this.#end, written: 0 });
    this.#end += nBytes;
    return this.#planes.length - 1;
  }

  /** The next bytes of a plane. */
  async write(plane: number, bytes: Uint8Array): Promise<void> {
    const own = this.#planes[plane];
    if (!own || own.written + bytes.length > own.nBytes)
      throw new RangeError(`plane ${plane}: ${bytes.length} bytes more`);
    own.crc = crc32(bytes, own.crc);
    await this.#file.write(bytes, 0, bytes.length, own.at + own.written);
    own.written += bytes.length;
  }

  /** Writes the header and moves the file to its place. @returns its bytes */
  async finish(): Promise<number> {
    for (const { nBytes, written } of this.#planes) {
      if (written !== nBytes) throw new RangeError(`a plane of ${nBytes} bytes has ${written}`);
    }
    const planes = this.#planes.map(({ nBytes, crc }) => ({ nBytes, crc }));
    const header: Header = {
      layout: packedLayoutVersion,
      source: this.#source,
      fingerprint: this.#fingerprint,
      planes,
    };
    const text = Buffer.from(JSON.stringify(header));
    if (text.length > planesAt - 16) throw new RangeError(`a header of ${text.length} bytes`);
    const start = Buffer.alloc(16);
    magic.copy(start);
    start.writeUInt32LE(packedLayoutVersion, 8);
    start.writeUInt32LE(text.length, 12);
    await this.#file.write(Buffer.concat([start, text]), 0, 16 + text.length, 0);
    await this.#file.close();
    await rename(`${this.path}.${process.pid}`, this.path);
    return this.#end;
  }

  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(`${this.path}.${process.pid}`, { force: true });
  }
}

/** Removes the packed form of deleted weights, and unfinished files of processes that have ended. */
async function removeOrphans(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (/\.packed\.\d+$/.test(name)) {
      const pid = Number(name.slice(name.lastIndexOf('.') + 1));
      if (!isRunning(pid)) await rm(path, { force: true });
    } else if (name.endsWith('.packed')) {
      const file = await open(path);
      const header = await readHeader(file).catch(() => undefined);
      await file.close();
      const isThere = header && (await stat(header.source).catch(() => undefined));
      if (!isThere) await rm(path, { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
