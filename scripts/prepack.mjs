// Before `npm pack` and `npm publish` of a package: builds it, unless dist/ is newer than every source. Without this an
// unbuilt clone would pack an empty package. Run in the package's folder.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isBuilt } from './is-built.mjs';

// npm's own messages go to stderr, since `npm pack --json` answers on stdout.
if (!isBuilt('.')) {
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
