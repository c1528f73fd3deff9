#version 460
#extension GL_GOOGLE_include_directive : require
// x = E[token]: one row of the embedding table for each token, whatever type the table has.
//   weights [vocabSize, nUnits * UNIT], tokens uvec4 [nTokens], x f32 [nTokens, outputStride]
// One workgroup: one token. Grid: [nTokens].
// variants: F32 F16 BF16 Q8_0
#include "memory.glsl"
#include "weights.glsl"
#include "step.glsl"

INPUT(2, tokens);
OUTPUT(3, vec4, x);

layout(push_constant) uniform Arguments {
  uint nUnits, outputStride;
};

void main() {
  const uint t = gl_WorkGroupID.x;
  const uint row = tokenOf(LOAD(tokens, t)).id;
  for (uint unit = gl_LocalInvocationID.x; unit < nUnits; unit += gl_WorkGroupSize.x) {
    const uvec4 w = LOAD(weights, row * nUnits + unit);
    float scale = 1.0;
#ifdef SCALED
    scale = scaleOf(LOAD(scales, (row / 8u) * (nUnits / 2u) + unit / 2u), row);
#endif
    [[unroll]] for (uint q = 0; q < QUARTERS; q++) x[t * outputStride / 4u + unit * QUARTERS + q] = scale * weightsOf(w, q);
  }
}
