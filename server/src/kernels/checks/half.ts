// IEEE binary16, written from its definition, for the checks alone.

/** IEEE binary16: 1 sign, 5 exponent, 10 mantissa bits; exponent 0 holds the subnormals. */
export function halfBits(x: number): number {
  const sign = x < 0 ? 0x8000 : 0;
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(x) || 2 ** -14)));
  const mantissa = Math.round(Math.abs(x) / 2 ** (exponent - 10)); // with its leading 1, which carries into the exponent
  return sign | ((exponent + 14) * 1024 + mantissa);
}

/** The number that 16 bits stand for. */
export function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -size : size;
}
