// Pipelines that several kernel sets of a test file share. Software drivers take a tenth of a second to compile one, and
// most sets differ in few of them.
import { createHash } from 'node:crypto';
import { type Flavour, KernelSet, type KernelSetOptions } from '../../src/kernels/kernel-set.ts';
import type { Device } from '../../src/vulkan/device.ts';
import { Kernel, type KernelCode } from '../../src/vulkan/kernel.ts';
import type { ConstantsOf, KernelInterface } from '../../src/vulkan/kernel-interface.ts';

export class KernelPool {
  readonly #kernels = new Map<string, Kernel>();

  constructor(readonly device: Device) {}

  /** A set that takes pipelines from the pool. Its destroy() leaves them there. */
  set(flavour: Flavour, options: KernelSetOptions = {}): KernelSet {
    return new PooledKernelSet(this, flavour, options);
  }

  /** The pipeline of this very code with these constants. */
  get<I extends KernelInterface>(code: KernelCode<I>, constants: ConstantsOf<I>): Kernel<I> {
    const digest = createHash('sha256').update(code.spirv).digest('hex');
    const key = `${digest} ${JSON.stringify(constants)}`;
    let kernel = this.#kernels.get(key) as Kernel<I> | undefined;
    if (!kernel) {
      kernel = new Kernel(this.device, code, constants);
      this.#kernels.set(key, kernel as unknown as Kernel);
    }
    return kernel;
  }

  /** No recorded work may still use any of them. */
  destroy(): void {
    for (const kernel of this.#kernels.values()) kernel.destroy();
    this.#kernels.clear();
  }
}

/** What KernelPool.set() makes. */
export class PooledKernelSet extends KernelSet {
  readonly #pool: KernelPool;

  constructor(pool: KernelPool, flavour: Flavour, options: KernelSetOptions) {
    super(pool.device, flavour, options);
    this.#pool = pool;
  }

  protected override compile<I extends KernelInterface>(code: KernelCode<I>, constants: ConstantsOf<I>): Kernel<I> {
    return this.#pool.get(code, constants);
  }

  override destroy(): void {
    // The pool's owner destroys them.
  }
}
