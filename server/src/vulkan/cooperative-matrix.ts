// The matrix shapes that a device's matrix cores multiply (VK_KHR_cooperative_matrix): halves times halves, summed in
// float32, by a whole subgroup. Shapes differ between vendors, so kernels get theirs as specialization constants.
import {
  constants as VK,
  type VkCooperativeMatrixPropertiesKHR,
  type VkExtensionProperties,
  type VkPhysicalDeviceCooperativeMatrixFeaturesKHR,
  type VkPhysicalDeviceVulkan12Features,
} from '../generated/vulkan.gen.ts';
import { enumerateStructs, extensionCommand, readStruct, structBytes, type VulkanApi } from './api.ts';

/** A device that uses it must enable it. */
export const matrixExtension = 'VK_KHR_cooperative_matrix';

/** [m, k] times [k, n]. */
export interface MatrixShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** The shapes of a device, the largest first; none if it has no matrix cores, or lacks what our kernels need with them. */
export function listMatrixShapes(vk: VulkanApi, instance: bigint, physicalDevice: bigint): MatrixShape[] {
  const command = extensionCommand(vk, instance, 'vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR');
  const extensions = enumerateStructs<VkExtensionProperties>('VkExtensionProperties', (count, data) =>
    vk.vkEnumerateDeviceExtensionProperties(physicalDevice, null, count, data),
  );
  if (!command || !extensions.some(({ extensionName }) => extensionName === matrixExtension)) return [];
  const own = structBytes('VkPhysicalDeviceCooperativeMatrixFeaturesKHR');
  const f12 = structBytes('VkPhysicalDeviceVulkan12Features', own);
  vk.vkGetPhysicalDeviceFeatures2(physicalDevice, structBytes('VkPhysicalDeviceFeatures2', f12));
  const { cooperativeMatrix } = readStruct<VkPhysicalDeviceCooperativeMatrixFeaturesKHR>(
    'VkPhysicalDeviceCooperativeMatrixFeaturesKHR',
    own,
  );
  // The kernels also need 16-bit floats as a type, and the memory model in which GLSL defines cooperative matrices.
  const { shaderFloat16, vulkanMemoryModel } = readStruct<VkPhysicalDeviceVulkan12Features>(
    'VkPhysicalDeviceVulkan12Features',
    f12,
  );
  if (!cooperativeMatrix || !shaderFloat16 || !vulkanMemoryModel) return [];
  return enumerateStructs<VkCooperativeMatrixPropertiesKHR>('VkCooperativeMatrixPropertiesKHR', (count, data) =>
    command(physicalDevice, count, data),
  )
    .filter(
      (p) =>
        p.AType === VK.VK_COMPONENT_TYPE_FLOAT16_KHR &&
        p.BType === VK.VK_COMPONENT_TYPE_FLOAT16_KHR &&
        p.CType === VK.VK_COMPONENT_TYPE_FLOAT32_KHR &&
        p.ResultType === VK.VK_COMPONENT_TYPE_FLOAT32_KHR &&
        p.scope === VK.VK_SCOPE_SUBGROUP_KHR,
    )
    .map(({ MSize: m, NSize: n, KSize: k }) => ({ m, n, k }))
    .sort((a, b) => b.m * b.n * b.k - a.m * a.n * a.k);
}
