// Where the links of the repository's documents lead on the site: to a page, to a picture, or to the repository.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import type { Page } from './contents.ts';
import { changeProse, slugOf } from './markdown.ts';
import { pagesFolder, repositoryUrl, root } from './places.ts';

/**
 * The text of a page with its links changed. A link to a heading leads to the page that has this section.
 * @param page that the text is of
 * @param pages all pages
 * @throws if a link leads nowhere
 */
export function withLinks(text: string, page: Page, pages: readonly Page[]): string {
  return changeProse(text, (prose) =>
    prose.replaceAll(linkOrCode, (all, image: string, words: string | undefined, target: string) =>
      words ? `${image}${words}(${image ? pictureOf(target, page) : targetOf(target, page, pages)})` : all,
    ),
  );
}

/** A link, whose words may be code; or code, in which nothing is a link. */
const linkOrCode = /(!?)(\[(?:[^\]`]|`[^`]*`)*\])\(([^()\s]+)\)|`+[^`]+`+/g;

function fileOf(target: string, { source }: Page): string {
  const file = posix.normalize(posix.join(posix.dirname(source), target)).replace(/\/$/, '');
  if (!existsSync(join(root, file))) throw new Error(`${source} links to ${target}, which does not exist.`);
  return file;
}

/** Pictures stay where they are; the build takes them from there. */
function pictureOf(target: string, page: Page): string {
  const from = dirname(join(pagesFolder, `${page.path}.md`));
  return relative(from, join(root, fileOf(target, page)));
}

function targetOf(target: string, page: Page, pages: readonly Page[]): string {
  if (/^[a-z]+:/.test(target)) return target;
  const [path = '', hash] = target.split('#');
  const file = path === '' ? page.source : fileOf(path, page);
  const found = pageWith(file, hash, pages);
  if (found) return `/${found.path}${hash ? `#${hash}` : ''}`;
  if (hash) throw new Error(`${page.source} links to ${target}, which is not on the site.`);
  const kind = statSync(join(root, file)).isDirectory() ? 'tree' : 'blob';
  return `${repositoryUrl}/${kind}/main/${file}`;
}

/** A folder's page is that of its README. */
function pageWith(file: string, hash: string | undefined, pages: readonly Page[]): Page | undefined {
  const isFolder = statSync(join(root, file)).isDirectory();
  const candidates = pages.filter(({ source }) => source === file || (isFolder && source === `${file}/README.md`));
  if (hash === undefined) return candidates[0];
  return candidates.find(({ sections }) => !sections || sections.some((title) => slugOf(title) === hash));
}
