// Checkpoint bytes to float32, exactly, on the CPU: for vectors, and for matrices whose fused parts differ in type.
// The kernels have their own way to read weights (kernels/weights.glsl).
import { type Dtype, dtypes } from '../dtype.ts';

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
    case 'Q8_0':
      for (let i = 0; i < values.length; i++) {
        const block = Math.floor(i / blockSize) * blockBytes;
        values[i] = halfToFloat(view.getUint16(block, true)) * view.getInt8(block + 2 + (i % blockSize));
      }
      return values;
    default:
      return dtype satisfies never;
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
