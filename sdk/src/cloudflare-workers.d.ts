// What offline.ts needs of the runtime's own module. Whoever uses tramontane/offline in a Worker has the whole of it, from
// `wrangler types` or @cloudflare/workers-types; the package itself depends on neither.
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
