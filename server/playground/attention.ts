// Where a token of an answer looked: the question for the server, and what a picture or a table shows of its answer.
import { refusalOf } from './ask-server.ts';
import type { PlaygroundRequest } from './conversation.ts';

/** What the server tells; openapi.yaml, Attention, explains the fields. */
export interface Attention {
  readonly tokens: readonly string[];
  readonly prompt_tokens: number;
  readonly position: number;
  readonly positions_per_column: number;
  readonly n_layers: number;
  readonly n_heads: number;
  readonly n_kv_heads: number;
  readonly sliding_window: number | null;
  readonly layers: readonly { readonly layer: number; readonly rows: readonly (readonly number[])[] }[];
}

/** Which rows are shown: one for each layer, or the parts of one layer. */
export interface Choice {
  /** Undefined: the server's choice, the last token. */
  readonly position: number | undefined;
  readonly layer: number | 'all';
  readonly perHead: boolean;
}

/** @throws ServerRefusal */
export async function askAttention(
  { body }: PlaygroundRequest,
  answer: string,
  { position, layer, perHead }: Choice,
  token: string,
  signal: AbortSignal,
): Promise<Attention> {
  const { model, messages, prompt, tools } = body;
  const layers = layer === 'all' ? undefined : [layer];
  const asked = { model, messages, prompt, tools, answer, position, layers, per_head: layers && perHead };
  const response = await fetch('tramontane/attention', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
    signal,
  });
  if (!response.ok) throw await refusalOf(response);
  const { result } = (await response.json()) as { result: Attention };
  return result;
}

/** One row of the picture. */
export interface Row {
  readonly name: string;
  /** A weight for each column; they sum to 1. */
  readonly weights: readonly number[];
}

/** The rows of a choice: layers, each the mean of its groups, or the groups or heads of one layer. */
export function rowsOf({ layers, n_heads: nHeads, n_kv_heads: nKvHeads }: Attention, { layer }: Choice): Row[] {
  if (layer === 'all') return layers.map(({ layer: i, rows }) => ({ name: `Layer ${i}`, weights: meanOf(rows) }));
  const rows = layers[0]?.rows ?? [];
  const perGroup = nHeads / nKvHeads;
  const isGroup = rows.length === nKvHeads && perGroup > 1;
  const nameOf = (i: number) => (isGroup ? `Heads ${i * perGroup}–${(i + 1) * perGroup - 1}` : `Head ${i}`);
  return rows.map((weights, i) => ({ name: nameOf(i), weights }));
}

function meanOf(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, c) => rows.reduce((sum, row) => sum + (row[c] ?? 0), 0) / rows.length);
}

/** The tokens of a column, as they are read aloud and shown. */
export function columnText({ tokens, positions_per_column: n, position }: Attention, column: number): string {
  return shown(tokens.slice(column * n, Math.min((column + 1) * n, position + 1)).join(''));
}

/** Spaces and line ends as signs, so that a token of nothing else can be seen. */
export function shown(text: string): string {
  return text.replaceAll('\n', '↵').replaceAll('\t', '⇥').replace(/^ | $/g, '␣');
}

/** The columns with the largest weights, the largest first; those of less than a hundredth are left out. */
export function largest({ weights }: Row, n: number): { readonly column: number; readonly weight: number }[] {
  return weights
    .map((weight, column) => ({ column, weight }))
    .filter(({ weight }) => weight >= 0.01)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, n);
}

/** The kind of attention in words, for example `grouped-query attention: 8 heads, 2 share each key`. */
export function kindOf({
  n_heads: nHeads,
  n_kv_heads: nKvHeads,
  n_layers: n,
  sliding_window: window,
}: Attention): string {
  const kind =
    nKvHeads === nHeads
      ? `multi-head attention: ${nHeads} heads, each with keys of its own`
      : nKvHeads === 1
        ? `multi-query attention: ${nHeads} heads share one set of keys`
        : `grouped-query attention: ${nHeads} heads in ${nKvHeads} groups that share their keys`;
  const seen = window === null ? 'every earlier token is seen' : `a window of ${window} tokens is seen`;
  return `${n} layers of ${kind}; ${seen}`;
}

export const percent = (weight: number) => `${(weight * 100).toFixed(weight < 0.1 ? 1 : 0)} %`;
