// A histogram that is counted here is the one that prom-client makes of the same values.
import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { addCountedHistogram, ObservationCounter } from './counted-histogram.ts';

const about = { name: 'x', help: 'y' };
const bounds = [0.5, 1, 2.5];

it('has the buckets, the sum and the count of what was observed', async () => {
  const theirs = new Registry();
  const histogram = new Histogram({ ...about, labelNames: ['model'], buckets: bounds, registers: [theirs] });
  const ours = new Registry();
  const counter = new ObservationCounter({ model: 'm' }, bounds);
  addCountedHistogram(ours, { ...about, bounds }, () => [counter]);
  for (const value of [0, 0.5, 0.51, 1, 2, 2.5, 2.5, 99]) {
    histogram.observe({ model: 'm' }, value);
    counter.observe(value);
  }
  expect(await ours.metrics()).toBe(await theirs.metrics());
});
