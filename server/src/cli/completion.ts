// `tramontane completion`: a shell's completions, made from the table of commands.
import { type Command, UsageError } from './command.ts';
import { type Completed, completedOf, scripts } from './completion-scripts.ts';

/** `tramontane completion` */
export const command: Command = {
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
    process.stdout.write(script(await allCommands()));
  },
};

async function allCommands(): Promise<Completed[]> {
  const { commands } = await import('./commands.ts'); // which imports this file
  return Promise.all(Object.values(commands).map(async (load) => completedOf((await load()).command)));
}
