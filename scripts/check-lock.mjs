// Fails when the lock file lacks an optional platform package that some package in it names: npm drops those without a
// word when a registry does not have them yet, and users of that platform get no binary.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

/** The folders in which Node would look for a dependency of the package at `at`, innermost first. */
function* lookup(at) {
  for (let folder = at; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) yield folder;
  yield '';
}
const isLocked = (at, name) => [...lookup(at)].some((folder) => packages[join(folder, 'node_modules', name)]);

const missing = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(at, name))
    .map((name) => `${at}: ${name}`),
);
if (missing.length > 0) console.error(`package-lock.json lacks:\n${missing.join('\n')}`);
process.exit(missing.length > 0 ? 1 : 0);
