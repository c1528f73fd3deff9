// Keeps programs of a bench on cores of their own, by Linux's taskset.
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Program } from './engine-list.ts';

/** The program on the first core. */
export function pinned({ program, args, env }: Program): Program {
  return { program: 'taskset', args: ['-c', '0', program, ...args], ...(env && { env }) };
}

/** This process and those that it starts, unless they are pinned themselves, stay off the first core. */
export function pinThisProcess(): { restore(): void } {
  const last = availableParallelism() - 1;
  const set = (cores: string) => execFileSync('taskset', ['-apc', cores, `${process.pid}`], { stdio: 'ignore' });
  set(last > 1 ? `1-${last}` : `${last}`);
  return { restore: () => void set(`0-${last}`) };
}
