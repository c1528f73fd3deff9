// The Mistral model: embedding, nLayers blocks of attention and feed-forward, norm, output head. One kernel per line.
// A step of n tokens is recorded once, one piece per layer, and submitted again for every later step of n tokens.
// Architecture: Mistral 7B (arXiv 2310.06825), as in Mistral's own reference code. Llama and Qwen differ by the tensors
// that their layers have (architectures.ts).
import type { Batch, Model, ObservableAttention, Scores } from '../engine/model.ts';
import { attention } from '../kernels/attention.ts';
import { attentionScores } from '../kernels/attention-scores.ts';
import { embed } from '../kernels/embed.ts';
import type { KernelSet } from '../kernels/kernel-set.ts';
import { registerTile, sharedTilesFrom } from '../kernels/project.ts';
import { projectAdd } from '../kernels/project-add.ts';
import { projectLogits } from '../kernels/project-logits.ts';
import { type ProjectQkvArguments, projectQkv } from '../kernels/project-qkv.ts';
import { projectSwiglu } from '../kernels/project-swiglu.ts';
import { quantize } from '../kernels/quantize.ts';
import { rmsNorm } from '../kernels/rms-norm.ts';
import { type Activations, type KvType, kvBlockSize, type WeightMatrix } from '../kernels/tensor.ts';
import { BoundedWork } from '../vulkan/bounded-work.ts';
import type { Device } from '../vulkan/device.ts';
import { Recording } from '../vulkan/recording.ts';
import { StepActivations } from './activations.ts';
import { kvBytesPerPosition } from './bytes-per-token.ts';
import type { MistralConfig } from './config.ts';
import { KvCache } from './kv-cache.ts';
import { StepInputs } from './step-inputs.ts';
import { StepOutputs } from './step-outputs.ts';
import type { LayerWeights, Weights } from './weights.ts';

/** Limits of what the model computes and holds. */
export interface ModelLimits {
  /** Blocks of the cache, 16 positions each, for all sequences together. */
  readonly nBlocks: number;
  /** Tokens in one step, all sequences together. */
  readonly maxBatchTokens: number;
  /** Positions of a sequence, at most those that the model was trained for. */
  readonly contextLength: number;
  /** How keys and values are stored; one that fits the heads, see chooseKvType. */
  readonly kvType: KvType;
}

interface ModelParts {
  readonly kernels: KernelSet;
  readonly config: MistralConfig;
  readonly weights: Weights;
  readonly limits: ModelLimits;
  readonly activations: StepActivations;
  readonly cache: KvCache;
  readonly inputs: StepInputs;
  readonly outputs: StepOutputs;
}

export class MistralModel implements Model {
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly maxBatchTokens: number;
  readonly nBlocks: number;
  readonly blockSize = kvBlockSize;
  readonly kvType: KvType;
  readonly #device: Device;
  readonly #kernels: KernelSet;
  readonly #config: MistralConfig;
  readonly #weights: Weights;
  readonly #cache: KvCache;
  readonly #inputs: StepInputs;
  readonly #activations: StepActivations;
  readonly #outputs: StepOutputs;
  readonly #steps = new Map<number, BoundedWork>(); // by nTokens

  private constructor({ kernels, config, weights, limits, activations, cache, inputs, outputs }: ModelParts) {
    const { device } = kernels;
    this.#device = device;
    this.#kernels = kernels;
    this.#config = config;
    this.#weights = weights;
    this.#activations = activations;
    this.vocabSize = config.vocabSize;
    this.contextLength = limits.contextLength;
    this.maxBatchTokens = limits.maxBatchTokens;
    this.nBlocks = limits.nBlocks;
    this.kvType = limits.kvType;
    this.#cache = cache;
    this.#inputs = inputs;
    this.#outputs = outputs;
  }

  /** Makes the model's buffers on the device. The caller destroys weights and kernels, after the model. */
  static async create(
    kernels: KernelSet,
    config: MistralConfig,
    weights: Weights,
    limits: ModelLimits,
  ): Promise<MistralModel> {
    const { device } = kernels;
    const made: { destroy(): void }[] = [];
    const keep = <T extends { destroy(): void }>(part: T): T => {
      made.push(part);
      return part;
    };
    try {
      const activations = keep(await StepActivations.create(kernels, config, limits));
      const cache = keep(new KvCache(device, config, limits));
      const inputs = keep(new StepInputs(device, config, limits));
      const outputs = keep(new StepOutputs(kernels, activations.normed.nRows, config.vocabSize));
      return new MistralModel({ kernels, config, weights, limits, activations, cache, inputs, outputs });
    } catch (error) {
      for (const part of made) part.destroy();
      throw error;
    }
  }

