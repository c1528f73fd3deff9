// The setting `alias`: further names, and patterns of names, that a served model answers to.
import { ConfigError } from './config.ts';

/** An alias and the served model that answers to it. */
interface Alias {
  /** A name, or a pattern in which `*` stands for any characters. */
  readonly pattern: string;
  readonly model: string;
}

/** Finds the model behind an alias. */
export class ModelAliases {
  readonly #aliases: readonly Alias[];

  /**
   * @param texts `PATTERN=NAME`, or `PATTERN` alone where only one model is served
   * @param served the names of the served models
   * @throws ConfigError if a text is no alias, or names a model that is not served
   */
  constructor(texts: readonly string[], served: readonly string[]) {
    const aliases = texts.map((text) => readAlias(text, served));
    // A name is more exact than any pattern.
    const isPattern = ({ pattern }: Alias) => pattern.includes('*');
    this.#aliases = [...aliases.filter((one) => !isPattern(one)), ...aliases.filter(isPattern)];
  }

  /** The name of the served model that answers to this name, if there is one. */
  find(name: string): string | undefined {
    return this.#aliases.find(({ pattern }) => fits(name, pattern))?.model;
  }
}

function readAlias(text: string, served: readonly string[]): Alias {
  const [, pattern = '', name] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const names = served.map((one) => `'${one}'`).join(', ');
  if (pattern.trim() === '') throw new ConfigError('alias', `'${text}'`, 'PATTERN=NAME');
  if (name === undefined) {
    const [only, ...others] = served;
    if (only !== undefined && others.length === 0) return { pattern, model: only };
    throw new ConfigError('alias', `'${text}', without a model`, `'${text}=NAME' with one of ${names}`);
  }
  if (served.includes(name)) return { pattern, model: name };
  throw new ConfigError('alias', `'${text}', whose model is not served`, `one of ${names} behind the =`);
}

/** Whether a name fits a pattern. Not by a RegExp, whose time can explode with many `*`. */
function fits(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
