// The reference of the SDK: what TypeDoc makes of its docstrings (`npm run docs -w sdk`), a page for each entry point.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MadePage } from './api-pages.ts';
import { root } from './places.ts';

const folder = join(root, 'sdk/docs');

export function sdkPages(): readonly MadePage[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
  const pages = files.map((file) => {
    const name = file.replace('.md', '');
    const title = name === 'tramontane' ? name : `tramontane/${name}`;
    const text = readFileSync(join(folder, file), 'utf8');
    return { path: `reference/sdk/${name}`, title, text: text.replace(/^# .*$/m, `# ${title}`) };
  });
  return pages.sort((a, b) => a.title.localeCompare(b.title));
}
