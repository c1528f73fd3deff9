// JSON that is always the same but for some texts in it: a stream has thousands of such frames, and to write each of them
// from an object costs several times as much.
import { randomUUID } from 'node:crypto';

/** Stands for a text; nothing that a client sends can be the same. */
const marker = randomUUID();

/**
 * What JSON.stringify(make(...texts)) would give, for objects that are always made alike.
 * @param make puts each of its texts into the object once, in their order
 */
export function jsonTemplate<Texts extends readonly string[]>(
  make: (...texts: Texts) => object,
): (...texts: Texts) => string {
  const markers = Array.from({ length: make.length }, () => marker) as readonly string[] as Texts;
  const [head = '', ...parts] = JSON.stringify(make(...markers)).split(`"${marker}"`);
  return (...texts) => {
    let json = head;
    for (const [i, text] of texts.entries()) json += JSON.stringify(text) + parts[i];
    return json;
  };
}
