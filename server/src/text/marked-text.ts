// Text that is told apart from a template's own, whatever the template does with it: every character is moved to where
// no control piece has any. White space stays, because templates trim.
//
// Each UTF-16 unit u becomes the code point U+F0000 + u, of the private plane 15: two surrogates. So all that contents
// can bring into a rendered text are surrogates and white space, and a piece with neither cannot be made of them.

/** The content, marked. */
export function mark(content: string): string {
  return content.replace(/\S/g, (unit) => String.fromCodePoint(0xf0000 + unit.charCodeAt(0)));
}

/** The content again, together with what a template has put around it. */
export function unmark(text: string): string {
  return text.replace(/[\u{f0000}-\u{fffff}]/gu, (marked) =>
    String.fromCharCode((marked.codePointAt(0) as number) - 0xf0000),
  );
}

/** Whether marked content can never be taken for a part of this text. */
export function isApart(text: string): boolean {
  return !/[\s\ud800-\udfff]/.test(text);
}

/** The text less what is marked. */
export function withoutMarked(text: string): string {
  return text.replace(/[\u{f0000}-\u{fffff}]/gu, '');
}
