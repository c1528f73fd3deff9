// References within one document, by `$id` and anchors: each case as ajv reads it, or refused by name.
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { bytesAndPieces } from '../../test/grammar/random-answers.ts';
import { GrammarCompiler } from './grammar-compiler.ts';

const compiler = new GrammarCompiler(bytesAndPieces, { spacing: 'compact' });
const stopIds = [bytesAndPieces.length - 1];

function allows(schema: unknown, value: unknown): boolean {
  const matcher = compiler.compile({ type: 'json_schema', schema }, { maxTokens: 10_000, stopIds });
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) {
    if (!matcher.allows(byte)) return false;
    matcher.accept(byte);
  }
  return matcher.isComplete || stopIds.every((id) => matcher.allows(id));
}

const draft7 = 'http://json-schema.org/draft-07/schema#';
const integer = { type: 'integer' };
const text = { type: 'string' };

/** Schemas of 1 or of "a". */
const schemas: Readonly<Record<string, Record<string, unknown>>> = {
  'by a relative id': { $id: 'https://a.b/root', $ref: 'item', $defs: { x: { $id: 'item', ...integer } } },
  'by an absolute id': { $ref: 'https://a.b/item', $defs: { x: { $id: 'https://a.b/item', ...integer } } },
  'by a pointer within a schema with an id': {
    $ref: 'item#/$defs/x',
    $defs: { x: text, item: { $id: 'item', $defs: { x: integer } } },
  },
  'against the id around it': {
    $ref: 'dir/item',
    $defs: { x: { $id: 'part', ...text }, y: { $id: 'dir/part', ...integer }, z: { $id: 'dir/item', $ref: 'part' } },
    $schema: 'https://json-schema.org/draft/2020-12/schema',
  },
  'to the root of its own resource': {
    $ref: 'item#/$defs/y',
    $defs: { x: text, item: { $id: 'item', $defs: { x: integer, y: { $ref: '#/$defs/x' } } } },
  },
  'by an anchor': { $ref: '#x', $defs: { a: { $anchor: 'x', ...integer }, b: { $id: 'b', $anchor: 'x', ...text } } },
  'by an anchor of another resource': {
    $ref: 'b#x',
    $defs: { a: { $anchor: 'x', ...text }, b: { $id: 'b', $defs: { c: { $anchor: 'x', ...integer } } } },
  },
  'by an anchor of draft 7': {
    $schema: draft7,
    allOf: [{ $ref: '#x' }],
    definitions: { a: { $id: '#x', ...integer } },
  },
  'past an id that is a value': {
    $ref: 'item',
    $defs: { x: { enum: [{ $id: 'item', ...text }] }, y: { $id: 'item', ...integer } },
  },
};

describe('a reference', () => {
  it.each(Object.entries(schemas))('%s', (_, schema) => {
    const options = { strict: false, logger: false } as const;
    const check = (schema.$schema === draft7 ? new Ajv(options) : new Ajv2020(options)).compile(schema);
    for (const value of [1, 'a']) expect(allows(schema, value)).toBe(check(value));
    expect(allows(schema, 1)).toBe(true);
  });

  it.each([
    [
      { $ref: 'x', $defs: { a: { $id: 'x' }, b: { $id: 'x' } } },
      "'$ref' at '#' cannot be held: 'x' is the name of several",
    ],
    [{ $ref: 'x', $defs: { a: { $id: 'y' } } }, "'$ref' at '#' cannot be held: 'x' is another document"],
    [{ $ref: 'y#/a', $defs: { a: { $id: 'y' } } }, "'$ref' at '#' leads nowhere: there is no 'y#/a'"],
    [
      { $ref: '#/$defs/a', $defs: { a: { $id: 'y', $ref: 'b' } } },
      "'$id' beside '$ref' at '#/$defs/a' cannot be held: drafts differ on it",
    ],
    [
      { $dynamicRef: '#a', $defs: { a: { $dynamicAnchor: 'a' }, b: { $id: 'b', $dynamicAnchor: 'a' } } },
      "'$dynamicRef' at '#' cannot be held: several schemas are called '#a'",
    ],
  ])('that is not clear is refused: %j', (schema, message) => {
    expect(() => allows(schema, 1)).toThrow(message);
  });
});
