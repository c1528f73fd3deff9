// What each token adds to a text, in bytes, for grammars that must know it before the token is chosen.
import { tokenText } from './token-text.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Control pieces that stand between the parts of a call; a grammar writes them as it writes text. */
const written: ReadonlySet<string> = new Set(['[ARGS]', '<tool_call>', '</tool_call>']);

/** [size] Null for tokens that stand for no text: control, unknown and unused ones. */
export function tokenBytes(vocabulary: Vocabulary): (Uint8Array | null)[] {
  return vocabulary.kinds.map((kind, id) => {
    const piece = vocabulary.pieces[id] as string;
    if (kind === 'control' && written.has(piece)) return Buffer.from(piece, 'utf8');
    const isText = kind === 'normal' || kind === 'user-defined' || kind === 'byte';
    return isText ? Uint8Array.from(tokenText(vocabulary, id).bytes) : null;
  });
}
