// Writes src/generated/vulkan.gen.ts from the Khronos registry: the few dozen structs, commands and constants that
// src/vulkan uses, as data for koffi and as TypeScript types, so that no struct layout is ever typed by hand.
// Usage: npm run generate:vulkan -- [vk.xml]   (package libvulkan-dev of Debian 13 or later: /usr/share/vulkan/registry/vk.xml)
import { readFileSync, writeFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';

const commandNames = `
  vkGetInstanceProcAddr vkEnumerateInstanceVersion vkEnumerateInstanceLayerProperties vkEnumerateInstanceExtensionProperties vkCreateInstance
  vkDestroyInstance vkEnumeratePhysicalDevices vkGetPhysicalDeviceProperties2 vkGetPhysicalDeviceFeatures2
  vkGetPhysicalDeviceMemoryProperties vkGetPhysicalDeviceQueueFamilyProperties vkGetPhysicalDeviceFormatProperties
  vkEnumerateDeviceExtensionProperties vkCreateDevice vkDestroyDevice vkGetDeviceQueue vkDeviceWaitIdle
  vkCreateBuffer vkDestroyBuffer vkGetBufferMemoryRequirements vkAllocateMemory vkFreeMemory vkBindBufferMemory
  vkMapMemory vkCreateBufferView vkDestroyBufferView
  vkCreateShaderModule vkDestroyShaderModule vkCreateDescriptorSetLayout vkDestroyDescriptorSetLayout
  vkCreatePipelineLayout vkDestroyPipelineLayout vkCreateComputePipelines vkDestroyPipeline
  vkCreatePipelineCache vkDestroyPipelineCache vkGetPipelineCacheData
  vkCreateDescriptorPool vkDestroyDescriptorPool vkAllocateDescriptorSets vkUpdateDescriptorSets
  vkCreateCommandPool vkDestroyCommandPool vkAllocateCommandBuffers vkFreeCommandBuffers vkBeginCommandBuffer
  vkEndCommandBuffer vkCmdBindPipeline vkCmdBindDescriptorSets vkCmdPushConstants vkCmdDispatch vkCmdDispatchIndirect
  vkCmdPipelineBarrier vkCmdCopyBuffer vkCmdFillBuffer vkQueueSubmit
  vkCreateFence vkDestroyFence vkResetFences vkWaitForFences`
  .trim()
  .split(/\s+/);

// Of extensions: the loader does not export them, vkGetInstanceProcAddr has them.
const extensionCommandNames = [
  'vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR',
  'vkGetPipelineExecutableStatisticsKHR',
];

// Reached only through pNext, so no command's parameters name them.
const chainedStructs = `
  VkPhysicalDeviceVulkan11Features VkPhysicalDeviceVulkan12Features VkPhysicalDeviceVulkan13Features
  VkPhysicalDeviceVulkan11Properties VkPhysicalDeviceVulkan12Properties VkPhysicalDeviceVulkan13Properties
  VkPhysicalDeviceMaintenance3Properties VkPipelineShaderStageRequiredSubgroupSizeCreateInfo
  VkPhysicalDeviceCooperativeMatrixFeaturesKHR VkCooperativeMatrixPropertiesKHR
  VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR VkPipelineExecutableStatisticKHR`
  .trim()
  .split(/\s+/);

const constantNames = `
  VK_SUCCESS VK_NOT_READY VK_TIMEOUT VK_INCOMPLETE VK_ERROR_DEVICE_LOST VK_ERROR_OUT_OF_DEVICE_MEMORY
  VK_ERROR_OUT_OF_HOST_MEMORY VK_ERROR_INCOMPATIBLE_DRIVER
  VK_PHYSICAL_DEVICE_TYPE_OTHER VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU
  VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU VK_PHYSICAL_DEVICE_TYPE_CPU VK_QUEUE_COMPUTE_BIT
  VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT VK_MEMORY_PROPERTY_HOST_COHERENT_BIT
  VK_MEMORY_PROPERTY_HOST_CACHED_BIT VK_MEMORY_HEAP_DEVICE_LOCAL_BIT
  VK_BUFFER_USAGE_TRANSFER_SRC_BIT VK_BUFFER_USAGE_TRANSFER_DST_BIT VK_BUFFER_USAGE_STORAGE_TEXEL_BUFFER_BIT
  VK_BUFFER_USAGE_STORAGE_BUFFER_BIT VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT
  VK_SHARING_MODE_EXCLUSIVE VK_FORMAT_R32G32B32A32_UINT VK_FORMAT_FEATURE_STORAGE_TEXEL_BUFFER_BIT
  VK_SHADER_STAGE_COMPUTE_BIT VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER VK_DESCRIPTOR_TYPE_STORAGE_TEXEL_BUFFER
  VK_PIPELINE_BIND_POINT_COMPUTE VK_COMMAND_BUFFER_LEVEL_PRIMARY VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT
  VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT VK_PIPELINE_STAGE_TRANSFER_BIT VK_PIPELINE_STAGE_HOST_BIT
  VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT
  VK_ACCESS_SHADER_READ_BIT VK_ACCESS_SHADER_WRITE_BIT VK_ACCESS_TRANSFER_READ_BIT VK_ACCESS_TRANSFER_WRITE_BIT
  VK_ACCESS_HOST_READ_BIT VK_ACCESS_HOST_WRITE_BIT VK_ACCESS_INDIRECT_COMMAND_READ_BIT
  VK_SUBGROUP_FEATURE_BASIC_BIT VK_SUBGROUP_FEATURE_ARITHMETIC_BIT VK_SUBGROUP_FEATURE_SHUFFLE_BIT
  VK_COMPONENT_TYPE_FLOAT16_KHR VK_COMPONENT_TYPE_FLOAT32_KHR VK_SCOPE_SUBGROUP_KHR
  VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR`
  .trim()
  .split(/\s+/);

// --- the registry, as a tree of {tag, attributes, children, text} -------------------------------------------------

interface Node {
  tag: string;
  attributes: Record<string, string>;
  children: Node[];
  /** All text below, comments left out, white space folded. */
  text: string;
}

function toNode(raw: Record<string, unknown>): Node {
  const tag = Object.keys(raw).find((key) => key !== ':@') ?? '';
  const attributes = (raw[':@'] ?? {}) as Record<string, string>;
  if (tag === '#text') return { tag, attributes, children: [], text: String(raw[tag]) };
  const children = (raw[tag] as Record<string, unknown>[]).map(toNode);
  const text = children.map((child) => (child.tag === 'comment' ? ' ' : child.text)).join(' ');
  return { tag, attributes, children, text: text.replace(/\s+/g, ' ').trim() };
}

const source = process.argv[2] ?? '/usr/share/vulkan/registry/vk.xml';
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: true,
});
const registry = (parser.parse(readFileSync(source, 'utf8')) as Record<string, unknown>[])
  .map(toNode)
  .find((node) => node.tag === 'registry');
