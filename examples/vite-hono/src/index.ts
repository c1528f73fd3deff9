// A Hono application on Workers. It calls env.AI as Cloudflare's documentation does, and does not know what is behind it.
import { Hono } from 'hono';

const app = new Hono<{ Bindings: { AI: Ai; AI_MODEL: keyof AiModels } }>();

app.get('/', async ({ env, json }) => json(await env.AI.run(env.AI_MODEL, { prompt: 'Once upon a time' })));

app.get('/stream', async ({ env, body }) => {
  const stream = await env.AI.run(env.AI_MODEL, { prompt: 'Once upon a time', stream: true });
  return body(stream as ReadableStream, 200, { 'content-type': 'text/event-stream' });
});

export default app;
