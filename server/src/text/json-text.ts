// Where a text stands in its JSON, without parsing it: calls are written with marks that may stand within strings too.

/** Whether JSON ends within a string. */
export function endsInString(text: string): boolean {
  let isInside = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') isInside = !isInside;
    else if (isInside && text[i] === '\\') i++;
  }
  return isInside;
}

/** Cuts a text at the marks that stand outside of JSON objects. */
export function splitOutsideObjects(text: string, mark: string): string[] {
  const parts: string[] = [];
  let [from, depth, isInside] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    if (isInside) {
      if (text[i] === '\\') i++;
      else if (text[i] === '"') isInside = false;
    } else if (depth === 0 && text.startsWith(mark, i)) {
      parts.push(text.slice(from, i));
      from = i + mark.length;
      i = from - 1;
    } else if (text[i] === '{') depth++;
    else if (text[i] === '}') depth = Math.max(0, depth - 1);
    else if (text[i] === '"') isInside = depth > 0;
  }
  return [...parts, text.slice(from)];
}
