// How a 16-byte unit of a weight row becomes numbers. A row is nUnits units of UNIT weights, padded with zeros.
// WEIGHTS_* picks the type. Q8_0 has its scales in a plane of their own, [row / 8][block of 32] with 8 halves a unit,
// so that one load serves the 8 rows of a tile.
#if defined(WEIGHTS_F32)
#define UNIT 4u
vec4 weightsOf(uvec4 unit, uint quarter) { return uintBitsToFloat(unit); }
#elif defined(WEIGHTS_F16)
#define UNIT 8u
vec4 weightsOf(uvec4 unit, uint quarter) {
  return vec4(unpackHalf2x16(unit[2u * quarter]), unpackHalf2x16(unit[2u * quarter + 1u]));
}
#elif defined(WEIGHTS_BF16)
#define UNIT 8u
vec4 weightsOf(uvec4 unit, uint quarter) {
  const uvec2 pair = uvec2(unit[2u * quarter], unit[2u * quarter + 1u]);
  return uintBitsToFloat(uvec4(pair.x << 16, pair.x & 0xffff0000u, pair.y << 16, pair.y & 0xffff0000u));
}
#elif defined(WEIGHTS_Q8_0)
#define UNIT 16u
#define SCALED
vec4 weightsOf(uvec4 unit, uint quarter) {
  const int four = int(unit[quarter]);
  return vec4(bitfieldExtract(four, 0, 8), bitfieldExtract(four, 8, 8), bitfieldExtract(four, 16, 8), four >> 24);
}
#endif
#define QUARTERS (UNIT / 4u)

INPUT(0, weights);
#ifdef SCALED
INPUT(1, scales);

// The scale of row `row` out of the unit that holds the scales of its tile of 8.
float scaleOf(uvec4 unit, uint row) {
  const vec2 pair = unpackHalf2x16(unit[(row & 7u) >> 1]);
  return (row & 1u) == 0u ? pair.x : pair.y;
}
#endif
