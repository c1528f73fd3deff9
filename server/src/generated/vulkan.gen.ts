// Generated from the Khronos registry vk.xml by scripts/generate-vulkan.ts (npm run generate:vulkan). Do not edit.

/** A handle, a device size or an address: 64 bits. */
export type Handle = number | bigint;
/** Where C wants a pointer: bytes of ours, an address, or null. */
export type Pointer = ArrayBufferView | Handle | null;
/** A struct hung into pNext. */
export type Chained = { readonly struct: StructName; readonly value: object };

export const constants = {
  VK_SUCCESS: 0,
  VK_NOT_READY: 1,
  VK_TIMEOUT: 2,
  VK_INCOMPLETE: 5,
  VK_ERROR_DEVICE_LOST: -4,
  VK_ERROR_OUT_OF_DEVICE_MEMORY: -2,
  VK_ERROR_OUT_OF_HOST_MEMORY: -1,
  VK_ERROR_INCOMPATIBLE_DRIVER: -9,
  VK_PHYSICAL_DEVICE_TYPE_OTHER: 0,
  VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: 1,
  VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: 2,
  VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: 3,
  VK_PHYSICAL_DEVICE_TYPE_CPU: 4,
  VK_QUEUE_COMPUTE_BIT: 2,
  VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT: 1,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT: 2,
  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT: 4,
  VK_MEMORY_PROPERTY_HOST_CACHED_BIT: 8,
  VK_MEMORY_HEAP_DEVICE_LOCAL_BIT: 1,
  VK_BUFFER_USAGE_TRANSFER_SRC_BIT: 1,
  VK_BUFFER_USAGE_TRANSFER_DST_BIT: 2,
  VK_BUFFER_USAGE_STORAGE_TEXEL_BUFFER_BIT: 8,
  VK_BUFFER_USAGE_STORAGE_BUFFER_BIT: 32,
  VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT: 256,
  VK_SHARING_MODE_EXCLUSIVE: 0,
  VK_FORMAT_R32G32B32A32_UINT: 107,
  VK_FORMAT_FEATURE_STORAGE_TEXEL_BUFFER_BIT: 16,
  VK_SHADER_STAGE_COMPUTE_BIT: 32,
  VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT: 2,
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER: 7,
  VK_DESCRIPTOR_TYPE_STORAGE_TEXEL_BUFFER: 5,
  VK_PIPELINE_BIND_POINT_COMPUTE: 1,
  VK_COMMAND_BUFFER_LEVEL_PRIMARY: 0,
  VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT: 1,
  VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT: 2048,
  VK_PIPELINE_STAGE_TRANSFER_BIT: 4096,
  VK_PIPELINE_STAGE_HOST_BIT: 16384,
  VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT: 2,
  VK_ACCESS_SHADER_READ_BIT: 32,
  VK_ACCESS_SHADER_WRITE_BIT: 64,
  VK_ACCESS_TRANSFER_READ_BIT: 2048,
  VK_ACCESS_TRANSFER_WRITE_BIT: 4096,
  VK_ACCESS_HOST_READ_BIT: 8192,
  VK_ACCESS_HOST_WRITE_BIT: 16384,
  VK_ACCESS_INDIRECT_COMMAND_READ_BIT: 1,
  VK_SUBGROUP_FEATURE_BASIC_BIT: 1,
  VK_SUBGROUP_FEATURE_ARITHMETIC_BIT: 4,
  VK_SUBGROUP_FEATURE_SHUFFLE_BIT: 16,
  VK_COMPONENT_TYPE_FLOAT16_KHR: 0,
  VK_COMPONENT_TYPE_FLOAT32_KHR: 1,
  VK_SCOPE_SUBGROUP_KHR: 3,
  VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR: 64,
} as const;

