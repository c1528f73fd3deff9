// Reads a streamed answer to its end, and notes when which part of it arrived.
import { type AiTextGenerationChunk, events, type Usage } from 'tramontane';

/** A streamed answer, with the moments (in ms from `askedMs`) at which its bytes arrived. */
export interface Arrival {
  text: string;
  usage: Usage | undefined;
  chunks: AiTextGenerationChunk[];
  momentsMs: number[];
}

/** Reads the bytes as they come; `askedMs` is performance.now() of the question. */
export async function arrivalOf(stream: ReadableStream<Uint8Array> | null, askedMs: number): Promise<Arrival> {
  if (!stream) throw new Error('the answer has no body');
  const momentsMs: number[] = [];
  const clock = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      momentsMs.push(performance.now() - askedMs);
      controller.enqueue(bytes);
    },
  });
  const chunks: AiTextGenerationChunk[] = [];
  for await (const chunk of events(stream.pipeThrough(clock))) chunks.push(chunk);
  const text = chunks.map(({ response }) => response).join('');
  return { text, usage: chunks.at(-1)?.usage, chunks, momentsMs };
}
