// The program of the package's name, and that nobody packs what is not built.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tramontane-program-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

function node(file: string, args: string[], cwd: string): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { cwd }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

it('runs the program of the server that the project has', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'server/package.json'), 'utf8')) as { version: string };
  const outcome = await node(join(root, 'sdk/bin/tramontane.js'), ['--version'], folder);
  expect(outcome).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it('says how to get the server where there is none', async () => {
  await cp(join(root, 'sdk/bin/tramontane.js'), join(folder, 'tramontane.mjs'));
  const outcome = await node(join(folder, 'tramontane.mjs'), ['serve', '--port', '0'], folder);
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  expect(outcome.stderr).toContain('npx @tramontane/server serve --port 0');
});

it('is built before it is packed, unless it is built already, and never lacks a file', async () => {
  const project = join(folder, 'project');
  await mkdir(join(project, 'src'), { recursive: true });
  const build = `node -e "fs.mkdirSync('dist',{recursive:true});fs.appendFileSync('dist/index.js','built ')"`;
  const manifest = { name: 'a', version: '1.0.0', files: ['dist'], scripts: { build } };
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(project, 'tsup.config.ts'), '');
  await writeFile(join(project, 'src/index.ts'), '');
  const prepack = () => node(join(root, 'scripts/prepack.mjs'), [], project);
  const built = () => readFile(join(project, 'dist/index.js'), 'utf8');
  expect(await prepack()).toMatchObject({ code: 0, stdout: '' });
  expect(await built()).toBe('built ');
  await prepack();
  expect(await built()).toBe('built ');
  const later = new Date(Date.now() + 60_000);
  await utimes(join(project, 'src/index.ts'), later, later);
  await prepack();
  expect(await built()).toBe('built built ');
  await writeFile(join(project, 'package.json'), JSON.stringify({ ...manifest, files: ['dist', 'LICENSE'] }));
  expect(await prepack()).toMatchObject({ code: 1, stderr: expect.stringContaining('would lack LICENSE') });
}, 30_000);

it('says where both packages come from, in the same words', async () => {
  const [sdk, server] = await Promise.all(
    ['sdk', 'server'].map(async (name) => JSON.parse(await readFile(join(root, name, 'package.json'), 'utf8'))),
  );
  expect(sdk.repository).toEqual({ ...server.repository, directory: 'sdk' });
  expect(server.repository.directory).toBe('server');
  for (const { scripts } of [sdk, server]) expect(scripts.prepack).toBeDefined();
});
