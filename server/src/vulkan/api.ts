// Vulkan's commands as TypeScript functions. Only this file uses koffi, and opens the loader library with it. Structs are
// plain objects: members that are left out are zero, and sType is filled in.
import koffi, { type LibraryHandle } from 'koffi';
import {
  type Chained,
  type Commands,
  commands,
  constants,
  type ExtensionCommands,
  extensionCommands,
  type Handle,
  type StructName,
  structs,
  structureTypes,
} from '../generated/vulkan.gen.ts';
import { MissingVulkanError, VulkanError } from './errors.ts';

/** The commands, plus the one that must not block Node's event loop, as a promise. */
export interface VulkanApi extends Commands {
  /** vkWaitForFences on a thread of libuv's pool; resolves to the VkResult. */
  waitForFence(device: Handle, fence: BigUint64Array, timeoutNs: bigint): Promise<number>;
}

/** File names of the loader by platform, in the order in which they are tried. */
const loaderNames: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libvulkan.so.1', 'libvulkan.so'],
  win32: ['vulkan-1.dll'],
  darwin: ['libvulkan.dylib', 'libvulkan.1.dylib', '/opt/homebrew/lib/libvulkan.dylib', 'libMoltenVK.dylib'],
};

let loaded: VulkanApi | undefined;

/**
 * Opens the Vulkan loader of this system, once per process.
 * @throws MissingVulkanError when there is none, saying what to install.
 */
export function loadVulkan(): VulkanApi {
  loaded ??= declare(openLoader());
  return loaded;
}

