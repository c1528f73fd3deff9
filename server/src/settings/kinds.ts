// The kinds of settings: text, number, choice, yes or no, list. Each kind turns the text of a flag, a variable or a file
// into a value, or says what it takes.

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One setting: its names, what it takes, and its default. */
export interface Setting<T = unknown> {
  /** Its environment variable, if that is not TRAMONTANE_ and the flag's name. */
  readonly variable?: string;
  /** Placeholder of the value in the help: FILE, N. Absent for yes or no. */
  readonly value?: string;
  /** Unit of a number: ms, bytes. */
  readonly unit?: string;
  /** The words that it takes; absent: others too. */
  readonly choices?: readonly string[];
  /** One line: what it does. */
  readonly help: string;
  /** Takes several values: a repeated flag, commas in a variable, a list in a file. */
  readonly isList?: boolean;
  /** Each value is a mapping in a file, and its JSON in a variable; has no flag. */
  readonly isMapping?: boolean;
  /** Never shown, and has no flag: other users see a process's flags in the list of processes. */
  readonly isSecret?: boolean;
  /** The default in words, if the value alone does not explain it. */
  readonly defaultText?: string;
  /** What a value looks like, for error messages. */
  readonly takes: string;
  /** Parses a text (a list's texts); undefined if it is not valid. */
  readonly read: (texts: readonly string[]) => T | undefined;
  readonly fallback: (env: Environment) => T;
}

type About<T> = Pick<
  Setting<T>,
  'variable' | 'value' | 'unit' | 'help' | 'isSecret' | 'defaultText' | 'fallback' | 'takes'
>;
type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** Any text; null if not set. */
export function text(about: Optional<About<string | null>, 'fallback' | 'takes'>): Setting<string | null> {
  return { fallback: () => null, takes: 'a text', ...about, read: ([one]) => one };
}

/** Any text, with a default. */
export function textWithDefault(about: Optional<About<string>, 'takes'>): Setting<string> {
  return { takes: 'a text', ...about, read: ([one]) => one };
}

/** A text that a function parses, or refuses by returning undefined; null if not set. */
export function parsed<T>(
  about: Omit<About<T | null>, 'fallback'>,
  parse: (text: string) => T | undefined,
): Setting<T | null> {
  return { ...about, fallback: () => null, read: ([one]) => parse(one ?? '') };
}

/** A whole number from `min` to `max`. */
export function whole<T extends number | null = number>({
  min = 0,
  max,
  fallback,
  ...about
}: Omit<About<T>, 'fallback' | 'takes'> & { min?: number; max: number; fallback: T }): Setting<T | number> {
  return {
    value: 'N',
    ...about,
    takes: `a whole number from ${min} to ${max}`,
    fallback: () => fallback,
    read: ([one = '']) => {
      const number = /^\d{1,15}$/.test(one) ? Number(one) : Number.NaN;
      return number >= min && number <= max ? number : undefined;
    },
  };
}

/** One of the given words. */
export function choice<const T extends string>(
  words: readonly T[],
  { fallback, ...about }: Omit<About<T>, 'fallback' | 'takes'> & { fallback: NoInfer<T> },
): Setting<T> {
  return { ...about, ...reader(words), fallback: () => fallback };
}

/** One of the given words; null if not set. */
export function choiceOrNone<const T extends string>(
  words: readonly T[],
  about: Omit<About<T>, 'fallback' | 'takes'>,
): Setting<T | null> {
  return { ...about, ...reader(words), fallback: () => null };
}

function reader<T extends string>(words: readonly T[]): Pick<Setting<T>, 'read' | 'takes' | 'choices'> {
  return { choices: words, takes: `one of ${words.join(', ')}`, read: ([one]) => words.find((word) => word === one) };
}

const yes = ['true', '1', 'yes', 'on'];
const no = ['false', '0', 'no', 'off'];

/** Yes or no; no if not set. */
export function toggle(about: Omit<About<boolean>, 'fallback' | 'takes' | 'value'>): Setting<boolean> {
  return {
    ...about,
    takes: `one of ${[...yes, ...no].join(', ')}`,
    fallback: () => false,
    read: ([one = '']) => {
      if (yes.includes(one.toLowerCase())) return true;
      return no.includes(one.toLowerCase()) ? false : undefined;
    },
  };
}

/** Any number of texts, each of which must be `isGood`. */
export function list(
  about: Optional<Omit<About<readonly string[]>, 'fallback'>, 'takes'>,
  isGood: (text: string) => boolean = () => true,
): Setting<readonly string[]> {
  return {
    takes: 'texts',
    ...about,
    isList: true,
    fallback: () => [],
    read: (texts) => (texts.every(isGood) ? texts : undefined),
  };
}
