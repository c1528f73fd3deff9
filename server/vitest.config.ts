import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first: begun last, they would run on while other cores have nothing left. */
const slow = [
  'test/gpu-report.test.ts',
  'test/model/golden.test.ts',
  'test/validation-layer.test.ts',
  'test/model/variants.test.ts',
  'test/synthetic/synthetic-7b.test.ts',
  'test/wide-subgroups/wide-subgroups.test.ts',
  'src/kernels/attention.test.ts',
  'test/drivers/driver.test.ts',
  'test/gpu-compilers/registers.test.ts',
  'test/engine-process/faults.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const found = slow.findIndex((name) => moduleId.endsWith(name));
      return found < 0 ? slow.length : found;
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    // Vitest leaves a core free, which on two cores is half of the machine: most files keep one core busy.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Kernels may run on a software device that compiles and runs them on few cores.
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
});
