// The charts of the benchmarks: which columns of which tables of docs/performance.md they show.
import { type Chart, chartHtml, type Series } from './chart.ts';
import { sectionsOf } from './markdown.ts';

type Row = readonly string[];

/** The document with its charts, each before the table that it is made from. */
export function withCharts(text: string): string {
  return sectionsOf(text)
    .map(({ title, text: section }) => {
      const body = chartsOf[title] ? withChartsOf(section, chartsOf[title], title) : section;
      return title ? `## ${title}\n\n${body}` : body;
    })
    .join('\n\n');
}

/** The charts of a section, by the place of their table in it. */
const chartsOf: Readonly<Record<string, Readonly<Record<number, (rows: readonly Row[]) => readonly Chart[]>>>> = {
  'One answer': {
    0: (rows) => [
      besideLlamaCpp('Decoding, tokens per second', rows, 1),
      besideLlamaCpp('Prefill, tokens per second', rows, 4),
    ],
  },
  'Several answers at once': {
    0: (rows) => {
      const half = rows.length / 2;
      return [rows.slice(0, half), rows.slice(half)].map((part) => ({
        title: `Tokens per second of all answers, by their number: ${part[0]?.[0]}`,
        groups: column(part, 1),
        series: [series('Tramontane', part, 2), series('llama.cpp Vulkan', part, 6), series('llama.cpp CPU', part, 7)],
      }));
    },
    1: (rows) => [
      {
        title: 'The bundled model over HTTP: tokens per second, by the number of clients',
        groups: column(rows, 0),
        series: [series('tokens per second', rows, 1)],
      },
      {
        title: 'The bundled model over HTTP: milliseconds to the first token, by the number of clients',
        groups: column(rows, 0),
        series: [series('p50', rows, 2), series('p95', rows, 3), series('p99', rows, 4)],
      },
    ],
  },
  'Multi-head, grouped-query, multi-query': {
    0: (rows) => [
      {
        title: 'Tokens per second',
        groups: column(rows, 0),
        series: [series('one sequence', rows, 4), series('in the same memory, together', rows, 7)],
      },
    ],
  },
};

/** Our speed, and that of others as our speed by the multiple in the two columns behind it. */
function besideLlamaCpp(title: string, rows: readonly Row[], at: number): Chart {
  const ours = series('Tramontane', rows, at);
  const others = ['llama.cpp Vulkan', 'llama.cpp CPU'].map((label, i) => {
    const multiples = series(label, rows, at + 1 + i);
    const values = multiples.values.map((multiple, k) => quotient(ours.values[k], multiple));
    return { label, values };
  });
  return { title, groups: column(rows, 0), series: [ours, ...others] };
}

const quotient = (a: number | null | undefined, b: number | null) => (a == null || b === null ? null : a / b);
const column = (rows: readonly Row[], at: number) => rows.map((row) => row[at] ?? '');
const series = (label: string, rows: readonly Row[], at: number): Series => ({
  label,
  values: column(rows, at).map(meanOf),
});

/** The mean of a cell's figures, such as those of `32.4, 33.1` and `23.9x, 24.9x`; null if it has none. */
function meanOf(cell: string): number | null {
  const figures = cell.split(', ').map((part) => /^([\d.]+)x?$/.exec(part)?.[1]);
  const values = figures.filter((figure) => figure !== undefined).map(Number);
  return values.length === 0 ? null : values.reduce((a, b) => a + b) / values.length;
}

const table = /^\|.*\|\n\|[ |:-]+\|\n(?:\|.*\|(?:\n|$))+/gm;

function withChartsOf(section: string, charts: (typeof chartsOf)[string], title: string): string {
  let at = -1;
  const done = section.replaceAll(table, (text) => {
    at++;
    const rows = text
      .trim()
      .split('\n')
      .slice(2)
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      );
    const made = charts[at]?.(rows) ?? [];
    for (const chart of made) checkValues(chart, title);
    return [...made.map(chartHtml), text].join('\n\n');
  });
  if (at < Math.max(...Object.keys(charts).map(Number)))
    throw new Error(`"${title}" lacks a table that a chart is of.`);
  return done;
}

/** A column that was moved would leave a chart without bars. */
function checkValues({ title, series }: Chart, section: string): void {
  const empty = series.find(({ values }) => values.every((value) => value === null));
  if (empty) throw new Error(`"${section}": there are no figures for ${empty.label} in "${title}".`);
}
