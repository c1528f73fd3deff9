// RoPE's scaling as a checkpoint's metadata says it, in the spellings that converters have used over time. The arithmetic
// follows llama.cpp for GGUF files; checkpoint/hf-config.ts says Hugging Face folders in the same keys.
import type { MetadataReader } from './metadata-reader.ts';
import { noScaling, type RopeScaling } from './rope.ts';

const types = ['none', 'linear', 'yarn', 'llama3', 'longrope'] as const;

/** @throws CheckpointError naming the key, what was found and what is accepted */
export function readRopeScaling(reader: MetadataReader, headDim: number, contextLength: number): RopeScaling {
  // A factor without a type is linear scaling: files of before the type was introduced say it so, under either key.
  const said = reader.get('rope.scaling.type') ?? 'linear';
  const type = types.find((each) => each === said);
  if (!type) {
    return reader.fail(`${reader.name('rope.scaling.type')} is ${String(said)}; accepted: ${types.join(', ')}`);
  }
  if (type === 'none') return noScaling;
  const old = reader.number('rope.scale_linear', 0);
  const factor = reader.number('rope.scaling.factor', old) || 1;
  if (factor < 0) reader.fail(`${reader.name('rope.scaling.factor')} is ${factor}; accepted: numbers above 0`);
  const originalContextLength = reader.count('rope.scaling.original_context_length', 2 ** 24, contextLength);
  const attention = reader.number('rope.scaling.attn_factor', 1) || 1;
  switch (type) {
    case 'linear':
      return { factor, magnitude: attention };
    case 'yarn': {
      const betaFast = reader.positive('rope.scaling.yarn_beta_fast', 32);
      const betaSlow = reader.positive('rope.scaling.yarn_beta_slow', 1);
      // The paper's own scaling of attention, times what the file says; a multiplier of the logarithm takes some of it back.
      const logMultiplier = reader.number('rope.scaling.yarn_log_multiplier', 0);
      const scaled = (multiplier: number) => (factor > 1 ? 0.1 * multiplier * Math.log(factor) + 1 : 1);
      const magnitude = (attention * scaled(1)) / (logMultiplier === 0 ? 1 : scaled(logMultiplier));
      return { factor, magnitude, yarn: { originalContextLength, betaFast, betaSlow } };
    }
    case 'llama3': {
      const lowFreqFactor = reader.positive('rope.scaling.low_freq_factor', 1);
      const highFreqFactor = reader.positive('rope.scaling.high_freq_factor', 4);
      if (highFreqFactor <= lowFreqFactor) reader.fail('high_freq_factor must be above low_freq_factor');
      return { factor, magnitude: 1, llama3: { originalContextLength, lowFreqFactor, highFreqFactor } };
    }
    case 'longrope': {
      const short = reader.positives('rope.scaling.short_factor', headDim / 2);
      const long = reader.positives('rope.scaling.long_factor', headDim / 2);
      return { factor, magnitude: attention, longrope: { originalContextLength, short, long } };
    }
    default:
      return type satisfies never;
  }
}