/** Member name -> C type, or [C type, length] for an array inside the struct; in declaration order. */
export const structs = {
  VkLayerProperties: { layerName: ['char', 256], specVersion: 'uint32_t', implementationVersion: 'uint32_t', description: ['char', 256] },
  VkExtensionProperties: { extensionName: ['char', 256], specVersion: 'uint32_t' },
  VkApplicationInfo: { sType: 'uint32_t', pNext: 'void *', pApplicationName: 'const char *', applicationVersion: 'uint32_t', pEngineName: 'const char *', engineVersion: 'uint32_t', apiVersion: 'uint32_t' },
  VkInstanceCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', pApplicationInfo: 'VkApplicationInfo *', enabledLayerCount: 'uint32_t', ppEnabledLayerNames: 'void *', enabledExtensionCount: 'uint32_t', ppEnabledExtensionNames: 'void *' },
  VkPhysicalDeviceLimits: { maxImageDimension1D: 'uint32_t', maxImageDimension2D: 'uint32_t', maxImageDimension3D: 'uint32_t', maxImageDimensionCube: 'uint32_t', maxImageArrayLayers: 'uint32_t', maxTexelBufferElements: 'uint32_t', maxUniformBufferRange: 'uint32_t', maxStorageBufferRange: 'uint32_t', maxPushConstantsSize: 'uint32_t', maxMemoryAllocationCount: 'uint32_t', maxSamplerAllocationCount: 'uint32_t', bufferImageGranularity: 'uint64_t', sparseAddressSpaceSize: 'uint64_t', maxBoundDescriptorSets: 'uint32_t', maxPerStageDescriptorSamplers: 'uint32_t', maxPerStageDescriptorUniformBuffers: 'uint32_t', maxPerStageDescriptorStorageBuffers: 'uint32_t', maxPerStageDescriptorSampledImages: 'uint32_t', maxPerStageDescriptorStorageImages: 'uint32_t', maxPerStageDescriptorInputAttachments: 'uint32_t', maxPerStageResources: 'uint32_t', maxDescriptorSetSamplers: 'uint32_t', maxDescriptorSetUniformBuffers: 'uint32_t', maxDescriptorSetUniformBuffersDynamic: 'uint32_t', maxDescriptorSetStorageBuffers: 'uint32_t', maxDescriptorSetStorageBuffersDynamic: 'uint32_t', maxDescriptorSetSampledImages: 'uint32_t', maxDescriptorSetStorageImages: 'uint32_t', maxDescriptorSetInputAttachments: 'uint32_t', maxVertexInputAttributes: 'uint32_t', maxVertexInputBindings: 'uint32_t', maxVertexInputAttributeOffset: 'uint32_t', maxVertexInputBindingStride: 'uint32_t', maxVertexOutputComponents: 'uint32_t', maxTessellationGenerationLevel: 'uint32_t', maxTessellationPatchSize: 'uint32_t', maxTessellationControlPerVertexInputComponents: 'uint32_t', maxTessellationControlPerVertexOutputComponents: 'uint32_t', maxTessellationControlPerPatchOutputComponents: 'uint32_t', maxTessellationControlTotalOutputComponents: 'uint32_t', maxTessellationEvaluationInputComponents: 'uint32_t', maxTessellationEvaluationOutputComponents: 'uint32_t', maxGeometryShaderInvocations: 'uint32_t', maxGeometryInputComponents: 'uint32_t', maxGeometryOutputComponents: 'uint32_t', maxGeometryOutputVertices: 'uint32_t', maxGeometryTotalOutputComponents: 'uint32_t', maxFragmentInputComponents: 'uint32_t', maxFragmentOutputAttachments: 'uint32_t', maxFragmentDualSrcAttachments: 'uint32_t', maxFragmentCombinedOutputResources: 'uint32_t', maxComputeSharedMemorySize: 'uint32_t', maxComputeWorkGroupCount: ['uint32_t', 3], maxComputeWorkGroupInvocations: 'uint32_t', maxComputeWorkGroupSize: ['uint32_t', 3], subPixelPrecisionBits: 'uint32_t', subTexelPrecisionBits: 'uint32_t', mipmapPrecisionBits: 'uint32_t', maxDrawIndexedIndexValue: 'uint32_t', maxDrawIndirectCount: 'uint32_t', maxSamplerLodBias: 'float', maxSamplerAnisotropy: 'float', maxViewports: 'uint32_t', maxViewportDimensions: ['uint32_t', 2], viewportBoundsRange: ['float', 2], viewportSubPixelBits: 'uint32_t', minMemoryMapAlignment: 'size_t', minTexelBufferOffsetAlignment: 'uint64_t', minUniformBufferOffsetAlignment: 'uint64_t', minStorageBufferOffsetAlignment: 'uint64_t', minTexelOffset: 'int32_t', maxTexelOffset: 'uint32_t', minTexelGatherOffset: 'int32_t', maxTexelGatherOffset: 'uint32_t', minInterpolationOffset: 'float', maxInterpolationOffset: 'float', subPixelInterpolationOffsetBits: 'uint32_t', maxFramebufferWidth: 'uint32_t', maxFramebufferHeight: 'uint32_t', maxFramebufferLayers: 'uint32_t', framebufferColorSampleCounts: 'uint32_t', framebufferDepthSampleCounts: 'uint32_t', framebufferStencilSampleCounts: 'uint32_t', framebufferNoAttachmentsSampleCounts: 'uint32_t', maxColorAttachments: 'uint32_t', sampledImageColorSampleCounts: 'uint32_t', sampledImageIntegerSampleCounts: 'uint32_t', sampledImageDepthSampleCounts: 'uint32_t', sampledImageStencilSampleCounts: 'uint32_t', storageImageSampleCounts: 'uint32_t', maxSampleMaskWords: 'uint32_t', timestampComputeAndGraphics: 'uint32_t', timestampPeriod: 'float', maxClipDistances: 'uint32_t', maxCullDistances: 'uint32_t', maxCombinedClipAndCullDistances: 'uint32_t', discreteQueuePriorities: 'uint32_t', pointSizeRange: ['float', 2], lineWidthRange: ['float', 2], pointSizeGranularity: 'float', lineWidthGranularity: 'float', strictLines: 'uint32_t', standardSampleLocations: 'uint32_t', optimalBufferCopyOffsetAlignment: 'uint64_t', optimalBufferCopyRowPitchAlignment: 'uint64_t', nonCoherentAtomSize: 'uint64_t' },
  VkPhysicalDeviceSparseProperties: { residencyStandard2DBlockShape: 'uint32_t', residencyStandard2DMultisampleBlockShape: 'uint32_t', residencyStandard3DBlockShape: 'uint32_t', residencyAlignedMipSize: 'uint32_t', residencyNonResidentStrict: 'uint32_t' },
  VkPhysicalDeviceProperties: { apiVersion: 'uint32_t', driverVersion: 'uint32_t', vendorID: 'uint32_t', deviceID: 'uint32_t', deviceType: 'uint32_t', deviceName: ['char', 256], pipelineCacheUUID: ['uint8_t', 16], limits: 'VkPhysicalDeviceLimits', sparseProperties: 'VkPhysicalDeviceSparseProperties' },
  VkPhysicalDeviceProperties2: { sType: 'uint32_t', pNext: 'void *', properties: 'VkPhysicalDeviceProperties' },
  VkPhysicalDeviceFeatures: { robustBufferAccess: 'uint32_t', fullDrawIndexUint32: 'uint32_t', imageCubeArray: 'uint32_t', independentBlend: 'uint32_t', geometryShader: 'uint32_t', tessellationShader: 'uint32_t', sampleRateShading: 'uint32_t', dualSrcBlend: 'uint32_t', logicOp: 'uint32_t', multiDrawIndirect: 'uint32_t', drawIndirectFirstInstance: 'uint32_t', depthClamp: 'uint32_t', depthBiasClamp: 'uint32_t', fillModeNonSolid: 'uint32_t', depthBounds: 'uint32_t', wideLines: 'uint32_t', largePoints: 'uint32_t', alphaToOne: 'uint32_t', multiViewport: 'uint32_t', samplerAnisotropy: 'uint32_t', textureCompressionETC2: 'uint32_t', textureCompressionASTC_LDR: 'uint32_t', textureCompressionBC: 'uint32_t', occlusionQueryPrecise: 'uint32_t', pipelineStatisticsQuery: 'uint32_t', vertexPipelineStoresAndAtomics: 'uint32_t', fragmentStoresAndAtomics: 'uint32_t', shaderTessellationAndGeometryPointSize: 'uint32_t', shaderImageGatherExtended: 'uint32_t', shaderStorageImageExtendedFormats: 'uint32_t', shaderStorageImageMultisample: 'uint32_t', shaderStorageImageReadWithoutFormat: 'uint32_t', shaderStorageImageWriteWithoutFormat: 'uint32_t', shaderUniformBufferArrayDynamicIndexing: 'uint32_t', shaderSampledImageArrayDynamicIndexing: 'uint32_t', shaderStorageBufferArrayDynamicIndexing: 'uint32_t', shaderStorageImageArrayDynamicIndexing: 'uint32_t', shaderClipDistance: 'uint32_t', shaderCullDistance: 'uint32_t', shaderFloat64: 'uint32_t', shaderInt64: 'uint32_t', shaderInt16: 'uint32_t', shaderResourceResidency: 'uint32_t', shaderResourceMinLod: 'uint32_t', sparseBinding: 'uint32_t', sparseResidencyBuffer: 'uint32_t', sparseResidencyImage2D: 'uint32_t', sparseResidencyImage3D: 'uint32_t', sparseResidency2Samples: 'uint32_t', sparseResidency4Samples: 'uint32_t', sparseResidency8Samples: 'uint32_t', sparseResidency16Samples: 'uint32_t', sparseResidencyAliased: 'uint32_t', variableMultisampleRate: 'uint32_t', inheritedQueries: 'uint32_t' },
  VkPhysicalDeviceFeatures2: { sType: 'uint32_t', pNext: 'void *', features: 'VkPhysicalDeviceFeatures' },
  VkMemoryType: { propertyFlags: 'uint32_t', heapIndex: 'uint32_t' },
  VkMemoryHeap: { size: 'uint64_t', flags: 'uint32_t' },
  VkPhysicalDeviceMemoryProperties: { memoryTypeCount: 'uint32_t', memoryTypes: ['VkMemoryType', 32], memoryHeapCount: 'uint32_t', memoryHeaps: ['VkMemoryHeap', 16] },
  VkExtent3D: { width: 'uint32_t', height: 'uint32_t', depth: 'uint32_t' },
  VkQueueFamilyProperties: { queueFlags: 'uint32_t', queueCount: 'uint32_t', timestampValidBits: 'uint32_t', minImageTransferGranularity: 'VkExtent3D' },
  VkFormatProperties: { linearTilingFeatures: 'uint32_t', optimalTilingFeatures: 'uint32_t', bufferFeatures: 'uint32_t' },
  VkDeviceQueueCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', queueFamilyIndex: 'uint32_t', queueCount: 'uint32_t', pQueuePriorities: 'void *' },
  VkDeviceCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', queueCreateInfoCount: 'uint32_t', pQueueCreateInfos: 'VkDeviceQueueCreateInfo *', enabledLayerCount: 'uint32_t', ppEnabledLayerNames: 'void *', enabledExtensionCount: 'uint32_t', ppEnabledExtensionNames: 'void *', pEnabledFeatures: 'VkPhysicalDeviceFeatures *' },
  VkBufferCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', size: 'uint64_t', usage: 'uint32_t', sharingMode: 'uint32_t', queueFamilyIndexCount: 'uint32_t', pQueueFamilyIndices: 'void *' },
  VkMemoryRequirements: { size: 'uint64_t', alignment: 'uint64_t', memoryTypeBits: 'uint32_t' },
  VkMemoryAllocateInfo: { sType: 'uint32_t', pNext: 'void *', allocationSize: 'uint64_t', memoryTypeIndex: 'uint32_t' },
  VkBufferViewCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', buffer: 'uint64_t', format: 'uint32_t', offset: 'uint64_t', range: 'uint64_t' },
  VkShaderModuleCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', codeSize: 'size_t', pCode: 'void *' },
  VkDescriptorSetLayoutBinding: { binding: 'uint32_t', descriptorType: 'uint32_t', descriptorCount: 'uint32_t', stageFlags: 'uint32_t', pImmutableSamplers: 'void *' },
  VkDescriptorSetLayoutCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', bindingCount: 'uint32_t', pBindings: 'VkDescriptorSetLayoutBinding *' },
  VkPushConstantRange: { stageFlags: 'uint32_t', offset: 'uint32_t', size: 'uint32_t' },
  VkPipelineLayoutCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', setLayoutCount: 'uint32_t', pSetLayouts: 'void *', pushConstantRangeCount: 'uint32_t', pPushConstantRanges: 'VkPushConstantRange *' },
  VkSpecializationMapEntry: { constantID: 'uint32_t', offset: 'uint32_t', size: 'size_t' },
  VkSpecializationInfo: { mapEntryCount: 'uint32_t', pMapEntries: 'VkSpecializationMapEntry *', dataSize: 'size_t', pData: 'void *' },
  VkPipelineShaderStageCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', stage: 'uint32_t', module: 'uint64_t', pName: 'const char *', pSpecializationInfo: 'VkSpecializationInfo *' },
  VkComputePipelineCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', stage: 'VkPipelineShaderStageCreateInfo', layout: 'uint64_t', basePipelineHandle: 'uint64_t', basePipelineIndex: 'int32_t' },
  VkPipelineCacheCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', initialDataSize: 'size_t', pInitialData: 'void *' },
  VkDescriptorPoolSize: { type: 'uint32_t', descriptorCount: 'uint32_t' },
  VkDescriptorPoolCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', maxSets: 'uint32_t', poolSizeCount: 'uint32_t', pPoolSizes: 'VkDescriptorPoolSize *' },
  VkDescriptorSetAllocateInfo: { sType: 'uint32_t', pNext: 'void *', descriptorPool: 'uint64_t', descriptorSetCount: 'uint32_t', pSetLayouts: 'void *' },
  VkDescriptorImageInfo: { sampler: 'uint64_t', imageView: 'uint64_t', imageLayout: 'uint32_t' },
  VkDescriptorBufferInfo: { buffer: 'uint64_t', offset: 'uint64_t', range: 'uint64_t' },
  VkWriteDescriptorSet: { sType: 'uint32_t', pNext: 'void *', dstSet: 'uint64_t', dstBinding: 'uint32_t', dstArrayElement: 'uint32_t', descriptorCount: 'uint32_t', descriptorType: 'uint32_t', pImageInfo: 'VkDescriptorImageInfo *', pBufferInfo: 'VkDescriptorBufferInfo *', pTexelBufferView: 'void *' },
  VkCopyDescriptorSet: { sType: 'uint32_t', pNext: 'void *', srcSet: 'uint64_t', srcBinding: 'uint32_t', srcArrayElement: 'uint32_t', dstSet: 'uint64_t', dstBinding: 'uint32_t', dstArrayElement: 'uint32_t', descriptorCount: 'uint32_t' },
  VkCommandPoolCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', queueFamilyIndex: 'uint32_t' },
  VkCommandBufferAllocateInfo: { sType: 'uint32_t', pNext: 'void *', commandPool: 'uint64_t', level: 'uint32_t', commandBufferCount: 'uint32_t' },
  VkCommandBufferInheritanceInfo: { sType: 'uint32_t', pNext: 'void *', renderPass: 'uint64_t', subpass: 'uint32_t', framebuffer: 'uint64_t', occlusionQueryEnable: 'uint32_t', queryFlags: 'uint32_t', pipelineStatistics: 'uint32_t' },
  VkCommandBufferBeginInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t', pInheritanceInfo: 'VkCommandBufferInheritanceInfo *' },
  VkMemoryBarrier: { sType: 'uint32_t', pNext: 'void *', srcAccessMask: 'uint32_t', dstAccessMask: 'uint32_t' },
  VkBufferMemoryBarrier: { sType: 'uint32_t', pNext: 'void *', srcAccessMask: 'uint32_t', dstAccessMask: 'uint32_t', srcQueueFamilyIndex: 'uint32_t', dstQueueFamilyIndex: 'uint32_t', buffer: 'uint64_t', offset: 'uint64_t', size: 'uint64_t' },
  VkImageSubresourceRange: { aspectMask: 'uint32_t', baseMipLevel: 'uint32_t', levelCount: 'uint32_t', baseArrayLayer: 'uint32_t', layerCount: 'uint32_t' },
  VkImageMemoryBarrier: { sType: 'uint32_t', pNext: 'void *', srcAccessMask: 'uint32_t', dstAccessMask: 'uint32_t', oldLayout: 'uint32_t', newLayout: 'uint32_t', srcQueueFamilyIndex: 'uint32_t', dstQueueFamilyIndex: 'uint32_t', image: 'uint64_t', subresourceRange: 'VkImageSubresourceRange' },
  VkBufferCopy: { srcOffset: 'uint64_t', dstOffset: 'uint64_t', size: 'uint64_t' },
  VkSubmitInfo: { sType: 'uint32_t', pNext: 'void *', waitSemaphoreCount: 'uint32_t', pWaitSemaphores: 'void *', pWaitDstStageMask: 'void *', commandBufferCount: 'uint32_t', pCommandBuffers: 'void *', signalSemaphoreCount: 'uint32_t', pSignalSemaphores: 'void *' },
  VkFenceCreateInfo: { sType: 'uint32_t', pNext: 'void *', flags: 'uint32_t' },
  VkCooperativeMatrixPropertiesKHR: { sType: 'uint32_t', pNext: 'void *', MSize: 'uint32_t', NSize: 'uint32_t', KSize: 'uint32_t', AType: 'uint32_t', BType: 'uint32_t', CType: 'uint32_t', ResultType: 'uint32_t', saturatingAccumulation: 'uint32_t', scope: 'uint32_t' },
  VkPipelineExecutableInfoKHR: { sType: 'uint32_t', pNext: 'void *', pipeline: 'uint64_t', executableIndex: 'uint32_t' },
  VkPipelineExecutableStatisticKHR: { sType: 'uint32_t', pNext: 'void *', name: ['char', 256], description: ['char', 256], format: 'uint32_t', value: 'uint64_t' },
  VkPhysicalDeviceVulkan11Features: { sType: 'uint32_t', pNext: 'void *', storageBuffer16BitAccess: 'uint32_t', uniformAndStorageBuffer16BitAccess: 'uint32_t', storagePushConstant16: 'uint32_t', storageInputOutput16: 'uint32_t', multiview: 'uint32_t', multiviewGeometryShader: 'uint32_t', multiviewTessellationShader: 'uint32_t', variablePointersStorageBuffer: 'uint32_t', variablePointers: 'uint32_t', protectedMemory: 'uint32_t', samplerYcbcrConversion: 'uint32_t', shaderDrawParameters: 'uint32_t' },
  VkPhysicalDeviceVulkan12Features: { sType: 'uint32_t', pNext: 'void *', samplerMirrorClampToEdge: 'uint32_t', drawIndirectCount: 'uint32_t', storageBuffer8BitAccess: 'uint32_t', uniformAndStorageBuffer8BitAccess: 'uint32_t', storagePushConstant8: 'uint32_t', shaderBufferInt64Atomics: 'uint32_t', shaderSharedInt64Atomics: 'uint32_t', shaderFloat16: 'uint32_t', shaderInt8: 'uint32_t', descriptorIndexing: 'uint32_t', shaderInputAttachmentArrayDynamicIndexing: 'uint32_t', shaderUniformTexelBufferArrayDynamicIndexing: 'uint32_t', shaderStorageTexelBufferArrayDynamicIndexing: 'uint32_t', shaderUniformBufferArrayNonUniformIndexing: 'uint32_t', shaderSampledImageArrayNonUniformIndexing: 'uint32_t', shaderStorageBufferArrayNonUniformIndexing: 'uint32_t', shaderStorageImageArrayNonUniformIndexing: 'uint32_t', shaderInputAttachmentArrayNonUniformIndexing: 'uint32_t', shaderUniformTexelBufferArrayNonUniformIndexing: 'uint32_t', shaderStorageTexelBufferArrayNonUniformIndexing: 'uint32_t', descriptorBindingUniformBufferUpdateAfterBind: 'uint32_t', descriptorBindingSampledImageUpdateAfterBind: 'uint32_t', descriptorBindingStorageImageUpdateAfterBind: 'uint32_t', descriptorBindingStorageBufferUpdateAfterBind: 'uint32_t', descriptorBindingUniformTexelBufferUpdateAfterBind: 'uint32_t', descriptorBindingStorageTexelBufferUpdateAfterBind: 'uint32_t', descriptorBindingUpdateUnusedWhilePending: 'uint32_t', descriptorBindingPartiallyBound: 'uint32_t', descriptorBindingVariableDescriptorCount: 'uint32_t', runtimeDescriptorArray: 'uint32_t', samplerFilterMinmax: 'uint32_t', scalarBlockLayout: 'uint32_t', imagelessFramebuffer: 'uint32_t', uniformBufferStandardLayout: 'uint32_t', shaderSubgroupExtendedTypes: 'uint32_t', separateDepthStencilLayouts: 'uint32_t', hostQueryReset: 'uint32_t', timelineSemaphore: 'uint32_t', bufferDeviceAddress: 'uint32_t', bufferDeviceAddressCaptureReplay: 'uint32_t', bufferDeviceAddressMultiDevice: 'uint32_t', vulkanMemoryModel: 'uint32_t', vulkanMemoryModelDeviceScope: 'uint32_t', vulkanMemoryModelAvailabilityVisibilityChains: 'uint32_t', shaderOutputViewportIndex: 'uint32_t', shaderOutputLayer: 'uint32_t', subgroupBroadcastDynamicId: 'uint32_t' },
  VkPhysicalDeviceVulkan13Features: { sType: 'uint32_t', pNext: 'void *', robustImageAccess: 'uint32_t', inlineUniformBlock: 'uint32_t', descriptorBindingInlineUniformBlockUpdateAfterBind: 'uint32_t', pipelineCreationCacheControl: 'uint32_t', privateData: 'uint32_t', shaderDemoteToHelperInvocation: 'uint32_t', shaderTerminateInvocation: 'uint32_t', subgroupSizeControl: 'uint32_t', computeFullSubgroups: 'uint32_t', synchronization2: 'uint32_t', textureCompressionASTC_HDR: 'uint32_t', shaderZeroInitializeWorkgroupMemory: 'uint32_t', dynamicRendering: 'uint32_t', shaderIntegerDotProduct: 'uint32_t', maintenance4: 'uint32_t' },
  VkPhysicalDeviceVulkan11Properties: { sType: 'uint32_t', pNext: 'void *', deviceUUID: ['uint8_t', 16], driverUUID: ['uint8_t', 16], deviceLUID: ['uint8_t', 8], deviceNodeMask: 'uint32_t', deviceLUIDValid: 'uint32_t', subgroupSize: 'uint32_t', subgroupSupportedStages: 'uint32_t', subgroupSupportedOperations: 'uint32_t', subgroupQuadOperationsInAllStages: 'uint32_t', pointClippingBehavior: 'uint32_t', maxMultiviewViewCount: 'uint32_t', maxMultiviewInstanceIndex: 'uint32_t', protectedNoFault: 'uint32_t', maxPerSetDescriptors: 'uint32_t', maxMemoryAllocationSize: 'uint64_t' },
  VkConformanceVersion: { major: 'uint8_t', minor: 'uint8_t', subminor: 'uint8_t', patch: 'uint8_t' },
  VkPhysicalDeviceVulkan12Properties: { sType: 'uint32_t', pNext: 'void *', driverID: 'uint32_t', driverName: ['char', 256], driverInfo: ['char', 256], conformanceVersion: 'VkConformanceVersion', denormBehaviorIndependence: 'uint32_t', roundingModeIndependence: 'uint32_t', shaderSignedZeroInfNanPreserveFloat16: 'uint32_t', shaderSignedZeroInfNanPreserveFloat32: 'uint32_t', shaderSignedZeroInfNanPreserveFloat64: 'uint32_t', shaderDenormPreserveFloat16: 'uint32_t', shaderDenormPreserveFloat32: 'uint32_t', shaderDenormPreserveFloat64: 'uint32_t', shaderDenormFlushToZeroFloat16: 'uint32_t', shaderDenormFlushToZeroFloat32: 'uint32_t', shaderDenormFlushToZeroFloat64: 'uint32_t', shaderRoundingModeRTEFloat16: 'uint32_t', shaderRoundingModeRTEFloat32: 'uint32_t', shaderRoundingModeRTEFloat64: 'uint32_t', shaderRoundingModeRTZFloat16: 'uint32_t', shaderRoundingModeRTZFloat32: 'uint32_t', shaderRoundingModeRTZFloat64: 'uint32_t', maxUpdateAfterBindDescriptorsInAllPools: 'uint32_t', shaderUniformBufferArrayNonUniformIndexingNative: 'uint32_t', shaderSampledImageArrayNonUniformIndexingNative: 'uint32_t', shaderStorageBufferArrayNonUniformIndexingNative: 'uint32_t', shaderStorageImageArrayNonUniformIndexingNative: 'uint32_t', shaderInputAttachmentArrayNonUniformIndexingNative: 'uint32_t', robustBufferAccessUpdateAfterBind: 'uint32_t', quadDivergentImplicitLod: 'uint32_t', maxPerStageDescriptorUpdateAfterBindSamplers: 'uint32_t', maxPerStageDescriptorUpdateAfterBindUniformBuffers: 'uint32_t', maxPerStageDescriptorUpdateAfterBindStorageBuffers: 'uint32_t', maxPerStageDescriptorUpdateAfterBindSampledImages: 'uint32_t', maxPerStageDescriptorUpdateAfterBindStorageImages: 'uint32_t', maxPerStageDescriptorUpdateAfterBindInputAttachments: 'uint32_t', maxPerStageUpdateAfterBindResources: 'uint32_t', maxDescriptorSetUpdateAfterBindSamplers: 'uint32_t', maxDescriptorSetUpdateAfterBindUniformBuffers: 'uint32_t', maxDescriptorSetUpdateAfterBindUniformBuffersDynamic: 'uint32_t', maxDescriptorSetUpdateAfterBindStorageBuffers: 'uint32_t', maxDescriptorSetUpdateAfterBindStorageBuffersDynamic: 'uint32_t', maxDescriptorSetUpdateAfterBindSampledImages: 'uint32_t', maxDescriptorSetUpdateAfterBindStorageImages: 'uint32_t', maxDescriptorSetUpdateAfterBindInputAttachments: 'uint32_t', supportedDepthResolveModes: 'uint32_t', supportedStencilResolveModes: 'uint32_t', independentResolveNone: 'uint32_t', independentResolve: 'uint32_t', filterMinmaxSingleComponentFormats: 'uint32_t', filterMinmaxImageComponentMapping: 'uint32_t', maxTimelineSemaphoreValueDifference: 'uint64_t', framebufferIntegerColorSampleCounts: 'uint32_t' },
  VkPhysicalDeviceVulkan13Properties: { sType: 'uint32_t', pNext: 'void *', minSubgroupSize: 'uint32_t', maxSubgroupSize: 'uint32_t', maxComputeWorkgroupSubgroups: 'uint32_t', requiredSubgroupSizeStages: 'uint32_t', maxInlineUniformBlockSize: 'uint32_t', maxPerStageDescriptorInlineUniformBlocks: 'uint32_t', maxPerStageDescriptorUpdateAfterBindInlineUniformBlocks: 'uint32_t', maxDescriptorSetInlineUniformBlocks: 'uint32_t', maxDescriptorSetUpdateAfterBindInlineUniformBlocks: 'uint32_t', maxInlineUniformTotalSize: 'uint32_t', integerDotProduct8BitUnsignedAccelerated: 'uint32_t', integerDotProduct8BitSignedAccelerated: 'uint32_t', integerDotProduct8BitMixedSignednessAccelerated: 'uint32_t', integerDotProduct4x8BitPackedUnsignedAccelerated: 'uint32_t', integerDotProduct4x8BitPackedSignedAccelerated: 'uint32_t', integerDotProduct4x8BitPackedMixedSignednessAccelerated: 'uint32_t', integerDotProduct16BitUnsignedAccelerated: 'uint32_t', integerDotProduct16BitSignedAccelerated: 'uint32_t', integerDotProduct16BitMixedSignednessAccelerated: 'uint32_t', integerDotProduct32BitUnsignedAccelerated: 'uint32_t', integerDotProduct32BitSignedAccelerated: 'uint32_t', integerDotProduct32BitMixedSignednessAccelerated: 'uint32_t', integerDotProduct64BitUnsignedAccelerated: 'uint32_t', integerDotProduct64BitSignedAccelerated: 'uint32_t', integerDotProduct64BitMixedSignednessAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating8BitUnsignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating8BitSignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating8BitMixedSignednessAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating4x8BitPackedUnsignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating4x8BitPackedSignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating4x8BitPackedMixedSignednessAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating16BitUnsignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating16BitSignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating16BitMixedSignednessAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating32BitUnsignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating32BitSignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating32BitMixedSignednessAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating64BitUnsignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating64BitSignedAccelerated: 'uint32_t', integerDotProductAccumulatingSaturating64BitMixedSignednessAccelerated: 'uint32_t', storageTexelBufferOffsetAlignmentBytes: 'uint64_t', storageTexelBufferOffsetSingleTexelAlignment: 'uint32_t', uniformTexelBufferOffsetAlignmentBytes: 'uint64_t', uniformTexelBufferOffsetSingleTexelAlignment: 'uint32_t', maxBufferSize: 'uint64_t' },
  VkPhysicalDeviceMaintenance3Properties: { sType: 'uint32_t', pNext: 'void *', maxPerSetDescriptors: 'uint32_t', maxMemoryAllocationSize: 'uint64_t' },
  VkPipelineShaderStageRequiredSubgroupSizeCreateInfo: { sType: 'uint32_t', pNext: 'void *', requiredSubgroupSize: 'uint32_t' },
  VkPhysicalDeviceCooperativeMatrixFeaturesKHR: { sType: 'uint32_t', pNext: 'void *', cooperativeMatrix: 'uint32_t', cooperativeMatrixRobustBufferAccess: 'uint32_t' },
  VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR: { sType: 'uint32_t', pNext: 'void *', pipelineExecutableInfo: 'uint32_t' },
} as const;
export type StructName = keyof typeof structs;

