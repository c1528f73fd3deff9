// Sends the requests of a campaign, checks every answer against the document, and counts the outcomes.
import fc from 'fast-check';
import { expect } from 'vitest';
import { answerFault, isComplete, type Received } from '../contract/answers.ts';
import { type Operation, operations } from '../contract/operations.ts';
import { type FuzzRequest, requestsTo } from './requests.ts';

/** An answer that takes longer is a hang, on however busy a machine. */
const timeoutMs = 60_000;

export interface Counts {
  readonly byKind: Record<FuzzRequest['kind'], number>;
  readonly byStatus: Record<number, number>;
  readonly byOperation: Record<string, number>;
}

/**
 * Sends about `nRequests` requests to all operations, those with a body more often than the others. Throws where an
 * answer is not as the document has it, with the smallest request that fast-check finds for it.
 */
export async function fuzz(url: string, { nRequests, seed }: { nRequests: number; seed: number }): Promise<Counts> {
  const counts: Counts = { byKind: { valid: 0, broken: 0, open: 0, elsewhere: 0 }, byStatus: {}, byOperation: {} };
  const weights = operations.map(({ body }) => (body ? 4 : 1));
  const sum = weights.reduce((total, one) => total + one, 0);
  const campaigns = operations.map(async (operation, i) => {
    const numRuns = Math.ceil((nRequests * (weights[i] ?? 1)) / sum);
    const property = fc.asyncProperty(requestsTo(operation), async (request) => {
      const received = await send(url, request);
      count(counts, operation, request, received);
      const problem = problemWith(request, received);
      if (problem) throw new Error(`${operation.id}, ${request.what}: ${problem}\n${received.body.subarray(0, 2000)}`);
    });
    await fc.assert(property, { numRuns, seed });
  });
  // All at once: answers to one must not depend on what is asked beside it.
  await Promise.all(campaigns);
  return counts;
}

/**
 * The document lets more pass than the server can do, such as fields that it does not know, or bodies for models of another
 * task: refusals name the place, or the model.
 */
function isRefusedByName({ status, body }: Received): boolean {
  return status === 400 && /Error: '[/@].*' /.test(`${body}`);
}

/** Other servers' words for "no limit" and "any seed", which OpenAI's routes read though the document does not have them. */
function hasNeutralValue({ path, body }: FuzzRequest): boolean {
  return /\/v1\//.test(path) && /"(max_(completion_)?tokens|seed|top_k)":-1[,}]|"top_k":0[,}]/.test(`${body}`);
}

function problemWith(request: FuzzRequest, received: Received): string | undefined {
  const { kind, method, path } = request;
  const { status, contentType } = received;
  if (kind === 'valid' && (status < 200 || status > 299) && !isRefusedByName(received)) {
    return `${status} for a valid request`;
  }
  if (kind === 'broken' && (status < 400 || status > 499) && !(status < 300 && hasNeutralValue(request))) {
    return `${status} for a broken request`;
  }
  if (kind === 'elsewhere' && status < 400) return `${status} for a method that is not there`;
  if (status >= 500) return `${status}`;
  if (contentType === 'text/event-stream' && !isComplete(received)) return 'the stream does not end with [DONE]';
  return answerFault({ method, path: path.split('?')[0] as string }, received);
}

function count(
  { byKind, byStatus, byOperation }: Counts,
  { id }: Operation,
  { kind }: FuzzRequest,
  received: Received,
) {
  byKind[kind]++;
  byStatus[received.status] = (byStatus[received.status] ?? 0) + 1;
  byOperation[id] = (byOperation[id] ?? 0) + 1;
}

async function send(url: string, { method, path, headers, body }: FuzzRequest): Promise<Received> {
  const response = await fetch(`${url}${path}`, { method, headers, body, signal: AbortSignal.timeout(timeoutMs) });
  const contentType = response.headers.get('content-type') ?? '';
  expect(response.headers.get('cf-ray'), 'cf-ray').not.toBeNull();
  return { status: response.status, contentType, body: Buffer.from(await response.arrayBuffer()) };
}

/** One line for the report. */
export function report(seed: number, { byKind, byStatus, byOperation }: Counts): string {
  const total = Object.values(byKind).reduce((sum, n) => sum + n, 0);
  const told = (counts: object) =>
    Object.entries(counts)
      .map(([key, n]) => `${n} ${key}`)
      .join(', ');
  return `fuzz: seed ${seed}, ${total} requests: ${told(byKind)}; statuses: ${told(byStatus)}; operations: ${told(byOperation)}`;
}
