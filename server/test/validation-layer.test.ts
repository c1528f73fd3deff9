// Runs tests with a device under Khronos' validation layer with synchronization validation, which must report nothing.
// Without the layer these tests fail.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runUnderLayer } from './validation-layer.ts';

/**
 * As vitest's file filters: every use of Vulkan, every compiled kernel as a module, every kernel in both flavours with its
 * edges, models in steps of one and of many tokens and sequences. The layer sees calls and bindings, not numbers: what the
 * other tests with a device add to these is numbers.
 */
const deviceTests = ['src/vulkan', 'test/drivers', 'test/model/batch.test.ts'];

const timeoutMs = 600_000;
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const wrongUses = fileURLToPath(new URL('./validation-layer-control.ts', import.meta.url));
const control = (use: string) => runUnderLayer(['--import', 'tsx', wrongUses, use]);

describe('the validation layer', () => {
  it('is silent about a right use of Vulkan', async () => {
    const { exitCode, messages, nInstances, output } = await control('right');
    expect({ exitCode, messages, nInstances }, output).toEqual({ exitCode: 0, messages: [], nInstances: 1 });
  });

  it('finds an argument that is not valid', async () => {
    const { messages, output } = await control('invalid-argument');
    expect(messages.join('\n'), output).toContain('VUID-VkFenceCreateInfo-flags-parameter');
  });

  it('finds a kernel that does not wait for what another one writes', async () => {
    const { messages, output } = await control('missing-barrier');
    expect(messages.join('\n'), output).toContain('SYNC-HAZARD');
  });

  it(
    'has nothing to say about the kernels and the model',
    async () => {
      const { exitCode, messages, nInstances, output } = await runUnderLayer([vitest, 'run', ...deviceTests]);
      expect(messages).toEqual([]);
      expect(exitCode, output).toBe(0);
      console.log(/^.*Tests .*passed.*$/m.exec(output)?.[0]);
      expect(nInstances).toBeGreaterThan(deviceTests.length);
    },
    timeoutMs,
  );
});
