#version 460
#extension GL_GOOGLE_include_directive : require
// y = x / sqrt(mean(x^2) + eps) * gain, row by row. With `gathers`, output row i is made from input row outputs[i]:
// the final norm runs only for the tokens that a step wants logits of.
//   x f32 [nTokens, stride], gain f32 [dim], outputs uint [nTokens]
//   y [nTokens, stride]: f32, or with INT8 the blocks of quantize.glsl
// One workgroup: one row. Grid: [rows].
// activations: f32 int8
#include "memory.glsl"
#ifdef INT8
#include "quantize.glsl"
#define TYPE uvec4
#else
#define TYPE vec4
#endif

INPUT(0, x);
INPUT(1, gain);
INPUT(2, outputs);
OUTPUT(3, TYPE, y);

layout(push_constant) uniform Arguments {
  uint dim, stride, gathers;
  float eps;
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
  const float scale = 1.0 / sqrt(sum / float(dim) + eps);
#ifdef INT8
  for (uint i = gl_LocalInvocationID.x; i < dim / 32u; i += gl_WorkGroupSize.x) {
    vec4 values[8];
    [[unroll]] for (uint q = 0; q < 8u; q++) {
      values[q] = LOAD_F32(x, source * stride / 4u + i * 8u + q) * scale * LOAD_F32(gain, i * 8u + q);
    }
    const Block block = quantize(values);
    STORE_BLOCK(y, target * stride / 32u + i, block);
  }
#else
  for (uint i = gl_LocalInvocationID.x; i < dim / 4u; i += gl_WorkGroupSize.x) {
    y[target * stride / 4u + i] = LOAD_F32(x, source * stride / 4u + i) * scale * LOAD_F32(gain, i);
  }
#endif
}
