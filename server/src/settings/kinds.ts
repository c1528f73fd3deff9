// What a setting can be: text, a number, one of some words, yes or no, a list. Each kind turns the text of a flag, of a
// variable or of a file into a value, or says what it takes.

/** The environment, as a process has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One setting: where it can be made, what it takes, and what it is when nobody makes it. */
export interface Setting<T = unknown> {
  /** The environment's name of it, where it is not TRAMONTANE_ and the flag's name. */
  readonly variable?: string;
  /** What stands for the value in the help: FILE, N. Absent for yes or no. */
  readonly value?: string;
  /** Of a number: ms, bytes. */
  readonly unit?: string;
  /** One line: what it does. */
  readonly help: string;
  /** Given more than once as a flag, with commas in a variable, as a list in a file. */
  readonly isList?: boolean;
  /** Never shown, and no flag: whoever looks at the list of processes would see it. */
  readonly isSecret?: boolean;
  /** The default in words, where the value itself does not say it. */
  readonly defaultText?: string;
  /** What a value looks like, for the words of an error. */
  readonly takes: string;
  /** The value of a text (of the texts of a list), or undefined when it is none. */
  readonly read: (texts: readonly string[]) => T | undefined;
  readonly fallback: (env: Environment) => T;
}

type About<T> = Pick<
  Setting<T>,
  'variable' | 'value' | 'unit' | 'help' | 'isSecret' | 'defaultText' | 'fallback' | 'takes'
>;
type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** Any text, or null when it is not set. */
export function text(about: Optional<About<string | null>, 'fallback' | 'takes'>): Setting<string | null> {
  return { fallback: () => null, takes: 'a text', ...about, read: ([one]) => one };
}

/** A text that is there, whether it is set or not. */
export function textWithDefault(about: Optional<About<string>, 'takes'>): Setting<string> {
  return { takes: 'a text', ...about, read: ([one]) => one };
}

/** A text that a function makes something of, or refuses by undefined; null when it is not set. */
export function parsed<T>(
  about: Omit<About<T | null>, 'fallback'>,
  parse: (text: string) => T | undefined,
): Setting<T | null> {
  return { ...about, fallback: () => null, read: ([one]) => parse(one ?? '') };
}

/** A whole number within limits. */
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

/** One of some words. */
export function choice<const T extends string>(
  words: readonly T[],
  { fallback, ...about }: Omit<About<T>, 'fallback' | 'takes'> & { fallback: NoInfer<T> },
): Setting<T> {
  return { ...about, ...reader(words), fallback: () => fallback };
}

/** One of some words, or null when it is not set. */
export function choiceOrNone<const T extends string>(
  words: readonly T[],
  about: Omit<About<T>, 'fallback' | 'takes'>,
): Setting<T | null> {
  return { ...about, ...reader(words), fallback: () => null };
}

function reader<T extends string>(words: readonly T[]): Pick<Setting<T>, 'read' | 'takes'> {
  return { takes: `one of ${words.join(', ')}`, read: ([one]) => words.find((word) => word === one) };
}

const yes = ['true', '1', 'yes', 'on'];
const no = ['false', '0', 'no', 'off'];

/** Yes or no; no when it is not set. */
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

/** Any number of texts, each of which `isGood`. */
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
