#version 460
#extension GL_GOOGLE_include_directive : require
// y = x / sqrt(mean(x^2) + eps) * gain, row by row. With `gathers`, output row i is made from input row outputs[i]:
// the final norm runs only for the tokens that a step wants logits of.
//   x f32 [nTokens, stride], gain f32 [dim], outputs uint [nTokens], y f32 [nTokens, stride]
// One workgroup: one row. Grid: [rows].
#include "memory.glsl"

INPUT(0, x);
INPUT(1, gain);
INPUT(2, outputs);
OUTPUT(3, vec4, y);

layout(push_constant) uniform Arguments {
  uint dim, stride, gathers, epsBits;
};

shared float partials[MAX_SUBGROUPS];

void main() {
  const uint target = gl_WorkGroupID.x;
  const uint source = gathers == 0u ? target : LOAD(outputs, target / 4u)[target % 4u];
  float sum = 0.0;
  for (uint i = gl_LocalInvocationID.x; i < dim / 4u; i += gl_WorkGroupSize.x) {
    const vec4 v = LOAD_F32(x, source * stride / 4u + i);
    sum += dot(v, v);
  }
  sum = subgroupAdd(sum);
  if (gl_NumSubgroups > 1u) {
    if (subgroupElect()) partials[gl_SubgroupID] = sum;
    barrier();
    sum = 0.0;
    for (uint s = 0; s < gl_NumSubgroups; s++) sum += partials[s];
  }
  const float scale = 1.0 / sqrt(sum / float(dim) + uintBitsToFloat(epsBits));
  for (uint i = gl_LocalInvocationID.x; i < dim / 4u; i += gl_WorkGroupSize.x) {
    y[target * stride / 4u + i] = LOAD_F32(x, source * stride / 4u + i) * scale * LOAD_F32(gain, i);
  }
}
