// A model in several GGUF files, as llama.cpp's gguf-split writes them: NAME-00001-of-00003.gguf and so on. The first has
// the metadata; each has some of the tensors, and says which part it is.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CheckpointError, type MetadataValue } from './checkpoint.ts';
import { quote } from './gguf-metadata.ts';

const maxParts = 512;

/** What is looked at of a part. */
interface Part {
  readonly path: string;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, unknown>;
}

/**
 * The paths of all parts in order, by what one of them says and is called; its own alone for a file that is whole.
 * @throws CheckpointError for a part whose name or number is not as gguf-split writes them, or whose others are missing
 */
export function pathsOfParts(path: string, metadata: ReadonlyMap<string, MetadataValue>): string[] {
  const nParts = count(path, metadata, 'split.count', 1);
  if (nParts <= 1) return [path];
  const part = count(path, metadata, 'split.no', 0) + 1;
  const fail = (problem: string): never => {
    throw new CheckpointError(path, `this is part ${part} of ${nParts} of a model; ${problem}`);
  };
  if (nParts > maxParts || part > nParts) fail(`expected at most ${maxParts} parts, and a part among them`);
  const digits = (n: number) => String(n).padStart(5, '0');
  const suffix = `-${digits(part)}-of-${digits(nParts)}.gguf`;
  const name = basename(path);
  if (!name.endsWith(suffix)) fail(`its name must end in ${suffix}, or the other parts cannot be found`);
  const stem = name.slice(0, -suffix.length);
  const names = Array.from({ length: nParts }, (_, i) => `${stem}-${digits(i + 1)}-of-${digits(nParts)}.gguf`);
  const paths = names.map((each) => (each === name ? path : join(dirname(path), each)));
  const missing = names.filter((_, i) => !existsSync(paths[i] as string));
  if (missing.length > 0) fail(`expected beside it: ${missing.slice(0, 5).join(', ')}`);
  return paths;
}

/** @throws CheckpointError for parts that do not belong together */
export function checkParts(parts: readonly Part[]): void {
  const [first] = parts;
  if (!first || parts.length === 1) return;
  const wanted = count(first.path, first.metadata, 'split.count', 1);
  const seen = new Map<string, string>();
  for (const [i, { path, metadata, tensors }] of parts.entries()) {
    const [no, total] = [count(path, metadata, 'split.no', 0), count(path, metadata, 'split.count', 1)];
    if (no !== i || total !== wanted) {
      throw new CheckpointError(
        path,
        `expected part ${i + 1} of ${wanted} by its name, it says part ${no + 1} of ${total}`,
      );
    }
    for (const name of tensors.keys()) {
      const other = seen.get(name);
      if (other) throw new CheckpointError(path, `tensor ${quote(name)} is in ${quote(basename(other))} too`);
      seen.set(name, path);
    }
  }
  const nTensors = count(first.path, first.metadata, 'split.tensors.count', seen.size);
  if (nTensors !== seen.size) {
    throw new CheckpointError(
      first.path,
      `expected ${nTensors} tensors in all parts (split.tensors.count), found ${seen.size}`,
    );
  }
}

function count(path: string, metadata: ReadonlyMap<string, MetadataValue>, key: string, absent: number): number {
  const value = metadata.get(key) ?? absent;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new CheckpointError(path, `${quote(key)}: expected a whole number, found ${quote(String(value))}`);
}
