// What probe.ts prints, a line of JSON each.

export interface VariantRow {
  readonly variant: string;
  readonly flavour: string;
  readonly model: string;
  readonly precise: boolean;
  /** The largest difference of any logit from the golden. */
  readonly difference?: number | undefined;
  /** Why the device cannot run it. */
  readonly lack?: string | undefined;
  readonly error?: string | undefined;
}

export interface SelfTestRow {
  readonly dtype: string;
  readonly variant: string;
  readonly problem?: string | undefined;
}

export interface TimingRow {
  readonly dtype: string;
  readonly flavour: string;
  readonly nTokens: number;
  readonly variant: string;
  /** Null where the device cannot run it. */
  readonly ms: number | null;
}
