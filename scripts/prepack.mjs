// Before `npm pack` and `npm publish` of a package: builds it, unless dist/ is newer than every source. Without this an
// unbuilt clone would pack an empty package. Run in the package's folder.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((file) => join(folder, file))
        .filter((file) => statSync(file).isFile())
    : [];
const timesOf = (files) => files.map((file) => statSync(file).mtimeMs);

const built = filesIn('dist').filter((file) => file.endsWith('.js'));
const sources = [...filesIn('src'), 'package.json', 'tsup.config.ts'];
const isFresh = built.length > 0 && Math.min(...timesOf(built)) >= Math.max(...timesOf(sources));
// npm's own messages go to stderr, since `npm pack --json` answers on stdout.
if (!isFresh) {
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', ['run', 'build'], { stdio: ['ignore', 2, 2], shell });
  if (status !== 0) process.exit(status ?? 1);
}
const { files } = JSON.parse(readFileSync('package.json', 'utf8'));
const missing = files.filter((file) => !existsSync(file));
if (missing.length > 0) {
  console.error(`The package would lack ${missing.join(', ')}.`);
  process.exit(1);
}
