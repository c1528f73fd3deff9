import { defineConfig } from 'tsup';

// The report and its probe, each in one file: report.sh runs them on machines that have no packages but those packed.
export default defineConfig({
  entry: { 'gpu-report': 'gpu-report/gpu-report.ts', 'gpu-probe': 'gpu-report/probe.ts' },
  outDir: 'gpu-report/dist',
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: false,
});
