// What the site needs to know of a document in Markdown: its sections, its headings, its links.

/** A part of a document under one heading of the second level. */
export interface Section {
  /** The heading; empty for what stands before the first one. */
  readonly title: string;
  /** Without the heading. */
  readonly text: string;
}

/** The lines of a text, each with whether it is code: inside a fence, where nothing is a heading or a link. */
function* linesOf(text: string): Generator<{ line: string; isCode: boolean }> {
  let fence = '';
  for (const line of text.split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    const isEnd = fence !== '' && mark.startsWith(fence);
    yield { line, isCode: fence !== '' || mark !== '' };
    if (isEnd) fence = '';
    else if (fence === '') fence = mark;
  }
}

export function sectionsOf(text: string): readonly Section[] {
  const sections = [{ title: '', lines: [] as string[] }];
  for (const { line, isCode } of linesOf(text)) {
    const title = isCode ? undefined : /^## (.*)$/.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ title, lines }) => ({ title, text: lines.join('\n').trim() }));
}

/** The headings of a document, of every level. */
export function headingsOf(text: string): readonly string[] {
  const lines = [...linesOf(text)].filter(({ isCode }) => !isCode);
  return lines.flatMap(({ line }) => /^#{1,6} (.*)$/.exec(line)?.[1] ?? []);
}

/** The document's own heading. */
export function titleOf(text: string): string | undefined {
  return [...linesOf(text)].map(({ line, isCode }) => (isCode ? undefined : /^# (.*)$/.exec(line)?.[1])).find(Boolean);
}

/** Applies `change` to what is not a block of code. */
export function changeProse(text: string, change: (prose: string) => string): string {
  const runs: { isCode: boolean; lines: string[] }[] = [];
  for (const { line, isCode } of linesOf(text)) {
    const last = runs.at(-1);
    if (last?.isCode === isCode) last.lines.push(line);
    else runs.push({ isCode, lines: [line] });
  }
  return runs.map(({ isCode, lines }) => (isCode ? lines.join('\n') : change(lines.join('\n')))).join('\n');
}

/** The id of a heading, as GitHub makes it, so that links lead to the same place there and here. */
export function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}
