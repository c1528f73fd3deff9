// The program of the thread that unpacks and parses large bodies, so that other requests go on meanwhile.
import { answerTasks } from '../isolates/answer-tasks.ts';
import { parseJson } from './json-body.ts';
import { unpack } from './unpack.ts';

/** A body as it was sent. */
export interface PackedBody {
  readonly bytes: Uint8Array;
  /** undefined: it is not packed. */
  readonly encoding: string | undefined;
  /** Most bytes that may come out. */
  readonly maxBytes: number;
}

export interface ParsedBody {
  readonly value: unknown;
  /** Of the JSON. */
  readonly nBytes: number;
}

answerTasks(({ bytes, encoding, maxBytes }: PackedBody): ParsedBody => {
  const unpacked = encoding === undefined ? bytes : unpack(bytes, encoding, maxBytes);
  return { value: parseJson(unpacked), nBytes: unpacked.byteLength };
});
