// Tables in Markdown.

export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

/** A text as one cell. Its Markdown stays; what the page's compiler would take for HTML or for code of Vue does not. */
export function cell(text: string): string {
  return safe(
    text
      .trim()
      .replaceAll(/\s*\n\s*/g, ' ')
      .replaceAll('|', '\\|'),
  );
}

/** A text without HTML and without `{{ }}`, but for its code. */
export function safe(text: string): string {
  const pieces = text.split(/(`[^`]*`)/);
  return pieces
    .map((piece, i) => (i % 2 === 0 ? piece.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;') : piece))
    .join('');
}
