// Makes a Hugging Face tokenizer.json from a SentencePiece vocabulary as transformers' converter does: every split of a
// piece into two other pieces becomes a merge, highest scores first.
import type { Vocabulary } from '../../src/text/vocabulary.ts';

/** What the file holds, as far as readers of it look. Tests change it before they write it. */
export interface TokenizerJson {
  added_tokens: Record<string, unknown>[];
  normalizer: unknown;
  pre_tokenizer: unknown;
  post_processor: unknown;
  decoder: unknown;
  model: Record<string, unknown> & { vocab: Record<string, number>; merges: [string, string][] };
}

/** Every split of every piece. Pieces of equal score stay side by side, or are mixed by the length of the left half. */
export function tokenizerJsonOf({ pieces, scores, kinds }: Vocabulary, equalScores: 'apart' | 'mixed'): TokenizerJson {
  const isNormal = new Set(pieces.filter((_, id) => kinds[id] === 'normal'));
  const merges: { pair: [string, string]; score: number }[] = [];
  for (const [id, piece] of pieces.entries()) {
    if (!isNormal.has(piece)) continue;
    for (let at = 1; at < piece.length; at++) {
      const pair: [string, string] = [piece.slice(0, at), piece.slice(at)];
      if (pair.every((half) => isNormal.has(half))) merges.push({ pair, score: scores[id] as number });
    }
  }
  merges.sort((a, b) => b.score - a.score || (equalScores === 'mixed' ? b.pair[0].length - a.pair[0].length : 0));
  const added = pieces.flatMap((content, id) => {
    const special = kinds[id] === 'control' || kinds[id] === 'unknown';
    const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };
    return special || kinds[id] === 'user-defined' ? [{ id, content, ...plain, special }] : [];
  });
  return {
    added_tokens: added,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges: merges.map(({ pair }) => pair),
    },
  };
}
