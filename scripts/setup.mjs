// Makes a fresh clone ready to build: Node's version, the npm packages of the lock file, and the system packages that
// npm cannot bring. Plain Node, no dependencies: it runs before there are any.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const optionsFor = (env, stdio) => ({
  cwd: root,
  stdio,
  env: { ...process.env, ...env },
  shell: process.platform === 'win32',
});

/** Runs a program in the root folder with its output on the terminal. Returns whether it succeeded. */
export function run(program, args, env = {}) {
  return spawnSync(program, args, optionsFor(env, 'inherit')).status === 0;
}

/**
 * Runs a program in the root folder beside others. What it prints is shown when it has ended, so that theirs does not mix
 * with it. Resolves to whether it succeeded.
 */
export function runBeside(program, args, env = {}) {
  return start(program, args, env, () => process.stdout);
}

/** Runs a program in the root folder, quietly: what it prints is shown only if it fails. Resolves to whether it succeeded. */
export function runQuietly(program, args, env = {}) {
  return start(program, args, env, (isDone) => (isDone ? undefined : process.stderr));
}

function start(program, args, env, outputFor) {
  const child = spawn(program, args, optionsFor(env, ['ignore', 'pipe', 'pipe']));
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => output.push(bytes));
  child.once('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      const isDone = code === 0;
      outputFor(isDone)?.write(Buffer.concat(output));
      resolve(isDone);
    });
  });
}

/** Ends the program with words on what to do. */
export function giveUp(problem) {
  console.error(`\n${problem}`);
  process.exit(1);
}

const hasCommand = (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
const hasFileIn = (folders, pattern) =>
  folders.some((folder) => existsSync(folder) && readdirSync(folder).some((name) => pattern.test(name)));
const hasLoader = () => /libvulkan\.so\.1/.test(String(spawnSync('/sbin/ldconfig', ['-p']).stdout ?? ''));
const hasDriver = () =>
  Boolean(process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES) ||
  hasFileIn(['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'], /\.json$/);
/** The description of Google's SwiftShader that the Vulkan loader reads. */
export const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json';
/** That of Mesa's lavapipe; undefined: it is not installed. */
export function lavapipe() {
  const folder = '/usr/share/vulkan/icd.d';
  const name = existsSync(folder) ? readdirSync(folder).find((file) => /^lvp_icd.*\.json$/.test(file)) : undefined;
  return name && join(folder, name);
}
const layerFolders = ['/usr/share/vulkan/explicit_layer.d', '/etc/vulkan/explicit_layer.d'];

/** What the system must have beyond Node; the Debian package that brings it. */
const needs = {
  compiler: { what: 'glslc, the GLSL compiler', packageName: 'glslc', isThere: () => hasCommand('glslc') },
  loader: { what: 'the Vulkan loader', packageName: 'libvulkan1', isThere: hasLoader },
  driver: { what: 'a Vulkan driver', packageName: 'mesa-vulkan-drivers', isThere: hasDriver },
  lavapipe: {
    what: "Mesa's lavapipe, a Vulkan driver that the tests run on",
    packageName: 'mesa-vulkan-drivers',
    isThere: () => lavapipe() !== undefined,
  },
  swiftshader: {
    what: "Google's SwiftShader, another one, which comes with Chromium",
    packageName: 'chromium',
    isThere: () => existsSync(swiftshader),
  },
  browser: {
    what: 'Chromium, for the tests of the SDK in a browser',
    packageName: 'chromium',
    isThere: () =>
      [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].some(
        (path) => path && existsSync(path),
      ),
  },
  xz: { what: 'xz, which packs the GPU report', packageName: 'xz-utils', isThere: () => hasCommand('xz') },
  kubectl: {
    what: 'kubectl, for the tests of deploy/kubernetes',
    packageName: 'kubernetes-client',
    isThere: () => spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).error === undefined,
  },
  redis: {
    what: 'redis-server, for the tests of several servers',
    packageName: 'redis-server',
    isThere: () => hasCommand('redis-server'),
  },
  zsh: { what: 'zsh, for the tests of completions', packageName: 'zsh', isThere: () => hasCommand('zsh') },
  fish: { what: 'fish, for the tests of completions', packageName: 'fish', isThere: () => hasCommand('fish') },
  validation: {
    what: 'the Khronos validation layer',
    packageName: 'vulkan-validationlayers',
    isThere: () => hasFileIn(layerFolders, /khronos_validation/),
  },
};

