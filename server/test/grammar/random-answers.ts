// Answers without a model: tokens drawn at random from what a constraint allows, over vocabularies of several kinds.

import type { GrammarCompiler } from '../../src/constraints/grammar-compiler.ts';
import type { Constraint } from '../../src/engine/generation.ts';
import type { CutBytes } from '../../src/grammar/forced-tokens.ts';
import { type TokenBytes, TokenTrie } from '../../src/grammar/token-trie.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const pieces = [
  ...[
    '{"',
    '":',
    '": ',
    ' "',
    '",',
    '", "',
    '"}',
    '"]',
    '[{',
    '}]',
    '}}',
    '],',
    '[[',
    '{',
    '}',
    '\n',
    '\n  ',
    '  ',
    ' {',
  ],
  ...['true', 'false', 'null', '0', '1', '12', '345', '-', '-1', '0.', '.5', 'e', 'E+', '00', '1e9', '-0'],
  ...[
    'a',
    'name',
    'the',
    ' the',
    'kind',
    'é',
    'ß',
    '日本',
    '🎉',
    '👩‍👩‍👧',
    'ab',
    'abc',
    '\\',
    '\\"',
    '\\n',
    '\\u',
    'd83d',
    '\\ud8',
  ],
  ...['2024-', '-02-', 'T', '00:', 'Z', '@', '.com', 'http', '://', '::'],
];

/** Every byte, some pieces of more, and a control token at the end. */
export const bytesAndPieces: TokenBytes = [
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...pieces.map((piece) => encoder.encode(piece)),
  null,
];

/** No bytes: only characters, and pieces of them. Some of JSON cannot be written with it. */
export const charactersOnly: TokenBytes = [
  ...Array.from({ length: 0x5f }, (_, i) => Uint8Array.of(0x20 + i)),
  ...pieces.map((piece) => encoder.encode(piece)),
  null,
];

export interface RandomAnswer {
  readonly text: string;
  readonly nTokens: number;
  readonly stopped: boolean;
}

/** Cuts texts into the longest tokens, from left to right. */
export function longestCut(tokens: TokenBytes): CutBytes {
  const trie = new TokenTrie(tokens);
  return (_before, bytes) => {
    const ids: number[] = [];
    for (let at = 0; at < bytes.length; ) {
      let end = bytes.length;
      let node = trie.find(bytes.subarray(at, end));
      while (end > at && (node === undefined || trie.tokens[node] === -1)) node = trie.find(bytes.subarray(at, --end));
      if (node === undefined || end === at) return undefined;
      ids.push(trie.tokens[node] as number);
      at = end;
    }
    return ids;
  };
}

/** Draws an answer. Throws where nothing may come, or where the constraint contradicts itself. */
export function randomAnswer(
  compiler: GrammarCompiler,
  tokens: TokenBytes,
  constraint: Constraint,
  maxTokens: number,
  random: () => number,
): RandomAnswer {
  const stopId = tokens.length - 1;
  const state = compiler.compile(constraint, { maxTokens, stopIds: [stopId] });
  const bytes: number[] = [];
  const text = () => decoder.decode(Uint8Array.from(bytes));
  for (let nTokens = 1; nTokens <= maxTokens; nTokens++) {
    const drawn = draw(state.allowed(), random);
    if (drawn === undefined) throw new Error(`nothing may follow ${Buffer.from(bytes).toString()}`);
    if (!state.allows(drawn)) throw new Error(`token ${drawn} is allowed in the mask but not alone`);
    if (drawn === stopId) return { text: text(), nTokens, stopped: true };
    const { ids } = state.withForced(drawn);
    nTokens += ids.length - 1;
    for (const id of ids) {
      if (!state.allows(id)) throw new Error(`token ${id} is forced but not allowed`);
      bytes.push(...(tokens[id] ?? []));
      state.accept(id);
    }
    if (state.isComplete) return { text: text(), nTokens, stopped: true };
  }
  return { text: text(), nTokens: maxTokens, stopped: false };
}

function draw(mask: Uint32Array, random: () => number): number | undefined {
  const ids = idsOf(mask);
  // Sometimes the longest tokens, which lead furthest, rather than any.
  return ids[
    random() < 0.3 ? ids.length - 1 - Math.floor(random() ** 3 * ids.length) : Math.floor(random() * ids.length)
  ];
}

export function idsOf(mask: Uint32Array): number[] {
  const ids: number[] = [];
  for (const [word, bits] of mask.entries()) {
    for (let bit = 0; bit < 32; bit++) if ((bits >>> bit) & 1) ids.push(word * 32 + bit);
  }
  return ids;
}