/** What sType must hold. */
export const structureTypes: { readonly [name in StructName]?: number } = {
  VkApplicationInfo: 0,
  VkInstanceCreateInfo: 1,
  VkPhysicalDeviceProperties2: 1000059001,
  VkPhysicalDeviceFeatures2: 1000059000,
  VkDeviceQueueCreateInfo: 2,
  VkDeviceCreateInfo: 3,
  VkBufferCreateInfo: 12,
  VkMemoryAllocateInfo: 5,
  VkBufferViewCreateInfo: 13,
  VkShaderModuleCreateInfo: 16,
  VkDescriptorSetLayoutCreateInfo: 32,
  VkPipelineLayoutCreateInfo: 30,
  VkPipelineShaderStageCreateInfo: 18,
  VkComputePipelineCreateInfo: 29,
  VkPipelineCacheCreateInfo: 17,
  VkDescriptorPoolCreateInfo: 33,
  VkDescriptorSetAllocateInfo: 34,
  VkWriteDescriptorSet: 35,
  VkCopyDescriptorSet: 36,
  VkCommandPoolCreateInfo: 39,
  VkCommandBufferAllocateInfo: 40,
  VkCommandBufferInheritanceInfo: 41,
  VkCommandBufferBeginInfo: 42,
  VkMemoryBarrier: 46,
  VkBufferMemoryBarrier: 44,
  VkImageMemoryBarrier: 45,
  VkSubmitInfo: 4,
  VkFenceCreateInfo: 8,
  VkCooperativeMatrixPropertiesKHR: 1000506001,
  VkPipelineExecutableInfoKHR: 1000269003,
  VkPipelineExecutableStatisticKHR: 1000269004,
  VkPhysicalDeviceVulkan11Features: 49,
  VkPhysicalDeviceVulkan12Features: 51,
  VkPhysicalDeviceVulkan13Features: 53,
  VkPhysicalDeviceVulkan11Properties: 50,
  VkPhysicalDeviceVulkan12Properties: 52,
  VkPhysicalDeviceVulkan13Properties: 54,
  VkPhysicalDeviceMaintenance3Properties: 1000168000,
  VkPipelineShaderStageRequiredSubgroupSizeCreateInfo: 1000225001,
  VkPhysicalDeviceCooperativeMatrixFeaturesKHR: 1000506000,
  VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR: 1000269000,
};

