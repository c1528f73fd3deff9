// `tramontane completion`: a shell's completions, made from the table of commands.
import { type Command, UsageError } from './command.ts';
import { completedOf, scripts } from './completion-scripts.ts';

/** The commands, each loaded when it is used. */
type Commands = Readonly<Record<string, () => Promise<{ command: Command }>>>;

/** `tramontane completion`, for this table of commands. */
export const commandFor = (commands: Commands): Command => ({
  name: 'completion',
  summary: 'Print completions for a shell.',
  description: `For bash, zsh or fish:

  source <(tramontane completion bash)          # in ~/.bashrc
  source <(tramontane completion zsh)           # in ~/.zshrc, behind compinit
  tramontane completion fish | source           # in ~/.config/fish/config.fish`,
  positionals: 'bash | zsh | fish',
  options: {},
  async run(_values, [shell, ...more]) {
    const script = shell !== undefined && Object.hasOwn(scripts, shell) ? scripts[shell as keyof typeof scripts] : null;
    if (!script || more.length > 0) throw new UsageError(`takes one of ${Object.keys(scripts).join(', ')}`);
    const all = Object.values(commands).map(async (load) => completedOf((await load()).command));
    process.stdout.write(script(await Promise.all(all)));
  },
});
