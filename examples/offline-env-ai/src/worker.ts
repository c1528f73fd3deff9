// A project as it is deployed to Cloudflare: it asks env.AI, once for a whole answer and once for a stream. Nothing in
// it knows what stands behind env.AI.
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);

    if (pathname === '/stream') {
      const stream = await env.AI.run(env.AI_MODEL, {
        prompt: 'What is the origin of the phrase Hello, World',
        stream: true,
      });
      return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
    }

    const answer = await env.AI.run(env.AI_MODEL, { prompt: 'What is the origin of the phrase Hello, World' });
    return Response.json(answer);
  },
};
