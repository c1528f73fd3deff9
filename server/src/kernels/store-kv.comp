#version 460
#extension GL_GOOGLE_include_directive : require
// Keys and values of a step into a q8_0 cache (kv.glsl), as ggml quantises: code = round(x / scale), scale = the largest
// |x| of a block of 32 / 127, stored as f16. project-qkv cannot do it itself: its tiles hold less than a block.
//   stagedKeys, stagedValues f32 [nTokens, nKvHeads * headDim]
// One lane: the blocks that share a word of scales. Grid: [ceil(words of a token / workgroup), nTokens, keys and values].
#include "memory.glsl"
#include "step.glsl"

layout(constant_id = 1) const uint WORD_BLOCKS = 2; // blocks in a word of scales: 2, or 1 where a head is one block

INPUT(0, stagedKeys);
INPUT(1, stagedValues);
INPUT(2, tokens);
OUTPUT(3, uint, keyCache);
OUTPUT(4, uint, valueCache);

layout(push_constant) uniform Arguments {
  uint nKvHeads, nSlots, headDim;
};

void main() {
  const uint t = gl_WorkGroupID.y, isValue = gl_WorkGroupID.z;
  const uint perHead = headDim / (32u * WORD_BLOCKS); // words of scales
  const uint word = gl_GlobalInvocationID.x;
  if (word >= nKvHeads * perHead) return;
  const Token own = tokenOf(LOAD(tokens, t));
  const uint row = word / perHead * nSlots + own.slot;
  const uint source = (t * nKvHeads * perHead + word) * WORD_BLOCKS * 8u; // in units
  const uint target = row * headDim / 4u + word % perHead * WORD_BLOCKS * 8u; // in words
  vec2 scales = vec2(0);
  [[unroll]] for (uint b = 0; b < WORD_BLOCKS; b++) {
    vec4 x[8];
    float largest = 0.0, size = 0.0;
    [[unroll]] for (uint i = 0; i < 8u; i++) {
      const uint unit = source + b * 8u + i;
      x[i] = isValue == 0u ? LOAD_F32(stagedKeys, unit) : LOAD_F32(stagedValues, unit);
      const vec4 sizes = abs(x[i]);
      largest = max(largest, max(max(sizes.x, sizes.y), max(sizes.z, sizes.w)));
      size += dot(sizes, vec4(1));
    }
    const float inverse = largest == 0.0 ? 0.0 : 127.0 / largest;
    [[unroll]] for (uint i = 0; i < 8u; i++) {
      // Away from zero where two are as near, as C's roundf.
      const uvec4 code = uvec4(ivec4(trunc(x[i] * inverse + sign(x[i]) * 0.5))) & 255u;
      const uint codes = code.x | code.y << 8 | code.z << 16 | code.w << 24;
      if (isValue == 0u) keyCache[target + b * 8u + i] = codes;
      else valueCache[target + b * 8u + i] = codes;
    }
    // max() may drop a NaN, a sum does not: what is not finite must stay so, and be found in the logits.
    scales[b] = size < 3.0e38 ? largest / 127.0 : uintBitsToFloat(0x7fc00000u);
  }
  const uint scaleWord = nKvHeads * nSlots * headDim / 4u + row * perHead + word % perHead;
  if (isValue == 0u) keyCache[scaleWord] = packHalf2x16(scales);
  else valueCache[scaleWord] = packHalf2x16(scales);
}
