// Every command of the program, by its name.
import type { Command } from './command.ts';

// Each is loaded when it is used: `tokenize` needs no GPU and must work without one.
export const commands: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  serve: () => import('./serve.ts'),
  pull: () => import('./pull.ts'),
  models: () => import('./models.ts'),
  list: () => import('./list.ts'),
  show: () => import('./show.ts'),
  rm: () => import('./rm.ts'),
  ps: () => import('./ps.ts'),
  stop: () => import('./stop.ts'),
  token: () => import('./token.ts'),
  config: () => import('./config.ts'),
  chat: () => import('./chat.ts'),
  health: () => import('./health.ts'),
  generate: () => import('./generate.ts'),
  doctor: () => import('./doctor.ts'),
  devices: () => import('./devices.ts'),
  tokenize: () => import('./tokenize.ts'),
  bench: () => import('./bench.ts'),
  'bench serve': () => import('./bench-serve.ts'),
  logits: () => import('./logits.ts'),
  completion: async () => ({ command: (await import('./completion.ts')).commandFor(commands) }),
};
