// Activations as int8: rows of blocks of 32 values, of which each is scale * code with a code from -127 to 127. A block is
// BLOCK_UNITS units of 16 bytes: the codes, then
//   vec4   scale, and scale * (the sum of the codes) over the first and over the second half: what a weight type's centre
//          or offset is multiplied with
// How the codes lie depends on the flavour, since it decides how they are multiplied (multiply-int8.glsl):
//   SSBO   uvec4[2]: code i is byte i % 4 of word i / 4
//   TEXEL  uvec4[4]: word 2q + h is code[4q + h] * 2^16 + code[4q + h + 2]
#ifdef TEXEL
#define CODE_UNITS 4u
#else
#define CODE_UNITS 2u
#endif
#define BLOCK_UNITS (CODE_UNITS + 1u)

struct Block {
  uvec4 codes[CODE_UNITS];
  vec4 scale;
};

Block quantize(vec4 values[8]) {
  float largest = 0.0, size = 0.0;
  [[unroll]] for (uint i = 0; i < 8u; i++) {
    const vec4 own = abs(values[i]);
    largest = max(max(largest, own.x), max(max(own.y, own.z), own.w));
    size += dot(own, vec4(1));
  }
  const float scale = largest / 127.0;
  const float inverse = largest == 0.0 ? 0.0 : 127.0 / largest;
  Block block;
  ivec2 sums = ivec2(0);
  [[unroll]] for (uint i = 0; i < 8u; i++) {
    const ivec4 code = ivec4(roundEven(values[i] * inverse));
#ifdef TEXEL
    const uvec2 pairs = uvec2((code.xy << 16) + code.zw);
    block.codes[i / 2u][i % 2u * 2u] = pairs.x;
    block.codes[i / 2u][i % 2u * 2u + 1u] = pairs.y;
#else
    const uvec4 bytes = uvec4(code) & 255u;
    block.codes[i / 4u][i % 4u] = bytes.x | bytes.y << 8 | bytes.z << 16 | bytes.w << 24;
#endif
    sums[i / 4u] += code.x + code.y + code.z + code.w;
  }
  // max() may drop a NaN, a sum does not: what is not finite must stay so, and be found in the logits.
  const float honest = size < 3.0e38 ? scale : uintBitsToFloat(0x7fc00000u);
  block.scale = vec4(honest, honest * float(sums.x), honest * float(sums.y), 0);
  return block;
}

#define STORE_BLOCK(target, index, block)                                                                       \
  {                                                                                                             \
    [[unroll]] for (uint i_ = 0; i_ < CODE_UNITS; i_++) target[(index) * BLOCK_UNITS + i_] = block.codes[i_];   \
    target[(index) * BLOCK_UNITS + CODE_UNITS] = floatBitsToUint(block.scale);                                  \
  }
