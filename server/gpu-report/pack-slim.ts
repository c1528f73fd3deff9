// What packed packages can do without.
import { linkSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

/** Bytes of a file, or of all files in a folder; 0 where there is none. */
export function fileSizes(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + fileSizes(join(path, name)), 0);
}

const needlessFolders = ['test', 'docs', 'benchmarks', 'examples', '.bin'];
const needlessFile = /\.d\.[cm]?ts$|\.map$|\.tsbuildinfo$|\.md$|^changelog/i;
/** Of koffi only what runs: its sources are large. */
const koffiNeeds = ['.js', '.cjs', '.mjs', '.json', '.node'];

export function slimPackages(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const isNeedless = entry.isDirectory()
      ? needlessFolders.includes(entry.name)
      : needlessFile.test(entry.name) ||
        (path.includes('/node_modules/koffi/') && !koffiNeeds.includes(extname(path)) && !/^licen/i.test(entry.name));
    if (isNeedless) rmSync(path, { recursive: true });
    else if (entry.isDirectory()) slimPackages(path);
  }
}

/** Server processors, and what every processor can run. */
const processors = ['x64', 'haswell', 'skylakex', 'icelake', 'sapphirerapids', 'zen4'];

export function slimLlamaCpp(packages: string): void {
  slimPackages(packages);
  for (const path of ['@reflink', 'node-llama-cpp/llama/gitRelease.bundle', 'node-llama-cpp/templates', 'no-cuda']) {
    rmSync(join(packages, path), { recursive: true, force: true });
  }
  const builds = join(packages, '@node-llama-cpp');
  const kept = ['linux-x64', 'linux-x64-vulkan'];
  for (const name of readdirSync(builds).filter((each) => !kept.includes(each))) {
    rmSync(join(builds, name), { recursive: true });
  }
  const binaries = kept.map((name) => join(builds, name, 'bins', name));
  for (const folder of binaries) {
    for (const name of readdirSync(folder)) {
      const processor = /^libggml-cpu-(.*)\.so$/.exec(name)?.[1];
      if (processor !== undefined && !processors.includes(processor)) rmSync(join(folder, name));
    }
  }
  linkTwins(...(binaries as [string, string]));
}

/** Files that both folders have are packed once. */
function linkTwins(first: string, second: string): void {
  const names = readdirSync(first).filter((name) => name.endsWith('.so'));
  for (const name of names) {
    const [one, two] = [join(first, name), join(second, basename(name))];
    if (!readdirSync(second).includes(name) || !readFileSync(one).equals(readFileSync(two))) continue;
    rmSync(two);
    linkSync(one, two);
  }
}
