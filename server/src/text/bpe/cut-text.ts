// Cuts a text into the parts within which pieces are merged, as the pre-tokenizers of a tokenizer file do.
import { VocabularyError } from '../vocabulary-error.ts';
import type { Cut, CutBehavior } from './rules.ts';

/** The parts of the text, none of them empty, after every step. */
export function cutText(text: string, cuts: readonly Cut[]): string[] {
  let parts = text === '' ? [] : [text];
  for (const cut of cuts) {
    if (cut.type === 'prefix-space') parts = parts.map((part) => (part.startsWith(' ') ? part : ` ${part}`));
    else parts = splitAll(parts, cut);
  }
  return parts;
}

function splitAll(parts: readonly string[], cut: Cut & { type: 'split' }): string[] {
  const split: string[] = [];
  for (const part of parts) {
    // A step leaves most parts as they are.
    cut.pattern.lastIndex = 0;
    if (!cut.pattern.test(part) && !cut.invert) split.push(part);
    else for (const piece of splitOne(part, cut)) split.push(piece);
  }
  return split;
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly isMatch: boolean;
}

function splitOne(text: string, { pattern, behavior, invert }: Cut & { type: 'split' }): string[] {
  const spans: Span[] = [];
  let at = 0;
  for (const { start, end } of matchesOf(text, pattern)) {
    if (at < start) spans.push({ start: at, end: start, isMatch: invert });
    spans.push({ start, end, isMatch: !invert });
    at = end;
  }
  if (at < text.length) spans.push({ start: at, end: text.length, isMatch: invert });
  return join(spans, behavior)
    .filter(({ start, end }) => start < end)
    .map(({ start, end }) => text.slice(start, end));
}

/** A megabyte that matches as a whole is one match; only some eight million characters overflow the matcher's stack. */
function matchesOf(text: string, pattern: RegExp): Match[] {
  try {
    return allMatches(text, pattern);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new VocabularyError(`a text of ${text.length} characters has a run of one kind that is too long to be cut`);
  }
}

interface Match {
  readonly start: number;
  readonly end: number;
}

/** As `matchAll` finds them, which would make a copy of the pattern for every text. */
function allMatches(text: string, pattern: RegExp): Match[] {
  const matches: Match[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const end = match.index + match[0].length;
    matches.push({ start: match.index, end });
    if (end === match.index) pattern.lastIndex = end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
  return matches;
}

function join(spans: readonly Span[], behavior: CutBehavior): readonly Span[] {
  switch (behavior) {
    case 'Isolated':
      return spans;
    case 'Removed':
      return spans.filter(({ isMatch }) => !isMatch);
    case 'Contiguous':
      return joinWhere(spans, (last, span) => last.isMatch === span.isMatch);
    case 'MergedWithPrevious':
      return joinWhere(spans, (last, span) => span.isMatch && !last.isMatch);
    case 'MergedWithNext':
      return joinWhere(spans, (last, span) => last.isMatch && !span.isMatch);
    default:
      return behavior satisfies never;
  }
}

/** Joins neighbours; whether they are joined is asked of the spans as they came. */
function joinWhere(spans: readonly Span[], areJoined: (last: Span, span: Span) => boolean): Span[] {
  const joined: Span[] = [];
  for (const [i, span] of spans.entries()) {
    const last = spans[i - 1];
    if (last && areJoined(last, span)) joined.push({ ...span, start: (joined.pop() as Span).start });
    else joined.push(span);
  }
  return joined;
}
