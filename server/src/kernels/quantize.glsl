// Activations as int8: rows of blocks of 32 values, three units of 16 bytes each:
//   uvec4 codes[2]  code i is byte i % 4 of word i / 4, from -127 to 127; a value is scale * code
//   vec4            scale, and scale * (the sum of the codes) over the first and over the second half: what a weight
//                   type's centre or offset is multiplied with
struct Block {
  uvec4 codes[2];
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
    const uvec4 bytes = uvec4(code) & 255u;
    block.codes[i / 4u][i % 4u] = bytes.x | bytes.y << 8 | bytes.z << 16 | bytes.w << 24;
    sums[i / 4u] += code.x + code.y + code.z + code.w;
  }
  // max() may drop a NaN, a sum does not: what is not finite must stay so, and be found in the logits.
  const float honest = size < 3.0e38 ? scale : uintBitsToFloat(0x7fc00000u);
  block.scale = vec4(honest, honest * float(sums.x), honest * float(sums.y), 0);
  return block;
}

#define STORE_BLOCK(target, index, block)                  \
  {                                                        \
    target[(index) * 3u] = block.codes[0];                 \
    target[(index) * 3u + 1u] = block.codes[1];            \
    target[(index) * 3u + 2u] = floatBitsToUint(block.scale); \
  }
