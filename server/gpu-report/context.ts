// What every step of the report is given.
import { join } from 'node:path';
import { probe, program } from './places.ts';
import type { Runner, RunResult } from './run-node.ts';
import type { Settings } from './settings.ts';
import type { WeightFiles } from './weight-files.ts';

export class Context {
  readonly settings: Settings;
  readonly runner: Runner;
  readonly files: WeightFiles;

  constructor(settings: Settings, runner: Runner, files: WeightFiles) {
    this.settings = settings;
    this.runner = runner;
    this.files = files;
  }

  /** Where tunings, pipelines and packed weights are kept meanwhile. */
  get cacheFolder(): string {
    return join(this.settings.work, 'cache');
  }

  /** Runs gpu-probe.js. */
  probe(what: string, list: string, limitSeconds: number): Promise<RunResult> {
    return this.runner.run([probe, what, list, this.settings.isQuick ? 'quick' : 'whole'], limitSeconds);
  }

  /** Runs a command of the program, which keeps its caches with the report's. */
  tramontane(args: readonly (string | number)[], limitSeconds: number): Promise<RunResult> {
    const cache = ['devices'].includes(String(args[0])) ? [] : ['--cache-folder', this.cacheFolder];
    return this.runner.run([program, ...args, ...cache], limitSeconds);
  }
}
