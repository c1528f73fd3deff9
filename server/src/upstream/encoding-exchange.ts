// One question to an upstream whose model reads: the request, and its whole answer.
import type { EmbeddingInput, Embeddings, Ranking, RankingInput } from '../encoder-model.ts';
import { ServerError } from '../errors.ts';
import { readWhole } from './connection.ts';
import { embeddingRequest, rankingRequest, readEmbeddings, readRanking } from './encoding-body.ts';
import { fields } from './json.ts';
import { type Link, sessionHeaders } from './link.ts';
import { asFailure, RefusedError, readRefused, refusedBy } from './refused-error.ts';
import { refuseField, type UpstreamRequest } from './request.ts';
import { SilenceWatch } from './silence-watch.ts';

/**
 * The longest answer that is read, in bytes. Parsing holds the event loop, so the limit follows what was asked for: a vector
 * of ten thousand numbers has less than 512 KiB as text, and an engine that scores may repeat the texts.
 */
function mostAnswerBytes(texts: readonly { readonly length: number }[]): number {
  const nRepeated = texts.reduce((sum, text) => sum + 4 * text.length, 0);
  return Math.min(256 * 1024 ** 2, 1024 ** 2 + texts.length * 512 * 1024 + nRepeated);
}

/** Who waits for it. */
interface Waiting {
  readonly session: string | undefined;
  readonly signal: AbortSignal;
}

/** The vectors of the texts. @throws what refusalOf() knows, or the signal's reason */
export async function exchangeEmbeddings(link: Link, input: EmbeddingInput, waiting: Waiting): Promise<Embeddings> {
  const { profile, pooling } = link;
  if (input.pooling !== undefined && input.pooling !== pooling) refusePooling(link, input.pooling);
  const request = embeddingRequest(input, profile.model, profile.dialect);
  const answer = await askWhole(link, request, {
    ...waiting,
    lacks: 'embeds no text',
    maxBytes: mostAnswerBytes(input.texts),
  });
  const { vectors, nTokens } = readEmbeddings(answer, input.texts.length);
  const nDimensions = vectors[0]?.length ?? 0;
  if (input.dimensions !== undefined && nDimensions !== input.dimensions) {
    refuseField(profile.dialect, 'dimensions', `for this model: its vectors have ${nDimensions} numbers`);
  }
  return { vectors, pooling: pooling ?? undefined, nTokens };
}

/** The scores of the texts. @throws as exchangeEmbeddings() */
export async function exchangeRanking(link: Link, input: RankingInput, waiting: Waiting): Promise<Ranking> {
  const { dialect, model } = link.profile;
  const request = rankingRequest(input, model, dialect);
  const answer = await askWhole(link, request, {
    ...waiting,
    lacks: 'scores no texts',
    maxBytes: mostAnswerBytes(input.texts),
  });
  return readRanking(answer, input.texts.length, dialect);
}

function refusePooling({ profile, pooling }: Link, wanted: string): never {
  const how =
    pooling === null
      ? "has none that this server knows of; set 'pooling' of the upstream"
      : `was started with '${pooling}'`;
  const words = `Error: '/pooling' is '${wanted}', but ${profile.dialect.title}, the engine of this model, ${how}`;
  throw new ServerError('badInput', words, { param: 'pooling' });
}

/** @param lacks what an engine without the operation is said to do: 'embeds no text' */
async function askWhole(
  link: Link,
  request: UpstreamRequest,
  { session, signal, lacks, maxBytes }: Waiting & { readonly lacks: string; readonly maxBytes: number },
): Promise<unknown> {
  const watch = new SilenceWatch(signal, link);
  try {
    const headers = { ...request.headers, ...sessionHeaders(session) };
    const head = await link.connection.post(request, headers, watch.signal);
    if (head.statusCode !== 200) throw explain(await readRefused(head, link), head.statusCode, link, lacks);
    const answer = await readWhole({ body: watch.over(head.body) }, maxBytes);
    const { error } = fields(answer);
    if (error !== undefined && error !== null) throw refusedBy({ status: 200, body: answer }, link);
    return answer;
  } catch (thrown) {
    const error = watch.signal.aborted && !(thrown instanceof RefusedError) ? watch.signal.reason : thrown;
    throw signal.aborted ? error : asFailure(error);
  } finally {
    watch.stop();
  }
}

/** Engines answer 404, 405 or 501 where they were not started for this, or their model is of another kind. */
function explain(refused: RefusedError, status: number, { profile }: Link, lacks: string): RefusedError {
  const { refusal } = refused;
  if (![404, 405, 501].includes(status) || refusal.error.kind !== 'badInput') return refused;
  const words = `Error: ${profile.dialect.title}, the engine of this model, ${lacks}`;
  const error = new ServerError('badInput', words, { param: 'model', cause: refusal.error.cause });
  return new RefusedError({ ...refusal, error });
}
