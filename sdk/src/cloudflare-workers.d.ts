// The part of the runtime's own module that offline.ts needs. A Worker that uses tramontane/offline has all of it, from
// `wrangler types` or @cloudflare/workers-types; this package depends on neither.
declare module 'cloudflare:workers' {
  export abstract class WorkerEntrypoint<Env = unknown> {
    /** The runtime's context of this Worker. */
    protected readonly ctx: unknown;
    /** Its variables. */
    protected readonly env: Env;
    constructor(ctx: unknown, env: Env);
    fetch?(request: Request): Response | Promise<Response>;
  }
}
