// Finds added tokens in a text: the leftmost first, and of those that begin at one place the longest.
import type { AddedTokenFlags } from './rules.ts';

/** A token as it is looked for. */
export interface AddedToken {
  readonly id: number;
  readonly text: string;
  readonly flags: AddedTokenFlags;
  /** It stays text where it is found: what users write never becomes a control id. */
  readonly isText: boolean;
}

/** Text, or the id of a token that stands there. */
export type TextOrToken = string | number;

interface Node {
  readonly next: Map<number, Node>; // by UTF-16 unit
  token?: AddedToken;
}

const wordEnd = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const wordBegin = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const whiteSpace = /^\p{White_Space}$/u;

/** A set of added tokens; the first of two with one text counts. */
export class AddedTokens {
  readonly #root: Node = { next: new Map() };

  constructor(tokens: readonly AddedToken[]) {
    for (const token of tokens) {
      let node = this.#root;
      for (let i = 0; i < token.text.length; i++) {
        const unit = token.text.charCodeAt(i);
        let next = node.next.get(unit);
        if (!next) {
          next = { next: new Map() };
          node.next.set(unit, next);
        }
        node = next;
      }
      if (token.text !== '') node.token ??= token;
    }
  }

  /** The text in parts, none of them empty. */
  split(text: string): TextOrToken[] {
    if (this.#root.next.size === 0) return text === '' ? [] : [text];
    const parts: TextOrToken[] = [];
    let from = 0; // what comes before has been taken
    for (let at = 0; at < text.length; ) {
      const token = this.#longestAt(text, at);
      if (!token) {
        at++;
        continue;
      }
      const end = at + token.text.length;
      const begin = at;
      at = end;
      if (token.isText || (token.flags.singleWord && !standsAlone(text, begin, end))) continue;
      const start = token.flags.lstrip ? spacesBefore(text, begin, from) : begin;
      if (from < start) parts.push(text.slice(from, start));
      parts.push(token.id);
      from = token.flags.rstrip ? spacesBehind(text, end) : end;
    }
    if (from < text.length) parts.push(text.slice(from));
    return parts;
  }

  #longestAt(text: string, at: number): AddedToken | undefined {
    let found: AddedToken | undefined;
    let node = this.#root.next.get(text.charCodeAt(at));
    for (let i = at + 1; node; i++) {
      found = node.token ?? found;
      node = i < text.length ? node.next.get(text.charCodeAt(i)) : undefined;
    }
    return found;
  }
}

function standsAlone(text: string, start: number, end: number): boolean {
  return !wordEnd.test(text.slice(Math.max(0, start - 2), start)) && !wordBegin.test(text.slice(end, end + 2));
}

function spacesBefore(text: string, end: number, least: number): number {
  let start = Math.max(end, least);
  while (start > least && whiteSpace.test(text[start - 1] as string)) start--;
  return start;
}

function spacesBehind(text: string, start: number): number {
  let end = start;
  while (end < text.length && whiteSpace.test(text[end] as string)) end++;
  return end;
}
