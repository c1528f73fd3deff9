// JSON answers with the exact content type that clients of the API compare.
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Response } from 'express';

/** Answers with JSON. Not res.json(), which appends a charset: clients would take the answer for a stream. */
export function sendJson(res: Response, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.byteLength });
  res.end(bytes); // node leaves the bytes out when the request was HEAD
}

/** How long the event loop may be held at once, in ms. */
const sliceMs = 10;

/** As sendJson(), for answers that may be large, such as thousands of vectors: other requests go on while they are written. */
export async function sendJsonInSlices(res: Response, status: number, body: unknown): Promise<void> {
  const bytes = await inSlices(res, body);
  if (!bytes) return;
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.byteLength });
  res.end(bytes);
}

/** The bytes of an answer; undefined where its client has left meanwhile. */
async function inSlices(res: Response, body: unknown): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let begunMs = performance.now();
  for (const part of partsOf(body)) {
    parts.push(Buffer.from(part));
    if (performance.now() - begunMs < sliceMs) continue;
    await setImmediate();
    if (res.destroyed) return undefined;
    begunMs = performance.now();
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

/** The text that JSON.stringify() writes: each member of objects and of long arrays is a part. Vectors are arrays of numbers. */
function* partsOf(value: unknown): Generator<string> {
  if (value instanceof Float32Array) yield `[${value.join()}]`;
  else if (Array.isArray(value) && typeof value[0] === 'object') {
    for (const [i, one] of value.entries()) {
      yield i === 0 ? '[' : ',';
      yield* partsOf(one);
    }
    yield ']';
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    let before = '{';
    for (const [key, one] of Object.entries(value)) {
      if (one === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* partsOf(one);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  } else yield JSON.stringify(value) ?? 'null';
}

/** As sendJson(), compressed with gzip: the oldest clients of the binding expect it, without a header that says so. */
export async function sendJsonCompressed(res: Response, status: number, body: unknown): Promise<void> {
  const whole = await inSlices(res, body);
  if (!whole) return;
  const bytes = await promisify(gzip)(whole);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.byteLength });
  res.end(bytes);
}
