// The name of a file on a hub: repository, path, revision. It becomes a path below the models folder, so names that could
// lead out of that folder are refused here.
import { join } from 'node:path';
import { StoreError } from './errors.ts';

/** A file on a hub. */
export interface HubFile {
  /** OWNER/NAME. */
  readonly repo: string;
  /** Its path in the repository, with / between folders. */
  readonly file: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** Suffixes of the files that this program puts beside a downloaded file. */
export const suffixes = {
  record: '.pulled.json',
  part: '.part',
  partRecord: '.part.json',
  lock: '.lock',
} as const;

// Refuses . and .. and every name that Windows cannot have.
const segmentPattern = /^(?!\.{1,2}$)[^\\/:*?"<>|\p{Cc}]{1,255}(?<![. ])$/u;
const repoSegmentPattern = /^(?!\.{1,2}$)[\w.-]{1,96}(?<!\.)$/;

/** @throws StoreError if a hub cannot have such a name, or if the models folder must not */
export function checkHubFile({ repo, file, revision }: HubFile): HubFile {
  const owner = repo.split('/');
  if (owner.length !== 2 || !owner.every((segment) => repoSegmentPattern.test(segment))) {
    throw new StoreError(`'${printable(repo)}' is not a repository; it takes OWNER/NAME`);
  }
  const isOurs = Object.values(suffixes).some((suffix) => file.endsWith(suffix));
  if (isOurs || file.length > 1000 || !file.split('/').every((segment) => segmentPattern.test(segment))) {
    throw new StoreError(`'${printable(file)}' is not a file name that can be stored here`);
  }
  if (!/^[\w./-]{1,200}$/.test(revision) || revision.split('/').some((segment) => /^\.*$/.test(segment))) {
    throw new StoreError(`'${printable(revision)}' is not a revision; it takes a branch, a tag or a commit`);
  }
  return { repo, file, revision };
}

/** Parses OWNER/NAME/FILE; FILE may have folders. */
export function parseHubFile(text: string, revision: string): HubFile {
  const [, repo, file] = /^([^/]+\/[^/]+)\/(.+)$/.exec(text) ?? [];
  if (!repo || !file) {
    throw new StoreError(`'${printable(text)}' is not a file of a hub; it takes OWNER/NAME/FILE`);
  }
  return checkHubFile({ repo, file, revision });
}

/** The file's path in the models folder. The revision is in the file's record, not in its path. */
export function pathOf(modelsFolder: string, { repo, file }: HubFile): string {
  return join(modelsFolder, ...repo.split('/'), ...file.split('/'));
}

/** Makes a text from outside safe for a terminal: no control characters, limited length. */
export function printable(text: string): string {
  return text.replace(/\p{C}+/gu, ' ').slice(0, 300);
}
