// Finds the weights that a command line names: a file or folder, or the name of an installed model. Also gives a file
// without a name the one that it is served under.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { bundledModelPath } from '../bundled-model.ts';
import { bundledModelName, type CatalogueEntry, catalogue, findEntry, howToServe } from '../catalogue.ts';
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import { architectureNames } from '../model/architectures.ts';
import { closestTo } from '../settings/closest.ts';
import { StoreError } from '../store/errors.ts';
import { type InstalledFile, installedFor, listInstalled } from '../store/installed.ts';
import { isLaterPart, parseReference, quantOf, type Reference } from '../store/reference.ts';
import { UsageError } from './command.ts';

export interface FoundWeights {
  readonly path: string;
  /** The model's entry, if it was given by a name of the catalogue or by a file that the catalogue publishes. */
  readonly entry: CatalogueEntry | undefined;
  /** The name it is served under, if it was given by a repository: hf.co/OWNER/NAME. */
  readonly name?: string | undefined;
}

/**
 * Finds the weights of a PATH, of a catalogue NAME, or of an installed file: OWNER/NAME/FILE, OWNER/NAME or FILE.
 * @throws UsageError if there is no such file or name, StoreError if the model is known but not installed
 */
export async function findWeights(text: string, modelsFolder: string): Promise<FoundWeights> {
  const entry = findEntry(text);
  if (entry?.name === bundledModelName) return { path: bundledModelPath, entry };
  if (!entry && (await exists(text))) return { path: text, entry: publisherOf(text) };
  const installed = await listInstalled(modelsFolder);
  const reference = entry ? null : parseReference(text);
  const [file] = entry
    ? installedFor(entry, installed)
    : reference
      ? filesOfReference(reference, installed)
      : filesNamed(text, installed);
  if (file) return { path: file.path, entry, name: reference?.name };
  if (reference) {
    throw new StoreError(
      `${modelsFolder} has no weights of ${reference.name}. Run tramontane pull ${reference.name} first`,
    );
  }
  if (entry) {
    throw new StoreError(`${modelsFolder} has no weights of ${entry.name}. ${howToServe(entry, architectureNames)}`);
  }
  // The reader of the file says best why it cannot be opened.
  if (/^(\.{0,2}\/|[A-Za-z]:\\)|\.gguf$/i.test(text)) return { path: text, entry: undefined };
  const known = [...catalogue.flatMap(({ name, aliases }) => [name, ...aliases]), ...installed.map(hubName)];
  const close = closestTo(text, known);
  const advice = close === undefined ? 'tramontane models lists them' : `did you mean '${close}'?`;
  throw new UsageError(`'${text}' is neither a file nor the name of an installed model; ${advice}`);
}

/** A model to serve. */
export interface WantedModel {
  readonly name: string;
  readonly path: string;
}

/**
 * Finds the models of `--model NAME=PATH`, `--model NAME` and `--model PATH`; without any, the bundled model.
 * @throws UsageError, StoreError, CheckpointError
 */
export async function findModels(flags: readonly string[], modelsFolder: string): Promise<WantedModel[]> {
  if (flags.length === 0) return [{ name: bundledModelName, path: bundledModelPath }];
  const models: WantedModel[] = [];
  for (const flag of flags) {
    const model = await findModel(flag, modelsFolder);
    if (models.some(({ name }) => name === model.name)) {
      throw new UsageError(`--model names ${model.name} twice; NAME=PATH gives a file another name`);
    }
    models.push(model);
  }
  return models;
}

async function findModel(flag: string, modelsFolder: string): Promise<WantedModel> {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(flag) ?? [];
  if (name && path && !(await exists(flag))) return { name: findEntry(name)?.name ?? name, path };
  if (/^=|=$/.test(flag)) throw new UsageError(`--model takes NAME=PATH, NAME or PATH, found '${flag}'`);
  const found = await findWeights(flag, modelsFolder);
  return { name: found.name ?? found.entry?.name ?? (await nameOfFile(found.path)), path: found.path };
}

/** The catalogue's entry for a file that it publishes. It has facts that the file may lack, such as the sliding window. */
function publisherOf(path: string): CatalogueEntry | undefined {
  if (path === bundledModelPath) return findEntry(bundledModelName);
  return catalogue.find(({ published }) => Object.values(published?.files ?? {}).includes(basename(path)));
}

/** A name for a file that was given without one: the name in its metadata, or else the file's own. */
async function nameOfFile(path: string): Promise<string> {
  const checkpoint = await openCheckpoint(path);
  try {
    const said = checkpoint.metadata.get('general.name');
    return (typeof said === 'string' && asName(said)) || asName(basename(path).replace(fileEnding, '')) || 'model';
  } finally {
    await checkpoint.close();
  }
}

/** What follows the model's name in a file's name: weight type, number of the part, extension. */
const fileEnding = /([.-](I?Q\d\w*|B?F16|F32))?(-\d{5}-of-\d{5})?\.gguf$/i;

/** A text as a name that is easy to type: lower case, no spaces, no characters that a URL or a shell would change. */
function asName(text: string): string {
  const plain = text.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, '-');
  return plain
    .replace(/[^\p{L}\p{N}._@/-]/gu, '')
    .replace(/^[./-]+|[./-]+$/g, '')
    .slice(0, 100);
}

/** Installed files by OWNER/NAME/FILE, OWNER/NAME or FILE, the latest pull first. */
function filesNamed(text: string, installed: readonly InstalledFile[]): InstalledFile[] {
  return installed
    .filter((file) => [hubName(file), file.repo, basename(file.file)].includes(text))
    .sort((a, b) => b.pulledAt.localeCompare(a.pulledAt));
}

/** The installed files of a repository, of one quantisation if it says so: the latest pull first, the first part of each. */
export function filesOfReference({ repo, quant }: Reference, installed: readonly InstalledFile[]): InstalledFile[] {
  return installed
    .filter((file) => file.repo === repo && (quant === null || quantOf(file.file) === quant) && !isLaterPart(file.file))
    .sort((a, b) => b.pulledAt.localeCompare(a.pulledAt));
}

/** OWNER/NAME/FILE. */
export function hubName({ repo, file }: InstalledFile): string {
  return `${repo}/${file}`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
