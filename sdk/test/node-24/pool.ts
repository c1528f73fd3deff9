// Node 24 as one of the places where vitest runs tests. The binary is the npm package of this folder, which `npm test`
// installs; Vitest's own workers are forks of whatever Node runs Vitest.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ForksPoolWorker } from 'vitest/node';

const installed = join(import.meta.dirname, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');

/** Where Node 24 is: here, or the Node that runs this; undefined if it is neither. */
export const node24 = existsSync(installed)
  ? installed
  : process.versions.node.startsWith('24.')
    ? process.execPath
    : undefined;

class Node24Worker extends ForksPoolWorker {
  override readonly name = 'node-24';

  override async start(): Promise<void> {
    const { execPath } = process;
    // fork() takes it from here, at once; ForksPoolWorker has no option for it.
    process.execPath = node24 ?? execPath;
    const started = super.start();
    process.execPath = execPath;
    await started;
  }
}

/** For `pool` of a project. */
export const node24Pool = {
  name: 'node-24',
  createPoolWorker: (options: ConstructorParameters<typeof ForksPoolWorker>[0]) => new Node24Worker(options),
};
