// `tramontane logits`: the model's raw output for given token ids, for comparison with other engines.
import type { Model } from '../engine/model.ts';
import { type Command, numberFlag, requiredFlag, UsageError } from './command.ts';
import { findForCommand, loadForCommand } from './load-for-command.ts';
import { modelFlag, modelOptions } from './model-options.ts';

/** `tramontane logits` */
export const command: Command = {
  name: 'logits',
  summary: "Print a model's logits for given token ids.",
  description: `Prints one JSON line per position: {"position":0,"top":[[tokenId,logit],...]}, highest first. Runs the ids in one
prefill, or one at a time with --decode. Adds no BOS.

  tramontane logits --model model.gguf --tokens 1,403,407 --top 5 --json`,
  options: {
    model: modelFlag,
    tokens: { type: 'string', value: 'IDS', help: 'Token ids, separated by commas.' },
    top: { type: 'string', value: 'K', help: 'Only the K highest logits of each position; default all.' },
    decode: { type: 'boolean', help: 'One token at a time instead of one prefill.' },
    ...modelOptions,
    json: { type: 'boolean', help: 'JSON lines (the default).' },
  },
  async run(values) {
    const model = requiredFlag(values, 'model');
    const ids = readIds(requiredFlag(values, 'tokens'));
    const top = numberFlag(values, 'top', { min: 1, integer: true }) ?? Number.POSITIVE_INFINITY;
    const loaded = await loadForCommand(await findForCommand(model, values), values);
    try {
      if (ids.length > loaded.model.contextLength) {
        throw new UsageError(
          `--tokens has ${ids.length} ids; the context of ${model} is ${loaded.model.contextLength}`,
        );
      }
      const step = values.decode ? 1 : loaded.model.maxBatchTokens;
      for await (const [position, logits] of positions(loaded.model, ids, step)) {
        process.stdout.write(`${JSON.stringify({ position, top: highest(logits, top) })}\n`);
      }
    } finally {
      await loaded.close();
    }
  },
};

function readIds(text: string): number[] {
  const ids = text.split(',').map((id) => (/^\s*\d+\s*$/.test(id) ? Number(id) : Number.NaN));
  if (ids.some(Number.isNaN)) throw new UsageError(`--tokens takes ids separated by commas, found '${text}'`);
  return ids;
}

/** The logits after each id; each step of the model takes `step` ids. */
async function* positions(model: Model, ids: readonly number[], step: number): AsyncGenerator<[number, Float32Array]> {
  const { blockSize, nBlocks } = model;
  for (let first = 0; first < ids.length; first += step) {
    const tokenIds = ids.slice(first, first + step);
    const indices = tokenIds.map((_, i) => i);
    const batch = {
      tokenIds,
      positions: indices.map((i) => first + i),
      sequences: tokenIds.map(() => 0),
      // Blocks are reused in turn: by then the sliding window no longer needs them.
      blockTables: [Array.from({ length: Math.ceil(ids.length / blockSize) }, (_, i) => i % nBlocks)],
      outputs: indices,
    };
    for (const [i, { logits }] of (await model.forward(batch)).entries()) yield [first + i, logits];
  }
}

/** [id, logit] pairs, highest first, the lower id first among equals. */
function highest(logits: Float32Array, top: number): [number, number][] {
  const pairs = Array.from(logits, (logit, id): [number, number] => [id, logit]);
  return pairs.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, top);
}
