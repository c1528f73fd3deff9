// Whether a package's build is newer than everything that it is made of.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders and files of a package that its build reads. */
const sources = ['src', 'scripts', 'reference', 'playground', 'package.json', 'tsup.config.ts'];

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((file) => join(path, file))
    .filter((file) => statSync(file).isFile());
}

const timesOf = (files) => files.map((file) => statSync(file).mtimeMs);

/** @param {string} folder of the package */
export function isBuilt(folder) {
  const built = filesIn(join(folder, 'dist')).filter((file) => file.endsWith('.js'));
  if (built.length === 0) return false;
  const read = sources.flatMap((path) => filesIn(join(folder, path)));
  return Math.min(...timesOf(built)) >= Math.max(...timesOf(read));
}
