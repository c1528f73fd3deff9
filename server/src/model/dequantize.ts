// Converts checkpoint bytes to float32 on the CPU, exactly: for vectors, and for matrices whose fused parts differ in type.
// Kernels read weights by kernels/weights.glsl instead.
import { type Dtype, dtypes, type QuantType } from '../dtype.ts';
import { centres, newBlock, type QuantBlock, readBlock } from '../kernels/quant-blocks.ts';

/** The numbers that whole blocks of a type stand for. */
export function dequantize(dtype: Dtype, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { blockSize, blockBytes } = dtypes[dtype];
  const values = new Float32Array((bytes.length / blockBytes) * blockSize);
  switch (dtype) {
    case 'F32':
      for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(i * 4, true);
      return values;
    case 'F16':
      for (let i = 0; i < values.length; i++) values[i] = halfToFloat(view.getUint16(i * 2, true));
      return values;
    case 'BF16': {
      const bits = new Uint32Array(values.buffer);
      for (let i = 0; i < values.length; i++) bits[i] = view.getUint16(i * 2, true) << 16;
      return values;
    }
    default: {
      const block = newBlock();
      for (let b = 0; b * blockSize < values.length; b++) {
        readBlock(dtype, bytes, b * blockBytes, block);
        widenBlock(dtype, block, values.subarray(b * blockSize, (b + 1) * blockSize));
      }
      return values;
    }
  }
}

/** As ggml's dequantize_row_* do it, in float32 step by step. */
function widenBlock(dtype: QuantType, { codes, halves, scales, minima }: QuantBlock, values: Float32Array): void {
  const d = halfToFloat(halves[0] ?? 0);
  const second = halfToFloat(halves[1] ?? 0);
  for (let i = 0; i < values.length; i++) {
    const code = codes[i] ?? 0;
    switch (dtype) {
      case 'Q8_0':
        values[i] = d * ((code << 24) >> 24);
        break;
      case 'Q4_1':
      case 'Q5_1':
        values[i] = d * code + second;
        break;
      case 'Q2_K':
        values[i] = d * (scales[i >> 4] ?? 0) * code - second * (minima[i >> 4] ?? 0);
        break;
      case 'Q4_K':
      case 'Q5_K':
        values[i] = d * (scales[i >> 5] ?? 0) * code - second * (minima[i >> 5] ?? 0);
        break;
      case 'Q3_K':
      case 'Q6_K':
        values[i] = d * (((scales[i >> 4] ?? 0) << 24) >> 24) * (code - centres[dtype]);
        break;
      default:
        values[i] = d * (code - centres[dtype]);
    }
  }
}

function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
