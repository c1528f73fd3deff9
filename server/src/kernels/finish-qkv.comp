#version 460
#extension GL_GOOGLE_include_directive : require
// What some models do to q, k and v between their projection and attention: add biases, norm each head of q and k by
// its RMS, scale q by its position; and then what project-qkv does for the others: RoPE on q and k, k and v into the
// cache. A kernel of its own, since a norm needs a whole head and project-qkv's tiles hold less.
//   projected f32 [nTokens, stride]: q | k | v, where k begins at keyRow and v at valueRow
//   biases f32 [stride], gains f32 [2, headDim]: of q, of k
//   queries f32 [nTokens, nHeads * headDim], keyCache and valueCache as in project-qkv.comp
// One workgroup: one head of one token. Grid: [nHeads + 2 * nKvHeads, nTokens].
#include "memory.glsl"
#include "step.glsl"
#include "kv.glsl"

INPUT(0, projected);
INPUT(1, biases);
INPUT(2, gains);
INPUT(3, tokens);
INPUT(4, rotations);
OUTPUT(5, vec4, queries);
OUTPUT(6, uint, keyCache);
OUTPUT(7, uint, valueCache);

// q is scaled by 1 + queryScale * log(1 + position / queryLength), the quotient being whole. normed: 0 without norms.
layout(push_constant) uniform Arguments {
  uint nHeads, nKvHeads, headDim, keyRow, valueRow, stride, nSlots, kvPerUnit, normed;
  float eps, queryScale;
  uint queryLength;
};

shared float partials[MAX_SUBGROUPS];

void main() {
  const uint t = gl_WorkGroupID.y, head = gl_WorkGroupID.x;
  const bool isQuery = head < nHeads, isKey = !isQuery && head < nHeads + nKvHeads;
  const uint ownHead = isQuery ? head : isKey ? head - nHeads : head - nHeads - nKvHeads; // of its part
  const uint row = (isQuery ? 0u : isKey ? keyRow : valueRow) + ownHead * headDim;
  const uint source = (t * stride + row) / 4u, nUnits = headDim / 4u;
  float scale = 1.0;
  if (normed != 0u && (isQuery || isKey)) {
    float sum = 0.0;
    for (uint i = gl_LocalInvocationID.x; i < nUnits; i += gl_WorkGroupSize.x) {
      const vec4 y = LOAD_F32(projected, source + i) + LOAD_F32(biases, row / 4u + i);
      sum += dot(y, y);
    }
    sum = subgroupAdd(sum);
    if (gl_NumSubgroups > 1u) {
      if (subgroupElect()) partials[gl_SubgroupID] = sum;
      barrier();
      sum = 0.0;
      for (uint s = 0; s < gl_NumSubgroups; s++) sum += partials[s];
    }
    scale = 1.0 / sqrt(sum / float(headDim) + eps);
  }
  const Token token = tokenOf(LOAD(tokens, t));
  const float whole = isQuery ? 1.0 + queryScale * log(float(1u + token.position / queryLength)) : 1.0;
  for (uint i = gl_LocalInvocationID.x; i < nUnits; i += gl_WorkGroupSize.x) {
    vec4 y = LOAD_F32(projected, source + i) + LOAD_F32(biases, row / 4u + i);
    if (isQuery || isKey) {
      if (normed != 0u) y *= scale * LOAD_F32(gains, (isQuery ? 0u : nUnits) + i);
      const vec4 turn = LOAD_F32(rotations, t * nUnits + i); // (cos, sin) of two pairs
      y = whole * vec4(y.x * turn.x - y.y * turn.y, y.x * turn.y + y.y * turn.x,
                       y.z * turn.z - y.w * turn.w, y.z * turn.w + y.w * turn.z);
    }
    if (isQuery) {
      queries[(t * nHeads + ownHead) * nUnits + i] = y;
    } else if (kvPerUnit == KV_F16) {
      const uint at = ((ownHead * nSlots + token.slot) * nUnits + i) * 2u;
      const uvec2 halves = uvec2(packHalf2x16(y.xy), packHalf2x16(y.zw));
      [[unroll]] for (uint w = 0; w < 2u; w++) {
        if (isKey) keyCache[at + w] = halves[w];
        else valueCache[at + w] = halves[w];
      }
    } else {
      const uint cacheRow = kvPerUnit == KV_Q8_0 ? t * nKvHeads + ownHead : ownHead * nSlots + token.slot;
      const uint at = (cacheRow * nUnits + i) * 4u;
      const uvec4 words = floatBitsToUint(y);
      [[unroll]] for (uint w = 0; w < 4u; w++) {
        if (isKey) keyCache[at + w] = words[w];
        else valueCache[at + w] = words[w];
      }
    }
  }
}
