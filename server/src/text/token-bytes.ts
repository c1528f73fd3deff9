// What each token adds to a text, in bytes, for grammars that must know it before the token is chosen.
import { tokenText } from './token-text.ts';
import type { Vocabulary } from './vocabulary.ts';

/** [size] Null for tokens that stand for no text: control, unknown and unused ones. */
export function tokenBytes(vocabulary: Vocabulary): (Uint8Array | null)[] {
  return vocabulary.kinds.map((kind, id) => {
    const isText = kind === 'normal' || kind === 'user-defined' || kind === 'byte';
    return isText ? Uint8Array.from(tokenText(vocabulary, id).bytes) : null;
  });
}
