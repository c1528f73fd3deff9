// The installed files of the models folder: OWNER/NAME/FILE as on the hub, and a record beside each with its origin and
// checksum. Files without a record were put there by other programs; they are ignored.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogueEntry } from '../catalogue.ts';
import { hasCode, StoreError } from './errors.ts';
import type { RemoteFile } from './hub.ts';
import { checkHubFile, type HubFile, pathOf, suffixes } from './hub-file.ts';

/** A file that was pulled, or whose content was found to be right. */
export interface InstalledFile extends HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** The SHA-256 that was checked; null if the hub had none and only the size was checked. */
  readonly sha256: string | null;
  readonly commit: string | null;
  /** ISO 8601, UTC. */
  readonly pulledAt: string;
}

/** Every installed file, by path. */
export async function listInstalled(modelsFolder: string): Promise<InstalledFile[]> {
  const names = await readdir(modelsFolder, { recursive: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const records = names.filter((name) => name.endsWith(suffixes.record)).sort();
  const files = await Promise.all(records.map((name) => readInstalled(modelsFolder, join(modelsFolder, name))));
  return files.filter((file) => file !== null);
}

/** The installed file with that name on the hub, of any revision. */
export function findInstalled(modelsFolder: string, file: HubFile): Promise<InstalledFile | null> {
  return readInstalled(modelsFolder, pathOf(modelsFolder, file) + suffixes.record);
}

/** The installed files of a catalogue model, the latest pull first. */
export function installedFor({ published }: CatalogueEntry, installed: readonly InstalledFile[]): InstalledFile[] {
  const files = Object.values(published?.files ?? {});
  return installed
    .filter(({ repo, file }) => repo === published?.repo && files.includes(file))
    .sort((a, b) => b.pulledAt.localeCompare(a.pulledAt));
}

/** The weight type in a file's name (Q4_K_M, F16), or else its extension. */
export function typeOf(file: string): string {
  const [, quant] = /[.-]((?:I?Q\d\w*|B?F16|F32))\.gguf$/i.exec(file) ?? [];
  return quant?.toUpperCase() ?? /\.([^./]+)$/.exec(file)?.[1] ?? '';
}

/** Writes the record of a file that is in place. */
export async function writeRecord(modelsFolder: string, file: HubFile, remote: RemoteFile): Promise<InstalledFile> {
  const path = pathOf(modelsFolder, file);
  const { sizeBytes, sha256, commit } = remote;
  const record = { ...file, sizeBytes, sha256, commit, pulledAt: new Date().toISOString() };
  const recordPath = path + suffixes.record;
  await writeFile(`${recordPath}.new`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${recordPath}.new`, recordPath);
  return { ...record, path };
}

/** Whether a file without a record has the hub's content. Reads the whole file. */
export async function isAlreadyThere(modelsFolder: string, file: HubFile, remote: RemoteFile): Promise<boolean> {
  const path = pathOf(modelsFolder, file);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile() || found.size !== remote.sizeBytes || remote.sha256 === null) return false;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex') === remote.sha256;
}

/** Deletes an installed file. Its record goes first, so that no file ever has another file's record. */
export async function removeInstalled({ path }: InstalledFile): Promise<void> {
  await rm(path + suffixes.record, { force: true });
  await rm(path, { force: true });
}

async function readInstalled(modelsFolder: string, recordPath: string): Promise<InstalledFile | null> {
  const path = recordPath.slice(0, -suffixes.record.length);
  try {
    const record = parseRecord(JSON.parse(await readFile(recordPath, 'utf8')));
    // The record was moved here from another path, so it describes another file.
    if (record === null || pathOf(modelsFolder, record) !== path) return null;
    const { size } = await stat(path);
    return size === record.sizeBytes ? { ...record, path } : null;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError || error instanceof StoreError) return null;
    throw error;
  }
}

function parseRecord(value: unknown): Omit<InstalledFile, 'path'> | null {
  if (typeof value !== 'object' || value === null) return null;
  const { repo, file, revision, sizeBytes, sha256, commit, pulledAt } = value as Partial<
    Record<keyof InstalledFile, unknown>
  >;
  if (typeof repo !== 'string' || typeof file !== 'string' || typeof revision !== 'string') return null;
  if (typeof sizeBytes !== 'number' || typeof pulledAt !== 'string') return null;
  return {
    ...checkHubFile({ repo, file, revision }),
    sizeBytes,
    pulledAt,
    sha256: typeof sha256 === 'string' ? sha256 : null,
    commit: typeof commit === 'string' ? commit : null,
  };
}
