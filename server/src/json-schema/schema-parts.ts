// What the terms of arrays and objects need from the schema around them.

import type { UndeclaredProperties } from '../engine/generation.ts';
import { GrammarError } from '../grammar/grammar-error.ts';
import type { Term } from '../grammar/term.ts';
import type { Alternatives } from './alternatives.ts';
import type { JsonTerms } from './json.ts';
import type { SetAllowance } from './member-list.ts';
import type { SchemaNode } from './schema-node.ts';
import type { StringTerms } from './string-terms.ts';

export interface SchemaParts {
  readonly undeclared: UndeclaredProperties;
  /** For properties in any order; absent where they come in the schema's. */
  readonly sets: SetAllowance | undefined;
  readonly json: JsonTerms;
  readonly alternatives: Alternatives;
  readonly strings: StringTerms;
  /** Values that fit all the schemas. */
  valueOf(nodes: readonly SchemaNode[]): Term;
}

/** A value of `enum` as JSON. @throws GrammarError for a text that UTF-8 cannot represent */
export function textOf(value: unknown, path: string): string {
  const text = JSON.stringify(value);
  if (/\\ud[89a-f]/i.test(text)) throw new GrammarError(`'enum' at '${path}' has half of a surrogate pair in it`);
  return text;
}
