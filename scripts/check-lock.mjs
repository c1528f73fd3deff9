// Fails when a lock file lacks an optional platform package that some package in it names: npm drops those without a word
// when a registry does not have them yet. Users of that platform then get no binary, and `npm ci` refuses the lock file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const files = ['package-lock.json', 'sdk/test/today/tools/package-lock.json'];

/** The folders in which Node would look for a dependency of the package at `at`, innermost first. */
function* lookup(at) {
  for (let folder = at; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) yield folder;
  yield '';
}

/** Each package that is named and not locked, with the one that names it. */
function missingIn(file) {
  const { packages } = JSON.parse(readFileSync(join(root, file), 'utf8'));
  const isLocked = (at, name) => [...lookup(at)].some((folder) => packages[join(folder, 'node_modules', name)]);
  return Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(at, name))
      .map((name) => `${file} lacks ${name}, which ${at} names`),
  );
}

const missing = files.flatMap(missingIn);
for (const line of missing) console.error(line);
process.exit(missing.length > 0 ? 1 : 0);
