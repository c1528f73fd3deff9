// Makes a fresh clone ready to build: Node's version, the npm packages of the lock file, and the system packages that
// npm cannot bring. Plain Node, no dependencies: it runs before there are any.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program in the root folder with its output on the terminal. Returns whether it succeeded. */
export function run(program, args, env = {}) {
  const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env }, shell: process.platform === 'win32' };
  return spawnSync(program, args, options).status === 0;
}

/** Runs a program in the root folder, quietly: what it prints is shown only if it fails. Returns whether it succeeded. */
export function runQuietly(program, args) {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, shell: process.platform === 'win32' };
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  if (status === 0) return true;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`);
  return false;
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
  validation: {
    what: 'the Khronos validation layer',
    packageName: 'vulkan-validationlayers',
    isThere: () => hasFileIn(layerFolders, /khronos_validation/),
  },
};

/**
 * Installs what is missing, or says what to install.
 * @param {(keyof typeof needs)[]} names which of the system's needs matter for what comes next
 * @param {{ onlyServing?: boolean }} options onlyServing: the packages that building and serving need, not those of tests
 */
export function setUp(names, { onlyServing = false } = {}) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) giveUp(`Node 20.19 or newer is needed; this is ${process.version}.`);
  if (process.platform === 'linux') setUpSystem(names);
  else if (!hasCommand('glslc'))
    giveUp('glslc, the GLSL compiler, is missing: install the Vulkan SDK (vulkan.lunarg.com).');
  setUpPackages(onlyServing);
}

function setUpSystem(names) {
  const missing = names.map((name) => needs[name]).filter((need) => !need.isThere());
  if (missing.length === 0) return;
  const packages = missing.map((need) => need.packageName);
  const found = `Missing on this system: ${missing.map((need) => need.what).join(', ')}.`;
  const byHand =
    `${found}\nDebian and Ubuntu: sudo apt-get install ${packages.join(' ')}\n` +
    "(mesa-vulkan-drivers also runs without a GPU. NVIDIA: the vendor's driver brings its own.)";
  if (process.getuid?.() !== 0 || !hasCommand('apt-get')) giveUp(byHand);
  console.log(`${found} Installing ${packages.join(', ')}.`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  const installed =
    run('apt-get', ['update', '-qq'], quiet) &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
  if (!installed) giveUp(`apt-get could not install them.\n${byHand}`);
}

/** Installs the npm packages of a folder that is apart from the workspaces: what only some tests need, and is large. */
export function setUpApart(folder) {
  if (existsSync(join(root, folder, 'node_modules', '.package-lock.json'))) return;
  console.log(`Installing what ${folder} needs.`);
  if (!run('npm', ['ci', '--prefix', folder])) giveUp(`npm ci failed in ${folder}; its words are above.`);
}

/** Installs llama.cpp, which the GPU report measures against. */
export function setUpPeer() {
  if (existsSync(join(root, 'server/bench/peer/node_modules/node-llama-cpp'))) return;
  console.log('Installing llama.cpp, to measure against.');
  if (!run('npm', ['run', '--silent', 'bench:peer', '-w', 'server']))
    giveUp('It could not be installed; npm says why above.');
}

/** The `dependencies` of package.json are what the build needs; everything else that developing needs is a devDependency. */
const servingOnly = ['--omit=dev', '--workspace=@tramontane/server', '--include-workspace-root'];

function setUpPackages(onlyServing) {
  if (isInstalled(onlyServing)) return;
  console.log(
    onlyServing ? 'Installing the packages that the server needs.' : 'Installing the npm packages of the lock file.',
  );
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(onlyServing ? servingOnly : [])];
  if (!runQuietly('npm', args)) giveUp('npm ci failed; its words are above.');
}

/** Whether the packages of the lock file are there. Those that only some platforms have may be absent. */
function isInstalled(onlyServing) {
  const wanted = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) return false;
  if (onlyServing) return true; // an earlier npm start, or more
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const there = packagesOf(installed);
  return Object.entries(packagesOf(wanted)).every(
    ([at, { optional, devOptional, peer, link }]) =>
      !at.startsWith('node_modules/') || optional || devOptional || peer || link || at in there,
  );
}
