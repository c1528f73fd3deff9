// GPT-2's alphabet of bytes: each of the 256 byte values as one printable character, so that pieces of any bytes can be
// written in JSON and in lists of merges. Printable Latin-1 stands for itself, the rest follows from U+0100 on.

const isPrintable = (byte: number) =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

/** [256] The character of each byte. */
export const byteCharacters: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (isPrintable(byte)) return String.fromCharCode(byte);
  const nBefore = Array.from({ length: byte }, (_, i) => i).filter((i) => !isPrintable(i)).length;
  return String.fromCharCode(0x100 + nBefore);
});

const bytes = new Map(byteCharacters.map((character, byte) => [character.charCodeAt(0), byte]));

/** The bytes that a piece stands for; a piece with any other character in it stands for its own UTF-8. */
export function bytesOfSpelling(piece: string): Uint8Array {
  const found = new Uint8Array(piece.length);
  for (let i = 0; i < piece.length; i++) {
    const byte = bytes.get(piece.charCodeAt(i));
    if (byte === undefined) return Buffer.from(piece, 'utf8');
    found[i] = byte;
  }
  return found;
}
