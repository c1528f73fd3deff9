#version 460
#extension GL_GOOGLE_include_directive : require
// Float32 rows to int8 blocks, for the projection that reads them next.
//   x f32 [nTokens, xStride], y [nTokens, nBlocks] blocks of quantize.glsl
// One lane: one block. Grid: [ceil(nBlocks / workgroup), nTokens].
#include "memory.glsl"
#include "quantize.glsl"

INPUT(0, x);
OUTPUT(1, uvec4, y);

layout(push_constant) uniform Arguments {
  uint nBlocks, xStride;
};

void main() {
  const uint i = gl_GlobalInvocationID.x, token = gl_WorkGroupID.y;
  if (i >= nBlocks) return;
  vec4 values[8];
  [[unroll]] for (uint q = 0; q < 8u; q++) values[q] = LOAD_F32(x, token * xStride / 4u + i * 8u + q);
  const Block block = quantize(values);
  STORE_BLOCK(y, token * nBlocks + i, block);
}
