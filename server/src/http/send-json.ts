// JSON answers with the exact content type that clients of the API compare.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Response } from 'express';

/** Answers with JSON. Not res.json(), which appends a charset: clients would take the answer for a stream. */
export function sendJson(res: Response, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.byteLength });
  res.end(bytes); // node leaves the bytes out when the request was HEAD
}

/** As sendJson(), compressed with gzip: the oldest clients of the binding expect it, without a header that says so. */
export async function sendJsonCompressed(res: Response, status: number, body: unknown): Promise<void> {
  const bytes = await promisify(gzip)(JSON.stringify(body));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.byteLength });
  res.end(bytes);
}
