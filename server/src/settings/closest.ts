// "Did you mean …?": the known word that is closest to a misspelt one.
import { closestMatch } from 'leven';

/** The closest of the known words, or undefined if none is close enough to be meant. */
export function closestTo(word: string, known: readonly string[]): string | undefined {
  return closestMatch(word, [...known], { maxDistance: Math.max(2, Math.floor(word.length / 3)) });
}
