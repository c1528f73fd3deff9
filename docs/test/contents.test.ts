// The site says what the repository says, each thing once.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chaptersWith, home, leftOut } from '../.vitepress/contents.ts';
import { headingsOf, sectionsOf, slugOf } from '../.vitepress/markdown.ts';
import { root } from '../.vitepress/places.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const chapters = chaptersWith(readdirSync(join(root, 'docs/decisions')));
const pages = [home, ...chapters.flatMap((chapter) => chapter.pages)];
const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: root })
  .toString()
  .trim()
  .split('\n')
  // Changesets are not documents, and what lies among tests is for those who read the tests.
  .filter((path) => !/^\.changeset\/(?!README)|\/test\//.test(path));

/** Each part of a document that a page has, as `FILE` or `FILE#SECTION`. */
const shown = pages.flatMap(({ source, sections }) => sections?.map((title) => `${source}#${title}`) ?? [source]);

describe('every document', () => {
  it.each(documents)('%s is on the site once, or is left out for a reason', (path) => {
    const isCut = pages.some(({ source, sections }) => source === path && sections);
    const parts = isCut ? sectionsOf(read(path)).map(({ title }) => `${path}#${title}`) : [path];
    const counted = parts.map((part) => [part, shown.filter((each) => each === part).length]);
    expect(counted).toEqual(parts.map((part) => [part, part in leftOut ? 0 : 1]));
  });

  it('that is left out exists', () => {
    const missing = Object.keys(leftOut).filter((part) => {
      const [path = '', section] = part.split('#');
      return !documents.includes(path) || (section && !headingsOf(read(path)).includes(section));
    });
    expect(missing).toEqual([]);
  });
});

describe('what is read of Markdown', () => {
  const text =
    '# Title\n\nFirst.\n\n```sh\n## no heading\n```\n\n## One\n\n````md\n```\n## nor this\n```\n````\n\n## Two';

  it('has sections, but not those of code', () => {
    expect(sectionsOf(text).map(({ title }) => title)).toEqual(['', 'One', 'Two']);
    expect(headingsOf(text)).toEqual(['Title', 'One', 'Two']);
  });

  it.each([
    ['env.AI, offline', 'envai-offline'],
    ['Time, retries, and other options', 'time-retries-and-other-options'],
    ['`serve` and [more](x.md)', 'serve-and-more'],
  ])('the id of "%s" is the one of GitHub', (heading, id) => expect(slugOf(heading)).toBe(id));
});
