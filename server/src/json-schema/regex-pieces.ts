// Parts of regular expressions as languages: alternatives and sequences of them, in which anchors may stand anywhere.
import type { Term, Terms } from '../grammar/term.ts';
import { everything, writtenCharacter } from './strings.ts';

/** A language, and the least and most characters of its texts. */
export interface Part {
  readonly term: Term;
  readonly least: number;
  readonly most: number;
}

/** A part of an expression, and whether it matches only at the start or the end of the text. */
export interface Piece extends Part {
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** Puts them together. */
export class Pieces {
  readonly #terms: Terms;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  get empty(): Piece {
    return { ...this.inARow([]), atStart: false, atEnd: false };
  }

  /** Without an anchor, anything may stand before or after it. */
  whole(pieces: readonly Piece[], isAtStart: boolean): Part {
    const term = this.#terms.repeat(writtenCharacter(this.#terms, everything));
    const anything = { term, least: 0, most: Infinity };
    const parts = pieces.map((piece) =>
      this.inARow([...(isAtStart || piece.atStart ? [] : [anything]), piece, ...(piece.atEnd ? [] : [anything])]),
    );
    return this.oneOf(parts);
  }

  /** One for each combination of anchors. */
  merged(pieces: readonly Piece[]): Piece[] {
    return [0, 1, 2, 3].flatMap((anchors) => {
      const [atStart, atEnd] = [(anchors & 1) > 0, (anchors & 2) > 0];
      const same = pieces.filter((piece) => piece.atStart === atStart && piece.atEnd === atEnd);
      return same.length > 0 ? { ...this.oneOf(same), atStart, atEnd } : [];
    });
  }

  /** One after the other. In front of `^` and behind `$` there is only room for what may be empty. */
  joined(before: readonly Piece[], after: readonly Piece[]): Piece[] {
    const pieces = before.flatMap((a) =>
      after.flatMap((b) => {
        if ((a.atEnd && b.least > 0) || (b.atStart && a.least > 0)) return [];
        const parts = [...(b.atStart ? [] : [a]), ...(a.atEnd ? [] : [b])];
        return { ...this.inARow(parts), atStart: a.atStart || b.atStart, atEnd: a.atEnd || b.atEnd };
      }),
    );
    return pieces.length > 1 ? this.merged(pieces) : pieces;
  }

  inARow(parts: readonly Part[]): Part {
    const term = this.#terms.seq(...parts.map((part) => part.term));
    return { term, least: sum(parts.map(({ least }) => least)), most: sum(parts.map(({ most }) => most)) };
  }

  oneOf(parts: readonly Part[]): Part {
    const term = this.#terms.alt(...parts.map((part) => part.term));
    const least = parts.reduce((a, b) => Math.min(a, b.least), Infinity);
    return { term, least, most: parts.reduce((a, b) => Math.max(a, b.most), 0) };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
