// What the host tells the device before each step: tokens, RoPE's rotations, outputs and grids, in one mapped buffer
// that every recording reads. Layouts: kernels/step.glsl. Everything is checked before it is written, since the
// kernels index memory with it.
import type { Batch } from '../engine/model.ts';
import type { Tile } from '../kernels/kernel-set.ts';
import { logitsGrid } from '../kernels/project-logits.ts';
import { maxBest } from '../kernels/select.ts';
import { alignUp } from '../kernels/tensor.ts';
import type { Device } from '../vulkan/device.ts';
import { type BufferRange, DeviceBuffer } from '../vulkan/memory.ts';
import type { MistralConfig } from './config.ts';

/** Limits of what a batch may hold. */
export interface StepLimits {
  readonly maxBatchTokens: number;
  readonly nPlaces: number;
  readonly capacity: number;
  readonly contextLength: number;
}

export class StepInputs {
  readonly tokens: BufferRange; // uvec4 [maxBatchTokens]: id, position, slot, place
  readonly rotations: BufferRange; // f32 [maxBatchTokens, headDim / 2, 2]
  readonly outputs: BufferRange; // uint32 [maxBatchTokens]
  readonly nBest: BufferRange; // uint32 [maxBatchTokens]
  readonly #grids: BufferRange; // uint32 [2, 3]: of one workgroup for each output, of the logits
  readonly #buffer: DeviceBuffer;
  readonly #config: MistralConfig;
  readonly #limits: StepLimits;
  readonly #frequencies: readonly number[]; // [headDim / 2], radians per position

  constructor(device: Device, config: MistralConfig, limits: StepLimits) {
    const align = (bytes: number) => alignUp(bytes, device.physical.limits.offsetAlignment);
    const sizes = [
      limits.maxBatchTokens * 16,
      limits.maxBatchTokens * config.headDim * 4,
      alignUp(limits.maxBatchTokens * 4, 16),
      alignUp(limits.maxBatchTokens * 4, 16),
      32,
    ];
    this.#buffer = new DeviceBuffer(
      device,
      sizes.reduce((sum, size) => sum + align(size), 0),
      'upload',
    );
    let offset = 0;
    const ranges = sizes.map((size) => {
      const range = this.#buffer.range(offset, size);
      offset += align(size);
      return range;
    });
    [this.tokens, this.rotations, this.outputs, this.nBest, this.#grids] = ranges as [
      BufferRange,
      BufferRange,
      BufferRange,
      BufferRange,
      BufferRange,
    ];
    this.#config = config;
    this.#limits = limits;
    this.#frequencies = Array.from(
      { length: config.headDim / 2 },
      (_, i) => config.ropeTheta ** ((-2 * i) / config.headDim),
    );
  }

  get nBytes(): number {
    return this.#buffer.nBytes;
  }

  /** One workgroup for each output. */
  get outputsGrid(): { buffer: DeviceBuffer; offset: number } {
    return { buffer: this.#buffer, offset: this.#grids.offset };
  }

  get logitsGrid(): { buffer: DeviceBuffer; offset: number } {
    return { buffer: this.#buffer, offset: this.#grids.offset + 12 };
  }

  /** @throws RangeError for an id, position, place or output outside its limits */
  write(batch: Batch, tile: Tile): void {
    this.#check(batch);
    const { headDim, vocabSize } = this.#config;
    const tokens = this.#words(this.tokens);
    const rotations = new Float32Array(
      this.#words(this.rotations).buffer,
      this.#rotationsOffset,
      this.rotations.nBytes / 4,
    );
    for (const [i, id] of batch.tokenIds.entries()) {
      const position = batch.positions[i] ?? 0;
      tokens.set([id, position, position % this.#limits.capacity, batch.places[i] ?? 0], i * 4);
      for (let pair = 0; pair < headDim / 2; pair++) {
        const angle = position * (this.#frequencies[pair] ?? 0);
        rotations[i * headDim + 2 * pair] = Math.cos(angle);
        rotations[i * headDim + 2 * pair + 1] = Math.sin(angle);
      }
    }
    this.#words(this.outputs).set(batch.outputs);
    this.#words(this.nBest).set(batch.nBest ?? batch.outputs.map(() => 0));
    const nOutputs = batch.outputs.length;
    this.#words(this.#grids).set([nOutputs, 1, 1, ...logitsGrid(vocabSize, nOutputs, tile)]);
  }

  get #rotationsOffset(): number {
    return (this.#mapped.byteOffset ?? 0) + this.rotations.offset;
  }

  get #mapped(): Uint8Array<ArrayBuffer> {
    const { mapped } = this.#buffer;
    if (!mapped) throw new Error('upload memory that the host cannot see');
    return mapped;
  }

  #words(range: BufferRange): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#mapped.buffer, this.#mapped.byteOffset + range.offset, range.nBytes / 4);
  }

  #check({ tokenIds, positions, places, outputs, nBest }: Batch): void {
    const { maxBatchTokens, nPlaces, contextLength } = this.#limits;
    const n = tokenIds.length;
    if (n < 1 || n > maxBatchTokens) throw new RangeError(`a step of ${n} tokens; it takes 1 to ${maxBatchTokens}`);
    if (positions.length !== n || places.length !== n) throw new RangeError('a step whose arrays differ in length');
    expectBelow('token id', tokenIds, this.#config.vocabSize);
    expectBelow('position', positions, contextLength);
    expectBelow('place', places, nPlaces);
    expectBelow('output', outputs, n);
    if (nBest && nBest.length !== outputs.length)
      throw new RangeError('a step whose outputs and nBest differ in length');
    expectBelow('nBest', nBest ?? [], maxBest + 1);
    if (outputs.length > maxBatchTokens) throw new RangeError(`${outputs.length} outputs; at most ${maxBatchTokens}`);
  }

  destroy(): void {
    this.#buffer.destroy();
  }
}

function expectBelow(what: string, values: readonly number[], limit: number): void {
  const bad = values.find((value) => !Number.isInteger(value) || value < 0 || value >= limit);
  if (bad !== undefined) throw new RangeError(`${what} ${bad}; expected 0 to ${limit - 1}`);
}
