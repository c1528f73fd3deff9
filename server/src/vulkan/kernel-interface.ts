// The names by which the host speaks to a kernel: its buffers, push constants and specialization constants. They are
// generated from the GLSL sources; the types here make a wrong or missing name a compile error.
import type { BufferRange } from './memory.ts';

/** Generated from a kernel's source (kernels/kernel-interfaces.gen.ts). */
export interface KernelInterface {
  /** Buffer -> its slot: the binding in descriptor set 0. */
  readonly buffers: Readonly<Record<string, number>>;
  /** Buffers that only some variants have, such as the scales of quantised weights. */
  readonly optionalBuffers: Readonly<Record<string, number>>;
  /** Push constants in their order, one 32-bit word each. */
  readonly arguments: Readonly<Record<string, 'uint' | 'float'>>;
  /** Specialization constant -> its id. */
  readonly constants: Readonly<Record<string, number>>;
  /** Constants that only some variants have. */
  readonly optionalConstants: Readonly<Record<string, number>>;
}

/** A range for each buffer of a kernel; undefined where its variant does not have that buffer. */
export type BuffersOf<I extends KernelInterface> = {
  readonly [Name in keyof I['buffers']]: BufferRange;
} & { readonly [Name in keyof I['optionalBuffers']]: BufferRange | undefined };

/** A value for each push constant of a kernel. */
export type ArgumentsOf<I extends KernelInterface> = { readonly [Name in keyof I['arguments']]: number };

/** A value for each specialization constant of a kernel. */
export type ConstantsOf<I extends KernelInterface> = {
  readonly [Name in keyof I['constants']]: number;
} & { readonly [Name in keyof I['optionalConstants']]?: number | undefined };
