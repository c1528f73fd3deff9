// Cuts text that stands in the middle of an answer into tokens, as the tokenizer cuts whole texts.
import type { CutBytes } from '../grammar/forced-tokens.ts';
import type { TokenBytes } from '../grammar/token-trie.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

/** Stands in front, so that nothing is taken for the beginning of a text: a private character, part of no piece. */
const guard = '\ue000';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** @param tokenBytes what the tokenizer's tokens write */
export function cutterOf(tokenizer: Tokenizer, tokenBytes: TokenBytes): CutBytes {
  return (before, bytes, ahead) => {
    const text = decoded(bytes);
    if (text === undefined) return undefined;
    const all = Buffer.concat([bytes, Buffer.from(ahead)]);
    const context = lenient.decode(bytesOf(before, tokenBytes));
    // Where the text would merge with what is in front, that has been written otherwise, and says nothing.
    for (const front of new Set([guard + context, guard])) {
      const ids = lastOf(tokenizer.encode(front + text + ahead), all, tokenBytes);
      if (ids) return ids;
    }
    return undefined;
  };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes of the tokens behind the last one that writes no text. */
function bytesOf(ids: readonly number[], tokenBytes: TokenBytes): Uint8Array {
  const first = ids.findLastIndex((id) => !tokenBytes[id]) + 1;
  return Buffer.concat(ids.slice(first).map((id) => tokenBytes[id] as Uint8Array));
}

/** The last of these tokens, which write exactly these bytes; undefined where none do. */
function lastOf(ids: readonly number[], bytes: Uint8Array, tokenBytes: TokenBytes): number[] | undefined {
  let end = bytes.length;
  let first = ids.length;
  while (end > 0) {
    const written = tokenBytes[ids[--first] as number];
    if (!written || written.length > end) return undefined;
    end -= written.length;
    if (Buffer.compare(written, bytes.subarray(end, end + written.length)) !== 0) return undefined;
  }
  return ids.slice(first);
}
