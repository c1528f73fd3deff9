// Lists of merges, as files write them: each entry two pieces with a space between them, or a list of two.
import { show } from '../../checkpoint/json-file.ts';
import { VocabularyError } from '../vocabulary-error.ts';

/**
 * The merges as ids, which take a tenth of the memory of texts.
 * @param idOf the id of a piece by its text
 * @returns [nMerges * 3] left, right, and what the two become; in the order of the list
 * @throws VocabularyError that names the merge of what are no pieces
 */
export function mergeIds(merges: readonly unknown[], idOf: (piece: string) => number | undefined): Int32Array {
  const ids = new Int32Array(3 * merges.length);
  for (const [rank, merge] of merges.entries()) {
    const [left, right] = pairOf(merge, rank);
    for (const [i, piece] of [left, right, left + right].entries()) {
      const id = idOf(piece);
      if (id === undefined) {
        const what = `merge ${rank}, of ${show(left)} and ${show(right)}`;
        throw new VocabularyError(`${what}: ${show(piece)} is no piece`);
      }
      ids[3 * rank + i] = id;
    }
  }
  return ids;
}

/** The two pieces. @throws VocabularyError that names the entry's place */
export function pairOf(merge: unknown, rank: number): [left: string, right: string] {
  const halves = typeof merge === 'string' ? merge.split(' ') : merge;
  if (Array.isArray(halves) && halves.length === 2) {
    const [left, right]: unknown[] = halves;
    if (typeof left === 'string' && typeof right === 'string' && left !== '' && right !== '') return [left, right];
  }
  throw new VocabularyError(`merge ${rank}: expected two pieces, found ${show(merge)}`);
}
