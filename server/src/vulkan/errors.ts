// What can go wrong below the kernels: no Vulkan at all, a call that failed, a request the device cannot meet.
import { constants } from '../generated/vulkan.gen.ts';

/** A Vulkan call returned an error code. */
export class VulkanError extends Error {
  override name = 'VulkanError';
  constructor(
    readonly call: string,
    readonly result: number,
    detail = '',
  ) {
    super(`${call} failed: ${resultName(result)}${detail && ` (${detail})`}`);
  }

  /** The device and everything on it is lost, or work on it does not end; it must be opened again. */
  get isDeviceLost(): boolean {
    return this.result === constants.VK_ERROR_DEVICE_LOST || this.result === constants.VK_TIMEOUT;
  }
}

/** No loader, or no driver behind it. The message says what to install. */
export class MissingVulkanError extends Error {
  override name = 'MissingVulkanError';
  constructor(found: string) {
    super(`${found}. ${installHint()}`);
  }
}

/** The device that was asked for does not exist, or cannot run the engine. */
export class DeviceChoiceError extends Error {
  override name = 'DeviceChoiceError';
}

/** Something needs more than the device has or allows. */
export class DeviceLimitError extends Error {
  override name = 'DeviceLimitError';
}

function installHint(): string {
  switch (process.platform) {
    case 'win32':
      return 'Install the current graphics driver of your GPU: it brings vulkan-1.dll.';
    case 'darwin':
      return 'Install MoltenVK: brew install molten-vk vulkan-loader';
    default:
      return (
        'Install the loader and a driver. Debian and Ubuntu: sudo apt-get install libvulkan1 mesa-vulkan-drivers ' +
        "(Mesa's drivers for AMD and Intel, and lavapipe, which needs no GPU); NVIDIA: its own driver package brings one."
      );
  }
}

const resultNames: Record<number, string> = {
  [-1]: 'VK_ERROR_OUT_OF_HOST_MEMORY',
  [-2]: 'VK_ERROR_OUT_OF_DEVICE_MEMORY',
  [-3]: 'VK_ERROR_INITIALIZATION_FAILED',
  [-4]: 'VK_ERROR_DEVICE_LOST',
  [-5]: 'VK_ERROR_MEMORY_MAP_FAILED',
  [-6]: 'VK_ERROR_LAYER_NOT_PRESENT',
  [-7]: 'VK_ERROR_EXTENSION_NOT_PRESENT',
  [-8]: 'VK_ERROR_FEATURE_NOT_PRESENT',
  [-9]: 'VK_ERROR_INCOMPATIBLE_DRIVER',
  [-10]: 'VK_ERROR_TOO_MANY_OBJECTS',
  [-11]: 'VK_ERROR_FORMAT_NOT_SUPPORTED',
  [-12]: 'VK_ERROR_FRAGMENTED_POOL',
  [-13]: 'VK_ERROR_UNKNOWN',
  2: 'VK_TIMEOUT',
};

function resultName(result: number): string {
  return resultNames[result] ?? `VkResult ${result}`;
}
