// Characters beyond ASCII, but for spaces: patterns mostly take all of them or none, as `\S` and `[^/]` do.
import type { Automaton, State } from './automaton.ts';
import { boundary, CharacterPlaces } from './character-places.ts';
import { type CodePoints, characterTerm } from './utf8.ts';

/** Without what `\s` and `.` tell apart. */
const characters: CodePoints = [
  ...[0xa1, 0x167f, 0x1681, 0x1fff, 0x200b, 0x2027, 0x202a, 0x202e, 0x2030, 0x205e, 0x2060, 0x2fff],
  ...[0x3001, 0xfefe, 0xff00, 0x10ffff],
];

export const foreignText = new CharacterPlaces((terms) => characterTerm(terms, characters));

/** The one state that each of these characters leads to, and leads back to from there; undefined if there is none. */
export function behindForeign(automaton: Automaton, state: State): State | undefined {
  if (state.behindForeign === null) {
    const target = targetOf(automaton, state);
    const isClosed = target && (target === state || targetOf(automaton, target) === target);
    state.behindForeign = isClosed ? target : undefined;
  }
  return state.behindForeign;
}

function targetOf(automaton: Automaton, from: State): State | undefined {
  let target: State | undefined;
  const line: [state: State, place: number][] = [[from, boundary]];
  const seen = new Map<State, Set<number>>();
  for (const [state, place] of line) {
    const row = automaton.rowOf(state);
    for (let byte = 0x80; byte < 256; byte++) {
      const next = foreignText.behind(place, byte);
      if (next === -1) continue;
      const behind = row.at(byte);
      if (!behind) return undefined;
      if (next === boundary) {
        target ??= behind;
        if (behind !== target) return undefined;
        continue;
      }
      const places = seen.get(behind) ?? new Set();
      seen.set(behind, places);
      if (!places.has(next)) line.push([behind, next]);
      places.add(next);
    }
  }
  return target;
}
