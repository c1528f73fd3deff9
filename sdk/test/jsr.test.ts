// The package for JSR: complete, and without what JSR refuses. `deno publish --dry-run` accepts it; Deno is not installed here.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const sdk = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tramontane-jsr-'));
const sources = new Map<string, string>();
let manifest: { version: string; exports: Record<string, string>; imports: Record<string, string> };

beforeAll(() => {
  execFileSync('npm', ['run', '--silent', 'jsr', '--', folder], { cwd: sdk });
  manifest = JSON.parse(readFileSync(join(folder, 'jsr.json'), 'utf8'));
  const files = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join('src', name),
  );
  for (const file of files.filter((name) => name.endsWith('.ts')))
    sources.set(file, readFileSync(join(folder, file), 'utf8'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the package for JSR', () => {
  it('has the version of package.json, and files for all that it exports', () => {
    expect(manifest.version).toBe(JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')).version);
    for (const file of Object.values(manifest.exports)) expect(existsSync(join(folder, file))).toBe(true);
  });

  it('imports files that are in it, and packages that jsr.json names', () => {
    const missing = [...sources].flatMap(([file, text]) => {
      const imported = [...text.matchAll(/^(?:import|export|\}) .*?from '([^']+)';$/gm)].map(([, from = '']) => from);
      return imported
        .filter((from) =>
          from.startsWith('.') ? !existsSync(join(folder, dirname(file), from)) : !(from in manifest.imports),
        )
        .map((from) => `${file} imports ${from}`);
    });
    expect(missing).toEqual([]);
    expect(sources.size).toBeGreaterThan(30);
  });

  it('declares nothing global', () => {
    expect([...sources].filter(([, text]) => /declare global/.test(text)).map(([file]) => file)).toEqual([]);
  });
});
