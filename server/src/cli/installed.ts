// Installed models as people name them: a name of the catalogue, hf.co/OWNER/NAME[:QUANT], OWNER/NAME/FILE.
import { catalogue, findEntry } from '../catalogue.ts';
import { type InstalledFile, installedFor } from '../store/installed.ts';
import { parseReference, partsOf, quantOf } from '../store/reference.ts';
import { UsageError } from './command.ts';
import { filesOfReference, hubName } from './find-model.ts';

/** The name by which serve takes a file: the catalogue's, or else its repository's with the quantisation. */
export function nameOf(file: InstalledFile): string {
  const entry = catalogue.find((one) => installedFor(one, [file]).length > 0);
  return entry?.name ?? `hf.co/${file.repo}:${quantOf(file.file)}`;
}

/** All files that a name means, all parts of each, the latest pull first. @throws UsageError if nothing of it is installed */
export function filesOfName(name: string, installed: readonly InstalledFile[]): InstalledFile[] {
  const entry = findEntry(name);
  const reference = entry ? null : parseReference(name);
  const files = entry
    ? installedFor(entry, installed)
    : reference
      ? filesOfReference(reference, installed).flatMap((first) => withParts(first, installed))
      : installed.filter((file) => hubName(file) === name);
  if (files.length === 0) throw new UsageError(`'${name}' is not installed; tramontane list shows what is`);
  return files;
}

function withParts(first: InstalledFile, installed: readonly InstalledFile[]): InstalledFile[] {
  const parts = partsOf(first, installed);
  return parts.length > 0 ? parts : [first];
}
