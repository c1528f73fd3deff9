// What the engine asks of a model: one step over the tokens of any number of sequences. Plain arrays in, logits out;
// the engine knows nothing of devices, kernels or files.

/** The tokens of one step. All arrays but `outputs` are [nTokens]; the tokens of a sequence stand in order. */
export interface Batch {
  readonly tokenIds: readonly number[];
  /** Place in its sequence, from 0. */
  readonly positions: readonly number[];
  /** Which of the model's sequence places holds its keys and values. */
  readonly places: readonly number[];
  /** [nOutputs] Indices of the tokens whose logits are wanted. */
  readonly outputs: readonly number[];
}

export interface Model {
  readonly vocabSize: number;
  /** Positions a sequence can have. */
  readonly contextLength: number;
  /** Most tokens in one step. */
  readonly maxBatchTokens: number;
  /** Sequences whose keys and values fit at once. */
  readonly nPlaces: number;
  /**
   * Runs one step and resolves to the logits of each output, float32 [vocabSize] each. They are valid until the next
   * call. Calls must not overlap.
   */
  forward(batch: Batch): Promise<readonly Float32Array[]>;
}
