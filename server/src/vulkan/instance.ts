// The connection to the Vulkan loader: one instance per open device, so that closing the device leaves nothing behind.
import { constants as VK, type VkExtensionProperties } from '../generated/vulkan.gen.ts';
import { addressOf, check, enumerateStructs, loadVulkan, type VulkanApi } from './api.ts';
import { MissingVulkanError } from './errors.ts';

const portability = 'VK_KHR_portability_enumeration';
const portabilityFlag = 1;
const apiVersion1_3 = (1 << 22) | (3 << 12);

export interface OpenInstance {
  readonly vk: VulkanApi;
  readonly instance: bigint;
  /** To be called after everything that was made from the instance is gone. */
  readonly close: () => void;
}

/** Opens the loader. @throws MissingVulkanError */
export function openInstance(): OpenInstance {
  const vk = loadVulkan();
  const extensions = enumerateStructs<VkExtensionProperties>('VkExtensionProperties', (count, data) =>
    vk.vkEnumerateInstanceExtensionProperties(null, count, data),
  ).map((extension) => extension.extensionName);
  // MoltenVK is not fully conformant, and is listed only if portability drivers are asked for.
  const portable = extensions.includes(portability);
  const names = portable ? stringArray([portability]) : null;
  const out = new BigUint64Array(1);
  const result = vk.vkCreateInstance(
    {
      flags: portable ? portabilityFlag : 0,
      pApplicationInfo: {
        pApplicationName: 'tramontane',
        applicationVersion: 1,
        pEngineName: 'tramontane',
        engineVersion: 1,
        apiVersion: apiVersion1_3,
      },
      enabledExtensionCount: portable ? 1 : 0,
      ppEnabledExtensionNames: names?.pointers ?? null,
    },
    null,
    out,
  );
  if (result === VK.VK_ERROR_INCOMPATIBLE_DRIVER) throw new MissingVulkanError('the Vulkan loader found no driver');
  check('vkCreateInstance', result);
  const instance = out[0] ?? 0n;
  return { vk, instance, close: () => vk.vkDestroyInstance(instance, null) };
}

/** A `const char *const *`: keep the result as long as C may read it. */
export function stringArray(strings: readonly string[]): { pointers: BigUint64Array; bytes: readonly Buffer[] } {
  const bytes = strings.map((s) => Buffer.from(`${s}\0`, 'utf8'));
  return { pointers: BigUint64Array.from(bytes, (b) => addressOf(b)), bytes };
}