  /** Device bytes by purpose. The cache is allocated in full from the start. */
  get memory(): { weights: number; cache: number; scratch: number } {
    const scratch = this.#activations.nBytes + this.#inputs.nBytes + this.#outputs.nBytes;
    return { weights: this.#weights.nBytes, cache: this.#cache.nBytes, scratch };
  }

  /** Bytes of keys and values of one position, over all layers. */
  get kvBytesPerPosition(): number {
    return kvBytesPerPosition(this.#config, this.kvType);
  }

  /** Positions that a token sees, itself included; undefined: all before it. */
  get slidingWindow(): number | undefined {
    const { slidingWindow } = this.#config;
    // A window as long as the context hides no position.
    return slidingWindow === undefined || slidingWindow >= this.contextLength ? undefined : slidingWindow;
  }

  async forward(batch: Batch): Promise<readonly Scores[]> {
    const nTokens = batch.tokenIds.length;
    const nBest = this.#outputs.nBest(batch);
    this.#inputs.write({ ...batch, nBest }, registerTile(this.#kernels, nTokens));
    await this.#step(nTokens).run();
    return this.#outputs.read(nBest);
  }

  /** Which positions a token attends to, layer by layer. The scores take the place of the logits until these are computed. */
  get attention(): ObservableAttention {
    const { nLayers, nHeads, nKvHeads } = this.#config;
    const maxSeen = Math.floor(this.#outputs.free.nBytes / (4 * nHeads));
    return { nLayers, nHeads, nKvHeads, maxSeen, observe: (batch, tell) => this.#observe(batch, tell) };
  }

  async #observe(batch: Batch, tell: (layer: number, scores: Float32Array) => void): Promise<readonly Scores[]> {
    const [position] = batch.positions;
    if (position === undefined || batch.tokenIds.length !== 1) throw new RangeError('a step of one token is observed');
    const { nHeads, nLayers } = this.#config;
    const nSeen = Math.min(position + 1, this.slidingWindow ?? position + 1);
    const nBest = this.#outputs.nBest(batch);
    this.#inputs.write({ ...batch, nBest }, registerTile(this.#kernels, 1));
    await this.#runOnce((r) => this.#recordEmbedding(r, 1));
    for (let layer = 0; layer < nLayers; layer++) {
      await this.#runOnce((r) => {
        this.#recordLayer(r, 1, layer);
        this.#recordScores(r, layer, { firstSeen: position + 1 - nSeen, nSeen });
      });
      tell(layer, this.#outputs.readFree(nHeads * nSeen));
    }
    await this.#runOnce((r) => this.#recordOutput(r, 1));
    return this.#outputs.read(nBest);
  }

  #recordScores(r: Recording, layer: number, seen: { firstSeen: number; nSeen: number }): void {
    const { queries } = this.#activations;
    const { tokens, blockTables } = this.#inputs;
    const [cache, { nHeads }, scores] = [this.#cache.layers[layer], this.#config, this.#outputs.free];
    if (!cache) throw new Error(`layer ${layer} has no cache`);
    attentionScores(r, this.#kernels, { queries, cache, tokens, blockTables, nHeads, token: 0, ...seen, scores });
  }

  /** Records work that is rarely wanted, runs it, and forgets it. */
  async #runOnce(record: (recording: Recording) => void): Promise<void> {
    const recording = new Recording(this.#device, record);
    try {
      await this.#device.submit(recording.handle);
    } finally {
      recording.free();
    }
  }

  /**
   * Runs a step of every kind: of one token, of several, and of as many as go through other kernels. The largest step is
   * recorded too, and a GPU runs it; a CPU would take as long over it as over a prompt. What a driver refuses, it refuses
   * here. @throws DeviceLimitError, VulkanError
   */
  async runFirstSteps(): Promise<void> {
    const { maxBatchTokens } = this;
    const sizes = [1, 2, sharedTilesFrom(this.#kernels) ?? 1, this.#kernels.isCpu ? 1 : maxBatchTokens];
    for (const nTokens of new Set(sizes)) {
      const tokens = Array.from({ length: Math.min(nTokens, maxBatchTokens, this.contextLength) }, (_, i) => i);
      await this.forward({
        tokenIds: tokens.map(() => 0),
        positions: tokens,
        sequences: tokens.map(() => 0),
        blockTables: [tokens.filter((i) => i % kvBlockSize === 0).map((_, i) => i % this.nBlocks)],
        outputs: tokens,
      });
    }
    this.#step(maxBatchTokens);
  }

  /** Kernel launches of a step of nTokens. */
  nDispatches(nTokens: number): number {
    return this.#step(nTokens).nDispatches;
  }

  #step(nTokens: number): BoundedWork {
    let step = this.#steps.get(nTokens);
    if (!step) {
      step = new BoundedWork(this.#device, [
        (r) => this.#recordEmbedding(r, nTokens),
        ...this.#weights.layers.map((_, layer) => (r: Recording) => this.#recordLayer(r, nTokens, layer)),
        (r) => this.#recordOutput(r, nTokens),
      ]);
      this.#steps.set(nTokens, step);
    }
    return step;
  }

  #recordEmbedding(r: Recording, nTokens: number): void {
    const { x } = this.#activations;
    embed(r, this.#kernels, { table: this.#weights.embedding, tokens: this.#inputs.tokens, x, nTokens });
  }

  #recordLayer(r: Recording, nTokens: number, index: number): void {
    const { nHeads, normEps: eps } = this.#config;
    const { x, queries, attended, scratch, hidden } = this.#activations;
    const { tokens, rotations, outputs, blockTables } = this.#inputs;
    const kernels = this.#kernels;
    const [layer, cache] = [this.#weights.layers[index], this.#cache.layers[index]];
    if (!layer || !cache) throw new Error(`layer ${index} has no weights or no cache`);
    const norm = { outputs, eps, gathers: false, rows: nTokens };
    const qkvInputs = this.#normedFor(layer.qkv);
    rmsNorm(r, kernels, { ...norm, x, gain: layer.attentionNorm, y: qkvInputs });
    const adjustments = this.#adjustmentsOf(layer);
    const projection = { weights: layer.qkv, inputs: qkvInputs, adjustments };
    projectQkv(r, kernels, { ...projection, queries, cache, tokens, rotations, nTokens });
    const window = this.slidingWindow;
    attention(r, kernels, { queries, cache, tokens, blockTables, attended, scratch, nHeads, window, nTokens });
    const attendedInputs = this.#asInputsOf(layer.attentionOutput, r, attended, nTokens);
    const output = { weights: layer.attentionOutput, bias: layer.attentionOutputBias };
    projectAdd(r, kernels, { ...output, inputs: attendedInputs, residual: x, nTokens });
    const ffnInputs = this.#normedFor([layer.gateUp]);
    rmsNorm(r, kernels, { ...norm, x, gain: layer.ffnNorm, y: ffnInputs });
    projectSwiglu(r, kernels, { weights: layer.gateUp, inputs: ffnInputs, hidden, nTokens });
    const hiddenInputs = this.#asInputsOf(layer.down, r, hidden, nTokens);
    projectAdd(r, kernels, { weights: layer.down, inputs: hiddenInputs, residual: x, nTokens });
  }

  /** Only for the tokens whose logits are wanted; the host writes their number into the grid. */
  #recordOutput(r: Recording, nTokens: number): void {
    const { normEps: eps, vocabSize } = this.#config;
    const { output, outputNorm: gain } = this.#weights;
    const kernels = this.#kernels;
    const inputs = this.#normedFor([output]);
    const rows = this.#inputs.outputsGrid;
    rmsNorm(r, kernels, {
      x: this.#activations.x,
      gain,
      eps,
      y: inputs,
      outputs: this.#inputs.outputs,
      gathers: true,
      rows,
    });
    projectLogits(r, kernels, {
      weights: output,
      inputs,
      logits: this.#outputs.logits,
      vocabSize,
      tile: registerTile(kernels, nTokens),
      grid: this.#inputs.logitsGrid,
    });
    this.#outputs.record(r, this.#inputs);
  }

  /** What the layer does to q, k and v before RoPE, as its checkpoint has it; undefined: nothing. */
  #adjustmentsOf({ qkvAdjustments: weights }: LayerWeights): ProjectQkvArguments['adjustments'] {
    const { projected } = this.#activations;
    if (!weights || !projected) return undefined;
    const norms = weights.gains && { gains: weights.gains, eps: this.#config.normEps };
    return { projected, biases: weights.biases, norms, queryScale: this.#config.queryScale };
  }

  /** Where a norm writes the inputs of these matrices, in their format. */
  #normedFor(weights: readonly WeightMatrix[]): Activations {
    const { normed } = this.#activations;
    const format = this.#kernels.activationFormat(weights.map(({ dtype }) => dtype));
    return format === 'f32' ? normed : this.#activations.int8Rows(normed.dim);
  }

  /** Rows in the input format of a matrix: the float32 rows themselves, or int8 rows made from them. */
  #asInputsOf({ dtype }: WeightMatrix, r: Recording, rows: Activations, nTokens: number): Activations {
    if (this.#kernels.activationFormat([dtype]) === 'f32') return rows;
    const inputs = this.#activations.int8Rows(rows.dim);
    quantize(r, this.#kernels, { x: rows, y: inputs, nTokens });
    return inputs;
  }

  destroy(): void {
    for (const step of this.#steps.values()) step.free();
    this.#outputs.destroy();
    this.#inputs.destroy();
    this.#cache.destroy();
    this.#activations.destroy();
  }
}
