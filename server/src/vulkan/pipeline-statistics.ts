// What a driver's compiler made of a kernel: registers, spills, code size and the like (VK_KHR_pipeline_executable_properties).
// Names and units are the driver's own. A device tells them only if it was opened with `capturesStatistics`.
import type { Chained, VkPipelineExecutableStatisticKHR } from '../generated/vulkan.gen.ts';
import { encodeStruct, enumerateStructs, extensionCommand, type VulkanApi } from './api.ts';

/** A device that tells statistics must enable it. */
export const statisticsExtension = 'VK_KHR_pipeline_executable_properties';

/** The features of a device that also tells statistics. */
export function withStatistics(features: Chained | null): Chained {
  const value = { pNext: features, pipelineExecutableInfo: 1 };
  return { struct: 'VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR', value };
}

/** A pipeline of an open device. */
export interface CompiledPipeline {
  readonly vk: VulkanApi;
  readonly instance: bigint;
  readonly device: bigint;
  readonly pipeline: bigint;
}

/** The statistics of a compute pipeline by the names that the driver gives them. @throws Error when it gives none */
export function pipelineStatistics({ vk, instance, device, pipeline }: CompiledPipeline): Map<string, number> {
  const command = extensionCommand(vk, instance, 'vkGetPipelineExecutableStatisticsKHR');
  if (!command) throw new Error(`no driver knows ${statisticsExtension}`);
  const executable = encodeStruct('VkPipelineExecutableInfoKHR', { pipeline, executableIndex: 0 });
  const statistics = enumerateStructs<VkPipelineExecutableStatisticKHR>(
    'VkPipelineExecutableStatisticKHR',
    (count, data) => command(device, executable, count, data),
  );
  return new Map(statistics.map(({ name, format, value }) => [name, decode(format, BigInt(value))]));
}

/** @param format VkPipelineExecutableStatisticFormatKHR: 0 bool, 1 int64, 2 uint64, 3 double */
function decode(format: number, bits: bigint): number {
  if (format === 0) return Number(bits & 1n);
  if (format === 1) return Number(BigInt.asIntN(64, bits));
  if (format === 2) return Number(bits);
  return new Float64Array(BigUint64Array.of(bits).buffer)[0] ?? Number.NaN;
}
