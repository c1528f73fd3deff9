// The text between two added tokens, as the normalizers of a tokenizer file leave it.
import { sortMarks } from './canonical-order.ts';
import type { NormalizerStep } from './rules.ts';

/** The text after every step. */
export function normalizeText(text: string, steps: readonly NormalizerStep[]): string {
  return steps.reduce(applyStep, text);
}

function applyStep(text: string, step: NormalizerStep): string {
  switch (step.type) {
    case 'unicode':
      return sortMarks(text).normalize(step.form);
    case 'replace':
      return text.replaceAll(step.from, () => step.by);
    case 'prepend':
      return text === '' ? '' : step.text + text;
    case 'lowercase':
      return text.toLowerCase();
    default:
      return step satisfies never;
  }
}

/** How many UTF-16 units of a text may become one, at most. */
export function mostUnitsPerUnit(steps: readonly NormalizerStep[]): number {
  const factors = steps.map((step) => {
    // A letter with three marks may compose to one character: U+1F82.
    if (step.type === 'unicode') return 4;
    if (step.type !== 'replace') return 1;
    return typeof step.from === 'string' && step.from.length <= step.by.length ? 1 : Infinity;
  });
  return factors.reduce((product, factor) => product * factor, 1);
}
