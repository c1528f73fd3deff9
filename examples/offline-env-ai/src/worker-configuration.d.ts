// Stands for what `wrangler types` writes into a project without an environment for offline: Cloudflare's own signatures of
// the native binding, as far as they are used here.
interface Ai {
  run(model: string, inputs: Record<string, unknown> & { stream: true }): Promise<ReadableStream<Uint8Array>>;
  run(model: string, inputs: Record<string, unknown>): Promise<Record<string, unknown>>;
}

interface Env {
  AI: Ai;
  AI_MODEL: string;
}

declare module 'cloudflare:workers' {
  export const env: Env;
  export const exports: { default: { fetch(url: string): Promise<Response> } };
}
