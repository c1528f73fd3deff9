// The bytes of a streamed answer, as the JSON values in them: server-sent events, or a value a line. Comments, which some
// engines send to keep connections open, are no values.
import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import { CutAnswerError } from './failures.ts';

/**
 * What one event or line may have, in characters: more is no answer of an engine. An event of many short lines is joined in quadratic
 * time, which at 16 MiB would hold up all other requests for seconds.
 */
const maxEventChars = 1024 ** 2;

/** Of a value that is an answer of its own. */
const maxAnswerChars = 8 * 1024 ** 2;

/** The value behind the last one of OpenAI's streams. */
export const done = Symbol('[DONE]');

/**
 * Reads one answer, whose bytes may be cut anywhere. Its generators are not asynchronous: every token passes here, and
 * each asynchronous step would cost it several turns of the event loop's queue.
 */
export interface ValueReader {
  /** The values that these bytes complete. @throws CutAnswerError at one that is no JSON */
  read(bytes: Uint8Array): Iterable<unknown>;
  /** What the end of the bytes completes. */
  end(): Iterable<unknown>;
}

/**
 * Reads the values of server-sent events. A frame that its empty line has not ended is not whole, and is no value. An event
 * that is named `error` is one, whatever form it has.
 */
function serverSentEvents(): ValueReader {
  let frames: string[] = [];
  let nPending = 0;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      nPending = 0;
      frames.push(event === 'error' ? JSON.stringify({ error: parsed(data) ?? data }) : data);
    },
  });
  const decoder = new StringDecoder('utf8');
  let isFirst = true;
  return {
    *read(bytes) {
      nPending += bytes.byteLength;
      const text = decoder.write(bytes);
      parser.feed(isFirst ? text.replace(/^\uFEFF/, '') : text);
      isFirst &&= text === '';
      refuseEndless(nPending, maxEventChars);
      const ready = frames;
      frames = [];
      for (const frame of ready) yield* valuesOf(frame);
    },
    end: () => [],
  };
}

/** One value; or one a line, of servers that forget the empty line between two events. */
function* valuesOf(frame: string): Generator<unknown> {
  const value = valueIn(frame);
  if (value !== undefined) return yield value;
  for (const line of frame.split('\n')) yield valueIn(line) ?? parse(line);
}

function valueIn(frame: string): unknown {
  return frame.trim() === '[DONE]' ? done : parsed(frame);
}

/** Reads events, or the one value that a server answers which was asked for a stream and has none. */
export function eventsOrValue(): ValueReader {
  let reader: ValueReader | undefined;
  return {
    read(bytes) {
      reader ??= isObject(bytes) ? wholeValue() : serverSentEvents();
      return reader.read(bytes);
    },
    end: () => reader?.end() ?? [],
  };
}

/** Whether the bytes begin an object; no field of an event has a name that begins so. */
function isObject(bytes: Uint8Array): boolean {
  const begin = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(64, bytes.byteLength));
  return begin.toString('utf8').trimStart().startsWith('{'); // trims a BOM, too
}

function wholeValue(): ValueReader {
  const decoder = new TextDecoder();
  let text = '';
  return {
    read(bytes) {
      text += decoder.decode(bytes, { stream: true });
      refuseEndless(text.length, maxAnswerChars);
      return [];
    },
    *end() {
      yield parse(text);
    },
  };
}

/** Reads the values of lines. The last one needs no end. */
export function jsonLines(): ValueReader {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    *read(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      refuseEndless(rest.length, maxEventChars);
      for (const line of lines) if (line.trim() !== '') yield parse(line);
    },
    *end() {
      if (rest.trim() !== '') yield parse(rest);
    },
  };
}

function refuseEndless(nPending: number, most: number): void {
  if (nPending > most) throw new CutAnswerError(`a frame of more than ${most} characters`);
}

function parse(text: string): unknown {
  const value = parsed(text);
  if (value === undefined) throw new CutAnswerError(`a frame that is no JSON: ${text.slice(0, 80)}`);
  return value;
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
