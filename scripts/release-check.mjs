// `npm run release:check`: packs both packages, installs them in an empty folder as a user does, and runs what the READMEs
// say: types, imports, mocks, and a server that the SDK asks. Once with this Node, and with the later ones of
// sdk/test/today/tools where they are installed.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './setup.mjs';

const tools = join(root, 'sdk/test/today/tools/node_modules');
const later = [24, 26].map((version) => join(tools, `node-${version}-${process.arch}`, 'bin/node')).filter(existsSync);
const folder = mkdtempSync(join(tmpdir(), 'tramontane-release-'));
/** Minutes that a step may take: several times what it takes on two slow cores. Packing builds both packages. */
const limits = { pack: 30, install: 20, types: 10, run: 5 };
let isStarted = false;
/** Without the settings of this repository, which `npm run` hands on and no user has. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

try {
  await step('build and pack', pack);
  await step('install in an empty folder', install);
  await step('compile types', checkTypes);
  for (const node of [process.execPath, ...later]) {
    const version = run(node, ['--version']).trim();
    await step(`run on Node ${version}`, () => checkWith(node, version));
  }
  console.log('release:check passed');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Says what begins, and when it has ended how long it took: in a log one sees which step is slow. */
async function step(name, take) {
  const startedMs = performance.now();
  console.log(`${name} …`);
  await take();
  console.log(`${name}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}

/** What a program prints, which has to end within a limit. */
function run(program, args, { cwd = folder, minutes = limits.run } = {}) {
  try {
    const stdio = ['ignore', 'pipe', 'inherit'];
    return execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio, timeout: minutes * 60_000 });
  } catch (error) {
    if (error.code !== 'ETIMEDOUT') throw error;
    throw new Error(`${[program, ...args].join(' ')} took more than ${minutes} minutes.`, { cause: error });
  }
}

function write(name, text) {
  writeFileSync(join(folder, name), text);
}

function pack() {
  const args = ['pack', '--loglevel=error', '-w', 'sdk', '-w', 'server', '--pack-destination', folder];
  run('npm', args, { cwd: root, minutes: limits.pack });
  const files = readdirSync(folder);
  if (files.length !== 2) throw new Error(`Two packages should be packed, not ${files.join(', ')}.`);
  console.log(`packed: ${files.join(', ')}`);
}

function install() {
  const tarballs = readdirSync(folder).map((file) => `./${file}`);
  write('package.json', JSON.stringify({ private: true, type: 'module' }));
  const others = ['msw@2', 'typescript@5.9', '@types/node@20'];
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs, ...others];
  run('npm', args, { minutes: limits.install });
  console.log('installed in an empty folder, with msw and typescript');
}

function checkTypes() {
  write(
    'types.ts',
    `import { Ai, AiContextOverflowError, events, type AiTextGenerationOutput } from 'tramontane';
import { offlineWorker } from 'tramontane/miniflare';
import { mockAi } from 'tramontane/mock';
import { mockWorkersAi } from 'tramontane/msw';
const ai = new Ai(mockAi('Hello'));
const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const max_tokens = undefined as number | undefined;
export const answer: Promise<AiTextGenerationOutput> = ai.run(model, { prompt: 'Hi', max_tokens });
for await (const { response } of events(await ai.run(model, { prompt: 'Hi', stream: true }))) response satisfies string;
// @ts-expect-error a misspelt field
await ai.run(model, { prompt: 'Hi', max_token: 5 });
export const others = [AiContextOverflowError, mockWorkersAi().handlers, offlineWorker().scriptPath];
`,
  );
  for (const [module, moduleResolution] of [
    ['esnext', 'bundler'],
    ['node16', 'node16'],
  ]) {
    const flags = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--skipLibCheck', 'false'];
    const how = ['--module', module, '--moduleResolution', moduleResolution, '--target', 'es2022', '--types', 'node'];
    const lib = ['--lib', 'es2023,dom,dom.iterable,dom.asynciterable'];
    const args = ['node_modules/typescript/bin/tsc', '--noEmit', ...flags, ...how, ...lib, 'types.ts'];
    run(process.execPath, args, { minutes: limits.types });
    console.log(`types compile: strict, moduleResolution ${moduleResolution}`);
  }
}

async function checkWith(node, version) {
  writeImports();
  console.log(`${version}: ${run(node, ['imports.mjs']).trim()}; required: ${run(node, ['required.cjs']).trim()}`);
  const program = join(folder, 'node_modules/tramontane/bin/tramontane.js');
  const { version: packed } = JSON.parse(
    run(node, ['-p', 'JSON.stringify(require("@tramontane/server/package.json"))']),
  );
  const printed = run(node, [program, '--version']).trim();
  if (printed !== packed) throw new Error(`tramontane --version printed ${printed}, not ${packed}.`);
  await checkServer(node, program, version);
}

function writeImports() {
  if (isStarted) return;
  isStarted = true;
  write(
    'imports.mjs',
    `import { existsSync } from 'node:fs';
import { setupServer } from 'msw/node';
import { Ai, collect } from 'tramontane';
import { offlineWorker } from 'tramontane/miniflare';
import { mockAi } from 'tramontane/mock';
import { mockWorkersAi } from 'tramontane/msw';
const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const AI = mockAi('from mockAi');
const server = setupServer(...mockWorkersAi({ answers: 'from msw' }).handlers);
server.listen();
const { response: first } = await new Ai(AI).run(model, { prompt: 'Hi' });
const stream = await new Ai({ accountId: 'a', apiToken: 'b' }).run(model, { prompt: 'Hi', stream: true });
const { response: second } = await collect(stream);
server.close();
if (!existsSync(offlineWorker().scriptPath)) throw new Error('The offline Worker is missing.');
console.log([first, second].join(', '));
`,
  );
  write(
    'required.cjs',
    `const { Ai } = require('tramontane');
const { mockAi } = require('tramontane/mock');
new Ai(mockAi('Hello')).run('@cf/a/b', { prompt: 'Hi' }).then(({ response }) => console.log(response));
`,
  );
  write(
    'asks.mjs',
    `import { Ai, collect } from 'tramontane';
const [url, accountId, apiToken] = process.argv.slice(2);
const ai = new Ai({ accountId, apiToken, baseUrl: \`\${url}/client/v4\` });
const input = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 8 };
const { response } = await ai.run('@cf/tinystories/stories-260k', input);
const streamed = await collect(await ai.run('@cf/tinystories/stories-260k', { ...input, stream: true }));
if (response === '' || streamed.response !== response) throw new Error(\`\${response} is not \${streamed.response}\`);
console.log(response.trim());
`,
  );
}

/** Starts the packed server, lets the packed SDK ask it, and stops it. */
async function checkServer(node, program, version) {
  const [account, token] = ['023e105f4ecef8ad9ca31a8372d0c353', 'a-token-for-the-check'];
  const settings = { PORT: '0', TRAMONTANE_ACCOUNT_ID: account, TRAMONTANE_API_TOKEN: token };
  const server = spawn(node, [program, 'serve'], {
    cwd: folder,
    env: { ...env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    const url = await readyUrl(server);
    console.log(`${version}: the server answers "${run(node, ['asks.mjs', url, account, token]).trim()}"`);
  } finally {
    server.kill('SIGTERM');
  }
  const code = await ended;
  if (code !== 0) throw new Error(`The server ended with ${code} after SIGTERM.`);
}

/** The address, which the server says on stdout when its model is loaded. */
function readyUrl(server) {
  let output = '';
  let log = '';
  return new Promise((found, failed) => {
    server.stdout.on('data', (text) => {
      output += text;
      const [url] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(output) ?? [];
      if (url) found(url);
    });
    server.stderr.on('data', (text) => {
      log += text;
    });
    server.once('exit', (code) => failed(new Error(`The server ended with ${code}, having said:\n${output}${log}`)));
  });
}
