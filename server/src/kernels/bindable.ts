// How many bytes of a buffer a kernel can see, by its memory flavour: drivers limit both, and some of them tightly.
import type { PhysicalDevice } from '../vulkan/physical-device.ts';
import type { Flavour } from './kernel-set.ts';

const texelBytes = 16;

/** A range that a kernel will bind. */
export interface Bindable {
  /** For error messages. */
  readonly name: string;
  readonly nBytes: number;
}

/** Most bytes that a kernel of this flavour can bind in one range. */
export function bindableBytes(flavour: Flavour, limits: PhysicalDevice['limits']): number {
  const { maxBufferBytes, maxStorageBufferRange, maxTexelBufferElements } = limits;
  return Math.min(maxBufferBytes, flavour === 'texel' ? maxTexelBufferElements * texelBytes : maxStorageBufferRange);
}

/** Why kernels of this flavour cannot bind all of these; undefined: they can. */
export function bindingProblem(
  flavour: Flavour,
  limits: PhysicalDevice['limits'],
  bindables: readonly Bindable[],
): string | undefined {
  const [largest] = [...bindables].sort((a, b) => b.nBytes - a.nBytes);
  const most = bindableBytes(flavour, limits);
  if (!largest || largest.nBytes <= most) return undefined;
  return `${largest.name} takes ${largest.nBytes} bytes, ${flavour} kernels can bind ${most}`;
}
