// Names that are almost those of the catalogue: types only.
import type { AiModelName, KnownModelName } from './model.ts';
import type { RuntimeModels } from './runtime-models.ts';

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** Whether one letter makes the second name of the first. A digit does not count: it makes the name of another version. */
type IsNear<A extends string, B extends string> = A extends `${infer X}${infer RestA}`
  ? B extends `${infer Y}${infer RestB}`
    ? X extends Y
      ? IsNear<RestA, RestB>
      : X extends Digit
        ? false
        : IsOneEdit<[A, X, RestA], [B, Y, RestB]>
    : RestA extends ''
      ? true // one letter too many, at the end
      : false
  : B extends `${string}${infer RestB}`
    ? RestB extends ''
      ? true // the last letter is missing
      : false
    : false;

/** Of two names without a common beginning, each with its first letter and the rest. */
type IsOneEdit<A extends [string, string, string], B extends [string, string, string]> = A[2] extends B[2]
  ? true // another letter
  : A[2] extends B[0]
    ? true // a letter too many
    : A[0] extends B[2]
      ? true // a letter is missing
      : A[2] extends `${B[1]}${infer Rest}`
        ? B[2] extends `${A[1]}${Rest}`
          ? true // two letters are swapped
          : false
        : false;

/** The name of the catalogue that is meant by a misspelt one: by one letter, by its case, or without what stands before it. */
// Of a name that is known only when it runs, string or a pattern, nothing can be said: no property is required by it.
export type DidYouMean<Name extends AiModelName> =
  NonNullable<unknown> extends Record<Name, unknown>
    ? never
    : Name extends KnownModelName | keyof RuntimeModels
      ? never
      : {
          [Known in KnownModelName]: Known extends `${string}/${Name}` | Lowercase<Name>
            ? Known
            : IsNear<Lowercase<Name>, Known> extends true
              ? Known
              : never;
        }[KnownModelName];

/** Any misspelt name; no other name is assignable to it. */
export type MisspeltName<Name extends AiModelName> = [DidYouMean<Name>] extends [never] ? never : unknown;

/** What a misspelt model answers, if the server has a model of that name after all. */
export type MisspeltOutput<Name extends AiModelName> = Record<string, unknown> & {
  /** The name of the catalogue that is almost the same. The answer has no such property. */
  didYouMean?: DidYouMean<Name>;
};
