// What a bundle grows by with this package and with its peers, minified and gzipped: npm run sizes -w sdk
// The peers are measured where they are installed: npm install --no-save openai cloudflare
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const packageDir = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

const wanted: [label: string, code: string, needs?: string][] = [
  ['tramontane, all of it', "export * from 'tramontane'"],
  ['tramontane, Ai alone', "export { Ai } from 'tramontane'"],
  ['openai', "import OpenAI from 'openai'; export default OpenAI", 'openai'],
  ['cloudflare', "import Cloudflare from 'cloudflare'; export default Cloudflare", 'cloudflare'],
];

for (const [label, code, needs] of wanted) {
  const version = needs === undefined ? '' : versionOf(needs);
  const size = version === undefined ? 'not installed' : `${(await sizeOf(code)).toLocaleString('en')} bytes`;
  console.log(`${`${label} ${version ?? ''}`.padEnd(24)} ${size.padStart(16)}`);
}

async function sizeOf(code: string): Promise<number> {
  const stdin = { contents: code, resolveDir: packageDir };
  const options = { bundle: true, minify: true, write: false, format: 'esm', platform: 'browser' } as const;
  const { outputFiles } = await build({ ...options, stdin, logLevel: 'error', external: ['node:*'] });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

function versionOf(name: string): string | undefined {
  try {
    const file = join(dirname(require.resolve(name)), 'package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return undefined;
  }
}