/** What only the tests and the GPU report need: packages that are large, and apart from the workspaces. */
export const apart = {
  /** Where and with what the SDK is used today: Node 24 and more. */
  today: {
    what: "today's tools",
    marker: 'sdk/test/today/tools/node_modules/.package-lock.json',
    command: ['ci', '--prefix', 'sdk/test/today/tools'],
  },
  /** What the GPU report measures against. */
  llamaCpp: {
    what: 'llama.cpp',
    marker: 'server/bench/peer/node_modules/node-llama-cpp',
    command: ['run', '--silent', 'bench:peer', '-w', 'server'],
  },
};

/**
 * Installs what is missing, or says what to install. All of it at once: each waits for the network most of the time.
 * @param {(keyof typeof needs)[]} names which of the system's needs matter for what comes next
 * @param {{ onlyServing?: boolean, further?: (typeof apart)[keyof typeof apart][] }} options onlyServing: the packages that
 *   building and serving need, not those of tests
 */
export async function setUp(names, { onlyServing = false, further = [] } = {}) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) giveUp(`Node 20.19 or newer is needed; this is ${process.version}.`);
  if (process.platform !== 'linux' && !hasCommand('glslc'))
    giveUp('glslc, the GLSL compiler, is missing: install the Vulkan SDK (vulkan.lunarg.com).');
  const missing = process.platform === 'linux' ? missingOnSystem(names) : [];
  const problems = await Promise.all([setUpSystem(missing), setUpPackages(onlyServing), ...further.map(setUpApart)]);
  const problem = problems.filter(Boolean).join('\n');
  if (problem) giveUp(problem);
}

/** What the system lacks. Gives up where it cannot be installed from here. */
function missingOnSystem(names) {
  const missing = names.map((name) => needs[name]).filter((need) => !need.isThere());
  if (missing.length > 0 && (process.getuid?.() !== 0 || !hasCommand('apt-get'))) giveUp(byHand(missing));
  return missing;
}

const whatOf = (missing) => missing.map((need) => need.what).join(', ');
const packagesOf = (missing) => [...new Set(missing.map((need) => need.packageName))];

function byHand(missing) {
  return (
    `Missing on this system: ${whatOf(missing)}.\n` +
    `Debian and Ubuntu: sudo apt-get install ${packagesOf(missing).join(' ')}\n` +
    "(mesa-vulkan-drivers also runs without a GPU. NVIDIA: the vendor's driver brings its own.)"
  );
}

async function setUpSystem(missing) {
  if (missing.length === 0) return undefined;
  const packages = packagesOf(missing);
  console.log(`Missing on this system: ${whatOf(missing)}. Installing ${packages.join(', ')}.`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  const installed =
    (await runBeside('apt-get', ['update', '-qq'], quiet)) &&
    (await runBeside('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet));
  return installed ? undefined : `apt-get could not install them.\n${byHand(missing)}`;
}

async function setUpApart({ what, marker, command }) {
  if (existsSync(join(root, marker))) return undefined;
  console.log(`Installing ${what}, apart from the other packages.`);
  return (await runBeside('npm', command)) ? undefined : `${what} could not be installed; npm says why above.`;
}

/** The `dependencies` of package.json are what the build needs; everything else that developing needs is a devDependency. */
const servingOnly = ['--omit=dev', '--workspace=@tramontane/server', '--include-workspace-root'];

async function setUpPackages(onlyServing) {
  if (isInstalled(onlyServing)) return undefined;
  console.log(
    onlyServing ? 'Installing the packages that the server needs.' : 'Installing the npm packages of the lock file.',
  );
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(onlyServing ? servingOnly : [])];
  return (await runQuietly('npm', args)) ? undefined : 'npm ci failed; its words are above.';
}

/** Whether the packages of the lock file are there. Those that only some platforms have may be absent. */
function isInstalled(onlyServing) {
  const wanted = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) return false;
  if (onlyServing) return true; // an earlier npm start, or more
  const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const there = packagesIn(installed);
  return Object.entries(packagesIn(wanted)).every(
    ([at, { optional, devOptional, peer, link }]) =>
      !at.startsWith('node_modules/') || optional || devOptional || peer || link || at in there,
  );
}
