// The site for language models: llms.txt (https://llmstxt.org), every page as Markdown beside its HTML, and all of them in
// llms-full.txt.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Listed } from './make-pages.ts';
import { description, pagesFolder, siteFolder } from './places.ts';

export function writeForModels(chapters: readonly Listed[]): void {
  const paths = ['index', ...chapters.flatMap(({ pages }) => pages.map(({ path }) => path))];
  const texts = paths.map((path) => withoutMatter(readFileSync(join(pagesFolder, `${path}.md`), 'utf8')));
  for (const [i, path] of paths.entries()) writeFileSync(join(siteFolder, `${path}.md`), `${texts[i]}\n`);
  writeFileSync(join(siteFolder, 'llms-full.txt'), `${texts.join('\n\n')}\n`);
  writeFileSync(join(siteFolder, 'llms.txt'), listOf(chapters));
}

function listOf(chapters: readonly Listed[]): string {
  const parts = chapters.map(({ title, purpose, pages }) => {
    const links = pages.map((page) => `- [${page.title}](${page.path}.md)`);
    return `## ${title}\n\n${purpose}\n\n${links.join('\n')}`;
  });
  return [
    `# Tramontane`,
    `> ${description}`,
    'All pages in one file: [llms-full.txt](llms-full.txt)',
    ...parts,
    '',
  ].join('\n\n');
}

function withoutMatter(text: string): string {
  return text.replace(/^---\n.*?\n---\n/s, '').trim();
}