/** [result, ...parameters] as C types. */
export const commands = {
  vkGetInstanceProcAddr: ['uint64_t', 'uint64_t', 'const char *'],
  vkEnumerateInstanceVersion: ['int32_t', 'void *'],
  vkEnumerateInstanceLayerProperties: ['int32_t', 'void *', 'void *'],
  vkEnumerateInstanceExtensionProperties: ['int32_t', 'const char *', 'void *', 'void *'],
  vkCreateInstance: ['int32_t', 'VkInstanceCreateInfo *', 'void *', 'void *'],
  vkDestroyInstance: ['void', 'uint64_t', 'void *'],
  vkEnumeratePhysicalDevices: ['int32_t', 'uint64_t', 'void *', 'void *'],
  vkGetPhysicalDeviceProperties2: ['void', 'uint64_t', 'void *'],
  vkGetPhysicalDeviceFeatures2: ['void', 'uint64_t', 'void *'],
  vkGetPhysicalDeviceMemoryProperties: ['void', 'uint64_t', 'void *'],
  vkGetPhysicalDeviceQueueFamilyProperties: ['void', 'uint64_t', 'void *', 'void *'],
  vkGetPhysicalDeviceFormatProperties: ['void', 'uint64_t', 'uint32_t', 'void *'],
  vkEnumerateDeviceExtensionProperties: ['int32_t', 'uint64_t', 'const char *', 'void *', 'void *'],
  vkCreateDevice: ['int32_t', 'uint64_t', 'VkDeviceCreateInfo *', 'void *', 'void *'],
  vkDestroyDevice: ['void', 'uint64_t', 'void *'],
  vkGetDeviceQueue: ['void', 'uint64_t', 'uint32_t', 'uint32_t', 'void *'],
  vkDeviceWaitIdle: ['int32_t', 'uint64_t'],
  vkCreateBuffer: ['int32_t', 'uint64_t', 'VkBufferCreateInfo *', 'void *', 'void *'],
  vkDestroyBuffer: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkGetBufferMemoryRequirements: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkAllocateMemory: ['int32_t', 'uint64_t', 'VkMemoryAllocateInfo *', 'void *', 'void *'],
  vkFreeMemory: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkBindBufferMemory: ['int32_t', 'uint64_t', 'uint64_t', 'uint64_t', 'uint64_t'],
  vkMapMemory: ['int32_t', 'uint64_t', 'uint64_t', 'uint64_t', 'uint64_t', 'uint32_t', 'void *'],
  vkCreateBufferView: ['int32_t', 'uint64_t', 'VkBufferViewCreateInfo *', 'void *', 'void *'],
  vkDestroyBufferView: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkCreateShaderModule: ['int32_t', 'uint64_t', 'VkShaderModuleCreateInfo *', 'void *', 'void *'],
  vkDestroyShaderModule: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkCreateDescriptorSetLayout: ['int32_t', 'uint64_t', 'VkDescriptorSetLayoutCreateInfo *', 'void *', 'void *'],
  vkDestroyDescriptorSetLayout: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkCreatePipelineLayout: ['int32_t', 'uint64_t', 'VkPipelineLayoutCreateInfo *', 'void *', 'void *'],
  vkDestroyPipelineLayout: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkCreateComputePipelines: ['int32_t', 'uint64_t', 'uint64_t', 'uint32_t', 'VkComputePipelineCreateInfo *', 'void *', 'void *'],
  vkDestroyPipeline: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkCreatePipelineCache: ['int32_t', 'uint64_t', 'VkPipelineCacheCreateInfo *', 'void *', 'void *'],
  vkDestroyPipelineCache: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkGetPipelineCacheData: ['int32_t', 'uint64_t', 'uint64_t', 'void *', 'void *'],
  vkCreateDescriptorPool: ['int32_t', 'uint64_t', 'VkDescriptorPoolCreateInfo *', 'void *', 'void *'],
  vkDestroyDescriptorPool: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkAllocateDescriptorSets: ['int32_t', 'uint64_t', 'VkDescriptorSetAllocateInfo *', 'void *'],
  vkUpdateDescriptorSets: ['void', 'uint64_t', 'uint32_t', 'VkWriteDescriptorSet *', 'uint32_t', 'VkCopyDescriptorSet *'],
  vkCreateCommandPool: ['int32_t', 'uint64_t', 'VkCommandPoolCreateInfo *', 'void *', 'void *'],
  vkDestroyCommandPool: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkAllocateCommandBuffers: ['int32_t', 'uint64_t', 'VkCommandBufferAllocateInfo *', 'void *'],
  vkFreeCommandBuffers: ['void', 'uint64_t', 'uint64_t', 'uint32_t', 'void *'],
  vkBeginCommandBuffer: ['int32_t', 'uint64_t', 'VkCommandBufferBeginInfo *'],
  vkEndCommandBuffer: ['int32_t', 'uint64_t'],
  vkCmdBindPipeline: ['void', 'uint64_t', 'uint32_t', 'uint64_t'],
  vkCmdBindDescriptorSets: ['void', 'uint64_t', 'uint32_t', 'uint64_t', 'uint32_t', 'uint32_t', 'void *', 'uint32_t', 'void *'],
  vkCmdPushConstants: ['void', 'uint64_t', 'uint64_t', 'uint32_t', 'uint32_t', 'uint32_t', 'void *'],
  vkCmdDispatch: ['void', 'uint64_t', 'uint32_t', 'uint32_t', 'uint32_t'],
  vkCmdDispatchIndirect: ['void', 'uint64_t', 'uint64_t', 'uint64_t'],
  vkCmdPipelineBarrier: ['void', 'uint64_t', 'uint32_t', 'uint32_t', 'uint32_t', 'uint32_t', 'VkMemoryBarrier *', 'uint32_t', 'VkBufferMemoryBarrier *', 'uint32_t', 'VkImageMemoryBarrier *'],
  vkCmdCopyBuffer: ['void', 'uint64_t', 'uint64_t', 'uint64_t', 'uint32_t', 'VkBufferCopy *'],
  vkCmdFillBuffer: ['void', 'uint64_t', 'uint64_t', 'uint64_t', 'uint64_t', 'uint32_t'],
  vkQueueSubmit: ['int32_t', 'uint64_t', 'uint32_t', 'VkSubmitInfo *', 'uint64_t'],
  vkCreateFence: ['int32_t', 'uint64_t', 'VkFenceCreateInfo *', 'void *', 'void *'],
  vkDestroyFence: ['void', 'uint64_t', 'uint64_t', 'void *'],
  vkResetFences: ['int32_t', 'uint64_t', 'uint32_t', 'void *'],
  vkWaitForFences: ['int32_t', 'uint64_t', 'uint32_t', 'void *', 'uint32_t', 'uint64_t'],
} as const;

