// Properties that no schema declares: JSON Schema allows them, but a model that is to fill in a form should not add any.

/**
 * Where properties that no schema declares are written if it does not forbid them: `never`, unless it allows them
 * explicitly or declares none at all; `last`, behind the declared ones; `anywhere`.
 */
export type UndeclaredProperties = 'never' | 'last' | 'anywhere';
