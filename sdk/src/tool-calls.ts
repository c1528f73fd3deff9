// Calls of tools out of a stream: whole ones as they are, pieces of them in OpenAI's form put together.
import type { ToolCall } from './model.ts';

/** What a frame says of one call. Any of it may be missing or null. */
interface Piece {
  index?: unknown;
  name?: unknown;
  arguments?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null;
}

/**
 * The calls that the frames of a stream speak of, in the API's own form. Arguments come as an object, or as JSON text in
 * any number of pieces; those of a call that was cut off in the middle are left out.
 */
export function joinToolCalls(pieces: readonly unknown[]): ToolCall[] {
  const calls = new Map<unknown, { name: string; written: unknown }>();
  for (const piece of pieces) {
    if (typeof piece !== 'object' || piece === null) continue;
    const { index, function: inner, name, arguments: written } = { ...(piece as Piece) };
    const told = inner ?? { name, arguments: written };
    // A whole call has no need of an index, and is one of its own.
    const key = typeof index === 'number' ? index : Symbol();
    const call = calls.get(key) ?? { name: '', written: '' };
    if (typeof told.name === 'string') call.name += told.name;
    if (typeof told.arguments === 'string') call.written = `${call.written}${told.arguments}`;
    else if (told.arguments) call.written = told.arguments;
    calls.set(key, call);
  }
  return [...calls.values()].flatMap(({ name, written }) => {
    const values = typeof written === 'string' ? parse(written) : written;
    return name === '' ? [] : [{ name, ...(isObject(values) && { arguments: values }) }];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
