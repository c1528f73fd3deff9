// The form of a command of the `tramontane` program, its flags and its help. main.ts lists the commands.
import type { ParseArgsConfig } from 'node:util';

type ParseArgsOption = NonNullable<ParseArgsConfig['options']>[string];

/** One flag: what node:util's parseArgs takes, and its line of --help. */
export interface CommandOption extends ParseArgsOption {
  /** Placeholder of the value in the help: FILE, N. Left out for a boolean. */
  value?: string;
  /** The words that the value may be; absent: others too. */
  choices?: readonly string[] | undefined;
  help: string;
}

/** The flags of a call, as parseArgs returns them; a flag that was not given is absent. */
export type CommandValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** One command; server/src/cli/NAME.ts exports it as `command`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Longer text for the command's own --help: what it prints, an example. May have several lines. */
  readonly description?: string;
  /** The arguments that are not flags, as the usage line shows them; absent if the command takes none. */
  readonly positionals?: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Runs the command. Rejects with UsageError for a wrong call, with any other error for a failure. */
  run(values: CommandValues, positionals: readonly string[]): Promise<void>;
}

/** The command was called wrongly: the program says why, points to --help and exits with code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The value of a string flag, or undefined when it was not given. */
export function stringFlag(values: CommandValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The value of a string flag that the command requires. */
export function requiredFlag(values: CommandValues, name: string): string {
  const value = stringFlag(values, name);
  if (value === undefined) throw new UsageError(`--${name} is missing`);
  return value;
}

/** Every value of a flag that may be given more than once. */
export function repeatedFlag(values: CommandValues, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The value of a flag that is a number within limits, or undefined when it was not given. */
export function numberFlag(
  values: CommandValues,
  name: string,
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false } = {},
): number | undefined {
  const text = stringFlag(values, name);
  if (text === undefined) return undefined;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number) && number >= min && number <= max && (!integer || Number.isInteger(number)))
    return number;
  const from = min > Number.NEGATIVE_INFINITY ? ` from ${min}` : '';
  const to = max < Number.POSITIVE_INFINITY ? ` to ${max}` : '';
  throw new UsageError(`--${name} takes ${integer ? 'a whole number' : 'a number'}${from}${to}, found '${text}'`);
}

/** The value of --url without its path, or undefined when it was not given. */
export function urlFlag(values: CommandValues): string | undefined {
  const text = stringFlag(values, 'url');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new UsageError(`--url takes an address such as http://127.0.0.1:8787, found '${text}'`);
}

/** The text of `tramontane NAME --help`. */
export function commandHelp(command: Command): string {
  const flags = Object.entries({ ...command.options, help: { type: 'boolean', help: 'Print this.' } as CommandOption });
  const rows = flags.map(([name, option]) => {
    const short = option.short ? `-${option.short}, ` : '';
    const value = option.type === 'string' ? ` ${option.value ?? 'TEXT'}` : '';
    return [`${short}--${name}${value}`, option.help] as const;
  });
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return [
    `tramontane ${command.name} [options]${command.positionals ? ` ${command.positionals}` : ''}`,
    '',
    command.summary,
    ...(command.description ? ['', command.description] : []),
    '',
    'Options:',
    ...rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`),
  ].join('\n');
}
