// The scores of pieces, found again from a list of merges. A converter wrote the list out of the scores: for every
// piece all the ways to put it together from two others, the pieces in order of their score. Lists that are not
// complete in this sense come from another kind of training, where our tokenizer would merge what the list does not.
import { pairOf } from './bpe/merges.ts';
import { VocabularyError } from './vocabulary.ts';

const maxPieceLength = 256; // code points; Llama's longest has 64

/** A piece's merges: how many, and their first and last place in the list. */
interface Span {
  readonly piece: string;
  nMerges: number;
  readonly first: number;
  last: number;
}

/**
 * A score for each of `size` ids, higher for what is merged earlier; what no merge makes has the lowest.
 * @param normal the pieces that text may become, by their text
 * @param isPiece whether a text is any piece at all; merges of control pieces are passed over
 * @throws VocabularyError naming the merge or the piece
 */
export function scoresFromMerges(
  normal: ReadonlyMap<string, number>,
  isPiece: (text: string) => boolean,
  merges: readonly unknown[],
  size: number,
): number[] {
  const spans = new Map<string, Span>();
  const seen = new Set<string>();
  for (const [rank, merge] of merges.entries()) {
    const [left, right] = pairOf(merge, rank);
    const piece = left + right;
    if (![left, right, piece].every(isPiece)) {
      throw new VocabularyError(
        `merge ${rank}: ${quote(left)} and ${quote(right)} are no two pieces that make a third`,
      );
    }
    if (![left, right, piece].every((text) => normal.has(text))) continue;
    const key = `${left} ${right}`; // no piece that can be merged has a space in it
    if (seen.has(key)) throw new VocabularyError(`merge ${rank}: ${quote(left)} and ${quote(right)} are listed twice`);
    seen.add(key);
    const span = spans.get(piece);
    if (!span) spans.set(piece, { piece, nMerges: 1, first: rank, last: rank });
    else {
      span.nMerges++;
      span.last = rank;
    }
  }
  const scores = new Array<number>(size).fill(-merges.length);
  let end = -1; // of the spans so far
  let score = 0;
  // Map order is that of the first merges. Spans that overlap had equal scores: the list is sorted by score.
  for (const span of spans.values()) {
    checkComplete(span, normal);
    if (span.first > end) score = -span.first;
    end = Math.max(end, span.last);
    scores[normal.get(span.piece) as number] = score;
  }
  return scores;
}

function checkComplete({ piece, nMerges }: Span, normal: ReadonlyMap<string, number>): void {
  const characters = [...piece];
  if (characters.length > maxPieceLength) {
    throw new VocabularyError(`piece ${quote(piece)} has ${characters.length} characters; accepted: ${maxPieceLength}`);
  }
  let nWays = 0;
  let at = 0;
  for (const [i, character] of characters.slice(0, -1).entries()) {
    at += character.length;
    // A half of one character comes up whether it is a piece or not.
    const hasLeft = i === 0 || normal.has(piece.slice(0, at));
    const hasRight = i === characters.length - 2 || normal.has(piece.slice(at));
    if (hasLeft && hasRight) nWays++;
  }
  if (nWays !== nMerges) {
    throw new VocabularyError(
      `the merges have ${nMerges} of ${nWays} ways to make ${quote(piece)}: not a SentencePiece vocabulary, and no other is supported`,
    );
  }
}

function quote(piece: string): string {
  return JSON.stringify(piece.slice(0, 50));
}