if (!registry) throw new Error(`${source}: no <registry> element; this is not the Khronos registry vk.xml`);

const sections = (tag: string) => registry.children.filter((node) => node.tag === tag);
const child = (node: Node, tag: string) => node.children.find((c) => c.tag === tag)?.text ?? '';
const isVulkan = (node: Node) => (node.attributes.api ?? 'vulkan').split(',').includes('vulkan');

const types = new Map<string, Node>();
for (const node of sections('types').flatMap((s) => s.children)) {
  if (node.tag === 'type' && isVulkan(node)) types.set(node.attributes.name ?? child(node, 'name'), node);
}
const commands = new Map<string, Node>();
for (const node of sections('commands').flatMap((s) => s.children)) {
  if (node.tag === 'command' && isVulkan(node)) {
    const proto = node.children.find((c) => c.tag === 'proto');
    if (proto) commands.set(child(proto, 'name'), node);
  }
}
const enumNodes = (
  [
    ...sections('enums').flatMap((s) => s.children),
    ...sections('feature').flatMap((s) => s.children.flatMap((r) => r.children)),
    ...sections('extensions').flatMap((s) =>
      s.children.flatMap((e) =>
        e.children.flatMap((r) =>
          r.children.map((c) => ({
            ...c,
            attributes: { ...c.attributes, extnumber: c.attributes.extnumber ?? e.attributes.number ?? '' },
          })),
        ),
      ),
    ),
  ] as Node[]
).filter((node) => node.tag === 'enum' && node.attributes.name);

