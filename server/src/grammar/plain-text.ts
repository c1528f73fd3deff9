// Plain text: characters that nearly every string may contain as they are.
import { boundary, CharacterPlaces } from './character-places.ts';
import { type CodePoints, characterTerm } from './utf8.ts';

/** Without controls, quotes and backslashes, and without the ends of lines, which `.` of a pattern does not match. */
const characters: CodePoints = [0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7e, 0xa0, 0x2027, 0x202a, 0x10ffff];

export const plainText = new CharacterPlaces((terms) => characterTerm(terms, characters));

/** How many characters these bytes are; 0 if they are not plain text, or if the last character is not whole. */
export function lengthOfPlainText(bytes: Uint8Array): number {
  let place = boundary;
  let length = 0;
  for (const byte of bytes) {
    place = plainText.behind(place, byte);
    if (place === -1) return 0;
    if (place === boundary) length++;
  }
  return place === boundary ? length : 0;
}
