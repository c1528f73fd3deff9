// Characters beyond ASCII, but for spaces: patterns mostly take all of them or none, as `\S` and `[^/]` do.
import type { Automaton } from './automaton.ts';
import { boundary, CharacterPlaces } from './character-places.ts';
import type { State } from './states.ts';
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
  // In pairs: the states within a character, and the places there.
  const states = [from];
  const places: number[] = [boundary];
  for (let i = 0; i < states.length; i++) {
    const row = automaton.rowOf(states[i] as State);
    const spans = foreignText.spansOf(places[i] as number);
    for (let span = 0; span < spans.length; span += 3) {
      const high = spans[span + 1] as number;
      const place = spans[span + 2] as number;
      let last: State | undefined;
      for (let byte = spans[span] as number; byte <= high; byte++) {
        const behind = row.at(byte);
        if (!behind) return undefined;
        if (behind === last) continue;
        last = behind;
        if (place === boundary) {
          target ??= behind;
          if (behind !== target) return undefined;
        } else if (!states.some((state, at) => state === behind && places[at] === place)) {
          states.push(behind);
          places.push(place);
        }
      }
    }
  }
  return target;
}
