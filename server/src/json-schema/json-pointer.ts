// Places in a document, as JSON pointers.

/** A key as a part of a JSON pointer. */
export function pointerPart(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}
