#version 460
#extension GL_GOOGLE_include_directive : require
// softmax(q K^T / sqrt(headDim)) V for one token and up to GROUP of the query heads that share one key/value head, so
// that every K and V is read once for all of them: multi-head (GROUP 1), grouped-query and multi-query attention are
// the same kernel. Causal, with an optional sliding window, over a rolling cache.
//   queries f32 [nTokens, nHeads * headDim], attended f32 [nTokens, outputStride]
//   keyCache, valueCache f32 [nSequences, nKvHeads, capacity, headDim]: position p lies in slot p mod capacity
// One workgroup: one token, one tile of GROUP heads. Grid: [nKvHeads, tiles of a group, nTokens].
// Lanes take one position each for the scores and one 4-wide slice of the head each for the sum over V; the softmax is
// the online one (running maximum m and sum l), so no scores are stored. Every subgroup works on its own blocks of
// positions and they are merged at the end: with several subgroups this is split-K inside the workgroup.
#include "memory.glsl"
#include "step.glsl"

layout(constant_id = 1) const uint GROUP = 4;
layout(constant_id = 2) const uint SLICES = 32;      // headDim / 4
layout(constant_id = 3) const uint SUBGROUP_SIZE = 8; // lanes, as the pipeline runs
const uint OWN = (SLICES + SUBGROUP_SIZE - 1u) / SUBGROUP_SIZE; // slices of a lane

INPUT(0, queries);
INPUT(1, keyCache);
INPUT(2, valueCache);
INPUT(3, tokens);
OUTPUT(4, vec4, attended);

layout(push_constant) uniform Arguments {
  uint nHeads, nKvHeads, capacity, window, outputStride; // window 0: full attention
};

shared vec4 merged[GROUP * SLICES];
shared vec2 softmaxes[GROUP]; // (m, l) of what is merged so far

const float NONE = -3.0e38;

void main() {
  const uint kvHead = gl_WorkGroupID.x, t = gl_WorkGroupID.z;
  const uint perKvHead = nHeads / nKvHeads;
  const uint tile = gl_WorkGroupID.y * GROUP;
  const uint lane = gl_SubgroupInvocationID;
  const Token own = tokenOf(LOAD(tokens, t));
  const uint length = window == 0u ? own.position + 1u : min(own.position + 1u, window);
  const uint first = own.position + 1u - length;
  const uint base = (own.sequence * nKvHeads + kvHead) * capacity;
  const float scale = inversesqrt(float(SLICES * 4u));

  // Slice i of a query sits in lane i % SUBGROUP_SIZE, register i / SUBGROUP_SIZE.
  vec4 q[GROUP * OWN], sum[GROUP * OWN];
  float m[GROUP], l[GROUP];
  [[unroll]] for (uint g = 0; g < GROUP; g++) {
    const uint head = kvHead * perKvHead + min(tile + g, perKvHead - 1u);
    [[unroll]] for (uint o = 0; o < OWN; o++) {
      const uint slice = min(o * SUBGROUP_SIZE + lane, SLICES - 1u);
      q[g * OWN + o] = LOAD_F32(queries, (t * nHeads + head) * SLICES + slice) * scale;
      sum[g * OWN + o] = vec4(0);
    }
    m[g] = NONE;
    l[g] = 0.0;
  }

  for (uint block = gl_SubgroupID * SUBGROUP_SIZE; block < length; block += gl_NumSubgroups * SUBGROUP_SIZE) {
    const uint at = block + lane;
    const uint slot = (first + min(at, length - 1u)) % capacity;
    float score[GROUP];
    [[unroll]] for (uint g = 0; g < GROUP; g++) score[g] = 0.0;
    [[unroll]] for (uint i = 0; i < SLICES; i++) {
      const vec4 k = LOAD_F32(keyCache, (base + slot) * SLICES + i);
      [[unroll]] for (uint g = 0; g < GROUP; g++) {
        score[g] += dot(subgroupShuffle(q[g * OWN + i / SUBGROUP_SIZE], i % SUBGROUP_SIZE), k);
      }
    }
    [[unroll]] for (uint g = 0; g < GROUP; g++) {
      const float s = at < length ? score[g] : NONE;
      const float newMax = max(m[g], subgroupMax(s));
      const float shrink = exp(m[g] - newMax);
      score[g] = at < length ? exp(s - newMax) : 0.0;
      l[g] = l[g] * shrink + subgroupAdd(score[g]);
      m[g] = newMax;
      [[unroll]] for (uint o = 0; o < OWN; o++) sum[g * OWN + o] *= shrink;
    }
    [[unroll]] for (uint j = 0; j < SUBGROUP_SIZE; j++) {
      const uint from = subgroupShuffle(slot, j);
      [[unroll]] for (uint o = 0; o < OWN; o++) {
        const uint slice = min(o * SUBGROUP_SIZE + lane, SLICES - 1u);
        const vec4 v = LOAD_F32(valueCache, (base + from) * SLICES + slice);
        [[unroll]] for (uint g = 0; g < GROUP; g++) sum[g * OWN + o] += subgroupShuffle(score[g], j) * v;
      }
    }
  }

  // Merge one subgroup after the other. A subgroup that saw no position has l = 0 and changes nothing.
  for (uint s = 1; s < gl_NumSubgroups; s++) {
    if (gl_SubgroupID == s) {
      [[unroll]] for (uint g = 0; g < GROUP; g++) {
        if (lane == 0u) softmaxes[g] = vec2(m[g], l[g]);
        [[unroll]] for (uint o = 0; o < OWN; o++) {
          const uint slice = o * SUBGROUP_SIZE + lane;
          if (slice < SLICES) merged[g * SLICES + slice] = sum[g * OWN + o];
        }
      }
    }
    barrier();
    if (gl_SubgroupID == 0u) {
      [[unroll]] for (uint g = 0; g < GROUP; g++) {
        const vec2 other = softmaxes[g];
        const float newMax = max(m[g], other.x);
        const float mine = exp(m[g] - newMax), theirs = exp(other.x - newMax);
        l[g] = l[g] * mine + other.y * theirs;
        m[g] = newMax;
        [[unroll]] for (uint o = 0; o < OWN; o++) {
          const uint slice = min(o * SUBGROUP_SIZE + lane, SLICES - 1u);
          sum[g * OWN + o] = sum[g * OWN + o] * mine + merged[g * SLICES + slice] * theirs;
        }
      }
    }
    barrier();
  }

  if (gl_SubgroupID == 0u) {
    [[unroll]] for (uint g = 0; g < GROUP; g++) {
      if (tile + g >= perKvHead) continue;
      const uint head = kvHead * perKvHead + tile + g;
      [[unroll]] for (uint o = 0; o < OWN; o++) {
        const uint slice = o * SUBGROUP_SIZE + lane;
        if (slice < SLICES) attended[t * outputStride / 4u + head * SLICES + slice] = sum[g * OWN + o] / l[g];
      }
    }
  }
}
