#!/usr/bin/env node
// The `tramontane` program: finds the command, parses its flags, and turns errors into a message and an exit code (1: it
// failed, 2: it was called wrongly). The commands are in cli/NAME.ts.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Command, commandHelp, UsageError } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { driverFilesHint } from './cli/driver-files.ts';
import { screen } from './cli/screen.ts';
import { ConfigError } from './config.ts';
import { closestTo } from './settings/closest.ts';

async function main(words: readonly string[]): Promise<void> {
  const { name, args } = findCommand(words);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(await help());
  if (name === '--version' || name === '-v') return print(version());
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) throw new UsageError(`there is no command '${name}'; ${adviceFor(name, Object.keys(commands), "'")}`);
  const { command } = await load();
  const { values, positionals } = parse(command, args);
  if (values.help) return print(commandHelp(command));
  if (positionals.length > 0 && !command.positionals) {
    throw new UsageError(`takes no arguments but flags, found '${positionals[0]}'`);
  }
  await command.run(values, positionals);
}

/** "did you mean X?", or else all that there are. */
function adviceFor(word: string, known: readonly string[], quote = ''): string {
  const close = closestTo(word, known);
  return close === undefined ? `there are: ${known.join(', ')}` : `did you mean ${quote}${close}${quote}?`;
}

/** A command's name has one word or two. */
function findCommand([first, ...rest]: readonly string[]): { name: string | undefined; args: string[] } {
  const two = `${first} ${rest[0]}`;
  return Object.hasOwn(commands, two) ? { name: two, args: rest.slice(1) } : { name: first, args: rest };
}

function parse(command: Command, args: string[]) {
  const options = { ...command.options, help: { type: 'boolean' as const, short: 'h' } };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Every other error of parseArgs is a mistake in `options`.
    if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')))
      throw error;
    const [reason = ''] = error.message.split('. ');
    const [, unknown] = /^Unknown option '(-[^']*)'/.exec(reason) ?? [];
    if (unknown === undefined) throw new UsageError(reason);
    const known = Object.keys(options).map((flag) => `--${flag}`);
    throw new UsageError(`there is no flag ${unknown}; ${adviceFor(unknown, known)}`);
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
    'tramontane COMMAND --help says more about a command.',
  ].join('\n');
}

function version(): string {
  // package.json is in the folder above, both from src/ and from dist/.
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Expected errors have their own class or a system's code, and their message is enough. Others show their stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'MissingVulkanError') return error.message + driverFilesHint();
  const isExpected = error.name !== 'Error' && !/^(Type|Range|Reference|Syntax)Error$/.test(error.name);
  return isExpected || 'code' in error ? error.message : (error.stack ?? error.message);
}

// `tramontane tokenize ... | head` closes our output early, which is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const args = process.argv.slice(2);
try {
  await main(args);
} catch (error) {
  const isWrongCall = error instanceof UsageError || error instanceof ConfigError;
  const { name } = findCommand(args);
  const program = name !== undefined && Object.hasOwn(commands, name) ? `tramontane ${name}` : 'tramontane';
  const text = `${program}: ${describe(error)}\n${isWrongCall ? `See ${program} --help\n` : ''}`;
  screen.show(''); // a progress line that was left
  // Exit explicitly: a device or a socket that failed may still hold the event loop.
  process.stderr.write(text, () => process.exit(isWrongCall ? 2 : 1));
}