/** The same of extensions. */
export const extensionCommands = {
  vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR: ['int32_t', 'uint64_t', 'void *', 'void *'],
  vkGetPipelineExecutableStatisticsKHR: ['int32_t', 'uint64_t', 'VkPipelineExecutableInfoKHR *', 'void *', 'void *'],
} as const;

export interface VkLayerProperties {
  layerName: string;
  specVersion: number;
  implementationVersion: number;
  description: string;
}
export interface VkExtensionProperties {
  extensionName: string;
  specVersion: number;
}
export interface VkApplicationInfo {
  pNext?: Chained | Pointer;
  pApplicationName?: string | null;
  applicationVersion: number;
  pEngineName?: string | null;
  engineVersion: number;
  apiVersion: number;
}
export interface VkInstanceCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  pApplicationInfo?: VkApplicationInfo | readonly VkApplicationInfo[] | Pointer;
  enabledLayerCount?: number;
  ppEnabledLayerNames?: Pointer;
  enabledExtensionCount?: number;
  ppEnabledExtensionNames?: Pointer;
}
export interface VkPhysicalDeviceLimits {
  maxImageDimension1D: number;
  maxImageDimension2D: number;
  maxImageDimension3D: number;
  maxImageDimensionCube: number;
  maxImageArrayLayers: number;
  maxTexelBufferElements: number;
  maxUniformBufferRange: number;
  maxStorageBufferRange: number;
  maxPushConstantsSize: number;
  maxMemoryAllocationCount: number;
  maxSamplerAllocationCount: number;
  bufferImageGranularity: Handle;
  sparseAddressSpaceSize: Handle;
  maxBoundDescriptorSets: number;
  maxPerStageDescriptorSamplers: number;
  maxPerStageDescriptorUniformBuffers: number;
  maxPerStageDescriptorStorageBuffers: number;
  maxPerStageDescriptorSampledImages: number;
  maxPerStageDescriptorStorageImages: number;
  maxPerStageDescriptorInputAttachments: number;
  maxPerStageResources: number;
  maxDescriptorSetSamplers: number;
  maxDescriptorSetUniformBuffers: number;
  maxDescriptorSetUniformBuffersDynamic: number;
  maxDescriptorSetStorageBuffers: number;
  maxDescriptorSetStorageBuffersDynamic: number;
  maxDescriptorSetSampledImages: number;
  maxDescriptorSetStorageImages: number;
  maxDescriptorSetInputAttachments: number;
  maxVertexInputAttributes: number;
  maxVertexInputBindings: number;
  maxVertexInputAttributeOffset: number;
  maxVertexInputBindingStride: number;
  maxVertexOutputComponents: number;
  maxTessellationGenerationLevel: number;
  maxTessellationPatchSize: number;
  maxTessellationControlPerVertexInputComponents: number;
  maxTessellationControlPerVertexOutputComponents: number;
  maxTessellationControlPerPatchOutputComponents: number;
  maxTessellationControlTotalOutputComponents: number;
  maxTessellationEvaluationInputComponents: number;
  maxTessellationEvaluationOutputComponents: number;
  maxGeometryShaderInvocations: number;
  maxGeometryInputComponents: number;
  maxGeometryOutputComponents: number;
  maxGeometryOutputVertices: number;
  maxGeometryTotalOutputComponents: number;
  maxFragmentInputComponents: number;
  maxFragmentOutputAttachments: number;
  maxFragmentDualSrcAttachments: number;
  maxFragmentCombinedOutputResources: number;
  maxComputeSharedMemorySize: number;
  maxComputeWorkGroupCount: readonly number[];
  maxComputeWorkGroupInvocations: number;
  maxComputeWorkGroupSize: readonly number[];
  subPixelPrecisionBits: number;
  subTexelPrecisionBits: number;
  mipmapPrecisionBits: number;
  maxDrawIndexedIndexValue: number;
  maxDrawIndirectCount: number;
  maxSamplerLodBias: number;
  maxSamplerAnisotropy: number;
  maxViewports: number;
  maxViewportDimensions: readonly number[];
  viewportBoundsRange: readonly number[];
  viewportSubPixelBits: number;
  minMemoryMapAlignment: Handle;
  minTexelBufferOffsetAlignment: Handle;
  minUniformBufferOffsetAlignment: Handle;
  minStorageBufferOffsetAlignment: Handle;
  minTexelOffset: number;
  maxTexelOffset: number;
  minTexelGatherOffset: number;
  maxTexelGatherOffset: number;
  minInterpolationOffset: number;
  maxInterpolationOffset: number;
  subPixelInterpolationOffsetBits: number;
  maxFramebufferWidth: number;
  maxFramebufferHeight: number;
  maxFramebufferLayers: number;
  framebufferColorSampleCounts?: number;
  framebufferDepthSampleCounts?: number;
  framebufferStencilSampleCounts?: number;
  framebufferNoAttachmentsSampleCounts?: number;
  maxColorAttachments: number;
  sampledImageColorSampleCounts?: number;
  sampledImageIntegerSampleCounts?: number;
  sampledImageDepthSampleCounts?: number;
  sampledImageStencilSampleCounts?: number;
  storageImageSampleCounts?: number;
  maxSampleMaskWords: number;
  timestampComputeAndGraphics: number;
  timestampPeriod: number;
  maxClipDistances: number;
  maxCullDistances: number;
  maxCombinedClipAndCullDistances: number;
  discreteQueuePriorities: number;
  pointSizeRange: readonly number[];
  lineWidthRange: readonly number[];
  pointSizeGranularity: number;
  lineWidthGranularity: number;
  strictLines: number;
  standardSampleLocations: number;
  optimalBufferCopyOffsetAlignment: Handle;
  optimalBufferCopyRowPitchAlignment: Handle;
  nonCoherentAtomSize: Handle;
}
export interface VkPhysicalDeviceSparseProperties {
  residencyStandard2DBlockShape: number;
  residencyStandard2DMultisampleBlockShape: number;
  residencyStandard3DBlockShape: number;
  residencyAlignedMipSize: number;
  residencyNonResidentStrict: number;
}
export interface VkPhysicalDeviceProperties {
  apiVersion: number;
  driverVersion: number;
  vendorID: number;
  deviceID: number;
  deviceType: number;
  deviceName: string;
  pipelineCacheUUID: readonly number[];
  limits: VkPhysicalDeviceLimits;
  sparseProperties: VkPhysicalDeviceSparseProperties;
}
export interface VkPhysicalDeviceProperties2 {
  pNext?: Chained | Pointer;
  properties: VkPhysicalDeviceProperties;
}
export interface VkPhysicalDeviceFeatures {
  robustBufferAccess: number;
  fullDrawIndexUint32: number;
  imageCubeArray: number;
  independentBlend: number;
  geometryShader: number;
  tessellationShader: number;
  sampleRateShading: number;
  dualSrcBlend: number;
  logicOp: number;
  multiDrawIndirect: number;
  drawIndirectFirstInstance: number;
  depthClamp: number;
  depthBiasClamp: number;
  fillModeNonSolid: number;
  depthBounds: number;
  wideLines: number;
  largePoints: number;
  alphaToOne: number;
  multiViewport: number;
  samplerAnisotropy: number;
  textureCompressionETC2: number;
  textureCompressionASTC_LDR: number;
  textureCompressionBC: number;
  occlusionQueryPrecise: number;
  pipelineStatisticsQuery: number;
  vertexPipelineStoresAndAtomics: number;
  fragmentStoresAndAtomics: number;
  shaderTessellationAndGeometryPointSize: number;
  shaderImageGatherExtended: number;
  shaderStorageImageExtendedFormats: number;
  shaderStorageImageMultisample: number;
  shaderStorageImageReadWithoutFormat: number;
  shaderStorageImageWriteWithoutFormat: number;
  shaderUniformBufferArrayDynamicIndexing: number;
  shaderSampledImageArrayDynamicIndexing: number;
  shaderStorageBufferArrayDynamicIndexing: number;
  shaderStorageImageArrayDynamicIndexing: number;
  shaderClipDistance: number;
  shaderCullDistance: number;
  shaderFloat64: number;
  shaderInt64: number;
  shaderInt16: number;
  shaderResourceResidency: number;
  shaderResourceMinLod: number;
  sparseBinding: number;
  sparseResidencyBuffer: number;
  sparseResidencyImage2D: number;
  sparseResidencyImage3D: number;
  sparseResidency2Samples: number;
  sparseResidency4Samples: number;
  sparseResidency8Samples: number;
  sparseResidency16Samples: number;
  sparseResidencyAliased: number;
  variableMultisampleRate: number;
  inheritedQueries: number;
}
export interface VkPhysicalDeviceFeatures2 {
  pNext?: Chained | Pointer;
  features: VkPhysicalDeviceFeatures;
}
export interface VkMemoryType {
  propertyFlags?: number;
  heapIndex: number;
}
export interface VkMemoryHeap {
  size: Handle;
  flags?: number;
}
export interface VkPhysicalDeviceMemoryProperties {
  memoryTypeCount: number;
  memoryTypes: readonly VkMemoryType[];
  memoryHeapCount: number;
  memoryHeaps: readonly VkMemoryHeap[];
}
export interface VkExtent3D {
  width: number;
  height: number;
  depth: number;
}
export interface VkQueueFamilyProperties {
  queueFlags?: number;
  queueCount: number;
  timestampValidBits: number;
  minImageTransferGranularity: VkExtent3D;
}
export interface VkFormatProperties {
  linearTilingFeatures?: number;
  optimalTilingFeatures?: number;
  bufferFeatures?: number;
}
export interface VkDeviceQueueCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  queueFamilyIndex: number;
  queueCount: number;
  pQueuePriorities?: Pointer;
}
export interface VkDeviceCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  queueCreateInfoCount: number;
  pQueueCreateInfos?: VkDeviceQueueCreateInfo | readonly VkDeviceQueueCreateInfo[] | Pointer;
  enabledLayerCount?: number;
  ppEnabledLayerNames?: Pointer;
  enabledExtensionCount?: number;
  ppEnabledExtensionNames?: Pointer;
  pEnabledFeatures?: VkPhysicalDeviceFeatures | readonly VkPhysicalDeviceFeatures[] | Pointer;
}
export interface VkBufferCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  size: Handle;
  usage: number;
  sharingMode: number;
  queueFamilyIndexCount?: number;
  pQueueFamilyIndices?: Pointer;
}
export interface VkMemoryRequirements {
  size: Handle;
  alignment: Handle;
  memoryTypeBits: number;
}
export interface VkMemoryAllocateInfo {
  pNext?: Chained | Pointer;
  allocationSize: Handle;
  memoryTypeIndex: number;
}
export interface VkBufferViewCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  buffer: Handle;
  format: number;
  offset: Handle;
  range: Handle;
}
export interface VkShaderModuleCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  codeSize: Handle;
  pCode?: Pointer;
}
export interface VkDescriptorSetLayoutBinding {
  binding: number;
  descriptorType: number;
  descriptorCount?: number;
  stageFlags: number;
  pImmutableSamplers?: Pointer;
}
export interface VkDescriptorSetLayoutCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  bindingCount?: number;
  pBindings?: VkDescriptorSetLayoutBinding | readonly VkDescriptorSetLayoutBinding[] | Pointer;
}
export interface VkPushConstantRange {
  stageFlags: number;
  offset: number;
  size: number;
}
export interface VkPipelineLayoutCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  setLayoutCount?: number;
  pSetLayouts?: Pointer;
  pushConstantRangeCount?: number;
  pPushConstantRanges?: VkPushConstantRange | readonly VkPushConstantRange[] | Pointer;
}
export interface VkSpecializationMapEntry {
  constantID: number;
  offset: number;
  size: Handle;
}
export interface VkSpecializationInfo {
  mapEntryCount?: number;
  pMapEntries?: VkSpecializationMapEntry | readonly VkSpecializationMapEntry[] | Pointer;
  dataSize?: Handle;
  pData?: Pointer;
}
export interface VkPipelineShaderStageCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  stage: number;
  module?: Handle;
  pName?: string | null;
  pSpecializationInfo?: VkSpecializationInfo | readonly VkSpecializationInfo[] | Pointer;
}
export interface VkComputePipelineCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  stage: VkPipelineShaderStageCreateInfo;
  layout: Handle;
  basePipelineHandle?: Handle;
  basePipelineIndex: number;
}
export interface VkPipelineCacheCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  initialDataSize?: Handle;
  pInitialData?: Pointer;
}
export interface VkDescriptorPoolSize {
  type: number;
  descriptorCount: number;
}
export interface VkDescriptorPoolCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  maxSets: number;
  poolSizeCount?: number;
  pPoolSizes?: VkDescriptorPoolSize | readonly VkDescriptorPoolSize[] | Pointer;
}
export interface VkDescriptorSetAllocateInfo {
  pNext?: Chained | Pointer;
  descriptorPool: Handle;
  descriptorSetCount: number;
  pSetLayouts?: Pointer;
}
export interface VkDescriptorImageInfo {
  sampler: Handle;
  imageView: Handle;
  imageLayout: number;
}
export interface VkDescriptorBufferInfo {
  buffer?: Handle;
  offset: Handle;
  range: Handle;
}
export interface VkWriteDescriptorSet {
  pNext?: Chained | Pointer;
  dstSet: Handle;
  dstBinding: number;
  dstArrayElement: number;
  descriptorCount: number;
  descriptorType: number;
  pImageInfo?: VkDescriptorImageInfo | readonly VkDescriptorImageInfo[] | Pointer;
  pBufferInfo?: VkDescriptorBufferInfo | readonly VkDescriptorBufferInfo[] | Pointer;
  pTexelBufferView?: Pointer;
}
export interface VkCopyDescriptorSet {
  pNext?: Chained | Pointer;
  srcSet: Handle;
  srcBinding: number;
  srcArrayElement: number;
  dstSet: Handle;
  dstBinding: number;
  dstArrayElement: number;
  descriptorCount: number;
}
export interface VkCommandPoolCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  queueFamilyIndex: number;
}
export interface VkCommandBufferAllocateInfo {
  pNext?: Chained | Pointer;
  commandPool: Handle;
  level: number;
  commandBufferCount: number;
}
export interface VkCommandBufferInheritanceInfo {
  pNext?: Chained | Pointer;
  renderPass?: Handle;
  subpass: number;
  framebuffer?: Handle;
  occlusionQueryEnable: number;
  queryFlags?: number;
  pipelineStatistics?: number;
}
export interface VkCommandBufferBeginInfo {
  pNext?: Chained | Pointer;
  flags?: number;
  pInheritanceInfo?: VkCommandBufferInheritanceInfo | readonly VkCommandBufferInheritanceInfo[] | Pointer;
}
export interface VkMemoryBarrier {
  pNext?: Chained | Pointer;
  srcAccessMask?: number;
  dstAccessMask?: number;
}
export interface VkBufferMemoryBarrier {
  pNext?: Chained | Pointer;
  srcAccessMask: number;
  dstAccessMask: number;
  srcQueueFamilyIndex: number;
  dstQueueFamilyIndex: number;
  buffer: Handle;
  offset: Handle;
  size: Handle;
}
export interface VkImageSubresourceRange {
  aspectMask: number;
  baseMipLevel: number;
  levelCount: number;
  baseArrayLayer: number;
  layerCount: number;
}
export interface VkImageMemoryBarrier {
  pNext?: Chained | Pointer;
  srcAccessMask: number;
  dstAccessMask: number;
  oldLayout: number;
  newLayout: number;
  srcQueueFamilyIndex: number;
  dstQueueFamilyIndex: number;
  image: Handle;
  subresourceRange: VkImageSubresourceRange;
}
export interface VkBufferCopy {
  srcOffset: Handle;
  dstOffset: Handle;
  size: Handle;
}
export interface VkSubmitInfo {
  pNext?: Chained | Pointer;
  waitSemaphoreCount?: number;
  pWaitSemaphores?: Pointer;
  pWaitDstStageMask?: Pointer;
  commandBufferCount?: number;
  pCommandBuffers?: Pointer;
  signalSemaphoreCount?: number;
  pSignalSemaphores?: Pointer;
}
export interface VkFenceCreateInfo {
  pNext?: Chained | Pointer;
  flags?: number;
}
export interface VkCooperativeMatrixPropertiesKHR {
  pNext?: Chained | Pointer;
  MSize: number;
  NSize: number;
  KSize: number;
  AType: number;
  BType: number;
  CType: number;
  ResultType: number;
  saturatingAccumulation: number;
  scope: number;
}
export interface VkPipelineExecutableInfoKHR {
  pNext?: Chained | Pointer;
  pipeline: Handle;
  executableIndex: number;
}
export interface VkPipelineExecutableStatisticKHR {
  pNext?: Chained | Pointer;
  name: string;
  description: string;
  format: number;
  value: Handle;
}
export interface VkPhysicalDeviceVulkan11Features {
  pNext?: Chained | Pointer;
  storageBuffer16BitAccess: number;
  uniformAndStorageBuffer16BitAccess: number;
  storagePushConstant16: number;
  storageInputOutput16: number;
  multiview: number;
  multiviewGeometryShader: number;
  multiviewTessellationShader: number;
  variablePointersStorageBuffer: number;
  variablePointers: number;
  protectedMemory: number;
  samplerYcbcrConversion: number;
  shaderDrawParameters: number;
}
export interface VkPhysicalDeviceVulkan12Features {
  pNext?: Chained | Pointer;
  samplerMirrorClampToEdge: number;
  drawIndirectCount: number;
  storageBuffer8BitAccess: number;
  uniformAndStorageBuffer8BitAccess: number;
  storagePushConstant8: number;
  shaderBufferInt64Atomics: number;
  shaderSharedInt64Atomics: number;
  shaderFloat16: number;
  shaderInt8: number;
  descriptorIndexing: number;
  shaderInputAttachmentArrayDynamicIndexing: number;
  shaderUniformTexelBufferArrayDynamicIndexing: number;
  shaderStorageTexelBufferArrayDynamicIndexing: number;
  shaderUniformBufferArrayNonUniformIndexing: number;
  shaderSampledImageArrayNonUniformIndexing: number;
  shaderStorageBufferArrayNonUniformIndexing: number;
  shaderStorageImageArrayNonUniformIndexing: number;
  shaderInputAttachmentArrayNonUniformIndexing: number;
  shaderUniformTexelBufferArrayNonUniformIndexing: number;
  shaderStorageTexelBufferArrayNonUniformIndexing: number;
  descriptorBindingUniformBufferUpdateAfterBind: number;
  descriptorBindingSampledImageUpdateAfterBind: number;
  descriptorBindingStorageImageUpdateAfterBind: number;
  descriptorBindingStorageBufferUpdateAfterBind: number;
  descriptorBindingUniformTexelBufferUpdateAfterBind: number;
  descriptorBindingStorageTexelBufferUpdateAfterBind: number;
  descriptorBindingUpdateUnusedWhilePending: number;
  descriptorBindingPartiallyBound: number;
  descriptorBindingVariableDescriptorCount: number;
  runtimeDescriptorArray: number;
  samplerFilterMinmax: number;
  scalarBlockLayout: number;
  imagelessFramebuffer: number;
  uniformBufferStandardLayout: number;
  shaderSubgroupExtendedTypes: number;
  separateDepthStencilLayouts: number;
  hostQueryReset: number;
  timelineSemaphore: number;
  bufferDeviceAddress: number;
  bufferDeviceAddressCaptureReplay: number;
  bufferDeviceAddressMultiDevice: number;
  vulkanMemoryModel: number;
  vulkanMemoryModelDeviceScope: number;
  vulkanMemoryModelAvailabilityVisibilityChains: number;
  shaderOutputViewportIndex: number;
  shaderOutputLayer: number;
  subgroupBroadcastDynamicId: number;
}
export interface VkPhysicalDeviceVulkan13Features {
  pNext?: Chained | Pointer;
  robustImageAccess: number;
  inlineUniformBlock: number;
  descriptorBindingInlineUniformBlockUpdateAfterBind: number;
  pipelineCreationCacheControl: number;
  privateData: number;
  shaderDemoteToHelperInvocation: number;
  shaderTerminateInvocation: number;
  subgroupSizeControl: number;
  computeFullSubgroups: number;
  synchronization2: number;
  textureCompressionASTC_HDR: number;
  shaderZeroInitializeWorkgroupMemory: number;
  dynamicRendering: number;
  shaderIntegerDotProduct: number;
  maintenance4: number;
}
export interface VkPhysicalDeviceVulkan11Properties {
  pNext?: Chained | Pointer;
  deviceUUID: readonly number[];
  driverUUID: readonly number[];
  deviceLUID: readonly number[];
  deviceNodeMask: number;
  deviceLUIDValid: number;
  subgroupSize: number;
  subgroupSupportedStages: number;
  subgroupSupportedOperations: number;
  subgroupQuadOperationsInAllStages: number;
  pointClippingBehavior: number;
  maxMultiviewViewCount: number;
  maxMultiviewInstanceIndex: number;
  protectedNoFault: number;
  maxPerSetDescriptors: number;
  maxMemoryAllocationSize: Handle;
}
export interface VkConformanceVersion {
  major: number;
  minor: number;
  subminor: number;
  patch: number;
}
export interface VkPhysicalDeviceVulkan12Properties {
  pNext?: Chained | Pointer;
  driverID: number;
  driverName: string;
  driverInfo: string;
  conformanceVersion: VkConformanceVersion;
  denormBehaviorIndependence: number;
  roundingModeIndependence: number;
  shaderSignedZeroInfNanPreserveFloat16: number;
  shaderSignedZeroInfNanPreserveFloat32: number;
  shaderSignedZeroInfNanPreserveFloat64: number;
  shaderDenormPreserveFloat16: number;
  shaderDenormPreserveFloat32: number;
  shaderDenormPreserveFloat64: number;
  shaderDenormFlushToZeroFloat16: number;
  shaderDenormFlushToZeroFloat32: number;
  shaderDenormFlushToZeroFloat64: number;
  shaderRoundingModeRTEFloat16: number;
  shaderRoundingModeRTEFloat32: number;
  shaderRoundingModeRTEFloat64: number;
  shaderRoundingModeRTZFloat16: number;
  shaderRoundingModeRTZFloat32: number;
  shaderRoundingModeRTZFloat64: number;
  maxUpdateAfterBindDescriptorsInAllPools: number;
  shaderUniformBufferArrayNonUniformIndexingNative: number;
  shaderSampledImageArrayNonUniformIndexingNative: number;
  shaderStorageBufferArrayNonUniformIndexingNative: number;
  shaderStorageImageArrayNonUniformIndexingNative: number;
  shaderInputAttachmentArrayNonUniformIndexingNative: number;
  robustBufferAccessUpdateAfterBind: number;
  quadDivergentImplicitLod: number;
  maxPerStageDescriptorUpdateAfterBindSamplers: number;
  maxPerStageDescriptorUpdateAfterBindUniformBuffers: number;
  maxPerStageDescriptorUpdateAfterBindStorageBuffers: number;
  maxPerStageDescriptorUpdateAfterBindSampledImages: number;
  maxPerStageDescriptorUpdateAfterBindStorageImages: number;
  maxPerStageDescriptorUpdateAfterBindInputAttachments: number;
  maxPerStageUpdateAfterBindResources: number;
  maxDescriptorSetUpdateAfterBindSamplers: number;
  maxDescriptorSetUpdateAfterBindUniformBuffers: number;
  maxDescriptorSetUpdateAfterBindUniformBuffersDynamic: number;
  maxDescriptorSetUpdateAfterBindStorageBuffers: number;
  maxDescriptorSetUpdateAfterBindStorageBuffersDynamic: number;
  maxDescriptorSetUpdateAfterBindSampledImages: number;
  maxDescriptorSetUpdateAfterBindStorageImages: number;
  maxDescriptorSetUpdateAfterBindInputAttachments: number;
  supportedDepthResolveModes: number;
  supportedStencilResolveModes: number;
  independentResolveNone: number;
  independentResolve: number;
  filterMinmaxSingleComponentFormats: number;
  filterMinmaxImageComponentMapping: number;
  maxTimelineSemaphoreValueDifference: Handle;
  framebufferIntegerColorSampleCounts?: number;
}
export interface VkPhysicalDeviceVulkan13Properties {
  pNext?: Chained | Pointer;
  minSubgroupSize: number;
  maxSubgroupSize: number;
  maxComputeWorkgroupSubgroups: number;
  requiredSubgroupSizeStages: number;
  maxInlineUniformBlockSize: number;
  maxPerStageDescriptorInlineUniformBlocks: number;
  maxPerStageDescriptorUpdateAfterBindInlineUniformBlocks: number;
  maxDescriptorSetInlineUniformBlocks: number;
  maxDescriptorSetUpdateAfterBindInlineUniformBlocks: number;
  maxInlineUniformTotalSize: number;
  integerDotProduct8BitUnsignedAccelerated: number;
  integerDotProduct8BitSignedAccelerated: number;
  integerDotProduct8BitMixedSignednessAccelerated: number;
  integerDotProduct4x8BitPackedUnsignedAccelerated: number;
  integerDotProduct4x8BitPackedSignedAccelerated: number;
  integerDotProduct4x8BitPackedMixedSignednessAccelerated: number;
  integerDotProduct16BitUnsignedAccelerated: number;
  integerDotProduct16BitSignedAccelerated: number;
  integerDotProduct16BitMixedSignednessAccelerated: number;
  integerDotProduct32BitUnsignedAccelerated: number;
  integerDotProduct32BitSignedAccelerated: number;
  integerDotProduct32BitMixedSignednessAccelerated: number;
  integerDotProduct64BitUnsignedAccelerated: number;
  integerDotProduct64BitSignedAccelerated: number;
  integerDotProduct64BitMixedSignednessAccelerated: number;
  integerDotProductAccumulatingSaturating8BitUnsignedAccelerated: number;
  integerDotProductAccumulatingSaturating8BitSignedAccelerated: number;
  integerDotProductAccumulatingSaturating8BitMixedSignednessAccelerated: number;
  integerDotProductAccumulatingSaturating4x8BitPackedUnsignedAccelerated: number;
  integerDotProductAccumulatingSaturating4x8BitPackedSignedAccelerated: number;
  integerDotProductAccumulatingSaturating4x8BitPackedMixedSignednessAccelerated: number;
  integerDotProductAccumulatingSaturating16BitUnsignedAccelerated: number;
  integerDotProductAccumulatingSaturating16BitSignedAccelerated: number;
  integerDotProductAccumulatingSaturating16BitMixedSignednessAccelerated: number;
  integerDotProductAccumulatingSaturating32BitUnsignedAccelerated: number;
  integerDotProductAccumulatingSaturating32BitSignedAccelerated: number;
  integerDotProductAccumulatingSaturating32BitMixedSignednessAccelerated: number;
  integerDotProductAccumulatingSaturating64BitUnsignedAccelerated: number;
  integerDotProductAccumulatingSaturating64BitSignedAccelerated: number;
  integerDotProductAccumulatingSaturating64BitMixedSignednessAccelerated: number;
  storageTexelBufferOffsetAlignmentBytes: Handle;
  storageTexelBufferOffsetSingleTexelAlignment: number;
  uniformTexelBufferOffsetAlignmentBytes: Handle;
  uniformTexelBufferOffsetSingleTexelAlignment: number;
  maxBufferSize: Handle;
}
export interface VkPhysicalDeviceMaintenance3Properties {
  pNext?: Chained | Pointer;
  maxPerSetDescriptors: number;
  maxMemoryAllocationSize: Handle;
}
export interface VkPipelineShaderStageRequiredSubgroupSizeCreateInfo {
  pNext?: Chained | Pointer;
  requiredSubgroupSize: number;
}
export interface VkPhysicalDeviceCooperativeMatrixFeaturesKHR {
  pNext?: Chained | Pointer;
  cooperativeMatrix: number;
  cooperativeMatrixRobustBufferAccess: number;
}
export interface VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR {
  pNext?: Chained | Pointer;
  pipelineExecutableInfo: number;
}

