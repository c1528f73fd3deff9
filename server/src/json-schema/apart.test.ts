// Which schemas can be told apart: no value that is written for the one fits the other. In doubt they cannot.
import { expect, it } from 'vitest';
import { WorkBudget } from '../grammar/work-budget.ts';
import { Alternatives } from './alternatives.ts';
import { areApart } from './apart.ts';
import { SchemaDocument } from './schema-node.ts';

function apart(written: unknown, other: unknown): boolean {
  const reader = new Alternatives(new WorkBudget(), 'never', () => false);
  const shapeOf = (schema: unknown) => {
    const [shape] = reader.shapesOf([new SchemaDocument(schema).root]);
    if (!shape) throw new Error('no value fits');
    return shape;
  };
  return areApart(shapeOf(written), shapeOf(other), reader);
}

const kind = (name: string) => ({ type: 'object', properties: { kind: { const: name } }, required: ['kind'] });
const having = (name: string) => ({
  type: 'object',
  properties: { [name]: { type: 'integer' } },
  required: [name],
  additionalProperties: false,
});

it.each<[string, unknown, unknown, boolean]>([
  ['types', { type: 'string' }, { type: 'integer' }, true],
  ['a type and one that includes it', { type: 'integer' }, { type: 'number' }, false],
  ['numbers that end where the others begin', { type: 'number', maximum: 3 }, { type: 'number', minimum: 3 }, false],
  [
    'numbers that end before the others begin',
    { type: 'number', exclusiveMaximum: 3 },
    { type: 'number', minimum: 3 },
    true,
  ],
  ['lengths', { type: 'string', maxLength: 3 }, { type: 'string', minLength: 4 }, true],
  ['values', { enum: ['a', 'b'] }, { enum: ['b', 'c'] }, false],
  ['a required property of different values', kind('a'), kind('b'), true],
  ['a required property that the other one never has', having('a'), having('b'), true],
  ['a property that may be missing', { ...kind('a'), required: [] }, { ...kind('b'), required: [] }, false],
  [
    'first elements',
    { type: 'array', items: { type: 'string' }, minItems: 1 },
    { type: 'array', items: { type: 'integer' } },
    true,
  ],
])('by %s', (_, written, other, answer) => expect(apart(written, other)).toBe(answer));
