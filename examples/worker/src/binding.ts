// The Worker behind env.AI: it passes each run on to a Tramontane server, and is the only one to know where that is
// and by which token it lets in. Cloudflare's own binding hides the same two things.
interface Env {
  TRAMONTANE_URL: string;
  TRAMONTANE_API_TOKEN: string;
}

export default {
  fetch(request: Request, env: Env) {
    const { pathname, search } = new URL(request.url); // of a host that does not exist
    const forwarded = new Request(new URL(pathname + search, env.TRAMONTANE_URL), request);
    forwarded.headers.set('authorization', `Bearer ${env.TRAMONTANE_API_TOKEN}`);
    return fetch(forwarded);
  },
};
