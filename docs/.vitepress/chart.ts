// A chart of grouped bars as SVG, which stands in the page itself: colours and fonts are those of the page, light or dark.

/** One bar of every group. */
export interface Series {
  readonly label: string;
  /** A value for each group; null: there is none, and so no bar. */
  readonly values: readonly (number | null)[];
}

export interface Chart {
  /** What is shown, with its unit. */
  readonly title: string;
  /** The names below the groups. */
  readonly groups: readonly string[];
  readonly series: readonly Series[];
}

const width = 720;
const height = 300;
const margin = { left: 48, right: 8, top: 44, bottom: 32 };
const plotWidth = width - margin.left - margin.right;
const plotHeight = height - margin.top - margin.bottom;
const bottom = height - margin.bottom;

/** HTML without an empty line, which would end a block of HTML in Markdown. */
export function chartHtml(chart: Chart): string {
  const ticks = ticksUpTo(Math.max(0, ...chart.series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const scale = plotHeight / (ticks.at(-1) ?? 1);
  return [
    '<figure class="chart" v-pre>',
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(descriptionOf(chart))}">`,
    ...legendOf(chart),
    ...ticks.map((tick) => tickOf(tick, bottom - tick * scale)),
    ...chart.groups.flatMap((name, i) => groupOf(name, i, chart, scale)),
    '</svg>',
    `<figcaption>${escaped(chart.title)}</figcaption>`,
    '</figure>',
  ].join('\n');
}

/** What a person hears who does not see the chart: all of its values. */
function descriptionOf({ title, groups, series }: Chart): string {
  const rows = groups.map((name, i) => {
    const values = series.map(({ label, values }) => `${label} ${values[i] == null ? 'none' : shown(values[i])}`);
    return `${name}: ${values.join(', ')}`;
  });
  return `${title}. ${rows.join('; ')}.`;
}

function legendOf({ series }: Chart): string[] {
  const step = plotWidth / series.length;
  return series.map(({ label }, k) => {
    const x = margin.left + k * step;
    return `<rect class="series-${k}" x="${x}" y="10" width="12" height="12"/><text x="${x + 18}" y="20">${escaped(label)}</text>`;
  });
}

function tickOf(tick: number, y: number): string {
  const label = `<text class="tick" x="${margin.left - 6}" y="${y + 4}" text-anchor="end">${tick}</text>`;
  return `<path class="grid" d="M${margin.left} ${round(y)}h${plotWidth}"/>${label}`;
}

function groupOf(name: string, i: number, { groups, series }: Chart, scale: number): string[] {
  const groupWidth = plotWidth / groups.length;
  const left = margin.left + i * groupWidth;
  const barWidth = (groupWidth * 0.84) / series.length;
  const bars = series.map(({ values }, k) => {
    const value = values[i];
    if (value == null) return '';
    const x = left + groupWidth * 0.08 + k * barWidth;
    const y = bottom - value * scale;
    const bar = `<rect class="series-${k}" x="${round(x)}" y="${round(y)}" width="${round(barWidth - 2)}" height="${round(value * scale)}"/>`;
    return `${bar}<text class="value" x="${round(x + barWidth / 2 - 1)}" y="${round(y - 4)}" text-anchor="middle">${shown(value)}</text>`;
  });
  return [
    ...bars.filter(Boolean),
    `<text x="${round(left + groupWidth / 2)}" y="${bottom + 20}" text-anchor="middle">${escaped(name)}</text>`,
  ];
}

/** Round numbers from 0 to at least `most`. */
function ticksUpTo(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most / 4 || 1));
  const step = ([1, 2, 5].find((n) => n * power >= most / 4) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => round(i * step));
}

function shown(value: number | null | undefined): string {
  return value == null ? '' : value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
