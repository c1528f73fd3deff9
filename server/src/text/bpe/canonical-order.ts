// Long runs of combining marks in their canonical order. `String.normalize` sorts a run by insertion, so that a megabyte
// of two marks in turns takes it minutes; for marks that are in order it takes no time. Both orders mean the same text.

const longRun = /\p{M}{64,}/gu;

/** The same text for any Unicode normalization, quick to normalize. */
export function sortMarks(text: string): string {
  return text.replace(longRun, (run) => {
    const marks = Array.from(run, (mark) => mark.normalize('NFD')).join('');
    return sortBetweenStarters(Array.from(marks)).join('');
  });
}

function sortBetweenStarters(marks: readonly string[]): string[] {
  const ranks = ranksOfMarks();
  const sorted: string[] = [];
  let run: string[] = [];
  const rank = (mark: string) => ranks.get(mark) ?? 0;
  const endRun = () => {
    for (const mark of run.sort((a, b) => rank(a) - rank(b))) sorted.push(mark);
    run = [];
  };
  for (const mark of marks) {
    if (rank(mark) === 0) endRun();
    run.push(mark);
    if (rank(mark) === 0) endRun();
  }
  endRun();
  return sorted;
}

let known: ReadonlyMap<string, number> | undefined;

/** Ranks from 1 in the order of their combining class, of every mark that has one. */
function ranksOfMarks(): ReadonlyMap<string, number> {
  if (known) return known;
  const marks: string[] = [];
  for (let codePoint = 0x300; codePoint < 0x20000; codePoint++) {
    const mark = String.fromCodePoint(codePoint);
    if (/^\p{M}$/u.test(mark) && mark.normalize('NFD') === mark && isReordered(mark)) marks.push(mark);
  }
  const isAfter = (a: string, b: string) => (a + b).normalize('NFD') !== a + b;
  marks.sort((a, b) => (isAfter(a, b) ? 1 : isAfter(b, a) ? -1 : 0));
  const ranks = new Map<string, number>();
  let rank = 0;
  for (const [i, mark] of marks.entries()) {
    const before = marks[i - 1];
    if (before === undefined || isAfter(mark, before)) rank++;
    ranks.set(mark, rank);
  }
  known = ranks;
  return ranks;
}

/** Whether it changes places with a mark of the first class, or of the last. */
function isReordered(mark: string): boolean {
  return [`${mark}\u0334`, `\u0345${mark}`].some((pair) => pair.normalize('NFD') !== pair);
}
