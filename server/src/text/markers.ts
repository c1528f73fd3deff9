// Pieces that stand for themselves only where a template, or raw text, writes them: markers of turns, BOS, EOS. Found in a
// text by their spelling, the longest first.
import type { Vocabulary } from './vocabulary.ts';

export interface Markers {
  /** By their spelling; the lowest id where two have one spelling. */
  readonly ids: ReadonlyMap<string, number>;
  /** Matches any of them, as the one group that `split` then keeps. */
  readonly pattern: RegExp;
}

const known = new WeakMap<Vocabulary, Markers>();

/** All markers of a vocabulary. */
export function markersOf(vocabulary: Vocabulary): Markers {
  const found = known.get(vocabulary);
  if (found) return found;
  const ids = new Map<string, number>();
  for (const [id, piece] of vocabulary.pieces.entries()) {
    if (piece !== '' && vocabulary.isMarker(id) && !ids.has(piece)) ids.set(piece, id);
  }
  const markers = { ids, pattern: patternOf([...ids.keys()]) };
  known.set(vocabulary, markers);
  return markers;
}

/** Those whose spelling passes the test. */
export function someMarkers({ ids }: Markers, isWanted: (piece: string) => boolean): Markers {
  const wanted = new Map([...ids].filter(([piece]) => isWanted(piece)));
  return { ids: wanted, pattern: patternOf([...wanted.keys()]) };
}

function patternOf(texts: readonly string[]): RegExp {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`(${escaped.join('|') || '(?!)'})`);
}
