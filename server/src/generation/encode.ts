// Runs one encoding behind a request, for either API, in a place of its own.
import type { Response } from 'express';
import type { EncoderModel, EncodingOptions } from '../encoder-model.ts';
import { contextOf } from '../http/request-context.ts';
import type { ServedModel } from '../served-models.ts';
import { holdPlaces, type RunServices } from './hold-places.ts';

/** What was read; its tokens go into the access log, where the engine told them. */
interface Encoded {
  readonly nTokens: number | undefined;
}

/** Asks the request's model, then sends what it answered. */
export async function runEncoding<Result extends Encoded>(
  res: Response,
  services: RunServices,
  ask: (encoder: EncoderModel, options: EncodingOptions, signal: AbortSignal) => Promise<Result>,
  send: (result: Result) => void | Promise<void>,
): Promise<void> {
  const { encoder } = contextOf(res).model as ServedModel;
  await holdPlaces(res, 1, services, async (signal, { account, session }) => {
    const result = await ask(encoder, { account, session }, signal);
    const { nTokens: n } = result;
    if (n !== undefined) contextOf(res).usage = { prompt_tokens: n, completion_tokens: 0, total_tokens: n };
    await send(result);
  });
}
