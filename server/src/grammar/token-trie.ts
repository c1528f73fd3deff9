// A vocabulary as a tree of bytes: tokens with a common prefix share a path, so that an automaton tests each prefix
// once. Flat arrays in depth-first order; a branch that is ruled out is skipped in one step.
import { foreign, kindOfByte, others } from './byte-kinds.ts';
import { boundary } from './character-places.ts';
import { foreignText } from './foreign-text.ts';

/** [nTokens] The bytes that each token writes; null for one that writes no text. */
export type TokenBytes = readonly (Uint8Array | null)[];

export class TokenTrie {
  readonly nTokens: number;
  /** [256] Whether there is a token of just this byte. */
  readonly writable: readonly boolean[];
  /** Bytes of the longest token. */
  readonly longest: number;
  // All [nNodes]: the nodes in depth-first order.
  readonly bytes: Uint8Array;
  /** From 1 for the first bytes of tokens. */
  readonly depths: Uint16Array;
  /** The first node that is not below this one. */
  readonly ends: Int32Array;
  /** A token that ends here, or -1. */
  readonly tokens: Int32Array;
  /**
   * The kinds of bytes below the node, as bits of byte-kinds.ts. Where it begins a character of several bytes, that one
   * counts too; within such a character it is of no kind that leads back.
   */
  readonly kindsBelow: Int32Array;
  /** The most bytes of a token below the node, counted from there. */
  readonly heights: Uint16Array;
  /** [nNodes + 1] How many tokens end at nodes before this one. */
  readonly tokensBefore: Int32Array;
  /** All tokens in the order of the nodes at which they end, those of the same bytes side by side. */
  readonly order: Int32Array;
  /** [256] The node of each first byte, or -1. */
  readonly #roots = new Int32Array(256).fill(-1);

  constructor(tokenBytes: TokenBytes) {
    this.nTokens = tokenBytes.length;
    const written = [...tokenBytes.entries()].filter((entry): entry is [number, Uint8Array] => {
      return entry[1] !== null && entry[1].length > 0 && entry[1].length < 0xffff;
    });
    const sorted = written.sort(([, a], [, b]) => Buffer.compare(a, b));
    this.longest = sorted.reduce((most, [, { length }]) => Math.max(most, length), 1);
    const singles = new Set(sorted.filter(([, { length }]) => length === 1).map(([, bytes]) => bytes[0]));
    this.writable = Array.from({ length: 256 }, (_, byte) => singles.has(byte));
    const nodes = { bytes: [] as number[], depths: [] as number[], ends: [] as number[], tokens: [] as number[] };
    this.order = Int32Array.from(sorted, ([id]) => id);
    const before: number[] = [];
    const path: number[] = []; // the nodes from the root to the last one made
    let last: Uint8Array = new Uint8Array();
    for (const [at, [id, bytes]] of sorted.entries()) {
      const shared = sharedLength(last, bytes);
      for (const node of path.splice(shared)) nodes.ends[node] = nodes.bytes.length;
      if (shared === 0) this.#roots[bytes[0] as number] = nodes.bytes.length;
      for (let depth = shared; depth < bytes.length; depth++) {
        path.push(nodes.bytes.length);
        nodes.bytes.push(bytes[depth] as number);
        nodes.depths.push(depth + 1);
        nodes.ends.push(0);
        nodes.tokens.push(-1);
        before.push(at);
      }
      nodes.tokens[path.at(-1) as number] = id;
      last = bytes;
    }
    for (const node of path) nodes.ends[node] = nodes.bytes.length;
    this.bytes = Uint8Array.from(nodes.bytes);
    this.depths = Uint16Array.from(nodes.depths);
    this.ends = Int32Array.from(nodes.ends);
    this.tokens = Int32Array.from(nodes.tokens);
    this.tokensBefore = Int32Array.from([...before, sorted.length]);
    this.heights = heights(this);
    this.kindsBelow = kindsBelow(this);
  }

