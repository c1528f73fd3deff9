// A Worker that runs what it is asked to: POST { model?, input, options? } gives the answer, the stream, or the error.
import { Ai, type AiBinding, AiError } from 'tramontane';

interface Run {
  model?: string;
  input: Record<string, unknown>;
}

export default {
  async fetch(request: Request, env: { AI: AiBinding; AI_MODEL: string }) {
    const { model = env.AI_MODEL, input } = (await request.json()) as Run;
    try {
      const answer: unknown = await new Ai(env.AI).run(model, input);
      if (!(answer instanceof ReadableStream)) return Response.json(answer);
      return new Response(answer, { headers: { 'content-type': 'text/event-stream' } });
    } catch (error) {
      if (!(error instanceof AiError)) throw error;
      const { name, code, status, requestId, message } = error;
      return Response.json({ name, code, status, requestId, message }, { status: 500 });
    }
  },
};
