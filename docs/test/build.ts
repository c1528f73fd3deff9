// Builds the site before its tests. VitePress fails the build on a link to a page that does not exist.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export default function setup(): void {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const env = { ...process.env, TRAMONTANE_SITE_BASE: '/', NODE_ENV: 'production' };
  execFileSync('npm', ['run', '--silent', 'site'], { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
}
