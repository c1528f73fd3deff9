// The numbers by which a GGUF file calls its tensor types, and their names. Sizes stand in dtype.ts, for the types
// the engine can run; the others are listed so that a refusal can say what the file holds.
import { type Dtype, dtypes } from '../dtype.ts';

const names: Readonly<Record<number, string>> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  4: 'Q4_2 (removed from the format)',
  5: 'Q4_3 (removed from the format)',
  6: 'Q5_0',
  7: 'Q5_1',
  8: 'Q8_0',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  30: 'BF16',
  31: 'Q4_0_4_4 (removed from the format)',
  32: 'Q4_0_4_8 (removed from the format)',
  33: 'Q4_0_8_8 (removed from the format)',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
};

/** The type's name as the format's own tools print it. */
export function ggmlTypeName(type: number): string {
  return names[type] ?? `unknown type ${type}`;
}

/** The engine's type for it, or undefined if the engine has no kernels for it. */
export function dtypeOfGgmlType(type: number): Dtype | undefined {
  const name = names[type];
  return name !== undefined && isDtype(name) ? name : undefined;
}

function isDtype(name: string): name is Dtype {
  return Object.hasOwn(dtypes, name);
}
