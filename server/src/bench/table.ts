// A Markdown table with aligned columns, readable on a terminal and in a document.

/** @param rows [heads, ...rows]; the first column is text, the others are figures and right-aligned */
export function table(rows: readonly (readonly string[])[]): string {
  const [heads = [], ...rest] = rows;
  const widths = heads.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(heads), rule, ...rest.map(line)].join('\n');
}

/** A figure with three digits, which is enough for comparison. */
export function figure(n: number): string {
  return n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2);
}
