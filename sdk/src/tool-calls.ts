// Calls of tools from a stream: whole ones unchanged, the pieces of OpenAI's form joined.
import { isFields, parseJson } from './json.ts';
import type { ToolCall } from './model.ts';

/** A part of one call. Any property may be missing or null. */
interface Piece {
  index?: unknown;
  id?: unknown;
  name?: unknown;
  arguments?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null;
}

/**
 * A call of a tool from a stream.
 *
 * @example
 * const { toolCalls = [] } = await collect(stream);
 * for (const call of toolCalls satisfies StreamedToolCall[]) console.log(call.id, call.name, call.arguments);
 */
export type StreamedToolCall = ToolCall & {
  /** The id that a tool's message names as `tool_call_id`, where the service gives one. */
  id?: string;
};

/**
 * The calls in the frames of a stream, in the API's own form. Arguments arrive as an object, or as JSON text in pieces. A
 * call that was cut off has no arguments.
 */
export function joinToolCalls(pieces: readonly unknown[]): StreamedToolCall[] {
  const calls = new Map<unknown, { id?: string; name: string; written: unknown }>();
  for (const piece of pieces) {
    if (!isFields(piece)) continue;
    const { index, id, function: inner, name, arguments: written } = piece as Piece;
    const called = inner ?? { name, arguments: written };
    // A whole call may lack an index, and is a call of its own.
    const key = typeof index === 'number' ? index : Symbol();
    const call = calls.get(key) ?? { name: '', written: '' };
    // Id and name are whole in the first piece; some services repeat them in every piece.
    if (typeof id === 'string') call.id = id;
    if (typeof called.name === 'string') call.name ||= called.name;
    if (typeof called.arguments === 'string') call.written = `${call.written}${called.arguments}`;
    else if (called.arguments) call.written = called.arguments;
    calls.set(key, call);
  }
  return [...calls.values()].flatMap(({ id, name, written }) => {
    const values = typeof written === 'string' ? parseJson(written || '{}') : written;
    if (name === '') return [];
    const call: StreamedToolCall = { name };
    if (id) call.id = id;
    if (isFields(values)) call.arguments = values;
    return [call];
  });
}
