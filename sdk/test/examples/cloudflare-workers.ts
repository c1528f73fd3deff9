// The runtime's own module, as far as tramontane/offline extends it, for a look at it in Node. In workerd, with the real
// one, it runs in the tests of examples/offline-env-ai.
export class WorkerEntrypoint<Env> {
  readonly ctx: unknown;
  readonly env: Env;

  constructor(ctx: unknown, env: Env) {
    this.ctx = ctx;
    this.env = env;
  }
}
