// One entry of a list of merges: two pieces with a space between them, or a list of two.
import { VocabularyError } from '../vocabulary-error.ts';

/** The two pieces. @throws VocabularyError that names the entry's place */
export function pairOf(merge: unknown, rank: number): [left: string, right: string] {
  const halves = typeof merge === 'string' ? splitOnce(merge) : merge;
  if (Array.isArray(halves) && halves.length === 2) {
    const [left, right]: unknown[] = halves;
    if (typeof left === 'string' && typeof right === 'string' && left !== '' && right !== '') return [left, right];
  }
  throw new VocabularyError(`merge ${rank}: expected two pieces, found ${JSON.stringify(merge)?.slice(0, 100)}`);
}

function splitOnce(merge: string): unknown {
  const halves = merge.split(' ');
  return halves.length === 2 ? halves : undefined;
}
