// A repository of a hub as people write it: hf.co/OWNER/NAME, or with the quantisation behind a colon. Says which of its
// files that means.
import { StoreError } from './errors.ts';
import { checkHubFile, type HubFile, printable } from './hub-file.ts';
import { typeOf } from './installed.ts';

/** A repository, and what is wanted of it. */
export interface Reference {
  /** As it is served: hf.co/OWNER/NAME or hf.co/OWNER/NAME:QUANT. */
  readonly name: string;
  readonly repo: string;
  /** In capitals; null: the repository's most usual one. */
  readonly quant: string | null;
}

/** Reads `[https://](hf.co|huggingface.co)/OWNER/NAME[:QUANT]`; null for any other text. @throws StoreError for a bad name */
export function parseReference(text: string): Reference | null {
  const [, path] = /^(?:https?:\/\/)?(?:www\.)?(?:hf\.co|huggingface\.co)\/(.+?)\/?$/i.exec(text) ?? [];
  if (path === undefined) return null;
  const [, repo = '', quant = null] = /^([^:/]+\/[^:/]+)(?::([\w-]+))?$/.exec(path) ?? [];
  if (repo === '') {
    throw new StoreError(
      `'${printable(text)}' is not a repository; it takes hf.co/OWNER/NAME or hf.co/OWNER/NAME:QUANT`,
    );
  }
  checkHubFile({ repo, file: 'any.gguf', revision: 'main' });
  const name = `hf.co/${repo}${quant === null ? '' : `:${quant.toUpperCase()}`}`;
  return { name, repo, quant: quant?.toUpperCase() ?? null };
}

/** Taken if none is named, the first that there is. */
const usualQuants = ['Q4_K_M', 'Q4_0', 'Q4_K_S', 'Q5_K_M', 'Q8_0', 'F16', 'BF16', 'F32'];

/** What follows a file's stem in the names of a model in several files. */
const partPattern = /-(\d{5})-of-(\d{5})(?=\.gguf$)/i;

/** Whether a file is a later part of a model in several files. */
export function isLaterPart(file: string): boolean {
  const [, part = '1'] = partPattern.exec(file) ?? [];
  return Number(part) > 1;
}

/** The weight type in a file's name, also if it is in several parts. */
export function quantOf(file: string): string {
  return typeOf(file.replace(partPattern, ''));
}

/**
 * The files of a repository that a reference means: one, or all parts of one model.
 * @throws StoreError if the repository has no GGUF file, or none of that quantisation
 */
export function filesMeant({ repo, quant }: Reference, files: readonly string[], revision: string): HubFile[] {
  // Projectors of images and importance matrices are GGUF files too.
  const models = files.filter((file) => /\.gguf$/i.test(file) && !/(^|\/)(mmproj|imatrix)|imatrix\.gguf$/i.test(file));
  const quants = [...new Set(models.map(quantOf))];
  if (models.length === 0) {
    throw new StoreError(`${repo} has no GGUF file; repositories whose name ends in -GGUF have some`);
  }
  const wanted = quant ?? usualQuants.find((one) => quants.includes(one)) ?? quants[0] ?? '';
  const meant = models.filter((file) => quantOf(file) === wanted).sort();
  const [first] = meant;
  if (first === undefined) {
    throw new StoreError(`${repo} has no file of the quantisation ${wanted}; it has ${quants.join(', ')}`);
  }
  // Of several files of one quantisation the first counts, with its own parts.
  const stem = first.replace(partPattern, '');
  return meant.filter((file) => file.replace(partPattern, '') === stem).map((file) => ({ repo, file, revision }));
}

/** All parts of the model that begins with this file; none if one is missing. */
export function partsOf<File extends Pick<HubFile, 'repo' | 'file'>>(first: File, among: readonly File[]): File[] {
  const [, , nParts = '1'] = partPattern.exec(first.file) ?? [];
  const stem = first.file.replace(partPattern, '');
  const parts = among.filter(({ repo, file }) => repo === first.repo && file.replace(partPattern, '') === stem);
  return parts.length === Number(nParts) ? parts : [];
}
