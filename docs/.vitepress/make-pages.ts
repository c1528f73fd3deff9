// `tsx .vitepress/make-pages.ts` writes the pages of the site, which VitePress then builds: documents of the repository,
// cut as contents.ts says, and the references, out of openapi.yaml and of the SDK's docstrings.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSpec } from '../../scripts/spec.ts';
import { apiPages, type MadePage } from './api-pages.ts';
import { withCharts } from './benchmarks.ts';
import { chaptersWith, home, type Page } from './contents.ts';
import { errorPage } from './error-page.ts';
import { withLinks } from './links.ts';
import { sectionsOf, titleOf } from './markdown.ts';
import { pagesFolder, repositoryUrl, root } from './places.ts';
import { sdkPages } from './sdk-pages.ts';

/** A document without its badges, which are pictures of another host, and only where GitHub shows it. */
const read = (path: string) =>
  readFileSync(join(root, path), 'utf8').replace(/<!-- badges -->.*?<!-- \/badges -->\n\n/s, '');

/** A chapter with the titles of its pages, for the sidebar and for llms.txt. */
export interface Listed {
  readonly title: string;
  readonly purpose: string;
  readonly pages: readonly { readonly path: string; readonly title: string }[];
}

const chapters = chaptersWith(readdirSync(join(root, 'docs/decisions')).sort());
const pages = [home, ...chapters.flatMap((chapter) => chapter.pages)];
const { document, errors } = readSpec();
const references: readonly Omit<Listed, 'pages'>[] = [
  { title: 'API reference', purpose: 'Every route, type and error, from openapi.yaml.' },
  { title: 'SDK reference', purpose: 'Every name that the package exports, from its docstrings.' },
];
const errorsAt = { path: 'reference/errors', title: 'Errors', text: errorPage(errors) };
const made: readonly (readonly MadePage[])[] = [[...apiPages(document), errorsAt], sdkPages()];

rmSync(pagesFolder, { recursive: true, force: true });
for (const page of pages) write(page.path, `${frontMatterOf(page)}${textOf(page)}`);
for (const { path, text } of made.flat()) write(path, `---\neditLink: false\n---\n\n${text}`);
writeFileSync(join(pagesFolder, 'contents.json'), JSON.stringify(listed(), null, 2));

function write(path: string, text: string): void {
  const file = join(pagesFolder, `${path}.md`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text.trim()}\n`);
}

function listed(): readonly Listed[] {
  const title = (page: Page) => titleOf(textOf(page)) ?? page.path;
  const ofDocuments = chapters.map((chapter) => ({
    ...chapter,
    pages: chapter.pages.map((page) => ({ path: page.path, title: title(page) })),
  }));
  const ofReferences = references.map((chapter, i) => ({
    ...chapter,
    pages: (made[i] ?? []).map(({ path, title }) => ({ path, title })),
  }));
  return [...ofDocuments, ...ofReferences];
}

function textOf(page: Page): string {
  const source = read(page.source);
  const text = withLinks(page.sections ? cut(source, page) : retitled(source, page.title), page, pages);
  if (page === home) return `${text}\n\n${guide()}`;
  return page.source === 'docs/performance.md' ? withCharts(text) : text;
}

function retitled(text: string, title: string | undefined): string {
  return title ? text.replace(/^# .*$/m, `# ${title}`) : text;
}

/** The page's sections of a document. The only section of a page becomes its title. */
function cut(text: string, { source, sections = [], title }: Page): string {
  const all = sectionsOf(text);
  const parts = sections.map((name) => {
    const found = all.find((section) => section.title === name);
    if (!found) throw new Error(`${source} has no section "${name}".`);
    return found;
  });
  const [only] = parts;
  if (only && parts.length === 1 && only.title) return `# ${title ?? only.title}\n\n${only.text}`;
  const bodies = parts.map((part) =>
    part.title ? `## ${part.title}\n\n${part.text}` : part.text.replace(/^# .*\n/, ''),
  );
  return [`# ${title}`, ...bodies].join('\n\n');
}

function frontMatterOf(page: Page): string {
  // YAML has JSON in it.
  return `---\n${JSON.stringify({ editUrl: `${repositoryUrl}/edit/main/${page.source}` })}\n---\n\n`;
}

/** The first page leads each reader to the first page of a chapter. */
function guide(): string {
  const links = chapters.map(({ title, purpose, pages: [first] }) => `- [**${title}**](/${first?.path}): ${purpose}`);
  return ['## Where to go', links.join('\n')].join('\n\n');
}
