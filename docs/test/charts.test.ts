// A chart shows what its table says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withCharts } from '../.vitepress/benchmarks.ts';
import { chartHtml } from '../.vitepress/chart.ts';
import { root } from '../.vitepress/places.ts';

const document = readFileSync(join(root, 'docs/performance.md'), 'utf8');

describe('a chart', () => {
  const chart = {
    title: 'a & b',
    groups: ['one', 'two'],
    series: [
      { label: 'x', values: [10, 20] },
      { label: 'y', values: [null, 5] },
    ],
  };
  const html = chartHtml(chart);

  it('has a bar for each value, as high as it is large', () => {
    const heights = [...html.matchAll(/class="series-\d" x="[\d.]+" y="[\d.]+" width="[\d.]+" height="([\d.]+)"/g)];
    const [, , ...bars] = heights.map(([, height]) => Number(height)); // two of the legend
    expect(bars[1]).toBe(2 * (bars[0] ?? 0));
    expect(bars[2]).toBe((bars[0] ?? 0) / 2);
    expect(bars).toHaveLength(3);
  });

  it('says its values to those who do not see it', () => {
    expect(html).toContain('aria-label="a &amp; b. one: x 10, y none; two: x 20, y 5."');
  });
});

describe('the benchmarks', () => {
  it('keep every line of the document', () => {
    const withoutCharts = withCharts(document).replaceAll(/<figure.*?<\/figure>\n\n/gs, '');
    expect(withoutCharts.trim()).toBe(document.trim());
  });

  it("have llama.cpp's speed as ours by the multiple, and no bar where it crashed", () => {
    const labels = [...withCharts(document).matchAll(/aria-label="([^"]+)"/g)].map(([, label]) => label);
    expect(labels).toHaveLength(7);
    const [row = ''] = /^\| Q4_0, 32 layers .*$/m.exec(document) ?? [];
    const [, , ours = 0, multiple = 0] = row.split('|').map((text) => Number.parseFloat(text));
    expect(labels[0]).toContain(
      `Q4_0, 32 layers: Tramontane ${ours}, llama.cpp Vulkan ${Number((ours / multiple).toPrecision(3))},`,
    );
    expect(labels[2]).toMatch(/16: Tramontane \d+, llama.cpp Vulkan none, llama.cpp CPU \d+/);
  });

  it('fail when a table that a chart is of is missing', () => {
    const without = document.replace(/^\| \| KV heads [\s\S]*?\n\n/m, '');
    expect(without).not.toBe(document);
    expect(() => withCharts(without)).toThrow('lacks a table');
  });
});
