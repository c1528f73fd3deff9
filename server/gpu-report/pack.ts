// `npm run gpu:pack`: packs what a bare x86-64 Linux machine with a GPU driver lacks to run the report: Node, the Vulkan
// loader, libraries that NVIDIA's driver wants, the built server, llama.cpp, and the report.
//   pack.ts [FOLDER] [--fast]     default .gpu in the project's root, which git ignores
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packLibraries } from './pack-libraries.ts';
import { fileSizes, slimLlamaCpp, slimPackages } from './pack-slim.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const server = join(root, 'server');
/** What travels to such a machine is the folder and, where it goes along, the tree around it. */
const mostBytes = 64 * 2 ** 20;

const { values, positionals } = parseArgs({ options: { fast: { type: 'boolean' } }, allowPositionals: true });
const out = resolve(root, positionals[0] ?? '.gpu');

if (process.platform !== 'linux' || process.arch !== 'x64') {
  fail('packs the binaries of this machine, which must be x86-64 Linux as the other one is');
}
for (const [file, command] of [
  ['dist/main.js', 'npm run build'],
  ['gpu-report/dist/gpu-report.js', 'npm run build:gpu-report -w server'],
] as const) {
  if (!existsSync(join(server, file))) fail(`server/${file} is missing: ${command} makes it`);
}
const temporary = mkdtempSync(join(tmpdir(), 'tramontane-pack-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
mkdirSync(out, { recursive: true });
for (const name of readdirSync(out).filter((file) => /\.tar\.xz$/.test(file))) rmSync(join(out, name));

const node = archive('node', packNode);
const libraries = packLibraries(temporary, (name, fill) => archive(name, fill), join(out, 'xz'));
await archive('app', packApp);
if (existsSync(join(server, 'bench/peer/node_modules/node-llama-cpp'))) await archive('llama', packLlamaCpp);
else console.log('llama.cpp is not installed (npm run bench:peer -w server): the report goes without it');
await Promise.all([node, libraries]);
copyFileSync(join(server, 'gpu-report/report.sh'), join(out, 'report.sh'));
await packGoldens();
sayWhatWasPacked();

/** Fills a folder and packs it, solid and with the filter for machine code. */
async function archive(name: string, fill: (folder: string) => void): Promise<void> {
  const folder = join(temporary, name);
  mkdirSync(folder, { recursive: true });
  fill(folder);
  const strength = values.fast ? 'preset=0' : 'preset=8,dict=64MiB'; // the dictionary spans what is twice in llama.cpp
  const tar = `tar -C ${quoted(folder)} --sort=name --owner=0 --group=0 -cf - .`;
  const command = `${tar} | xz -T1 --x86 --lzma2=${strength} -c > ${quoted(join(out, `${name}.tar.xz`))}`;
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], { stdio: 'inherit' });
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) fail(`packing ${name} failed`);
}

function packNode(folder: string): void {
  const target = join(folder, 'bin/node');
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(process.execPath, target);
  try {
    execFileSync('strip', ['-s', target], { stdio: 'ignore' });
  } catch {
    // It is larger so, and runs.
  }
}

function packApp(folder: string): void {
  const to = (path: string) => join(folder, 'server', path);
  for (const path of ['bin', 'package.json', 'gpu-report/dist', 'test/synthetic']) {
    cpSync(join(server, path), to(path), { recursive: true });
  }
  cpSync(join(server, 'dist'), to('dist'), { recursive: true, filter: (path) => !path.endsWith('.map') });
  for (const path of productionPackages()) cpSync(path, join(folder, relative(root, path)), { recursive: true });
  slimPackages(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'commit'), git('rev-parse', 'HEAD') || 'unknown');
  execFileSync(process.execPath, [to('bin/tramontane.js'), '--help'], { stdio: 'ignore' }); // it runs so
}

/** Folders of the packages that the server needs to run. */
function productionPackages(): string[] {
  const list = ['ls', '--omit=dev', '--workspace', 'server', '--all', '--parseable'];
  // It also fails over what is missing or too many elsewhere in the tree; what was packed is run below.
  const { stdout } = spawnSync('npm', list, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return stdout.split('\n').filter((path) => path.includes('/node_modules/') && !path.includes('/@tramontane/'));
}

function packLlamaCpp(folder: string): void {
  cpSync(join(server, 'bench/peer/node_modules'), join(folder, 'node_modules'), { recursive: true, dereference: true });
  slimLlamaCpp(join(folder, 'node_modules'));
  const check = "await (await import('node-llama-cpp')).getLlama({ gpu: false, build: 'never', skipDownload: true })";
  const file = join(folder, 'check.mjs');
  writeFileSync(file, `${check};process.exit(0)`);
  execFileSync(process.execPath, [file], { stdio: 'inherit' });
  rmSync(file);
}

/**
 * Files with golden logits. A folder in the project's tree may travel with it, and the goldens with the tree: then they are
 * packed only where there is room for them twice.
 */
async function packGoldens(): Promise<void> {
  const goldens = join(server, 'test/goldens');
  const names = readdirSync(goldens).filter((name) => /^(tiny-|synthetic-)/.test(name));
  const bytes = names.reduce((sum, name) => sum + fileSizes(join(goldens, name)), 0);
  const isInTree = out.startsWith(root);
  if (isInTree && fileSizes(out) + treeBytes() + bytes > mostBytes) return;
  await archive('goldens', (folder) => {
    for (const name of names) cpSync(join(goldens, name), join(folder, name), { recursive: true });
  });
}

/** Bytes of the files that git knows or would add: what travels beside the folder. */
function treeBytes(): number {
  const files = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  return files.filter((file) => file !== '').reduce((sum, file) => sum + fileSizes(join(root, file)), 0);
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 26 }).trim();
  } catch {
    return ''; // no clone
  }
}

function sayWhatWasPacked(): void {
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  for (const name of readdirSync(out)) console.log(`${mib(fileSizes(join(out, name))).padStart(10)}  ${name}`);
  const own = fileSizes(out);
  console.log(`${out}: ${mib(own)}`);
  if (own > mostBytes) fail(`more than ${mib(mostBytes)}: the folder is too large`);
  if (!out.startsWith(root)) return;
  const tree = treeBytes();
  console.log(`with the tree around it: ${mib(own + tree)}`);
  if (own + tree > mostBytes) console.log(`more than ${mib(mostBytes)}: they cannot travel together`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fail(problem: string): never {
  console.error(`gpu:pack: ${problem}`);
  process.exit(1);
}
