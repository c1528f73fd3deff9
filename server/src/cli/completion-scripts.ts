// Completions of commands and their flags, as scripts for bash, zsh and fish.
import type { Command, CommandOption } from './command.ts';

/** What a shell completes of a command. */
export interface Completed {
  /** One word or two. */
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** Words that its first argument may be; empty: files. */
  readonly words: readonly string[];
  readonly takesFiles: boolean;
}

interface CompletedFlag {
  /** Without its dashes. */
  readonly name: string;
  readonly help: string;
  /** Its value is another word. */
  readonly takesValue: boolean;
  /** Values that it may have; empty: any. */
  readonly values: readonly string[];
}

export function completedOf({ name, summary, positionals, options }: Command): Completed {
  const all: Record<string, CommandOption> = { ...options, help: { type: 'boolean', help: 'Print help.' } };
  const flags = Object.entries(all).map(([flag, { type, choices = [], help }]) => ({
    name: flag,
    help: plain(help),
    takesValue: type === 'string',
    values: choices,
  }));
  return { name, summary: plain(summary), flags, words: choicesOf(positionals), takesFiles: positionals !== undefined };
}

/** `create | list | revoke NAME_OR_ID` are three words; anything else is none. */
function choicesOf(text = ''): string[] {
  return text.includes('|') ? text.split('|').flatMap((part) => part.trim().split(' ')[0] ?? []) : [];
}

/** The first sentence, without what a shell or a description in brackets would read as its own. */
function plain(text: string): string {
  const [sentence = ''] = text.split(/(?<=[.;:]) /);
  return sentence.replace(/[.;:]$/, '').replace(/[[\]'"\\`$:]/g, '');
}

export const scripts: Readonly<Record<'bash' | 'zsh' | 'fish', (commands: readonly Completed[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const firstWords = (commands: readonly Completed[]) => [...new Set(commands.map(({ name }) => name.split(' ')[0]))];

/** The second words of commands of two, by the first. */
const secondWords = (commands: readonly Completed[], first: string) =>
  commands.flatMap(({ name }) => (name.startsWith(`${first} `) ? name.slice(first.length + 1) : []));

const list = (words: readonly (string | undefined)[]) => words.join(' ');

function bashScript(commands: readonly Completed[]): string {
  const cases = commands.map((command) => {
    const { name, flags, words, takesFiles } = command;
    const choices = flags.filter(({ values }) => values.length > 0);
    const values = choices.map((flag) => `        --${flag.name}) values='${list(flag.values)}' ;;`);
    return [
      `    '${name}')`,
      `      flags='${list(flags.map((flag) => `--${flag.name}`))}'`,
      `      valued=' ${list(flags.filter((flag) => flag.takesValue).map((flag) => `--${flag.name}`))} '`,
      `      words='${list([...words, ...secondWords(commands, name)])}'`,
      `      files=${takesFiles && words.length === 0 ? 1 : ''}`,
      ...(values.length > 0 ? ['      case "$prev" in', ...values, '      esac'] : []),
      '      ;;',
    ].join('\n');
  });
  return `# Completions of tramontane for bash.
_tramontane() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  local name="\${COMP_WORDS[1]}" flags='' valued='' words='' files='' values=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${list([...firstWords(commands), '--help', '--version'])}' -- "$cur"))
    return
  fi
  case "$name \${COMP_WORDS[2]}" in
${commands
  .filter(({ name }) => name.includes(' '))
  .map(({ name }) => `    '${name}') [ "$COMP_CWORD" -gt 2 ] && name='${name}' ;;`)
  .join('\n')}
  esac
  case "$name" in
${cases.join('\n')}
  esac
  if [ -n "$values" ]; then COMPREPLY=($(compgen -W "$values" -- "$cur"))
  elif [[ "$valued" == *" $prev "* ]]; then COMPREPLY=($(compgen -f -- "$cur"))
  elif [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [ -n "$words" ] && [ "$COMP_CWORD" -eq 2 ]; then COMPREPLY=($(compgen -W "$words" -- "$cur"))
  elif [ -n "$files" ]; then COMPREPLY=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -o bashdefault -F _tramontane tramontane
`;
}

function zshScript(commands: readonly Completed[]): string {
  const action = ({ takesValue, name, values }: CompletedFlag) =>
    takesValue ? `:${name}:${values.length > 0 ? `(${list(values)})` : '_files'}` : '';
  const cases = commands.map(({ name, flags, words, takesFiles }) => {
    const specs = flags.map((flag) => `'*--${flag.name}[${flag.help}]${action(flag)}'`);
    const all = [...words, ...secondWords(commands, name)];
    if (all.length > 0) specs.push(`'1:word:(${list(all)})'`);
    else if (takesFiles) specs.push(`'*:file:_files'`);
    return `    '${name}') _arguments ${specs.join(' ')} ;;`;
  });
  const described = firstWords(commands).map((first) => {
    const summary = commands.find(({ name }) => name === first)?.summary ?? '';
    return `      '${first}:${summary}'`;
  });
  return `#compdef tramontane
# Completions of tramontane for zsh.
_tramontane() {
  if (( CURRENT == 2 )); then
    local -a names=(
${described.join('\n')}
    )
    _describe command names
    return
  fi
  local name="$words[2]"
  case "$words[2] $words[3]" in
${commands
  .filter(({ name }) => name.includes(' '))
  .map(({ name }) => `    '${name}') (( CURRENT > 3 )) && { name='${name}'; shift words; (( CURRENT-- )) } ;;`)
  .join('\n')}
  esac
  shift words
  (( CURRENT-- ))
  case "$name" in
${cases.join('\n')}
  esac
}
compdef _tramontane tramontane
`;
}

function fishScript(commands: readonly Completed[]): string {
  const lines = firstWords(commands).map((first) => {
    const summary = commands.find(({ name }) => name === first)?.summary ?? '';
    return `complete -c tramontane -n __fish_use_subcommand -f -a ${first} -d '${summary}'`;
  });
  for (const { name, flags, words, takesFiles } of commands) {
    const seen = name
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ');
    const all = [...words, ...secondWords(commands, name)];
    if (all.length > 0) lines.push(`complete -c tramontane -n '${seen}' -f -a '${list(all)}'`);
    else if (!takesFiles) lines.push(`complete -c tramontane -n '${seen}' -f`);
    for (const flag of flags) {
      const value = flag.takesValue ? (flag.values.length > 0 ? ` -x -a '${list(flag.values)}'` : ' -r') : '';
      lines.push(`complete -c tramontane -n '${seen}' -l ${flag.name}${value} -d '${flag.help}'`);
    }
  }
  return `# Completions of tramontane for fish.\n${lines.join('\n')}\n`;
}
