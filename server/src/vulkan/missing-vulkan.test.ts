// A system without a Vulkan loader, or without a driver behind it: the error says what to install.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listDevices } from './device.ts';
import { MissingVulkanError } from './errors.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock('koffi');
  vi.resetModules();
});

describe('without Vulkan', () => {
  it('names the libraries that were looked for, and what to install', async () => {
    vi.resetModules();
    vi.doMock('koffi', () => ({
      default: {
        load: (name: string) => {
          throw new Error(`${name}: cannot open shared object file`);
        },
      },
    }));
    const { loadVulkan } = await import('./api.ts');
    expect(() => loadVulkan()).toThrow(/no Vulkan loader on this system \(tried .*cannot open.*\)\. Install/);
    expect(() => loadVulkan()).toThrow(expect.objectContaining({ name: 'MissingVulkanError' }));
  });

  it('says what to install when the loader finds no driver', () => {
    vi.stubEnv('VK_ICD_FILENAMES', '/nowhere/icd.json');
    vi.stubEnv('VK_DRIVER_FILES', '/nowhere/icd.json');
    expect(() => listDevices()).toThrow(MissingVulkanError);
    expect(() => listDevices()).toThrow(/found no driver.*Install/);
  });
});
