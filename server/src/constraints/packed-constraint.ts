// Constraints as one text, and back.
import type { Constraint, PackedConstraint } from '../engine/generation.ts';

/** As one text; a packed one as it is. */
export function packConstraint(constraint: Constraint | PackedConstraint): PackedConstraint {
  if (constraint.type === 'packed') return constraint;
  const beginId = constraint.type === 'tool_calls' ? constraint.beginId : undefined;
  return { type: 'packed', kind: constraint.type, beginId, json: JSON.stringify(constraint) };
}

/** The constraint that was packed. */
export function unpackConstraint(constraint: Constraint | PackedConstraint): Constraint {
  return constraint.type === 'packed' ? (JSON.parse(constraint.json) as Constraint) : constraint;
}
