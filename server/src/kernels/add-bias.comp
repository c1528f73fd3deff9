#version 460
#extension GL_GOOGLE_include_directive : require
// x += bias, row by row: the bias of a projection that joins the residual stream.
//   bias f32 [dim], x f32 [nTokens, stride]
// One lane: four columns. Grid: [ceil(dim / 4 / workgroup), nTokens].
#include "memory.glsl"

INPUT(0, bias);
OUTPUT(1, vec4, x);

layout(push_constant) uniform Arguments {
  uint dim, stride;
};

void main() {
  const uint i = gl_GlobalInvocationID.x;
  if (i < dim / 4u) x[gl_WorkGroupID.y * stride / 4u + i] += LOAD_F32(bias, i);
}
