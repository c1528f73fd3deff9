// Typed look-ups in a checkpoint's metadata under the name of its architecture; what is missing or of another type refuses
// the file by the key's name.
import { type Checkpoint, CheckpointError, type MetadataValue } from '../checkpoint/checkpoint.ts';
import { show } from './metadata-keys.ts';

export class MetadataReader {
  readonly #checkpoint: Pick<Checkpoint, 'path' | 'metadata'>;
  readonly #architecture: string;

  constructor(checkpoint: Pick<Checkpoint, 'path' | 'metadata'>, architecture: string) {
    this.#checkpoint = checkpoint;
    this.#architecture = architecture;
  }

  has(key: string): boolean {
    return this.#checkpoint.metadata.has(this.name(key));
  }

  /** The whole key. */
  name(key: string): string {
    return `${this.#architecture}.${key}`;
  }

  get(key: string): MetadataValue | undefined {
    return this.#checkpoint.metadata.get(this.name(key));
  }

  /** A finite number, or a list that says the same one for every layer. */
  number(key: string, fallback?: number): number {
    const found = this.get(key) ?? fallback;
    if (found === undefined) return this.fail(`the key ${this.name(key)} is missing`);
    const value =
      Array.isArray(found) && found.length > 0 && found.every((each) => each === found[0]) ? found[0] : found;
    if (Array.isArray(value))
      return this.fail(`${this.name(key)} is ${show(value)}: layers that differ are not supported`);
    const n = Number(value);
    if (Number.isFinite(n) && typeof value !== 'string') return n;
    return this.fail(`${this.name(key)} is ${String(value)}, not a number`);
  }

  /** A whole number from 1 to `max`. */
  count(key: string, max: number, fallback?: number): number {
    const n = this.number(key, fallback);
    if (Number.isInteger(n) && n >= 1 && n <= max) return n;
    return this.fail(`${this.name(key)} is ${n}; accepted: 1 to ${max}`);
  }

  /** A number above 0. */
  positive(key: string, fallback?: number): number {
    const n = this.number(key, fallback);
    return n > 0 ? n : this.fail(`${this.name(key)} is ${n}; accepted: numbers above 0`);
  }

  /** As many numbers above 0 as `length`; undefined where the key is absent. */
  positives(key: string, length: number): number[] | undefined {
    const found = this.get(key);
    if (found === undefined) return undefined;
    const values = Array.isArray(found) ? found.map(Number) : [];
    if (values.length === length && values.every((n) => n > 0 && Number.isFinite(n))) return values;
    return this.fail(`${this.name(key)} is ${show(found)}; accepted: ${length} numbers above 0`);
  }

  fail(problem: string): never {
    throw new CheckpointError(this.#checkpoint.path, problem);
  }
}
