// Loads a checkpoint's tensors onto the device. Each is read in pieces, so that the host never holds more than a few
// megabytes of it. A tensor of the wrong shape is an error here, not a wrong token later.
import { type Checkpoint, CheckpointError, type TensorInfo } from '../checkpoint/checkpoint.ts';
import { byteLength, type Dtype } from '../dtype.ts';
import { type Allocate, interleaveRows, packedSize, packRows, unitsPerRow } from '../kernels/pack-weights.ts';
import { alignUp, rowAlignment, type WeightMatrix } from '../kernels/tensor.ts';
import type { Device } from '../vulkan/device.ts';
import { type BufferRange, DeviceBuffer } from '../vulkan/memory.ts';
import { Uploader } from '../vulkan/uploader.ts';
import type { MistralConfig } from './config.ts';
import { dequantize } from './dequantize.ts';
import { PackedReader, type PackedWriter } from './packed-cache.ts';
import { PieceBuffers, pieceBytes, pieces } from './piece-buffers.ts';
import { type LayerWeights, type Part, type QkvWeights, runsOfOneType, type Weights } from './weights.ts';

/** Takes the next packed rows. */
type Put = (rows: { readonly weights: Uint8Array; readonly scales: Uint8Array }) => Promise<void>;

/** Told after each piece: bytes of the checkpoint read so far, and in all. */
export type LoadProgress = (doneBytes: number, totalBytes: number) => void;

export interface WeightLoaderOptions {
  readonly device: Device;
  readonly checkpoint: Checkpoint;
  /** Of the checkpoint's tensors. */
  readonly totalBytes: number;
  readonly onProgress?: LoadProgress | undefined;
  /** Where packed weights are read from, or kept. */
  readonly cache?: PackedReader | PackedWriter | undefined;
}

/** A matrix to be packed: nRows is a multiple of rowAlignment. */
interface PackedMatrix {
  readonly dtype: Dtype;
  readonly nRows: number;
  readonly nCols: number;
  /** The tensors that its rows come from. */
  readonly sources: readonly TensorInfo[];
  /** Packs the rows, from the first to the last. */
  readonly pack: (put: Put) => Promise<void>;
}

export class WeightLoader {
  readonly #device: Device;
  readonly #checkpoint: Checkpoint;
  readonly #uploader: Uploader;
  readonly #buffers: DeviceBuffer[] = [];
  readonly #pieces = new PieceBuffers();
  readonly #onProgress: LoadProgress;
  readonly #reader: PackedReader | undefined;
  #writer: PackedWriter | undefined;
  #doneBytes = 0;
  readonly #totalBytes: number;

  constructor({ device, checkpoint, totalBytes, onProgress = () => undefined, cache }: WeightLoaderOptions) {
    this.#device = device;
    this.#checkpoint = checkpoint;
    this.#uploader = new Uploader(device);
    this.#onProgress = onProgress;
    this.#totalBytes = totalBytes;
    if (cache instanceof PackedReader) this.#reader = cache;
    else this.#writer = cache;
  }

