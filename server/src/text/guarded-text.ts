// Text that a template may read as it is and still cannot turn into a control piece: a character that no text has is put
// into every marker that the text spells, and where it could be completed to one by what stands around it. For tools,
// calls and their results, which templates look into and write as JSON; other contents are marked whole, marked-text.ts.
import { mark } from './marked-text.ts';
import type { Markers } from './markers.ts';

/** A noncharacter of Unicode, for use inside of programs. */
const barrier = '\ufdd0';
/** Not in the text from outside: barriers, halves of surrogate pairs, and what marked text is made of. */
const reserved = /[\ufdd0\p{Surrogate}\u{f0000}-\u{fffff}]/gu;

/** A barrier as JSON in ASCII has it; behind an odd number of backslashes it would be a text's own. */
const escapedBarrier = /(?<!\\)((?:\\\\)*)\\ufdd0/g;

/**
 * The text without barriers.
 * @param isEscaped the template writes JSON in ASCII, `tojson(ensure_ascii=True)`
 */
export function unguard(text: string, isEscaped = false): string {
  const plain = text.replaceAll(barrier, '');
  return isEscaped ? plain.replace(escapedBarrier, '$1') : plain;
}

/** Guards texts against the markers of one vocabulary. */
export class Guard {
  readonly #markers: Markers;
  /** All spellings, each between line ends. */
  readonly #spellings: string;

  constructor(markers: Markers) {
    this.#markers = markers;
    this.#spellings = `\n${[...markers.ids.keys()].join('\n')}\n`;
  }

  text(text: string): string {
    const plain = text.replace(reserved, (char) => {
      if (char === barrier) return '\ufffd';
      return char.length === 1 ? '\ufffd' : Array.from({ length: 2 }, (_, i) => mark(char.charAt(i))).join('');
    });
    const apart = plain
      .split(this.#markers.pattern)
      .map((part) => (this.#markers.ids.has(part) ? `${part[0]}${barrier}${part.slice(1)}` : part))
      .join('');
    return apart.replace(/^(\s*)(.*\S)(\s*)$/s, (_, before: string, inner: string, behind: string) => {
      const begins = this.#mayEndMarker(inner) ? barrier : '';
      const ends = this.#mayBeginMarker(inner) ? barrier : '';
      return `${before}${begins}${inner}${ends}${behind}`;
    });
  }

  /** Every text in a value of JSON, names of properties included. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.value(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [this.text(key), this.value(one)]));
  }

  /** Whether the text, or its beginning, is what a marker goes on with. */
  #mayEndMarker(text: string): boolean {
    for (let n = 1; n <= text.length; n++) {
      const head = text.slice(0, n);
      if (head.includes('\n') || !this.#spellings.includes(head)) return false;
      if (n === text.length || this.#spellings.includes(`${head}\n`)) return true;
    }
    return false;
  }

  /** Whether the end of the text is what a marker begins with. */
  #mayBeginMarker(text: string): boolean {
    for (let n = 1; n <= text.length; n++) {
      const tail = text.slice(text.length - n);
      if (tail.includes('\n') || !this.#spellings.includes(tail)) return false;
      if (this.#spellings.includes(`\n${tail}`)) return true;
    }
    return false;
  }
}
