// Stands for what `wrangler types -e production` writes into a project: Cloudflare's own signatures of the native
// binding, as far as they are used here.
interface Ai {
  run(model: string, inputs: Record<string, unknown> & { stream: true }): Promise<ReadableStream<Uint8Array>>;
  run(model: string, inputs: Record<string, unknown>): Promise<Record<string, unknown>>;
}

interface Env {
  AI: Ai;
  AI_MODEL: string;
}
