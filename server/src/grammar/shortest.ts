// The shortest text that completes an answer. When tokens run out, the answer is steered along it.
import type { Stack, State } from './states.ts';
import { inRanges, type Table, type Term } from './term.ts';

/** The bytes of that text. The state's cost must be finite, otherwise there is no such text. */
export function shortestCompletion(state: State, writable: readonly boolean[]): number[] {
  const bytes: number[] = [];
  const cheapest = state.stacks.find((stack) => (stack?.cost ?? 0) === state.cost);
  for (let at: Stack | null = cheapest ?? null; at; at = at.below) append(at.term, writable, bytes);
  return bytes;
}

function append(term: Term, writable: readonly boolean[], bytes: number[]): void {
  if (term.cost === 0) return;
  switch (term.kind) {
    case 'literal':
      for (let i = term.at; i < term.bytes.length; i++) bytes.push(term.bytes[i] as number);
      return;
    case 'bytes':
      bytes.push(plainest(term.ranges, writable));
      return;
    case 'seq':
      append(term.first, writable, bytes);
      append(term.rest, writable, bytes);
      return;
    case 'alt': {
      const best = term.members.find(({ cost }) => cost === term.cost);
      if (best) append(best, writable, bytes);
      return;
    }
    case 'repeat':
      for (let i = 0; i < term.min; i++) append(term.item, writable, bytes);
      return;
    case 'ref':
      if (term.rule.body) append(term.rule.body, writable, bytes);
      return;
    case 'table': {
      const { table } = term;
      for (let state = term.state; (table.writable.bytes[state] as number) > 0; ) {
        const [byte, to] = nearer(table, state, writable);
        bytes.push(byte);
        state = to;
      }
      return;
    }
    case 'empty':
      return;
    default:
      term satisfies never;
  }
}

function nearer(table: Table, from: number, writable: readonly boolean[]): readonly [byte: number, to: number] {
  const { characters, bytes } = table.writable;
  const end = table.starts[from + 1] as number;
  for (let i = table.starts[from] as number; i < end; i += 3) {
    const [low = 0, high = 0, to = 0] = table.moves.subarray(i, i + 3);
    const isNearer =
      characters[to] === (characters[from] as number) - (table.boundaries[from] as number) &&
      bytes[to] === (bytes[from] as number) - 1;
    const byte = isNearer ? plainest([low, high], writable) : -1;
    if (byte >= 0) return [byte, to];
  }
  throw new Error('a table whose distances do not fall');
}

/** A letter if possible, otherwise the lowest byte; -1 if the vocabulary can write none of them. */
function plainest(ranges: readonly number[], writable: readonly boolean[]): number {
  const letter = 0x61;
  if (writable[letter] && inRanges(letter, ranges)) return letter;
  return writable.findIndex((is, byte) => is && inRanges(byte, ranges));
}
