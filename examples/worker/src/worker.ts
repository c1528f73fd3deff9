// The Worker of the launch post: one question, answered as a stream of server-sent events.
import { Ai, type AiBinding } from 'tramontane';

interface Env {
  AI: AiBinding;
  AI_MODEL?: string;
}

export default {
  async fetch(_request: Request, env: Env) {
    const ai = new Ai(env.AI);
    const stream = await ai.run(env.AI_MODEL ?? '@cf/mistral/mistral-7b-instruct-v0.1', {
      prompt: 'What is grouped query attention',
      stream: true,
    });

    // The post has Response.json(stream, ...) here. That sends the two bytes {}, since a stream has no fields that JSON
    // could show; handed to a Response as it is, the stream is sent as it arrives.
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  },
};