/** The commands, as the loader exports them. VkResult comes back as a number. */
export interface Commands {
  vkGetInstanceProcAddr(instance: Handle, pName: string | null): Handle;
  vkEnumerateInstanceVersion(pApiVersion: Pointer): number;
  vkEnumerateInstanceLayerProperties(pPropertyCount: Pointer, pProperties: Pointer): number;
  vkEnumerateInstanceExtensionProperties(pLayerName: string | null, pPropertyCount: Pointer, pProperties: Pointer): number;
  vkCreateInstance(pCreateInfo: VkInstanceCreateInfo | readonly VkInstanceCreateInfo[] | Pointer, pAllocator: null, pInstance: Pointer): number;
  vkDestroyInstance(instance: Handle, pAllocator: null): void;
  vkEnumeratePhysicalDevices(instance: Handle, pPhysicalDeviceCount: Pointer, pPhysicalDevices: Pointer): number;
  vkGetPhysicalDeviceProperties2(physicalDevice: Handle, pProperties: Pointer): void;
  vkGetPhysicalDeviceFeatures2(physicalDevice: Handle, pFeatures: Pointer): void;
  vkGetPhysicalDeviceMemoryProperties(physicalDevice: Handle, pMemoryProperties: Pointer): void;
  vkGetPhysicalDeviceQueueFamilyProperties(physicalDevice: Handle, pQueueFamilyPropertyCount: Pointer, pQueueFamilyProperties: Pointer): void;
  vkGetPhysicalDeviceFormatProperties(physicalDevice: Handle, format: number, pFormatProperties: Pointer): void;
  vkEnumerateDeviceExtensionProperties(physicalDevice: Handle, pLayerName: string | null, pPropertyCount: Pointer, pProperties: Pointer): number;
  vkCreateDevice(physicalDevice: Handle, pCreateInfo: VkDeviceCreateInfo | readonly VkDeviceCreateInfo[] | Pointer, pAllocator: null, pDevice: Pointer): number;
  vkDestroyDevice(device: Handle, pAllocator: null): void;
  vkGetDeviceQueue(device: Handle, queueFamilyIndex: number, queueIndex: number, pQueue: Pointer): void;
  vkDeviceWaitIdle(device: Handle): number;
  vkCreateBuffer(device: Handle, pCreateInfo: VkBufferCreateInfo | readonly VkBufferCreateInfo[] | Pointer, pAllocator: null, pBuffer: Pointer): number;
  vkDestroyBuffer(device: Handle, buffer: Handle, pAllocator: null): void;
  vkGetBufferMemoryRequirements(device: Handle, buffer: Handle, pMemoryRequirements: Pointer): void;
  vkAllocateMemory(device: Handle, pAllocateInfo: VkMemoryAllocateInfo | readonly VkMemoryAllocateInfo[] | Pointer, pAllocator: null, pMemory: Pointer): number;
  vkFreeMemory(device: Handle, memory: Handle, pAllocator: null): void;
  vkBindBufferMemory(device: Handle, buffer: Handle, memory: Handle, memoryOffset: Handle): number;
  vkMapMemory(device: Handle, memory: Handle, offset: Handle, size: Handle, flags: number, ppData: Pointer): number;
  vkCreateBufferView(device: Handle, pCreateInfo: VkBufferViewCreateInfo | readonly VkBufferViewCreateInfo[] | Pointer, pAllocator: null, pView: Pointer): number;
  vkDestroyBufferView(device: Handle, bufferView: Handle, pAllocator: null): void;
  vkCreateShaderModule(device: Handle, pCreateInfo: VkShaderModuleCreateInfo | readonly VkShaderModuleCreateInfo[] | Pointer, pAllocator: null, pShaderModule: Pointer): number;
  vkDestroyShaderModule(device: Handle, shaderModule: Handle, pAllocator: null): void;
  vkCreateDescriptorSetLayout(device: Handle, pCreateInfo: VkDescriptorSetLayoutCreateInfo | readonly VkDescriptorSetLayoutCreateInfo[] | Pointer, pAllocator: null, pSetLayout: Pointer): number;
  vkDestroyDescriptorSetLayout(device: Handle, descriptorSetLayout: Handle, pAllocator: null): void;
  vkCreatePipelineLayout(device: Handle, pCreateInfo: VkPipelineLayoutCreateInfo | readonly VkPipelineLayoutCreateInfo[] | Pointer, pAllocator: null, pPipelineLayout: Pointer): number;
  vkDestroyPipelineLayout(device: Handle, pipelineLayout: Handle, pAllocator: null): void;
  vkCreateComputePipelines(device: Handle, pipelineCache: Handle, createInfoCount: number, pCreateInfos: VkComputePipelineCreateInfo | readonly VkComputePipelineCreateInfo[] | Pointer, pAllocator: null, pPipelines: Pointer): number;
  vkDestroyPipeline(device: Handle, pipeline: Handle, pAllocator: null): void;
  vkCreatePipelineCache(device: Handle, pCreateInfo: VkPipelineCacheCreateInfo | readonly VkPipelineCacheCreateInfo[] | Pointer, pAllocator: null, pPipelineCache: Pointer): number;
  vkDestroyPipelineCache(device: Handle, pipelineCache: Handle, pAllocator: null): void;
  vkGetPipelineCacheData(device: Handle, pipelineCache: Handle, pDataSize: Pointer, pData: Pointer): number;
  vkCreateDescriptorPool(device: Handle, pCreateInfo: VkDescriptorPoolCreateInfo | readonly VkDescriptorPoolCreateInfo[] | Pointer, pAllocator: null, pDescriptorPool: Pointer): number;
  vkDestroyDescriptorPool(device: Handle, descriptorPool: Handle, pAllocator: null): void;
  vkAllocateDescriptorSets(device: Handle, pAllocateInfo: VkDescriptorSetAllocateInfo | readonly VkDescriptorSetAllocateInfo[] | Pointer, pDescriptorSets: Pointer): number;
  vkUpdateDescriptorSets(device: Handle, descriptorWriteCount: number, pDescriptorWrites: VkWriteDescriptorSet | readonly VkWriteDescriptorSet[] | Pointer, descriptorCopyCount: number, pDescriptorCopies: VkCopyDescriptorSet | readonly VkCopyDescriptorSet[] | Pointer): void;
  vkCreateCommandPool(device: Handle, pCreateInfo: VkCommandPoolCreateInfo | readonly VkCommandPoolCreateInfo[] | Pointer, pAllocator: null, pCommandPool: Pointer): number;
  vkDestroyCommandPool(device: Handle, commandPool: Handle, pAllocator: null): void;
  vkAllocateCommandBuffers(device: Handle, pAllocateInfo: VkCommandBufferAllocateInfo | readonly VkCommandBufferAllocateInfo[] | Pointer, pCommandBuffers: Pointer): number;
  vkFreeCommandBuffers(device: Handle, commandPool: Handle, commandBufferCount: number, pCommandBuffers: Pointer): void;
  vkBeginCommandBuffer(commandBuffer: Handle, pBeginInfo: VkCommandBufferBeginInfo | readonly VkCommandBufferBeginInfo[] | Pointer): number;
  vkEndCommandBuffer(commandBuffer: Handle): number;
  vkCmdBindPipeline(commandBuffer: Handle, pipelineBindPoint: number, pipeline: Handle): void;
  vkCmdBindDescriptorSets(commandBuffer: Handle, pipelineBindPoint: number, layout: Handle, firstSet: number, descriptorSetCount: number, pDescriptorSets: Pointer, dynamicOffsetCount: number, pDynamicOffsets: Pointer): void;
  vkCmdPushConstants(commandBuffer: Handle, layout: Handle, stageFlags: number, offset: number, size: number, pValues: Pointer): void;
  vkCmdDispatch(commandBuffer: Handle, groupCountX: number, groupCountY: number, groupCountZ: number): void;
  vkCmdDispatchIndirect(commandBuffer: Handle, buffer: Handle, offset: Handle): void;
  vkCmdPipelineBarrier(commandBuffer: Handle, srcStageMask: number, dstStageMask: number, dependencyFlags: number, memoryBarrierCount: number, pMemoryBarriers: VkMemoryBarrier | readonly VkMemoryBarrier[] | Pointer, bufferMemoryBarrierCount: number, pBufferMemoryBarriers: VkBufferMemoryBarrier | readonly VkBufferMemoryBarrier[] | Pointer, imageMemoryBarrierCount: number, pImageMemoryBarriers: VkImageMemoryBarrier | readonly VkImageMemoryBarrier[] | Pointer): void;
  vkCmdCopyBuffer(commandBuffer: Handle, srcBuffer: Handle, dstBuffer: Handle, regionCount: number, pRegions: VkBufferCopy | readonly VkBufferCopy[] | Pointer): void;
  vkCmdFillBuffer(commandBuffer: Handle, dstBuffer: Handle, dstOffset: Handle, size: Handle, data: number): void;
  vkQueueSubmit(queue: Handle, submitCount: number, pSubmits: VkSubmitInfo | readonly VkSubmitInfo[] | Pointer, fence: Handle): number;
  vkCreateFence(device: Handle, pCreateInfo: VkFenceCreateInfo | readonly VkFenceCreateInfo[] | Pointer, pAllocator: null, pFence: Pointer): number;
  vkDestroyFence(device: Handle, fence: Handle, pAllocator: null): void;
  vkResetFences(device: Handle, fenceCount: number, pFences: Pointer): number;
  vkWaitForFences(device: Handle, fenceCount: number, pFences: Pointer, waitAll: number, timeout: Handle): number;
}

/** The commands of extensions, as an instance gives their addresses. */
export interface ExtensionCommands {
  vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR(physicalDevice: Handle, pPropertyCount: Pointer, pProperties: Pointer): number;
  vkGetPipelineExecutableStatisticsKHR(device: Handle, pExecutableInfo: VkPipelineExecutableInfoKHR | readonly VkPipelineExecutableInfoKHR[] | Pointer, pStatisticCount: Pointer, pStatistics: Pointer): number;
}
