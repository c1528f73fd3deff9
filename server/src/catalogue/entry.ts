// What the catalogue says of a model, and short ways to say it.
import { createHash } from 'node:crypto';
import type { TaskName } from '../model-task.ts';

/** A property of a model, as models/search lists it: a string, except for the price. */
export interface ModelProperty {
  property_id: string;
  value: string | { unit: string; price: number; currency: string }[];
}

/** A model of the catalogue. */
export interface CatalogueEntry {
  readonly id: string;
  /** 1: @cf/, 2: @hf/. */
  readonly source: 1 | 2;
  readonly name: string;
  /** Other names under which the API knows the same model. */
  readonly aliases: readonly string[];
  readonly description: string;
  /** Absent for text generation, and where only the name is known. */
  readonly task?: TaskName | undefined;
  /** UTC, in the API's format; absent if the catalogue does not say it. */
  readonly createdAt?: string | undefined;
  /** The day on which Cloudflare retired it, YYYY-MM-DD; true if the day is not known; absent while Cloudflare offers it. */
  readonly retired?: string | true | undefined;
  /** Positions that Cloudflare's service takes; that of this server depends on the file. */
  readonly contextWindow?: number | undefined;
  /** `general.architecture` of its files. What of them the engine runs is said by model/config.ts. */
  readonly architecture?: string | undefined;
  /** What it is, if no file of it can run on this server's own engine: 'a mixture of experts'. */
  readonly elsewhere?: string | undefined;
  /** Family of its chat template; absent if the file must say it. The vocabulary tells the versions of a family apart. */
  readonly template?: 'plain' | 'mistral' | 'llama-2' | undefined;
  /** The sliding window it was trained with, in positions, if published files may lack it. */
  readonly slidingWindow?: number | undefined;
  /** Without context_window, which depends on the served file, and without deprecation dates. */
  readonly properties: readonly ModelProperty[];
  /** The files that `tramontane pull` downloads; absent if there are none. */
  readonly published?: PublishedWeights | undefined;
}

/** `retired by Cloudflare`, and the day if it is known; undefined while Cloudflare offers the model. */
export function retirement({ retired }: Pick<CatalogueEntry, 'retired'>): string | undefined {
  return retired === true ? 'retired by Cloudflare' : retired && `retired by Cloudflare on ${retired}`;
}

/** Weights published on Hugging Face, one GGUF file per quantisation. */
export interface PublishedWeights {
  readonly repo: string;
  /** Quantisation -> file in the repository; the first is the default. */
  readonly files: Readonly<Record<string, string>>;
}

type Facts = Omit<CatalogueEntry, 'name' | 'id' | 'source' | 'aliases' | 'properties' | 'description'> &
  Partial<Pick<CatalogueEntry, 'aliases' | 'properties'>>;

/** A row of the table. @param id null if public material does not tell Cloudflare's; then it follows from the name */
export function entry(name: string, id: string | null, description: string, facts: Facts): CatalogueEntry {
  const source = name.startsWith('@hf/') ? 2 : 1;
  return { id: id ?? idForName(name), source, name, description, aliases: [], properties: [], ...facts };
}

/** An id in the shape of a version 8 UUID: the same name always has the same. */
export function idForName(name: string): string {
  const hex = createHash('sha256').update(`model\0${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const lora: ModelProperty = { property_id: 'lora', value: 'true' };
export const beta: ModelProperty = { property_id: 'beta', value: 'true' };
export const info = (url: string): ModelProperty => ({ property_id: 'info', value: url });
/** The licence of the weights. */
export const terms = (url: string): ModelProperty => ({ property_id: 'terms', value: url });

// The most popular first, then by size.
const fourBits = ['Q4_K_M', 'Q4_K_S', 'Q4_0'];
const everyQuant = [...fourBits, 'Q2_K', 'Q3_K_S', 'Q3_K_M', 'Q3_K_L', 'Q5_0', 'Q5_K_S', 'Q5_K_M', 'Q6_K', 'Q8_0'];
const kQuants = ['Q4_K_M', 'Q4_K_S', 'Q3_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0'];

function filesOf(quants: readonly string[], fileOf: (quant: string) => string): Record<string, string> {
  return Object.fromEntries(quants.map((quant) => [quant, fileOf(quant)]));
}

/** TheBloke's repositories share one form: NAME-GGUF, with files name.QUANT.gguf. */
export function theBloke(name: string, which: 'all' | 'four bits' | 'eight bits' = 'all'): PublishedWeights {
  const quants = { all: everyQuant, 'four bits': fourBits, 'eight bits': ['Q8_0'] }[which];
  return {
    repo: `TheBloke/${name}-GGUF`,
    files: filesOf(quants, (quant) => `${name.toLowerCase()}.${quant}.gguf`),
  };
}

/** Bartowski's repositories share another: NAME-GGUF, with files NAME-QUANT.gguf. */
export function bartowski(name: string): PublishedWeights {
  return { repo: `bartowski/${name}-GGUF`, files: filesOf(kQuants, (quant) => `${name}-${quant}.gguf`) };
}

/** Qwen's own repositories of version 1.5. */
export function qwen15(size: string): PublishedWeights {
  const stem = `qwen1_5-${size.toLowerCase().replace('.', '_')}-chat`;
  return {
    repo: `Qwen/Qwen1.5-${size}-Chat-GGUF`,
    files: filesOf(['Q4_K_M', 'Q8_0'], (quant) => `${stem}-${quant.toLowerCase()}.gguf`),
  };
}
