// Names that are almost those of the catalogue: types only.
import type { AiModelName, KnownModelName } from './model.ts';
import type { RuntimeModels } from './runtime-models.ts';

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** Whether the two names differ by one letter. A differing digit does not count: that is the name of another version. */
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

/** The same for two names that differ in their first letter; each is given as that letter and the rest. */
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

/** The catalogue's name for a misspelt one: one that differs by a letter, by its case, or by a missing prefix. */
// A name of type string, or of a template, is known only at run time. Nothing can be said of it, so it requires no property.
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
