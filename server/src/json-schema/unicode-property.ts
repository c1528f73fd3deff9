// The characters of a Unicode property, as this version of JavaScript defines it.
import type { CodePoints } from '../grammar/utf8.ts';
import type { WorkBudget } from '../grammar/work-budget.ts';

/** Characters that are looked at in the time of a step. */
const charactersPerStep = 64;

const known = new Map<string, CodePoints>(); // there are some hundreds of them

/** @param property an existing property in braces, as it follows `\\p` */
export function propertySet(property: string, budget: WorkBudget): CodePoints {
  // Charged for known sets too: what is refused must not depend on earlier schemas.
  budget.spend(0x110000 / charactersPerStep);
  let set = known.get(property);
  if (!set) {
    set = findSet(property);
    known.set(property, set);
  }
  return set;
}

function findSet(property: string): CodePoints {
  const run = new RegExp(`\\p${property}+`, 'gu');
  const set: number[] = [];
  // By planes, so that no text gets large.
  for (let plane = 0; plane <= 0x10; plane++) {
    const first = plane * 0x10000;
    const units = new Uint16Array(plane === 0 ? 0x10000 : 0x20000);
    for (let i = 0; i < 0x10000; i++) {
      if (plane === 0)
        units[i] = i >= 0xd800 && i < 0xe000 ? 0x20 : i; // no surrogates
      else {
        units[2 * i] = 0xd7c0 + ((first + i) >> 10);
        units[2 * i + 1] = 0xdc00 + (i & 0x3ff);
      }
    }
    const unitsPerCharacter = plane === 0 ? 1 : 2;
    for (const { index, 0: text } of Buffer.from(units.buffer).toString('utf16le').matchAll(run)) {
      const low = first + index / unitsPerCharacter;
      set.push(low, low + text.length / unitsPerCharacter - 1);
    }
  }
  return set;
}
