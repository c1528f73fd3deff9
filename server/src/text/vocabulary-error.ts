// What is thrown for a vocabulary that cannot be used.
import { shorten } from '../checkpoint/shorten.ts';

/** Says what was expected and what was found. */
export class VocabularyError extends Error {
  override name = 'VocabularyError';
  constructor(problem: string) {
    super(shorten(problem));
  }
}
