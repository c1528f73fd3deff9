// Types of the API in words: what a schema of openapi.yaml admits, in one cell of a table.
import { cell } from './table.ts';

/** A schema of openapi.yaml, JSON Schema 2020-12. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly description?: string | undefined;
  readonly title?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly minimum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
}

/** A field of an object, by its whole name, such as `usage.total_tokens` or `choices[].index`. */
export interface Member {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** The type in words, as one cell. */
export function typeOf(schema: Schema): string {
  const kind = kindOf(schema);
  const limits = limitsOf(schema);
  const isDefault = schema.default !== undefined ? `; default ${json(schema.default)}` : '';
  return `${kind}${limits}${isDefault}`;
}

const json = (value: unknown) => `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``;

function kindOf(schema: Schema): string {
  const { $ref, allOf, oneOf, anyOf, items, type } = schema;
  if ($ref) return linkOf($ref);
  if (schema.const !== undefined) return json(schema.const);
  if (schema.enum) return schema.enum.map(json).join(', ');
  const choices = oneOf ?? anyOf;
  if (choices?.some(isType)) return unique(choices.filter(isType).map(choiceOf)).join(' or ');
  const parts = allOf?.filter(isType) ?? [];
  if (parts.length > 0) return unique(parts.map(kindOf)).join(' with ');
  if (items) return `list of ${typeOf(items)}`;
  return [type ?? 'anything'].flat().join(' or ');
}

/** A choice that only says what is required is no type. */
const isType = (schema: Schema) => Object.keys(schema).some((key) => !['required', 'not', 'properties'].includes(key));
const unique = (words: readonly string[]) => [...new Set(words)];

/** The description tells choices of the same type apart. */
function choiceOf(schema: Schema): string {
  const words = schema.title ?? (schema.properties ? schema.description : undefined);
  return words ? `${typeOf(schema)} (${cell(words).replace(/\.$/, '')})` : typeOf(schema);
}

function linkOf($ref: string): string {
  const name = $ref.split('/').at(-1) ?? '';
  return `[${name}](/reference/api/types#${name.toLowerCase()})`;
}

function limitsOf(schema: Schema): string {
  const { minimum, exclusiveMinimum, maximum, minLength, minItems, maxItems, format, pattern } = schema;
  const words = [
    format,
    pattern && `\`${pattern.replaceAll('|', '\\|')}\``,
    rangeOf(minimum, maximum),
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    minLength !== undefined && (minLength === 1 ? 'not empty' : `${minLength} characters or more`),
    rangeOf(minItems, maxItems, ' items'),
  ].filter(Boolean);
  return words.length > 0 ? `, ${words.join(', ')}` : '';
}

function rangeOf(least: number | undefined, most: number | undefined, unit = ''): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  if (least === undefined) return `at most ${most}${unit}`;
  return most === undefined ? `at least ${least}${unit}` : `${least} to ${most}${unit}`;
}

/** The fields of a schema and of the objects that are written out inside of it. */
export function membersOf(schema: Schema, prefix = ''): readonly Member[] {
  const parts = [schema, ...(schema.allOf ?? []).filter(({ $ref }) => !$ref)];
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  return parts.flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([key, member]) => {
      const name = `${prefix}${key}`;
      const inside = member.items ? membersOf(member.items, `${name}[].`) : membersOf(member, `${name}.`);
      return [{ name, schema: member, isRequired: required.has(key) }, ...inside];
    }),
  );
}
