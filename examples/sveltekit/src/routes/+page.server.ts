// The page's answer, whole, which the server has before it renders the page.
import { error } from '@sveltejs/kit';
import { Ai } from 'tramontane';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ platform }) => {
  if (!platform) error(500, 'There is no platform: run this with the adapter for Cloudflare.');
  const { AI, AI_MODEL } = platform.env;
  const { response } = await new Ai(AI).run(AI_MODEL, { prompt: 'Once upon a time' });
  return { response };
};
