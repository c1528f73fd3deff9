// From the scores of a token's attention to what is told of it: softmax, the mean over the heads that share their keys, and
// sums over stretches of positions where a row would be too long.
import { ServerError } from '../errors.ts';
import type { AttentionQuery, AttentionView } from './generation.ts';
import type { Model, ObservableAttention } from './model.ts';

/** Most weights of one answer: as text they take seven bytes each. */
const maxWeights = 2 ** 18;

/** @throws ServerError badInput when the model cannot tell what is asked, or it would be too much */
export function checkAttentionQuery(model: Model, { layers, perHead, maxColumns }: AttentionQuery, n: number): void {
  const { attention, slidingWindow = n } = model;
  const refuse = (reason: string) => new ServerError('badInput', `Error: ${reason}`);
  if (!attention) throw refuse("'/model' names an engine that cannot tell which positions a token attends to");
  const { nLayers, nHeads, nKvHeads, maxSeen } = attention;
  const unknown = layers?.find((layer) => !Number.isInteger(layer) || layer < 0 || layer >= nLayers);
  if (unknown !== undefined) throw refuse(`'/layers' has ${unknown}; the model has the layers 0 to ${nLayers - 1}`);
  if (layers && new Set(layers).size < layers.length) throw refuse("'/layers' names a layer twice");
  const nSeen = Math.min(n, slidingWindow);
  if (nSeen > maxSeen)
    throw refuse(`'/position' is of a token that sees ${nSeen} positions; attention is told for up to ${maxSeen}`);
  const nRows = (layers?.length ?? nLayers) * (perHead ? nHeads : nKvHeads);
  const nColumns = Math.ceil(n / positionsPerColumn(n, maxColumns));
  if (nRows * nColumns > maxWeights) {
    throw refuse(
      `'/layers' and '/max_columns' ask for ${nRows} rows of ${nColumns} columns; at most ${maxWeights} weights are told`,
    );
  }
}

/** The shortest stretches of n positions that fit into so few columns. */
function positionsPerColumn(n: number, maxColumns: number): number {
  if (!Number.isInteger(maxColumns) || maxColumns < 1) throw new RangeError(`maxColumns ${maxColumns}`);
  return Math.ceil(n / maxColumns);
}

type ObservedModel = Pick<Model, 'slidingWindow'> & { readonly attention: ObservableAttention };

/** Collects the layers of one step. */
export class AttentionCollector {
  readonly #query: AttentionQuery;
  readonly #position: number;
  readonly #model: ObservedModel;
  readonly #layers: { layer: number; rows: Float32Array[] }[] = [];

  constructor(model: ObservedModel, query: AttentionQuery, position: number) {
    this.#model = model;
    this.#query = query;
    this.#position = position;
  }

  /** Takes the scores of one layer, float32 [nHeads, nSeen]. */
  add(layer: number, scores: Float32Array): void {
    const { layers, perHead } = this.#query;
    if (layers && !layers.includes(layer)) return;
    const { nHeads, nKvHeads } = this.#model.attention;
    const nSeen = scores.length / nHeads;
    const perRow = perHead ? 1 : nHeads / nKvHeads;
    const rows = Array.from({ length: nHeads / perRow }, () => new Float64Array(this.#nColumns));
    for (let head = 0; head < nHeads; head++) {
      const row = rows[Math.floor(head / perRow)] as Float64Array;
      this.#addHead(row, scores.subarray(head * nSeen, (head + 1) * nSeen), 1 / perRow);
    }
    this.#layers.push({ layer, rows: rows.map((row) => Float32Array.from(row)) });
  }

  get #perColumn(): number {
    return positionsPerColumn(this.#position + 1, this.#query.maxColumns);
  }

  get #nColumns(): number {
    return Math.ceil((this.#position + 1) / this.#perColumn);
  }

  /** Adds the softmax of a head's scores, times its share of the row. */
  #addHead(row: Float64Array, scores: Float32Array, share: number): void {
    const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const weights = Float64Array.from(scores, (score) => Math.exp(score - largest));
    const total = weights.reduce((a, b) => a + b, 0);
    if (!(total > 0 && total < Number.POSITIVE_INFINITY)) throw new Error('the scores of attention are not finite');
    const [first, perColumn] = [this.#position + 1 - scores.length, this.#perColumn];
    for (const [i, weight] of weights.entries()) {
      const column = Math.floor((first + i) / perColumn);
      row[column] = (row[column] as number) + (weight / total) * share;
    }
  }

  view(): AttentionView {
    const { attention, slidingWindow } = this.#model;
    const { nLayers, nHeads, nKvHeads } = attention;
    const [position, layers] = [this.#position, this.#layers];
    return { position, positionsPerColumn: this.#perColumn, nLayers, nHeads, nKvHeads, slidingWindow, layers };
  }
}
