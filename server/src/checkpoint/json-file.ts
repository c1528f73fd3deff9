// The JSON files of a model folder, read without trusting them: an object of bounded size, and typed look-ups that
// name the file and the key. What a key means is known by its readers.
import { CheckpointError } from './checkpoint.ts';
import { describeForeign, headBytes } from './foreign-file.ts';
import { quote } from './gguf-metadata.ts';
import { readFully } from './header-reader.ts';
import { openFile } from './open-file.ts';

const maxJsonBytes = 64 * 1024 * 1024; // the largest tokenizer.json has some 20 MB

/** An object out of a JSON file. Look-ups give undefined for what is absent or null, and refuse another type. */
export class JsonObject {
  readonly path: string;
  readonly #where: string; // '' or the path of keys to this object
  readonly #value: Readonly<Record<string, unknown>>;

  constructor(path: string, value: unknown, where = '') {
    this.path = path;
    this.#where = where;
    if (!isObject(value)) {
      throw new CheckpointError(path, `${where === '' ? '' : `"${where}": `}expected an object, found ${show(value)}`);
    }
    this.#value = value;
  }

  get(key: string): unknown {
    return Object.hasOwn(this.#value, key) ? (this.#value[key] ?? undefined) : undefined;
  }

  /** True for a key that stands there, if only as null. */
  has(key: string): boolean {
    return Object.hasOwn(this.#value, key);
  }

  keys(): string[] {
    return Object.keys(this.#value);
  }

  string(key: string): string | undefined {
    const value = this.get(key);
    return value === undefined || typeof value === 'string' ? value : this.fail(key, 'a string');
  }

  number(key: string): number | undefined {
    const value = this.get(key);
    return value === undefined || typeof value === 'number' ? value : this.fail(key, 'a number');
  }

  boolean(key: string): boolean | undefined {
    const value = this.get(key);
    return value === undefined || typeof value === 'boolean' ? value : this.fail(key, 'true or false');
  }

  object(key: string): JsonObject | undefined {
    const value = this.get(key);
    return value === undefined ? undefined : new JsonObject(this.path, value, this.#name(key));
  }

  array(key: string): readonly unknown[] | undefined {
    const value = this.get(key);
    return value === undefined || Array.isArray(value) ? value : this.fail(key, 'an array');
  }

  /** The objects of an array; none where it is absent. */
  objects(key: string): JsonObject[] {
    return (this.array(key) ?? []).map((value, i) => new JsonObject(this.path, value, `${this.#name(key)}[${i}]`));
  }

  /** Refuses what stands at the key. */
  fail(key: string, expected: string): never {
    const found = show(this.get(key));
    throw new CheckpointError(this.path, `${quote(this.#name(key))}: expected ${expected}, found ${found}`);
  }

  #name(key: string): string {
    return this.#where === '' ? key : `${this.#where}.${key}`;
  }
}

/** Reads a JSON file that must hold an object. Throws a CheckpointError that names the file. */
export async function readJsonFile(path: string): Promise<JsonObject> {
  const handle = await openFile(path, 'a JSON file');
  try {
    const { size } = await handle.stat();
    if (size > maxJsonBytes) {
      throw new CheckpointError(path, `expected a JSON file of at most ${maxJsonBytes} bytes, found ${size}`);
    }
    const bytes = Buffer.allocUnsafe(size);
    await readFully(handle, path, bytes, 0);
    const foreign = describeForeign(bytes.subarray(0, headBytes));
    // Any JSON file is a text; what is wrong with one is told by the parser.
    if (foreign !== undefined && !foreign.startsWith('a text')) {
      throw new CheckpointError(path, `expected a JSON file, found ${foreign}`);
    }
    return new JsonObject(path, parseJson(path, bytes.toString('utf8')));
  } finally {
    await handle.close();
  }
}

/** JSON.parse, with the file's name in the error. */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CheckpointError(path, `is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A short form of any value, for messages. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : typeof value === 'string' ? quote(value) : String(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
