// The site: VitePress over the pages that make-pages.ts has written. The built site asks no other host for anything.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { writeForModels } from './llms.ts';
import type { Listed } from './make-pages.ts';
import { slugOf } from './markdown.ts';
import { description, pagesFolder, repositoryUrl, siteFolder } from './places.ts';

const listed = JSON.parse(readFileSync(join(pagesFolder, 'contents.json'), 'utf8')) as readonly Listed[];
const sidebar = listed.map(({ title, pages }) => ({
  text: title,
  collapsed: !title.startsWith('For '),
  items: pages.map(({ path, title }) => ({ text: title, link: `/${path.replace(/index$/, '')}` })),
}));
const firstOf = (title: string) => `/${listed.find((chapter) => chapter.title === title)?.pages[0]?.path ?? ''}`;

/** A cell of a table's head without words heads nothing: to a screen reader it must be a plain cell. */
function emptyCorners({ tokens }: { tokens: { type: string; tag: string; content: string }[] }): void {
  for (const [i, token] of tokens.entries()) {
    if (token.type !== 'th_open' || tokens[i + 1]?.content !== '') continue;
    for (const part of [token, tokens[i + 2]]) if (part) part.tag = 'td';
  }
}

export default defineConfig({
  title: 'Tramontane',
  description,
  lang: 'en',
  srcDir: pagesFolder,
  outDir: siteFolder,
  /** Where it is served: under a path of its own on GitHub Pages. */
  base: (process.env.TRAMONTANE_SITE_BASE ?? '/') as `/${string}/`,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    anchor: { slugify: slugOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (md) => void md.core.ruler.push('empty-corners', emptyCorners),
  },
  themeConfig: {
    search: { provider: 'local' },
    sidebar,
    nav: [
      { text: 'Workers', link: firstOf('For Workers developers') },
      { text: 'Self-hosting', link: firstOf('For self-hosters') },
      { text: 'Benchmarks', link: firstOf('Benchmarks') },
      { text: 'Contributing', link: firstOf('For contributors') },
      { text: 'API', link: '/reference/api/' },
    ],
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: repositoryUrl, ariaLabel: 'The repository' }],
    editLink: { pattern: ({ frontmatter }) => frontmatter.editUrl, text: 'Edit the document of this page' },
    footer: {
      message: 'MIT. Not affiliated with Cloudflare or Mistral AI. This site collects nothing about its readers.',
    },
  },
  buildEnd: () => writeForModels(listed),
});