function constant(name: string): number {
  for (const node of enumNodes) {
    const a = node.attributes;
    if (a.name !== name) continue;
    if (a.alias) return constant(a.alias);
    if (a.bitpos) return 2 ** Number(a.bitpos);
    if (a.value) return Number(a.value.replace(/[()UL]/g, ''));
    if (a.offset) {
      const value = 1e9 + (Number(a.extnumber) - 1) * 1000 + Number(a.offset);
      return a.dir === '-' ? -value : value;
    }
  }
  throw new Error(`${source}: no constant ${name}`);
}

// --- C types -> koffi types and TypeScript types -------------------------------------------------------------------

const primitives: Record<string, string> = {
  void: 'void',
  char: 'char',
  float: 'float',
  double: 'double',
  int32_t: 'int32_t',
  uint32_t: 'uint32_t',
  uint64_t: 'uint64_t',
  int64_t: 'int64_t',
  uint8_t: 'uint8_t',
  uint16_t: 'uint16_t',
  size_t: 'size_t',
};

interface Member {
  name: string;
  cType: string;
  pointers: number;
  isConst: boolean;
  arrayLength: number | undefined;
  optional: boolean;
  sType: string | undefined;
}

function member(node: Node): Member {
  const length = /\[\s*(\w+)\s*\]/.exec(node.text)?.[1];
  return {
    name: child(node, 'name'),
    cType: child(node, 'type'),
    pointers: (node.text.match(/\*/g) ?? []).length,
    isConst: /^const\b/.test(node.text),
    arrayLength: length === undefined ? undefined : Number.isNaN(Number(length)) ? constant(length) : Number(length),
    optional: (node.attributes.optional ?? '').startsWith('true'),
    sType: node.attributes.values,
  };
}

/** The C type under names like VkFlags, VkBool32, VkResult and the handles. Handles are 64 bits wide on our platforms. */
function scalar(cType: string): string {
  if (primitives[cType]) return primitives[cType];
  const node = types.get(cType);
  const category = node?.attributes.category;
  if (node?.attributes.alias) return scalar(node.attributes.alias);
  if (category === 'enum') return cType === 'VkResult' ? 'int32_t' : 'uint32_t';
  if (category === 'handle') return 'uint64_t';
  if (category === 'bitmask' || category === 'basetype') return scalar(child(node as Node, 'type'));
  if (category === 'struct') return cType;
  // The only union held by value is that of a statistic: a bool, an integer or a double.
  if (cType === 'VkPipelineExecutableStatisticValueKHR') return 'uint64_t';
  if (category === 'union' || category === 'funcpointer') return 'void';
  throw new Error(`${source}: type ${cType} (${category ?? 'unknown'}) is not handled`);
}

const isStruct = (cType: string) => types.get(cType)?.attributes.category === 'struct';

function koffiType(m: Member): string {
  const base = scalar(m.cType);
  // Pointers other than to one input struct go as void *: the callers pass typed arrays, which koffi takes as they are.
  if (m.pointers > 0)
    return m.pointers === 1 && m.isConst && isStruct(m.cType)
      ? `${base} *`
      : m.cType === 'char' && m.pointers === 1
        ? 'const char *'
        : 'void *';
  return base;
}

function tsType(m: Member): string {
  if (m.name === 'pNext') return 'Chained | Pointer';
  if (m.pointers > 0) {
    if (m.cType === 'char' && m.pointers === 1) return 'string | null';
    return m.pointers === 1 && m.isConst && isStruct(m.cType)
      ? `${m.cType} | readonly ${m.cType}[] | Pointer`
      : 'Pointer';
  }
  const one = isStruct(m.cType)
    ? m.cType
    : m.cType === 'char'
      ? 'string'
      : /64_t|size_t/.test(scalar(m.cType))
        ? 'Handle'
        : 'number';
  return m.arrayLength !== undefined && m.cType !== 'char' ? `readonly ${one}[]` : one;
}

const structNames: string[] = [];
function collect(cType: string): void {
  const node = types.get(cType);
  if (node?.attributes.category !== 'struct' || structNames.includes(cType)) return;
  if (cType === 'VkAllocationCallbacks') return;
  for (const m of node.children.filter((c) => c.tag === 'member' && isVulkan(c)).map(member)) collect(m.cType);
  structNames.push(cType);
}
const parametersOf = (name: string) =>
  (commands.get(name)?.children ?? []).filter((c) => c.tag === 'param' && isVulkan(c)).map(member);
