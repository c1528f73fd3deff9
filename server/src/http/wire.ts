// How answers look on the wire: the envelope in its spellings, and the exact content type. Key order is the API's own.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Response } from 'express';
import type { ServerError } from '../errors.ts';
import type { Exchange } from './exchange.ts';
import { openAiError } from './openai-error.ts';

/** A remark in an envelope's `messages`. */
export interface ApiMessage {
  code: number;
  message: string;
  type: null;
}

/** The envelope around a result. */
export function successBody(result: unknown, messages: readonly ApiMessage[] = []): Record<string, unknown> {
  return { result, success: true, errors: [], messages };
}

/** The body of a refusal or failure, in the shape its exchange wants. */
export function errorBody(error: ServerError, exchange: Exchange): Record<string, unknown> {
  if (exchange.shape === 'flat') return flatError(error, exchange);
  const envelope = errorEnvelope(error, exchange);
  return exchange.shape === 'openai' ? { ...envelope, error: openAiError(error) } : envelope;
}

function flatError(error: ServerError, exchange: Exchange): Record<string, unknown> {
  return {
    name: 'AiError',
    internalCode: error.row.code,
    httpCode: error.row.status,
    message: modelMessage(error, exchange),
    description: error.message,
    requestId: exchange.requestId,
  };
}

function errorEnvelope(error: ServerError, exchange: Exchange): Record<string, unknown> {
  const { code, form } = error.row;
  const plain = [{ code, message: error.message }];
  if (form === 'auth') return { result: null, success: false, errors: plain, messages: [] };
  // Without a request id no model was reached, whatever the error: there is nothing to be an AiError of.
  if (form === 'routing' || exchange.requestId === null) {
    return { success: false, errors: plain, messages: [], result: null };
  }
  return { errors: [{ message: modelMessage(error, exchange), code }], success: false, result: {}, messages: [] };
}

function modelMessage({ row, message }: ServerError, { requestId }: Exchange): string {
  return `AiError: ${row.name}: ${message}${requestId === null ? '' : ` (${requestId})`}`;
}

/** The same, compressed with gzip: the oldest clients of the binding expect nothing else, and no header that says so. */
export async function sendJsonCompressed(res: Response, status: number, body: unknown): Promise<void> {
  const bytes = await promisify(gzip)(JSON.stringify(body));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.byteLength });
  res.end(bytes);
}

/**
 * Answers with JSON. Not res.json(): it appends a charset, and clients which compare the whole content type would take
 * the answer for a stream.
 */
export function sendJson(res: Response, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.byteLength });
  res.end(bytes); // node leaves the bytes out when the request was HEAD
}
