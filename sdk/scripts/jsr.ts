// Writes the package for JSR, which takes TypeScript as it is: `npm run jsr -w sdk -- FOLDER`, and in FOLDER `npx jsr
// publish`. Name, version and dependencies are those of package.json. The offline Worker stays on npm alone: it is for
// Miniflare and wrangler, which come from there.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function writePackage(from: string, to: string): void {
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Manifest;
  mkdirSync(to, { recursive: true });
  for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE']) cpSync(join(from, file), join(to, file));
  const ofNpm = new Set(['offline.ts', 'offline-env.ts', 'miniflare.ts', 'cloudflare-workers.d.ts']);
  cpSync(join(from, 'src'), join(to, 'src'), { recursive: true, filter: (path) => !ofNpm.has(basename(path)) });
  writeFileSync(join(to, 'src/runtime-models.ts'), noRuntimeModels);
  writeFileSync(join(to, 'jsr.json'), `${JSON.stringify(jsrManifest(manifest), null, 2)}\n`);
}

/** What stands in for src/runtime-models.ts: models that this package does not describe take and give an object. */
const noRuntimeModels = `// The table of models of the Workers runtime; on JSR it is empty.

/** What the runtime's types say of each model, by its name. */
export type RuntimeModels = Record<never, never>;
`;

function jsrManifest({ version, license, dependencies, devDependencies }: Manifest): object {
  const imported = { ...dependencies, msw: devDependencies.msw };
  return {
    name: '@tramontane/sdk',
    version,
    license,
    exports: { '.': './src/index.ts', './mock': './src/mock.ts', './msw': './src/msw.ts' },
    imports: Object.fromEntries(Object.entries(imported).map(([name, range]) => [name, `npm:${name}@${range}`])),
  };
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('Name a folder for the package: npm run jsr -w sdk -- FOLDER');
writePackage(fileURLToPath(new URL('..', import.meta.url)), resolve(process.env.INIT_CWD ?? '.', folder));
