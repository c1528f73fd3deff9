// How many bytes of a buffer a kernel can see, by its memory flavour: drivers limit both, and some of them tightly.
import type { PhysicalDevice } from '../vulkan/physical-device.ts';
import type { Flavour } from './kernel-set.ts';

const texelBytes = 16;

/** A range that a kernel will bind. */
export interface Bindable {
  /** For error messages. */
  readonly name: string;
  readonly nBytes: number;
  /** Kernels write into it, for which every flavour binds a storage buffer. */
  readonly isWritten?: boolean | undefined;
}

/** Most bytes that a kernel of this flavour can bind in one range. */
export function bindableBytes(
  flavour: Flavour,
  limits: PhysicalDevice['limits'],
  { isWritten = false }: Pick<Bindable, 'isWritten'> = {},
): number {
  const { maxBufferBytes, maxStorageBufferRange, maxTexelBufferElements } = limits;
  const asTexels = flavour === 'texel' ? maxTexelBufferElements * texelBytes : Number.POSITIVE_INFINITY;
  const asStorage = flavour === 'ssbo' || isWritten ? maxStorageBufferRange : Number.POSITIVE_INFINITY;
  return Math.min(maxBufferBytes, asTexels, asStorage);
}

/** Why kernels of this flavour cannot bind all of these; undefined: they can. */
export function bindingProblem(
  flavour: Flavour,
  limits: PhysicalDevice['limits'],
  bindables: readonly Bindable[],
): string | undefined {
  const mostOf = (bindable: Bindable) => bindableBytes(flavour, limits, bindable);
  const [largest] = bindables.filter((each) => each.nBytes > mostOf(each)).sort((a, b) => b.nBytes - a.nBytes);
  if (!largest) return undefined;
  return `${largest.name} takes ${largest.nBytes} bytes, ${flavour} kernels can bind ${mostOf(largest)}`;
}
