// An answer as it is generated: the server-sent events of the model, handed on as they are.
import { error } from '@sveltejs/kit';
import { Ai } from 'tramontane';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ platform }) => {
  if (!platform) error(500, 'There is no platform: run this with the adapter for Cloudflare.');
  const { AI, AI_MODEL } = platform.env;
  const input = { prompt: 'Once upon a time', stream: true } as const;
  const stream = await new Ai(AI).run(AI_MODEL, input);
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
};
