// A standalone SVG of throughput and latency over load: two panels, one above the other.
import { type LevelSummary, nameOfLevel, type Percentiles } from './load-summary.ts';
import { figure } from './table.ts';

interface Series {
  readonly label: string;
  readonly colour: string;
  readonly dash?: string | undefined;
  /** One value for each level; null if there is none. */
  readonly values: readonly (number | null)[];
}

interface Panel {
  readonly title: string;
  readonly isLogarithmic: boolean;
  readonly series: readonly Series[];
}

const width = 720;
const panelHeight = 260;
const margin = { left: 70, right: 170, top: 70, bottom: 45 };
const plotWidth = width - margin.left - margin.right;
const plotHeight = panelHeight - 60;
const blue = '#1f6feb';
const orange = '#d9730d';

/** @param title what was measured @param subtitle with which lengths */
export function loadPlot(title: string, subtitle: string, levels: readonly LevelSummary[]): string {
  const names = levels.map(({ level }) => nameOfLevel(level));
  const three = (label: string, colour: string, of: (level: LevelSummary) => Percentiles | null): Series[] =>
    (['p50', 'p95', 'p99'] as const).map((key, i) => ({
      label: `${label} ${key}`,
      colour,
      dash: i === 0 ? undefined : i === 1 ? '6 3' : '2 3',
      values: levels.map((level) => of(level)?.[key] ?? null),
    }));
  const panels: Panel[] = [
    {
      title: 'output tokens per second',
      isLogarithmic: false,
      series: [{ label: 'tokens/s', colour: blue, values: levels.map(({ outputTps }) => outputTps) }],
    },
    {
      title: 'latency, ms',
      isLogarithmic: true,
      series: [
        ...three('TTFT', blue, ({ ttftMs }) => ttftMs),
        ...three('inter-token', orange, ({ interTokenMs }) => interTokenMs),
      ],
    },
  ];
  const height = margin.top + panels.length * panelHeight + margin.bottom - 40;
  const axis = levels[0]?.level.kind === 'open' ? 'arrivals per second' : 'concurrent requests';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${margin.left}" y="24" font-size="14" font-weight="600">${escaped(title)}</text>`,
    `<text x="${margin.left}" y="42" fill="#555">${escaped(subtitle)}</text>`,
    ...panels.map((panel, i) => drawPanel(panel, names, margin.top + i * panelHeight)),
    `<text x="${margin.left + plotWidth / 2}" y="${height - 10}" text-anchor="middle">${axis}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

// Levels are equidistant, because they are mostly powers; a label below each names it.
function drawPanel({ title, isLogarithmic, series }: Panel, names: readonly string[], top: number): string {
  const step = plotWidth / names.length;
  const x = (i: number) => round(margin.left + step * (i + 0.5));
  const scale = scaleOf(
    series.flatMap(({ values }) => values.filter((value) => value !== null)),
    isLogarithmic,
  );
  const bottom = top + 20 + plotHeight;
  const y = (value: number) => round(bottom - scale.share(value) * plotHeight);
  return [
    `<g><text x="${margin.left}" y="${top + 8}" font-weight="600">${title}</text>`,
    ...scale.ticks.map(
      (tick) =>
        `<path d="M${margin.left} ${y(tick)}h${plotWidth}" stroke="#ddd"/>` +
        `<text x="${margin.left - 8}" y="${y(tick) + 4}" text-anchor="end" fill="#555">${tickLabel(tick)}</text>`,
    ),
    ...names.map((name, i) => `<text x="${x(i)}" y="${bottom + 18}" text-anchor="middle" fill="#555">${name}</text>`),
    ...series.map(({ label, colour, dash = '', values }, k) => {
      const points = values.flatMap((value, i) => (value === null ? [] : [[x(i), y(value), value] as const]));
      const line = points.map(([px, py]) => `${px},${py}`).join(' ');
      const stroke = `stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"`;
      const dots = points.map(
        ([px, py, value]) =>
          `<circle cx="${px}" cy="${py}" r="3" fill="${colour}"><title>${label}: ${figure(value)}</title></circle>`,
      );
      const [left, level] = [width - margin.right + 15, top + 30 + k * 20];
      return (
        `<polyline points="${line}" fill="none" ${stroke}/>${dots.join('')}` +
        `<path d="M${left} ${level}h28" ${stroke}/><text x="${left + 36}" y="${level + 4}">${label}</text>`
      );
    }),
    '</g>',
  ].join('\n');
}

interface Scale {
  readonly ticks: readonly number[];
  /** Position of a value on the axis, 0 to 1. */
  share(value: number): number;
}

function scaleOf(values: readonly number[], isLogarithmic: boolean): Scale {
  const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
  if (!isLogarithmic) {
    const step = niceStep(most / 4);
    const end = Math.ceil(most / step) * step;
    const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step);
    return { ticks, share: (value) => value / end };
  }
  // Whole decades; zero is at the bottom.
  const least = values.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), most);
  const [low, high] = [
    Math.floor(Math.log10(least)),
    Math.max(Math.ceil(Math.log10(most)), Math.floor(Math.log10(least)) + 1),
  ];
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  return { ticks, share: (value) => Math.max(0, (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)) };
}

/** The smallest of 1, 2 and 5 times a power of ten that is at least `value`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (([1, 2, 5] as const).find((n) => n * power >= least) ?? 10) * power;
}

function tickLabel(value: number): string {
  return value >= 1 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(1)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
