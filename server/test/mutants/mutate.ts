// Damages files as a fuzzer does that knows their structure: keys dropped, doubled or named like those of JavaScript's own
// objects, values of other types, numbers at the limits, texts and nestings without measure.
import { mulberry32 } from '../checkpoint/mulberry32.ts';
import type { GgufValue, WholeGguf } from '../checkpoint/whole-gguf.ts';

/** Draws; the same for a seed. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = mulberry32(seed);
  }

  below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }
}

const numbers = [0, -0, -1, 1, 0.5, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 1e21, 65_537];
const ownKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', ''];
const nested = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`;
/** Values as they stand in a file, some of them not JSON. */
const texts = [
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '[[]]',
  '1e999',
  '-1e999',
  'NaN',
  '"\\ud800"',
  '"\\u0000"',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  JSON.stringify('x'.repeat(100_000)),
  JSON.stringify('a?'.repeat(2000)),
  JSON.stringify('(a+)+$'),
  nested(50),
  nested(5000),
  `[${'0,'.repeat(20_000)}0]`,
];

/** Stands for a text that JSON.stringify() would not write. */
const marked = (i: number) => `\u0001${i}\u0001`;

type Json = Record<string, unknown> | unknown[];

/** The text of a damaged copy. */
export function mutateJson(value: unknown, dice: Dice): string {
  const copy = structuredClone(value) as Json;
  const raw: string[] = [];
  const put = (text: string) => marked(raw.push(text) - 1);
  for (let n = 1 + dice.below(3); n > 0; n--) damage(copy, dice, put);
  return JSON.stringify(copy)
    .replace(/"\\u0001(\d+)\\u0001"/g, (_, i: string) => raw[Number(i)] ?? 'null')
    .replace(/"\\u0002(.*?)\\u0002\d+"/g, '"$1"');
}

function damage(root: Json, dice: Dice, put: (text: string) => string): void {
  const at = placeIn(root, dice);
  const keys = Object.keys(at);
  const key = dice.of(keys.length > 0 ? keys : ['a']);
  const target = at as Record<string, unknown>;
  switch (dice.below(7)) {
    case 0:
      if (Array.isArray(at)) at.splice(Number(key), 1);
      else delete target[key];
      break;
    case 1:
      target[key] = put(dice.of(texts));
      break;
    case 2:
      target[key] = dice.of(numbers);
      break;
    case 3: // a key twice: its name is restored in the text
      if (!Array.isArray(at)) target[`\u0002${key}\u0002${dice.below(9)}`] = put(dice.of(texts));
      break;
    case 4:
      if (!Array.isArray(at))
        Object.defineProperty(target, dice.of(ownKeys), {
          value: target[key],
          enumerable: true,
          configurable: true,
          writable: true,
        });
      break;
    case 5: // another place's value
      target[key] = structuredClone(placeIn(root, dice));
      break;
    default:
      target[key] =
        typeof target[key] === 'string'
          ? `${target[key]}${dice.of(['\u0000', ' ', 'é', '▁', '<s>', '\ud83d'])}`
          : JSON.stringify(target[key]);
  }
}

/** An object or array inside, near the top more often than a uniform choice would be. */
function placeIn(root: Json, dice: Dice): Json {
  let at: Json = root;
  while (dice.below(3) > 0) {
    const inner = Object.values(at).filter((one): one is Json => typeof one === 'object' && one !== null);
    if (inner.length === 0) break;
    at = dice.of(inner);
  }
  return at;
}

/** A damaged copy of a file whose structure does not matter. */
export function mutateBytes(bytes: Buffer, dice: Dice): Buffer {
  const copy = Buffer.from(bytes);
  switch (dice.below(4)) {
    case 0:
      for (let n = 1 + dice.below(8); n > 0; n--) flip(copy, dice);
      return copy;
    case 1:
      return copy.subarray(0, dice.below(copy.length));
    case 2:
      for (let at = dice.below(copy.length), n = dice.below(64); n > 0 && at < copy.length; n--)
        copy[at++] = dice.below(256);
      return copy;
    default: {
      const [from, length, to] = [dice.below(copy.length), dice.below(200), dice.below(copy.length)];
      return Buffer.concat([copy.subarray(0, to), copy.subarray(from, from + length), copy.subarray(to)]);
    }
  }
}

/** Damages metadata and tensors of a file in place. */
export function mutateGguf(model: WholeGguf, dice: Dice): void {
  for (let n = 1 + dice.below(3); n > 0; n--) {
    const key = dice.of([...model.metadata.keys()]);
    const { type, value } = model.metadata.get(key) as GgufValue;
    const set = (other: GgufValue) => void model.metadata.set(key, other);
    const tensor = dice.of(model.tensors);
    switch (dice.below(9)) {
      case 0:
        model.metadata.delete(key);
        break;
      case 1:
        set({ type: 4, value: dice.of([0, 1, 2, 7, 2 ** 31, 2 ** 32 - 1]) });
        break;
      case 2:
        set({ type: 6, value: dice.of([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e38, 1e-38]) });
        break;
      case 3:
        set({
          type: 8,
          value: dice.of(['', '__proto__', 'x'.repeat(100_000), 'gpt2', 'llama', 'qwen2', 'bert', '\u0000']),
        });
        break;
      case 4:
        set({
          type: 9,
          value: { of: dice.of([4, 6, 8]), items: dice.of<unknown[]>([[], [1], ['1', '2'], new Array(9999).fill(1)]) },
        });
        break;
      case 5:
        if (type === 9) damageList(value as { items: unknown[] }, dice);
        break;
      case 6:
        model.metadata.set(dice.of(ownKeys), { type, value });
        break;
      case 7:
        tensor.dims = dice.of([
          [],
          [0],
          [1],
          [2 ** 40, 2 ** 40],
          [3, 5],
          tensor.dims.toReversed(),
          [...tensor.dims, 1, 1, 1],
        ]);
        break;
      default:
        tensor.name = dice.of(['', '__proto__', dice.of(model.tensors).name, `${tensor.name}.weight`]);
    }
  }
}

function damageList(list: { items: unknown[] }, dice: Dice): void {
  const items = [...list.items];
  const at = dice.below(items.length);
  if (dice.below(3) === 0) items.splice(at, 1 + dice.below(items.length));
  else if (typeof items[at] === 'number') items[at] = dice.of([0, 1, 2, 3, 6, 1000]);
  else
    items[at] = dice.of([
      '',
      ' ',
      '<s>',
      '__proto__',
      'x'.repeat(70_000),
      String(items[dice.below(items.length)]),
      '<0xZZ>',
      'a b c',
    ]);
  list.items = items;
}

function flip(bytes: Buffer, dice: Dice): void {
  const at = dice.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
}
