#version 460
#extension GL_GOOGLE_include_directive : require
// x = E[token]: one row of the embedding table for each token, whatever type the table has.
//   weights [vocabSize, nUnits * UNIT], tokens uvec4 [nTokens], x f32 [nTokens, xStride]
// One workgroup: one token. Grid: [nTokens].
// weights: all
#include "memory.glsl"
#include "weights.glsl"
#include "step.glsl"

INPUT(2, tokens);
OUTPUT(3, vec4, x);

layout(push_constant) uniform Arguments {
  uint nUnits, xStride;
};

void main() {
  const uint t = gl_WorkGroupID.x;
  const uint row = tokenOf(LOAD(tokens, t)).id;
  for (uint unit = gl_LocalInvocationID.x; unit < nUnits; unit += gl_WorkGroupSize.x) {
    const Unit w = loadUnit(row, nUnits, unit);
    vec4 scale = vec4(1, 0, 1, 0); // (scale, offset) of each half
#ifdef SCALED
    scale = scalesOf(loadScales(row / 8u, nUnits, unit), row);
#endif
    [[unroll]] for (uint q = 0; q < QUARTERS; q++) {
      const vec2 own = q < QUARTERS / 2u ? scale.xy : scale.zw;
      x[t * xStride / 4u + unit * QUARTERS + q] = own.x * weightsOf(w, q) + own.y;
    }
  }
}
