// A Worker as it is deployed: a whole answer, a stream, and an error's message.
const model = '@cf/tinystories/stories-260k';
const story = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 5 };

export default {
  async fetch(request, { AI }) {
    const { pathname } = new URL(request.url);
    if (pathname === '/stream') return new Response(await AI.run(model, { ...story, stream: true }));
    if (pathname === '/fails') return AI.run('@cf/x/y', story).catch((error) => new Response(error.message));
    return Response.json(await AI.run(model, story));
  },
};
