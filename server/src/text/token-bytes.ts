// What each token adds to a text, in bytes: for whoever has to know before it is chosen.
import { tokenText } from './token-text.ts';
import type { Vocabulary } from './vocabulary.ts';

/** [size] Null for tokens that stand for no text: control, unknown and unused ones. */
export function tokenBytes(vocabulary: Vocabulary): (Uint8Array | null)[] {
  const { kinds, bosId, eosId, unkId } = vocabulary;
  const special = new Set([bosId, eosId, unkId]); // by their number too: some files mark them as normal pieces
  return kinds.map((kind, id) => {
    const isText = kind === 'normal' || kind === 'user-defined' || kind === 'byte';
    return isText && !special.has(id) ? Uint8Array.from(tokenText(vocabulary, id).bytes) : null;
  });
}
