// The name of a file on a hub: repository, path inside it, revision. It becomes a path below the models folder, so
// nothing gets past here that could lead out of it.
import { join } from 'node:path';
import { StoreError } from './errors.ts';

/** See above. */
export interface HubFile {
  /** OWNER/NAME. */
  readonly repo: string;
  /** Inside the repository; / between folders. */
  readonly file: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** What this program itself puts beside a file, under the file's name and one of these. */
export const suffixes = {
  record: '.pulled.json',
  part: '.part',
  partRecord: '.part.json',
  lock: '.lock',
} as const;

// Neither . and .. nor what Windows cannot name (the letters stand for what ends a name there, or is a device).
const segmentPattern = /^(?!\.{1,2}$)[^\\/:*?"<>|\p{Cc}]{1,255}(?<![. ])$/u;
const repoSegmentPattern = /^(?!\.{1,2}$)[\w.-]{1,96}(?<!\.)$/;

/** @throws StoreError when a name could not lie on a hub or must not lie in the models folder */
export function checkHubFile({ repo, file, revision }: HubFile): HubFile {
  const owner = repo.split('/');
  if (owner.length !== 2 || !owner.every((segment) => repoSegmentPattern.test(segment))) {
    throw new StoreError(`'${printable(repo)}' is no repository; it takes OWNER/NAME`);
  }
  const isOurs = Object.values(suffixes).some((suffix) => file.endsWith(suffix));
  if (isOurs || file.length > 1000 || !file.split('/').every((segment) => segmentPattern.test(segment))) {
    throw new StoreError(`'${printable(file)}' is no file that can be kept here`);
  }
  if (!/^[\w./-]{1,200}$/.test(revision) || revision.split('/').some((segment) => /^\.*$/.test(segment))) {
    throw new StoreError(`'${printable(revision)}' is no revision; it takes a branch, a tag or a commit`);
  }
  return { repo, file, revision };
}

/** OWNER/NAME/FILE, the file perhaps in folders. */
export function parseHubFile(text: string, revision: string): HubFile {
  const [, repo, file] = /^([^/]+\/[^/]+)\/(.+)$/.exec(text) ?? [];
  if (!repo || !file) {
    throw new StoreError(`'${printable(text)}' is no file of a hub; it takes OWNER/NAME/FILE`);
  }
  return checkHubFile({ repo, file, revision });
}

/** Where the file lies below the models folder; the revision is in its record, not in its path. */
export function pathOf(modelsFolder: string, { repo, file }: HubFile): string {
  return join(modelsFolder, ...repo.split('/'), ...file.split('/'));
}

/** What came from outside, for a terminal: no control characters, and not without end. */
export function printable(text: string): string {
  return text.replace(/\p{C}+/gu, ' ').slice(0, 300);
}
