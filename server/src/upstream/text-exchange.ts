// One text from an upstream, from the request to the last event. Engines are always asked for a stream, since they learn
// that nobody waits any more by a connection that closes.
import { ServerError } from '../errors.ts';
import type { TextEvent, TextGenerationInput } from '../text-model.ts';
import { AnswerEvents } from './answer-events.ts';
import { type Answer, readBytes } from './connection.ts';
import type { EventQueue } from './event-queue.ts';
import { done, eventsOrValue, jsonLines } from './event-stream.ts';
import { fields } from './json.ts';
import { type Link, sessionHeaders } from './link.ts';
import { adapterOf } from './lora.ts';
import { ollamaRequest } from './ollama-body.ts';
import { asksCallAsJson, openAiRequest } from './openai-body.ts';
import { pieceOfChunk, pieceOfLine } from './pieces.ts';
import type { Profile } from './profile.ts';
import { asFailure, RefusedError, readRefused, refusedBy } from './refused-error.ts';
import { SilenceWatch } from './silence-watch.ts';

/** How a text is asked for. */
export interface TextCall {
  readonly input: TextGenerationInput;
  readonly session: string | undefined;
  readonly signal: AbortSignal;
  /** Where the answer's events go. */
  readonly events: EventQueue<TextEvent>;
}

/** Where the client wants it so; text that is to be JSON cannot have thoughts in it. */
function thinksInText({ tellsThoughts, format, toolUse }: TextGenerationInput): boolean {
  return tellsThoughts === false && !format && !toolUse?.forced;
}

/** Resolves when all events are pushed. @throws what refusalOf() knows, or the signal's reason */
export async function exchangeText(link: Link, call: TextCall): Promise<void> {
  const watch = new SilenceWatch(call.signal, link);
  const { input, events: queue } = call;
  const withLogprobs = input.logprobs !== undefined;
  const callIsText = asksCallAsJson(input, link.profile.dialect);
  const events = new AnswerEvents({ withLogprobs, thinksInText: thinksInText(input), callIsText });
  const isOpenAi = link.profile.dialect.wire === 'openai';
  const reader = isOpenAi ? eventsOrValue() : jsonLines();
  let isDone = false;
  const push = (values: Iterable<unknown>) => {
    for (const value of values) {
      if (isDone) return;
      isDone = value === done;
      // Read to its end, the connection can be used again.
      if (isDone) watch.expectEnd();
      else if (isError(value)) throw refusedBy({ status: 200, body: value }, link);
      else for (const event of events.push(isOpenAi ? pieceOfChunk(value) : pieceOfLine(value))) queue.push(event);
    }
    if (events.isComplete && !isDone) watch.expectUsage();
  };
  try {
    const { body } = await open(link, call, watch.signal);
    await readBytes(body, (bytes) => {
      if (isDone) return undefined;
      watch.noteBytes();
      push(reader.read(bytes));
      const reading = queue.whenRead();
      if (reading) watch.restUntil(reading);
      return reading;
    });
    push(reader.end());
  } catch (thrown) {
    const error = watch.signal.aborted && !(thrown instanceof RefusedError) ? watch.signal.reason : thrown;
    // Once the end of the text is known, only the usage can be missing.
    if (call.signal.aborted) throw error;
    if (!events.isComplete || thrown instanceof RefusedError) throw asFailure(error);
  } finally {
    watch.stop();
  }
  for (const event of events.end()) queue.push(event);
}

/** What can never fit is refused here, since llama-server would cut it. How long the prompt is only the engine knows. */
export function fitToWindow(input: TextGenerationInput, profile: Profile | undefined): TextGenerationInput {
  const { maxTokens, fitToWindow: mayShorten } = input;
  const window = profile?.contextWindow ?? null;
  if (window === null || maxTokens === undefined || maxTokens < window) return input;
  if (mayShorten) return { ...input, maxTokens: undefined }; // the engine ends at its window
  const words = 'The estimated number of input and maximum output tokens';
  const limit = `exceeded this model context window limit (${window}).`;
  throw new ServerError('contextExceeded', `${words} (more than ${maxTokens}) ${limit}`);
}

/** The head of an answer that has one. A conversation that the model's template refuses is folded and sent once more. */
async function open(link: Link, call: TextCall, signal: AbortSignal): Promise<Answer> {
  const answer = await post(link, call, false, signal);
  if (answer.statusCode === 200) return answer;
  const refused = await readRefused(answer, link);
  if (!refused.refusal.isOfTemplate || call.input.raw) throw refused;
  const again = await post(link, call, true, signal);
  if (again.statusCode !== 200) throw await readRefused(again, link);
  return again;
}

async function post(
  { profile, connection }: Link,
  { input, session }: TextCall,
  isFolded: boolean,
  signal: AbortSignal,
): Promise<Answer> {
  const { dialect, model, otherModels } = profile;
  const adapter = await adapterOf(input, { dialect, model, otherModels, connection, signal });
  const asked = { input, dialect, model: adapter.model, isFolded, extra: adapter.extra };
  const request = dialect.wire === 'openai' ? openAiRequest(asked) : ollamaRequest(asked);
  return connection.post(request, sessionHeaders(session), signal);
}

/** What an upstream says instead of a frame of its answer. */
function isError(value: unknown): boolean {
  const { error, success, object } = fields(value);
  return (error !== undefined && error !== null) || success === false || object === 'error';
}
