// The program of the thread that parses large bodies, so that other requests go on meanwhile.
import { parentPort } from 'node:worker_threads';
import { type ErrorKind, ServerError } from '../errors.ts';
import { parseJson } from './json-body.ts';

/** The answer to the bytes of a body. */
export type ParseResult =
  | { readonly value: unknown }
  | { readonly refusal: { readonly kind: ErrorKind; readonly message: string } };

parentPort?.on('message', (body: Uint8Array) => {
  parentPort?.postMessage(parse(body));
});

function parse(body: Uint8Array): ParseResult {
  try {
    return { value: parseJson(body) };
  } catch (error) {
    if (error instanceof ServerError) return { refusal: { kind: error.kind, message: error.message } };
    throw error;
  }
}
