#!/usr/bin/env node
// The `tramontane` program: finds the command, reads its flags, and turns whatever it throws into words and an exit
// code (1: it failed, 2: it was called wrongly). What the commands do is cli/NAME.ts.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Command, commandHelp, UsageError } from './cli/command.ts';
import { ConfigError } from './config.ts';

// Loaded when asked for: `tokenize` needs no GPU, and should not fail where there is none.
const commands: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  serve: () => import('./cli/serve.ts'),
  pull: () => import('./cli/pull.ts'),
  models: () => import('./cli/models.ts'),
  token: () => import('./cli/token.ts'),
  config: () => import('./cli/config.ts'),
  generate: () => import('./cli/generate.ts'),
  devices: () => import('./cli/devices.ts'),
  tokenize: () => import('./cli/tokenize.ts'),
  bench: () => import('./cli/bench.ts'),
  'bench serve': () => import('./cli/bench-serve.ts'),
  logits: () => import('./cli/logits.ts'),
};

async function main(words: readonly string[]): Promise<void> {
  const { name, args } = findCommand(words);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(await help());
  if (name === '--version' || name === '-v') return print(version());
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) throw new UsageError(`there is no command '${name}'; there are: ${Object.keys(commands).join(', ')}`);
  const { command } = await load();
  const { values, positionals } = parse(command, args);
  if (values.help) return print(commandHelp(command));
  if (positionals.length > 0 && !command.positionals) {
    throw new UsageError(`takes no arguments but flags, found '${positionals[0]}'`);
  }
  await command.run(values, positionals);
}

/** A command has one word for its name, or two. */
function findCommand([first, ...rest]: readonly string[]): { name: string | undefined; args: string[] } {
  const two = `${first} ${rest[0]}`;
  return Object.hasOwn(commands, two) ? { name: two, args: rest.slice(1) } : { name: first, args: rest };
}

function parse(command: Command, args: string[]) {
  const options = { ...command.options, help: { type: 'boolean' as const, short: 'h' } };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // parseArgs says what is wrong with the call; anything else it throws is a mistake in the options above.
    if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')))
      throw error;
    const known = Object.keys(options).map((flag) => `--${flag}`);
    throw new UsageError(`${error.message.split('. ')[0]}; there are: ${known.join(', ')}`);
  }
}

async function help(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  return [
    'tramontane COMMAND [options]',
    '',
    'Workers AI that you can own: serves the Workers AI API with its own Vulkan engine.',
    '',
    'Commands:',
    ...all.map(({ command }) => `  ${command.name.padEnd(13)}${command.summary}`),
    '',
    'tramontane COMMAND --help says more about each.',
  ].join('\n');
}

function version(): string {
  // package.json lies one above src/ and dist/ alike.
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Errors that were foreseen have a class of their own, or a system's code: their message says it all. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const wasForeseen = error.name !== 'Error' && !/^(Type|Range|Reference|Syntax)Error$/.test(error.name);
  return wasForeseen || 'code' in error ? error.message : (error.stack ?? error.message);
}

// `tramontane tokenize ... | head` closes our output early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const args = process.argv.slice(2);
try {
  await main(args);
} catch (error) {
  const isWrongCall = error instanceof UsageError || error instanceof ConfigError;
  const { name } = findCommand(args);
  const program = name !== undefined && Object.hasOwn(commands, name) ? `tramontane ${name}` : 'tramontane';
  const text = `${program}: ${describe(error)}\n${isWrongCall ? `See ${program} --help\n` : ''}`;
  // Not only the code: a device or a socket that failed may still hold the event loop.
  process.stderr.write(text, () => process.exit(isWrongCall ? 2 : 1));
}
