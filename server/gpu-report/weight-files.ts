// Weight files of Mistral 7B's shape with random weights, written while other steps run: speed does not depend on what
// weights say.
import { mkdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { generator } from './places.ts';
import type { Runner } from './run-node.ts';

/** Memory that a folder of files may take: three types of 32 layers, and as much for loading one. */
const roomInMemory = 45e9;

export class WeightFiles {
  readonly #folder: string;
  readonly #runner: Runner;
  readonly #files = new Map<string, Promise<string | Error>>();

  constructor(runner: Runner, work: string) {
    this.#runner = runner;
    this.#folder = freeBytes('/dev/shm') > roomInMemory ? '/dev/shm/tramontane-gpu-report' : join(work, 'models');
    mkdirSync(this.#folder, { recursive: true });
  }

  /** The path of a file, once it is written. @throws Error that says why it could not be */
  async get(type: string, nLayers: number): Promise<string> {
    const found = await this.begin(type, nLayers);
    if (found instanceof Error) throw found;
    return found;
  }

  /** Begins to write a file. */
  begin(type: string, nLayers: number): Promise<string | Error> {
    const name = `${nLayers}-layers.${type}.gguf`;
    const file = this.#files.get(name) ?? this.#write(type, nLayers, join(this.#folder, name));
    this.#files.set(name, file);
    return file;
  }

  async #write(type: string, nLayers: number, path: string): Promise<string | Error> {
    const part = `${path}.part`;
    const args = [generator, '--out', part, '--type', type, '--layers', nLayers, '--tokenizer', 'dummy'];
    const { failure } = await this.#runner.run(args, 240);
    if (failure !== undefined) return new Error(`the weight file ${type} could not be written: ${failure}`);
    renameSync(part, path);
    return path;
  }

  destroy(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Free bytes of the file system that a folder lies on; 0 where there is none. */
export function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
