// A model of noise under the real engine. Any token may come, including the end, so answers contain partial characters,
// control tokens and nothing at all. Fast enough for thousands of requests.
import { compilerOf } from '../../src/constraints/grammar-compiler.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Batch, Model, Scores } from '../../src/engine/model.ts';
import { mulberry32 } from '../checkpoint/mulberry32.ts';
import { tokenizer } from '../http/harness.ts';

/** At temperature 1, every tenth token or so is the end. */
const endLogit = 10;

class RandomModel implements Model {
  readonly vocabSize = tokenizer.vocabulary.pieces.length;
  readonly contextLength = 512;
  readonly maxBatchTokens = 64;
  readonly nBlocks = 128;
  readonly blockSize = 16;
  readonly slidingWindow = undefined;
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = mulberry32(seed);
  }

  async forward({ outputs }: Batch): Promise<Scores[]> {
    await new Promise((resolve) => setImmediate(resolve));
    return outputs.map(() => {
      const logits = Float32Array.from({ length: this.vocabSize }, () => 8 * this.#random());
      logits[tokenizer.vocabulary.eosId as number] = endLogit;
      return { logits };
    });
  }
}

const compile = compilerOf(tokenizer);

export function randomEngine(seed: number): Engine {
  return new Engine(new RandomModel(seed), compile);
}
