// Later versions of Node as places where vitest runs tests. tools/ has the binaries, as npm packages that
// `npm test` installs; vitest's own workers are forks of the Node that runs vitest.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ForksPoolWorker } from 'vitest/node';

const binaryOf = (version: number) =>
  join(import.meta.dirname, 'tools/node_modules', `node-${version}-${process.arch}`, 'bin', 'node');

/** A later Node, and how vitest runs tests in it. */
export interface LaterNode {
  /** For the name of a project, such as `node-24`. */
  name: string;
  /** Path of the binary. */
  execPath: string;
  /** For `pool` of a project. */
  pool: { name: string; createPoolWorker: (options: WorkerOptions) => ForksPoolWorker };
}
type WorkerOptions = ConstructorParameters<typeof ForksPoolWorker>[0];

/** The later versions of Node that are installed: both after `npm test` on Linux. */
export const laterNodes: LaterNode[] = [24, 26]
  .map((version) => ({ name: `node-${version}`, execPath: binaryOf(version) }))
  .filter(({ execPath }) => existsSync(execPath))
  .map(({ name, execPath }) => ({
    name,
    execPath,
    pool: { name, createPoolWorker: (options) => new LaterNodeWorker(options, name, execPath) },
  }));

class LaterNodeWorker extends ForksPoolWorker {
  override readonly name: string;
  readonly #execPath: string;

  constructor(options: WorkerOptions, name: string, execPath: string) {
    super(options);
    this.name = name;
    this.#execPath = execPath;
  }

  override async start(): Promise<void> {
    const { execPath } = process;
    // fork() reads execPath when it is called; ForksPoolWorker has no option for it.
    process.execPath = this.#execPath;
    const started = super.start();
    process.execPath = execPath;
    await started;
  }
}
