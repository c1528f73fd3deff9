// What is thrown for a vocabulary that cannot be used.

/** Says what was expected and what was found. */
export class VocabularyError extends Error {
  override name = 'VocabularyError';
}
