// Where things are: the repository, on this machine and on the web, and the folder that the pages are written to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** Everything in it is made by make-pages.ts. */
export const pagesFolder = fileURLToPath(new URL('./pages', import.meta.url));
export const siteFolder = fileURLToPath(new URL('./dist', import.meta.url));

const { description, repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  description: string;
  repository: { url: string };
};

/** What Tramontane is, in one sentence. */
export { description };
export const repositoryUrl = repository.url.replace(/^git\+|\.git$/g, '');
