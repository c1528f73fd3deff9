// Messages about files quote what was found there, which can be megabytes.

const mostChars = 1000;
const lastChars = 200;

/** The text, or its beginning and its end. */
export function shorten(text: string): string {
  if (text.length <= mostChars) return text;
  return `${text.slice(0, mostChars - lastChars)} … ${text.slice(-lastChars)}`;
}
