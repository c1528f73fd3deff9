// A Worker that calls env.AI as it is asked to, and gives what came of it. Without `via` the calls are the native ones.
import { Ai, type AiBinding } from 'tramontane';

/** A call, as it is POSTed. */
export interface Call {
  method: string;
  args: unknown[];
  /** `sdk`: of new Ai(env.AI), which finds a service binding and uses its fetch. */
  via?: 'sdk' | undefined;
  /** Milliseconds after which the signal of the call is aborted. */
  abortAfterMs?: number | undefined;
}

type Callable = Record<string, (...args: unknown[]) => Promise<unknown>>;

export default {
  async fetch(request: Request, env: { AI: AiBinding }): Promise<Response> {
    const { method, args, via, abortAfterMs } = (await request.json()) as Call;
    const ai = (via === 'sdk' ? new Ai(env.AI) : env.AI) as unknown as Callable;
    if (abortAfterMs !== undefined) args.push({ signal: AbortSignal.timeout(abortAfterMs) });
    try {
      const answer = await ai[method]?.(...args);
      if (answer instanceof Response) return answer;
      if (!(answer instanceof ReadableStream)) return Response.json(answer ?? null);
      return new Response(answer, { headers: { 'content-type': 'text/event-stream' } });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return Response.json({ name: error.name, message: error.message }, { status: 500 });
    }
  },
};