function openLoader(): LibraryHandle {
  const names = loaderNames[process.platform] ?? ['libvulkan.so.1', 'libvulkan.so'];
  const failures: string[] = [];
  for (const name of names) {
    try {
      return koffi.load(name);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new MissingVulkanError(`no Vulkan loader on this system (tried ${names.join(', ')}: ${failures[0]})`);
}

function declare(library: LibraryHandle): VulkanApi {
  declareStructs();
  const api: Record<string, unknown> = {};
  for (const [name, [result, ...parameters]] of Object.entries(commands)) {
    const call = library.func(name, result, [...parameters]);
    const structParameters = parameters.map((type) => structOf(type));
    api[name] = structParameters.some(Boolean)
      ? (...args: unknown[]) => call(...args.map((arg, i) => toKoffi(structParameters[i], arg)))
      : call;
    if (name === 'vkWaitForFences') {
      api.waitForFence = (device: Handle, fence: BigUint64Array, timeoutNs: bigint) =>
        new Promise<number>((resolve, reject) => {
          call.async(device, 1, fence, 1, timeoutNs, (error: Error | null, code: number) =>
            error ? reject(error) : resolve(code),
          );
        });
    }
  }
  return api as unknown as VulkanApi;
}

/** A command of an extension, by its address, since the loader does not export it; undefined: no driver knows it. */
export function extensionCommand<Name extends keyof ExtensionCommands>(
  vk: VulkanApi,
  instance: bigint,
  name: Name,
): ExtensionCommands[Name] | undefined {
  const address = vk.vkGetInstanceProcAddr(instance, name);
  if (!address) return undefined;
  const [result, ...parameters] = extensionCommands[name];
  const prototype = koffi.proto(result, [...parameters]);
  const call = (...args: unknown[]) => koffi.call(BigInt(address), prototype, ...args) as number;
  return call as ExtensionCommands[Name];
}

function declareStructs(): void {
  for (const [name, members] of Object.entries(structs)) {
    const fields = Object.entries(members as Record<string, string | readonly [string, number]>).map(
      ([member, type]) => [member, typeof type === 'string' ? type : koffi.array(type[0], type[1])] as const,
    );
    koffi.struct(name, Object.fromEntries(fields));
  }
}

function structOf(cType: string): StructName | undefined {
  const name = cType.replace(/ \*$/, '');
  return name !== cType && name in structs ? (name as StructName) : undefined;
}

/** Completes objects, and arrays of them, with their missing members; bytes, handles and null pass unchanged. */
function toKoffi(struct: StructName | undefined, value: unknown): unknown {
  if (!struct || value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Array.isArray(value) ? value.map((one) => complete(struct, one)) : complete(struct, value);
}

function complete(struct: StructName, value: object): object {
  const given = value as Record<string, unknown>;
  const whole: Record<string, unknown> = {};
  for (const [member, type] of Object.entries(structs[struct] as Record<string, string | readonly [string, number]>)) {
    if (member === 'sType') whole[member] = structureTypes[struct] ?? 0;
    else if (member === 'pNext' && given[member] !== undefined) whole[member] = chained(given[member]);
    else if (typeof type !== 'string') whole[member] = given[member] ?? new Array(type[1]).fill(0);
    else if (type in structs) whole[member] = complete(type as StructName, (given[member] as object | undefined) ?? {});
    else if (/\*$/.test(type)) whole[member] = toKoffi(structOf(type), given[member] ?? null);
    else whole[member] = given[member] ?? 0;
  }
  return whole;
}

function chained(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  const { struct, value: members } = value as Chained;
  return koffi.as(complete(struct, members), `${struct} *`);
}

/** Bytes of a struct, to be handed to a command that fills it in. `next` is what its pNext points to. */
export function structBytes(struct: StructName, next?: Buffer): Buffer {
  const bytes = Buffer.alloc(koffi.sizeof(struct));
  const sType = structureTypes[struct];
  if (sType !== undefined) koffi.encode(bytes, 'uint32_t', sType);
  if (next) koffi.encode(bytes, koffi.offsetof(struct, 'pNext'), 'void *', koffi.address(next));
  return bytes;
}

/** Reads a struct that a command has filled in. */
export function readStruct<T extends object>(struct: StructName, bytes: Buffer, offset = 0): T {
  return koffi.decode(bytes, offset, struct) as T;
}

/** Encodes a struct once that is passed many times. What it points to must outlive it. */
export function encodeStruct(struct: StructName, value: object): Buffer {
  const bytes = Buffer.alloc(koffi.sizeof(struct));
  koffi.encode(bytes, struct, complete(struct, value));
  return bytes;
}

/** The address of bytes that live outside V8's heap, as C sees it. */
export function addressOf(bytes: ArrayBufferView): bigint {
  return koffi.address(bytes);
}

/** Mapped device memory as an ArrayBuffer: no copy. It must not be touched after the memory is freed. */
export function viewMemory(address: bigint, nBytes: number): ArrayBuffer {
  return koffi.view(address, nBytes);
}

/** Calls `list` twice, as Vulkan's vkEnumerate* and vkGet*Properties want it: once for the count, once for the data. */
export function enumerate(
  itemBytes: number,
  list: (count: Uint32Array, data: Buffer | null) => number | undefined,
  sType = 0,
): Buffer {
  const count = new Uint32Array(1);
  check('enumeration', list(count, null) ?? 0);
  const data = Buffer.alloc(Math.max(1, (count[0] ?? 0) * itemBytes));
  if (sType !== 0) for (let at = 0; at < data.length; at += itemBytes) data.writeUInt32LE(sType, at);
  check('enumeration', list(count, data) ?? 0);
  return data.subarray(0, (count[0] ?? 0) * itemBytes);
}

/** Structs by the same double call. */
export function enumerateStructs<T extends object>(
  struct: StructName,
  list: (count: Uint32Array, data: Buffer | null) => number | undefined,
): T[] {
  const nBytes = koffi.sizeof(struct);
  const data = enumerate(nBytes, list, structureTypes[struct]);
  return Array.from({ length: data.length / nBytes }, (_, i) => readStruct<T>(struct, data, i * nBytes));
}

/** Turns a VkResult other than success into an error that names the call. */
export function check(call: string, result: number): void {
  if (result !== constants.VK_SUCCESS && result !== constants.VK_INCOMPLETE) throw new VulkanError(call, result);
}
