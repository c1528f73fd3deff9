// What the host writes for the device before each step: tokens, block tables, RoPE's rotations, outputs and grids, in one
// mapped buffer that every recording reads. Layouts: kernels/step.glsl. Everything is checked before it is written,
// since the kernels index memory with it.
import type { Batch } from '../engine/model.ts';
import { logitsGrid } from '../kernels/project-logits.ts';
import type { Tile } from '../kernels/projection-tuning.ts';
import { maxBest } from '../kernels/select.ts';
import { alignUp, type BlockTables, blockTableLength } from '../kernels/tensor.ts';
import type { Device } from '../vulkan/device.ts';
import { type BufferRange, DeviceBuffer } from '../vulkan/memory.ts';
import { writeBlockTables } from './block-tables.ts';
import type { MistralConfig } from './config.ts';
import { ropeFrequencies } from './rope.ts';

/** Limits of what a batch may hold. */
export interface StepLimits {
  readonly maxBatchTokens: number;
  readonly nBlocks: number;
  readonly contextLength: number;
}

export class StepInputs {
  readonly tokens: BufferRange; // uvec4 [maxBatchTokens]: id, position, slot, sequence
  readonly blockTables: BlockTables; // [maxBatchTokens, blocks of contextLength]
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
    // Each sequence of a step has at least one token, so there are at most as many sequences as tokens.
    const { maxBatchTokens } = limits;
    const nSequences = maxBatchTokens;
    const length = blockTableLength(limits.contextLength);
    const sizes = {
      tokens: maxBatchTokens * 16,
      blockTables: nSequences * length * 4,
      rotations: maxBatchTokens * config.headDim * 4,
      outputs: alignUp(maxBatchTokens * 4, 16),
      nBest: alignUp(maxBatchTokens * 4, 16),
      grids: 32,
    };
    this.#buffer = new DeviceBuffer(
      device,
      Object.values(sizes).reduce((sum, size) => sum + align(size), 0),
      'upload',
    );
    let offset = 0;
    const range = (name: keyof typeof sizes) => {
      const own = this.#buffer.range(offset, sizes[name]);
      offset += align(sizes[name]);
      return own;
    };
    this.tokens = range('tokens');
    this.blockTables = { range: range('blockTables'), nSequences, length };
    this.rotations = range('rotations');
    this.outputs = range('outputs');
    this.nBest = range('nBest');
    this.#grids = range('grids');
    this.#config = config;
    this.#limits = limits;
    this.#frequencies = ropeFrequencies(config, limits.contextLength);
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

  /** @throws RangeError for an id, position, sequence, block or output outside its limits, or a slot written twice */
  write(batch: Batch, tile: Tile): void {
    this.#check(batch);
    const { slidingWindow: window } = this.#config;
    const { range, length } = this.blockTables;
    const slots = writeBlockTables(batch, this.#words(range), { length, nBlocks: this.#limits.nBlocks, window });
    const { headDim, vocabSize, ropeScaling } = this.#config;
    const { magnitude } = ropeScaling;
    const tokens = this.#words(this.tokens);
    const rotations = new Float32Array(
      this.#words(this.rotations).buffer,
      this.#rotationsOffset,
      this.rotations.nBytes / 4,
    );
    for (const [i, id] of batch.tokenIds.entries()) {
      const position = batch.positions[i] ?? 0;
      tokens.set([id, position, slots[i] ?? 0, batch.sequences[i] ?? 0], i * 4);
      for (let pair = 0; pair < headDim / 2; pair++) {
        const angle = position * (this.#frequencies[pair] ?? 0);
        rotations[i * headDim + 2 * pair] = Math.cos(angle) * magnitude;
        rotations[i * headDim + 2 * pair + 1] = Math.sin(angle) * magnitude;
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

  #check({ tokenIds, positions, sequences, blockTables, outputs, nBest }: Batch): void {
    const { maxBatchTokens, contextLength } = this.#limits;
    const n = tokenIds.length;
    if (n < 1 || n > maxBatchTokens) throw new RangeError(`a step of ${n} tokens; it takes 1 to ${maxBatchTokens}`);
    if (positions.length !== n || sequences.length !== n) throw new RangeError('a step whose arrays differ in length');
    if (blockTables.length > maxBatchTokens) {
      throw new RangeError(`${blockTables.length} sequences; at most ${maxBatchTokens}`);
    }
    expectBelow('token id', tokenIds, this.#config.vocabSize);
    expectBelow('position', positions, contextLength);
    expectBelow('sequence', sequences, blockTables.length);
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