  /** The fewest tokens that write these bytes; undefined where none do. */
  segment(bytes: readonly number[]): number[] | undefined {
    // By place: the fewest tokens for the rest, and the first of them.
    const counts = new Float64Array(bytes.length + 1).fill(Infinity);
    const firsts = new Int32Array(bytes.length);
    const lengths = new Int32Array(bytes.length);
    counts[bytes.length] = 0;
    for (let at = bytes.length - 1; at >= 0; at--) {
      this.#eachPrefix(bytes, at, (token, length) => {
        const count = 1 + (counts[at + length] as number);
        if (count >= (counts[at] as number)) return;
        counts[at] = count;
        firsts[at] = token;
        lengths[at] = length;
      });
    }
    if (counts[0] === Infinity) return undefined;
    const tokens: number[] = [];
    for (let at = 0; at < bytes.length; at += lengths[at] as number) tokens.push(firsts[at] as number);
    return tokens;
  }

  /** The node behind these bytes; undefined where no token begins with them. */
  find(bytes: Uint8Array): number | undefined {
    let node = this.#roots[bytes[0] as number] as number;
    let end = node === -1 ? -1 : this.bytes.length;
    for (let length = 0; node < end; ) {
      if (this.bytes[node] !== bytes[length]) {
        node = this.ends[node] as number;
        continue;
      }
      length++;
      if (length === bytes.length) return node;
      end = this.ends[node] as number;
      node++;
    }
    return undefined;
  }

  #eachPrefix(bytes: readonly number[], at: number, found: (token: number, length: number) => void): void {
    let node = this.#roots[bytes[at] as number] as number;
    let end = node === -1 ? -1 : this.bytes.length;
    for (let length = 0; at + length < bytes.length && node < end; ) {
      if (this.bytes[node] !== bytes[at + length]) {
        node = this.ends[node] as number;
        continue;
      }
      length++;
      if (this.tokens[node] !== -1) found(this.tokens[node] as number, length);
      end = this.ends[node] as number;
      node++;
    }
  }
}

/** By node, so that all of its bytes are of kinds that are known: the kinds of its own byte, or of the character it ends. */
function ownKinds({ bytes, depths, tokens }: Pick<TokenTrie, 'bytes' | 'depths' | 'tokens'>): Int32Array {
  const places: number[] = [boundary]; // by depth: the place within a character; -1 in other bytes
  return Int32Array.from(bytes, (byte, node) => {
    const depth = depths[node] as number;
    const before = places[depth - 1] as number;
    const isAscii = byte < 0x80 && before === boundary;
    const place = isAscii || before === -1 ? before : foreignText.behind(before, byte);
    places[depth] = place;
    if (place === -1) return others;
    if (isAscii) return kindOfByte[byte] as number;
    if (place === boundary) return foreign;
    return tokens[node] === -1 ? 0 : others;
  });
}

function heights({ depths, ends }: Pick<TokenTrie, 'depths' | 'ends'>): Uint16Array {
  const deepest = depths.slice();
  for (let node = depths.length - 1; node >= 0; node--) {
    const end = ends[node] as number;
    for (let below = node + 1; below < end; below = ends[below] as number) {
      deepest[node] = Math.max(deepest[node] as number, deepest[below] as number);
    }
  }
  return deepest.map((depth, node) => depth - (depths[node] as number));
}

function kindsBelow(trie: Pick<TokenTrie, 'bytes' | 'depths' | 'tokens'>): Int32Array {
  const own = ownKinds(trie);
  const below = new Int32Array(own.length);
  const open: number[] = []; // by depth: the kinds of the nodes behind this one, up to the next of a lower depth
  for (let node = own.length - 1; node >= 0; node--) {
    const depth = trie.depths[node] as number;
    const kinds = open[depth + 1] ?? 0;
    open[depth + 1] = 0;
    open[depth] = (open[depth] ?? 0) | kinds | (own[node] as number);
    const byte = trie.bytes[node] as number;
    const isWithin = byte >= 0x80 && !beginsCharacter(byte) && own[node] !== foreign;
    below[node] = beginsCharacter(byte) ? kinds | (own[node] as number) : isWithin ? others : kinds;
  }
  return below;
}

/** Whether a byte begins a character of several bytes. */
export function beginsCharacter(byte: number): boolean {
  return byte >= 0xc0;
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}
