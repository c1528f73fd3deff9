// Calls of tools out of a stream: whole ones as they are, pieces of them in OpenAI's form put together.
import { isFields, parseJson } from './json.ts';
import type { ToolCall } from './model.ts';

/** What a frame says of one call. Any of it may be missing or null. */
interface Piece {
  index?: unknown;
  id?: unknown;
  name?: unknown;
  arguments?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null;
}

/**
 * A call of a tool out of a stream.
 *
 * @example
 * const { toolCalls = [] } = await collect(stream);
 * for (const call of toolCalls satisfies StreamedToolCall[]) console.log(call.id, call.name, call.arguments);
 */
export type StreamedToolCall = ToolCall & {
  /** What a tool's message refers to by `tool_call_id`, where the service gives one. */
  id?: string;
};

/**
 * The calls that the frames of a stream speak of, in the API's own form. Arguments come as an object, or as JSON text in
 * any number of pieces; those of a call that was cut off in the middle are left out.
 */
export function joinToolCalls(pieces: readonly unknown[]): StreamedToolCall[] {
  const calls = new Map<unknown, { id?: string; name: string; written: unknown }>();
  for (const piece of pieces) {
    if (!isFields(piece)) continue;
    const { index, id, function: inner, name, arguments: written } = piece as Piece;
    const called = inner ?? { name, arguments: written };
    // A whole call has no need of an index, and is one of its own.
    const key = typeof index === 'number' ? index : Symbol();
    const call = calls.get(key) ?? { name: '', written: '' };
    // Both come whole, in the first piece; some services repeat them in each.
    if (typeof id === 'string') call.id = id;
    if (typeof called.name === 'string') call.name ||= called.name;
    if (typeof called.arguments === 'string') call.written = `${call.written}${called.arguments}`;
    else if (called.arguments) call.written = called.arguments;
    calls.set(key, call);
  }
  return [...calls.values()].flatMap(({ id, name, written }) => {
    const values = typeof written === 'string' ? parseJson(written || '{}') : written;
    return name === '' ? [] : [{ ...(id && { id }), name, ...(isFields(values) && { arguments: values }) }];
  });
}
