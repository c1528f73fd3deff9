#version 460
#extension GL_GOOGLE_include_directive : require
// Merges attention that was split over workgroups: rescales the sums over V of a head's splits, each relative to its own
// maximum m, to the largest maximum, adds them and divides by the total sum l.
//   partials f32 [nTokens, nHeads, nSplits, headDim + 4], see attention.comp; attended f32 [nTokens, attendedStride]
// One lane: a slice of 4 elements. Grid: [nHeads, ceil(slices / workgroup), nTokens].
#include "memory.glsl"
#include "step.glsl"

INPUT(0, partials);
INPUT(1, tokens);
OUTPUT(2, vec4, attended);

layout(push_constant) uniform Arguments {
  uint nHeads, nSlices, nSplits, attendedStride, window, perSplit; // nSlices: headDim / 4; the rest as in attention.comp
};

void main() {
  const uint head = gl_WorkGroupID.x, t = gl_WorkGroupID.z;
  const uint slice = gl_WorkGroupID.y * gl_WorkGroupSize.x + gl_LocalInvocationID.x;
  if (slice >= nSlices) return;
  const uint first = (t * nHeads + head) * nSplits * (nSlices + 1u);
  const uint position = tokenOf(LOAD(tokens, t)).position;
  const uint length = window == 0u ? position + 1u : min(position + 1u, window);
  // The first split always has a position, so its m is a score and its l is not 0.
  vec4 sum = LOAD_F32(partials, first + slice);
  vec2 softmax = LOAD_F32(partials, first + nSlices).xy; // (m, l)
  for (uint s = 1; s * perSplit < length; s++) {
    const uint at = first + s * (nSlices + 1u);
    const vec2 other = LOAD_F32(partials, at + nSlices).xy;
    const float newMax = max(softmax.x, other.x);
    const float mine = exp(softmax.x - newMax), theirs = exp(other.x - newMax);
    sum = sum * mine + LOAD_F32(partials, at + slice) * theirs;
    softmax = vec2(newMax, softmax.y * mine + other.y * theirs);
  }
  attended[t * attendedStride / 4u + head * nSlices + slice] = sum / softmax.y;
}