for (const name of [...commandNames, ...extensionCommandNames]) {
  if (!commands.has(name)) throw new Error(`${source}: no command ${name}`);
  for (const parameter of parametersOf(name)) collect(parameter.cType);
}
chainedStructs.forEach(collect);

// --- output ----------------------------------------------------------------------------------------------------------

const membersOf = (name: string) =>
  (types.get(name)?.children ?? []).filter((c) => c.tag === 'member' && isVulkan(c)).map(member);
const koffiOf = (m: Member) => {
  const type = m.cType === 'VkAllocationCallbacks' ? 'void *' : koffiType(m);
  return m.arrayLength === undefined || m.pointers > 0 ? `'${type}'` : `['${type}', ${m.arrayLength}]`;
};

/** The C type of what a command returns: the address of a function where C has a pointer to it. */
function resultOf(name: string): string {
  const proto = commands.get(name)?.children.find((c) => c.tag === 'proto') as Node;
  const cType = child(proto, 'type');
  return types.get(cType)?.attributes.category === 'funcpointer' ? 'uint64_t' : scalar(cType);
}
function declaration(name: string): string {
  const parameters = parametersOf(name).map(
    (m) => `'${m.cType === 'VkAllocationCallbacks' ? 'void *' : koffiType(m)}'`,
  );
  return `  ${name}: ['${resultOf(name)}', ${parameters.join(', ')}],`;
}
function signature(name: string): string {
  const parameters = parametersOf(name).map(
    (m) => `${m.name}: ${m.cType === 'VkAllocationCallbacks' ? 'null' : tsType(m)}`,
  );
  const result = resultOf(name);
  const tsResult = result === 'void' ? 'void' : result === 'uint64_t' ? 'Handle' : 'number';
  return `  ${name}(${parameters.join(', ')}): ${tsResult};`;
}

const lines = [
  '// Generated from the Khronos registry vk.xml by scripts/generate-vulkan.ts (npm run generate:vulkan). Do not edit.',
  '',
  '/** A handle, a device size or an address: 64 bits. */',
  'export type Handle = number | bigint;',
  '/** Where C wants a pointer: bytes of ours, an address, or null. */',
  'export type Pointer = ArrayBufferView | Handle | null;',
  '/** A struct hung into pNext. */',
  'export type Chained = { readonly struct: StructName; readonly value: object };',
  '',
  'export const constants = {',
  ...constantNames.map((name) => `  ${name}: ${constant(name)},`),
  '} as const;',
  '',
  '/** Member name -> C type, or [C type, length] for an array inside the struct; in declaration order. */',
  'export const structs = {',
  ...structNames.map(
    (name) =>
      `  ${name}: { ${membersOf(name)
        .map((m) => `${m.name}: ${koffiOf(m)}`)
        .join(', ')} },`,
  ),
  '} as const;',
  'export type StructName = keyof typeof structs;',
  '',
  '/** What sType must hold. */',
  'export const structureTypes: { readonly [name in StructName]?: number } = {',
  ...structNames.flatMap((name) => {
    const sType = membersOf(name).find((m) => m.name === 'sType')?.sType;
    return sType ? [`  ${name}: ${constant(sType)},`] : [];
  }),
  '};',
  '',
  '/** [result, ...parameters] as C types. */',
  'export const commands = {',
  ...commandNames.map(declaration),
  '} as const;',
  '',
  '/** The same of extensions. */',
  'export const extensionCommands = {',
  ...extensionCommandNames.map(declaration),
  '} as const;',
  '',
  ...structNames.flatMap((name) => [
    `export interface ${name} {`,
    ...membersOf(name)
      .filter((m) => m.name !== 'sType')
      .map((m) => `  ${m.name}${m.optional || m.pointers > 0 ? '?' : ''}: ${tsType(m)};`),
    '}',
  ]),
  '',
  '/** The commands, as the loader exports them. VkResult comes back as a number. */',
  'export interface Commands {',
  ...commandNames.map(signature),
  '}',
  '',
  '/** The commands of extensions, as an instance gives their addresses. */',
  'export interface ExtensionCommands {',
  ...extensionCommandNames.map(signature),
  '}',
  '',
];
const target = new URL('../src/generated/vulkan.gen.ts', import.meta.url);
writeFileSync(target, lines.join('\n'));
console.log(`${commandNames.length} commands, ${structNames.length} structs, ${constantNames.length} constants`);