  async load(config: MistralConfig): Promise<Weights> {
    const { dim, nLayers, nHeads, nKvHeads, headDim, hiddenDim, vocabSize } = config;
    const queryDim = nHeads * headDim;
    const keyDim = nKvHeads * headDim;
    const embedding = await this.#matrix([['token_embd.weight', vocabSize]], dim);
    const layers: LayerWeights[] = [];
    for (let i = 0; i < nLayers; i++) {
      const name = (part: string) => `blk.${i}.${part}.weight`;
      layers.push({
        attentionNorm: await this.#vector(name('attn_norm'), dim),
        qkv: await this.#matrices(
          [
            [name('attn_q'), queryDim],
            [name('attn_k'), keyDim],
            [name('attn_v'), keyDim],
          ],
          dim,
        ),
        qkvAdjustments: config.adjustsQkv ? await this.#adjustments(i, config) : undefined,
        attentionOutput: await this.#matrix([[name('attn_output'), dim]], queryDim),
        attentionOutputBias: await this.#optional(`blk.${i}.attn_output.bias`, dim),
        ffnNorm: await this.#vector(name('ffn_norm'), dim),
        gateUp: await this.#gated(name('ffn_gate'), name('ffn_up'), hiddenDim, dim),
        down: await this.#matrix([[name('ffn_down'), dim]], hiddenDim),
      });
    }
    const outputNorm = await this.#vector('output_norm.weight', dim);
    const isTied = !this.#checkpoint.tensors.has('output.weight');
    const output = isTied ? embedding : await this.#matrix([['output.weight', vocabSize]], dim);
    return {
      embedding,
      layers,
      outputNorm,
      output,
      nBytes: this.#buffers.reduce((sum, buffer) => sum + buffer.nBytes, 0),
      destroy: () => this.destroyBuffers(),
    };
  }

  /** Matrices of nCols columns, stacked into as few as their types allow. */
  async #matrices(parts: readonly Part[], nCols: number): Promise<WeightMatrix[]> {
    const types = new Map(parts.map(([name, nRows]) => [name, this.#tensor(name, [nRows, nCols]).dtype]));
    const runs = runsOfOneType(parts, (name) => types.get(name));
    const matrices: WeightMatrix[] = [];
    for (const run of runs) matrices.push(await this.#matrix(run, nCols));
    return matrices;
  }

  /** Matrices of nCols columns and one type, stacked into one. */
  async #matrix(parts: readonly Part[], nCols: number): Promise<WeightMatrix> {
    const tensors = parts.map(([name, nRows]) => this.#tensor(name, [nRows, nCols]));
    const name = parts.map(([part]) => part).join(' | ');
    const { dtype } = tensors[0] as TensorInfo;
    const nRows = parts.reduce((sum, [, rows]) => sum + alignUp(rows, rowAlignment), 0);
    const pack = async (put: Put) => {
      for (const tensor of tensors) {
        for (const [row, n] of pieces(tensor.shape[0] ?? 0, byteLength(dtype, nCols))) {
          const bytes = await this.#rows('rows', tensor, row, n);
          await put(packRows({ dtype, bytes, nRows: n, nCols }, this.#allocate));
        }
      }
    };
    return { name, ...(await this.#packed({ dtype, nRows, nCols, sources: tensors, pack })) };
  }

  /**
   * Gate and up of the feed-forward network, interleaved as project-swiglu takes them. If they are of different types, both
   * are widened to F32, which is exact.
   */
  async #gated(gateName: string, upName: string, nRows: number, nCols: number): Promise<WeightMatrix> {
    const [gate, up] = [this.#tensor(gateName, [nRows, nCols]), this.#tensor(upName, [nRows, nCols])];
    const dtype: Dtype = gate.dtype === up.dtype ? gate.dtype : 'F32';
    const rowBytes = byteLength(dtype, nCols);
    const widen = (rows: Uint8Array, { dtype: own }: TensorInfo) =>
      own === dtype ? rows : new Uint8Array(dequantize(own, rows).buffer);
    const pack = async (put: Put) => {
      for (const [row, n] of pieces(nRows, 2 * rowBytes)) {
        const gateRows = widen(await this.#rows('rows', gate, row, n), gate);
        const upRows = widen(await this.#rows('up', up, row, n), up);
        const bytes = interleaveRows(gateRows, upRows, rowBytes, this.#allocate);
        await put(packRows({ dtype, bytes, nRows: bytes.length / rowBytes, nCols }, this.#allocate));
      }
    };
    const matrix = { dtype, nRows: 2 * alignUp(nRows, rowAlignment / 2), nCols, sources: [gate, up], pack };
    return { name: `${gateName} | ${upName}`, ...(await this.#packed(matrix)) };
  }

  async #packed({ dtype, nRows, nCols, sources, pack }: PackedMatrix): Promise<Omit<WeightMatrix, 'name'>> {
    const { weightBytes, scaleBytes } = packedSize(dtype, nRows, nCols);
    const sizes = scaleBytes > 0 ? [weightBytes, scaleBytes] : [weightBytes];
    const [weights, scales] = await this.#planes(sizes, sources, async (write) => {
      await pack(async ({ weights, scales }) => {
        await write(0, weights);
        if (scaleBytes > 0) await write(1, scales);
      });
    });
    const planes = { weights: weights as BufferRange, scales };
    return { dtype, nRows, nCols, nUnits: unitsPerRow(dtype, nCols), planes };
  }

  #vector(name: string, length: number): Promise<BufferRange> {
    return this.#vectors([[name, length]]);
  }

  async #optional(name: string, length: number): Promise<BufferRange | undefined> {
    return this.#checkpoint.tensors.has(name) ? this.#vector(name, length) : undefined;
  }

  async #adjustments(layer: number, { nHeads, nKvHeads, headDim }: MistralConfig): Promise<QkvWeights> {
    const name = (part: string) => `blk.${layer}.${part}`;
    const keyDim = nKvHeads * headDim;
    const biases: Part[] = [
      [name('attn_q.bias'), nHeads * headDim],
      [name('attn_k.bias'), keyDim],
      [name('attn_v.bias'), keyDim],
    ];
    const gains: Part[] = [
      [name('attn_q_norm.weight'), headDim],
      [name('attn_k_norm.weight'), headDim],
    ];
    const hasNorms = gains.some(([gain]) => this.#checkpoint.tensors.has(gain));
    return {
      biases: await this.#vectors(biases, { isOptional: true, alignment: rowAlignment }),
      gains: hasNorms ? await this.#vectors(gains) : undefined,
    };
  }

  /** Vectors one after the other, each aligned, as float32; zeros for those that may be absent and are. */
  async #vectors(parts: readonly Part[], { isOptional = false, alignment = 1 } = {}): Promise<BufferRange> {
    const sources = parts.map(([name, length]) =>
      isOptional && !this.#checkpoint.tensors.has(name) ? undefined : this.#tensor(name, [length]),
    );
    const starts: number[] = [];
    const total = parts.reduce((sum, [, length]) => {
      starts.push(sum);
      return sum + alignUp(length, alignment);
    }, 0);
    const tensors = sources.flatMap((tensor) => tensor ?? []);
    const [range] = await this.#planes([total * 4], tensors, async (write) => {
      const values = new Float32Array(total);
      for (const [i, tensor] of sources.entries()) {
        if (!tensor) continue;
        const bytes = new Uint8Array(tensor.nBytes);
        await this.#checkpoint.read(tensor, bytes);
        this.#advance(bytes.length);
        values.set(dequantize(tensor.dtype, bytes), starts[i]);
      }
      await write(0, new Uint8Array(values.buffer));
    });
    return range as BufferRange;
  }

  /**
   * Buffers of these sizes, filled from the cache, or by `make` and then the cache with them.
   * @param make writes each plane from its beginning to its end
   */
  async #planes(
    sizes: readonly number[],
    sources: readonly TensorInfo[],
    make: (write: (plane: number, bytes: Uint8Array) => Promise<void>) => Promise<void>,
  ): Promise<BufferRange[]> {
    const ranges = sizes.map((nBytes) => this.#buffer(nBytes));
    if (this.#reader) {
      for (const [i, range] of ranges.entries()) {
        await this.#reader.read(sizes[i] as number, pieceBytes, (piece, offset) =>
          this.#uploader.write(range, piece, offset),
        );
      }
      this.#advance(sources.reduce((sum, { nBytes }) => sum + nBytes, 0));
      return ranges;
    }
    const written = sizes.map(() => 0);
    const cached = sizes.map((nBytes) => this.#writer?.add(nBytes) ?? 0);
    await make(async (plane, bytes) => {
      await this.#uploader.write(ranges[plane] as BufferRange, bytes, written[plane]);
      written[plane] = (written[plane] ?? 0) + bytes.length;
      // A full disk ends caching, not loading: the file stays short and is removed in the end.
      await this.#writer?.write(cached[plane] ?? 0, bytes).catch(() => {
        this.#writer = undefined;
      });
    });
    return ranges;
  }

  readonly #allocate: Allocate = (use, nBytes) => this.#pieces.zeroed(use, nBytes);

  /** n rows of a matrix as they are in the checkpoint, in the buffer of that name. */
  async #rows(into: 'rows' | 'up', tensor: TensorInfo, row: number, n: number): Promise<Uint8Array> {
    const rowBytes = byteLength(tensor.dtype, tensor.shape[1] ?? 0);
    const bytes = this.#pieces.bytes(into, n * rowBytes);
    await this.#checkpoint.read(tensor, bytes, row * rowBytes);
    this.#advance(bytes.length);
    return bytes;
  }

  #advance(nBytes: number): void {
    this.#doneBytes += nBytes;
    this.#onProgress(this.#doneBytes, this.#totalBytes);
  }

  #tensor(name: string, shape: readonly number[]): TensorInfo {
    const tensor = this.#checkpoint.tensors.get(name);
    if (!tensor) throw new CheckpointError(this.#checkpoint.path, `the tensor ${name} is missing`);
    if (tensor.shape.join() !== shape.join()) {
      const found = `[${tensor.shape.join(', ')}]`;
      throw new CheckpointError(
        this.#checkpoint.path,
        `the tensor ${name} has shape ${found}, expected [${shape.join(', ')}]`,
      );
    }
    return tensor;
  }

  #buffer(nBytes: number): BufferRange {
    const buffer = new DeviceBuffer(this.#device, nBytes, 'device');
    this.#buffers.push(buffer);
    return buffer.range();
  }

  destroyBuffers(): void {
    for (const buffer of this.#buffers.splice(0)) buffer.destroy();
  }

  close(): void {
    this.#uploader.destroy();
  }
}
