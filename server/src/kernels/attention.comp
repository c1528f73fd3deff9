#version 460
#extension GL_GOOGLE_include_directive : require
// softmax(q K^T / sqrt(headDim)) V for one token and up to GROUP of the query heads that share one key/value head, so
// that every K and V is read once for all of them: multi-head (GROUP 1), grouped-query and multi-query attention are
// the same kernel. Causal, with an optional sliding window, over the blocks of a paged cache.
//   queries f32 [nTokens, nHeads * headDim], keyCache and valueCache as in kv.glsl
//   blockTables uint32 [nSequences, 4 * tableUnits]
//   attended f32 [nTokens, attendedStride]; with nSplits > 1 instead what attention-merge.comp reads,
//   f32 [nTokens, nHeads, nSplits, headDim + 4]: the sum over V, not yet divided, then (m, l, 0, 0)
// One workgroup: one token, one tile of GROUP heads, one of at most nSplits stretches of perSplit positions. How a token's
// sums are made depends only on its own position, so its result does not depend on the rest of the step, to the bit.
// Grid: [nKvHeads, tiles of a group * nSplits, nTokens].
// For the scores each lane takes one position, for the sum over V a part of the head. The softmax is computed online (running
// maximum m and sum l), so no scores are stored. Each subgroup works on its own positions; they are merged at the end.
#include "memory.glsl"
#include "step.glsl"
#include "kv.glsl"

layout(constant_id = 1) const uint GROUP = 4;
layout(constant_id = 2) const uint SLICES = 32;      // headDim / 4
layout(constant_id = 3) const uint SUBGROUP_SIZE = 8; // lanes, as the pipeline runs
layout(constant_id = 4) const uint KV_PER_UNIT = KV_F32;
const uint WIDTH = KV_PER_UNIT / 4u;                           // slices of 4 elements in a unit
const uint UNITS = SLICES / WIDTH;                             // of a row
const uint OWN = (UNITS + SUBGROUP_SIZE - 1u) / SUBGROUP_SIZE; // units of a lane
const uint REGISTERS = OWN * WIDTH;                            // slices of a lane
const uint SCALE_WORDS = (SLICES + 15u) / 16u;                 // of a q8_0 row

INPUT(0, queries);
INPUT(1, keyCache);
INPUT(2, valueCache);
INPUT(3, tokens);
INPUT(4, blockTables);
OUTPUT(5, vec4, attended);

layout(push_constant) uniform Arguments {
  uint nHeads, nKvHeads, nSlots, tableUnits, window, attendedStride, nSplits, perSplit; // window 0: full attention
};

shared vec4 merged[GROUP * SLICES];
shared vec2 softmaxes[GROUP]; // (m, l) of what is merged so far

const float NONE = -3.0e38;

// Elements 4 * w to 4 * w + 3 of a unit; codes without their scale.
vec4 sliceOf(uvec4 unit, uint w) {
  if (KV_PER_UNIT == KV_F32) return uintBitsToFloat(unit);
  if (KV_PER_UNIT == KV_F16) return vec4(unpackHalf2x16(unit[w * 2u]), unpackHalf2x16(unit[w * 2u + 1u]));
  const int codes = int(unit[w]);
  return vec4(ivec4(codes << 24, codes << 16, codes << 8, codes) >> 24);
}

// A row's words of scales come first in the unit they are in.
uvec4 scaleWords(uvec4 unit, uint row) {
  if (SCALE_WORDS == 1u) return uvec4(unit[row & 3u], 0, 0, 0);
  if (SCALE_WORDS == 2u) return (row & 1u) == 0u ? unit : unit.zwzw;
  return unit;
}

// The slot of a position, by the block table that starts at this unit.
uint slotOf(uint table, uint position) {
  const uint block = position / BLOCK_SIZE;
  return LOAD(blockTables, table + block / 4u)[block % 4u] * BLOCK_SIZE + position % BLOCK_SIZE;
}

float scaleOf(uvec4 words, uint block) { return unpackHalf2x16(words[block / 2u])[block & 1u]; }

void main() {
  const uint kvHead = gl_WorkGroupID.x, t = gl_WorkGroupID.z;
  const uint perKvHead = nHeads / nKvHeads;
  const uint tile = gl_WorkGroupID.y / nSplits * GROUP, split = gl_WorkGroupID.y % nSplits;
  const uint lane = gl_SubgroupInvocationID;
  const Token own = tokenOf(LOAD(tokens, t));
  const uint length = window == 0u ? own.position + 1u : min(own.position + 1u, window);
  const uint first = own.position + 1u - length;
  if (split * perSplit >= length) return; // the sequence is too short for this stretch
  const uint base = kvHead * nSlots, table = own.sequence * tableUnits;
  const float scale = inversesqrt(float(SLICES * 4u));

  // Unit i of a row sits in lane i % SUBGROUP_SIZE, registers from i / SUBGROUP_SIZE * WIDTH on.
  vec4 q[GROUP * REGISTERS], sum[GROUP * REGISTERS];
  float m[GROUP], l[GROUP];
  [[unroll]] for (uint g = 0; g < GROUP; g++) {
    const uint head = kvHead * perKvHead + min(tile + g, perKvHead - 1u);
    [[unroll]] for (uint r = 0; r < REGISTERS; r++) {
      const uint unit = min(r / WIDTH * SUBGROUP_SIZE + lane, UNITS - 1u);
      q[g * REGISTERS + r] = LOAD_F32(queries, (t * nHeads + head) * SLICES + unit * WIDTH + r % WIDTH) * scale;
      sum[g * REGISTERS + r] = vec4(0);
    }
    m[g] = NONE;
    l[g] = 0.0;
  }

  const uint step = gl_NumSubgroups * SUBGROUP_SIZE;
  const uint end = min(length, (split + 1u) * perSplit);
  for (uint start = split * perSplit + gl_SubgroupID * SUBGROUP_SIZE; start < end; start += step) {
    const uint at = start + lane;
    const uint row = base + slotOf(table, first + min(at, length - 1u));
    uvec4 keyScales = uvec4(0), valueScales = uvec4(0); // of the row of this lane
    if (KV_PER_UNIT == KV_Q8_0) {
      const uint unit = nKvHeads * nSlots * UNITS + row * SCALE_WORDS / 4u;
      keyScales = scaleWords(LOAD(keyCache, unit), row);
      valueScales = scaleWords(LOAD(valueCache, unit), row);
    }
    float score[GROUP];
    [[unroll]] for (uint g = 0; g < GROUP; g++) score[g] = 0.0;
    [[unroll]] for (uint i = 0; i < UNITS; i++) {
      const uvec4 unit = LOAD(keyCache, row * UNITS + i);
      float ofUnit[GROUP];
      [[unroll]] for (uint g = 0; g < GROUP; g++) ofUnit[g] = 0.0;
      [[unroll]] for (uint w = 0; w < WIDTH; w++) {
        const vec4 k = sliceOf(unit, w);
        [[unroll]] for (uint g = 0; g < GROUP; g++) {
          const vec4 mine = q[g * REGISTERS + i / SUBGROUP_SIZE * WIDTH + w];
          ofUnit[g] += dot(subgroupShuffle(mine, i % SUBGROUP_SIZE), k);
        }
      }
      const float unitScale = KV_PER_UNIT == KV_Q8_0 ? scaleOf(keyScales, i / 2u) : 1.0;
      [[unroll]] for (uint g = 0; g < GROUP; g++) {
        score[g] += KV_PER_UNIT == KV_Q8_0 ? ofUnit[g] * unitScale : ofUnit[g];
      }
    }
    [[unroll]] for (uint g = 0; g < GROUP; g++) {
      const float s = at < end ? score[g] : NONE;
      const float newMax = max(m[g], subgroupMax(s));
      const float shrink = exp(m[g] - newMax);
      score[g] = at < end ? exp(s - newMax) : 0.0;
      l[g] = l[g] * shrink + subgroupAdd(score[g]);
      m[g] = newMax;
      [[unroll]] for (uint r = 0; r < REGISTERS; r++) sum[g * REGISTERS + r] *= shrink;
    }
    [[unroll]] for (uint j = 0; j < SUBGROUP_SIZE; j++) {
      const uint from = subgroupShuffle(row, j);
      uvec4 scales = uvec4(0);
      if (KV_PER_UNIT == KV_Q8_0) {
        [[unroll]] for (uint i = 0; i < SCALE_WORDS; i++) scales[i] = subgroupShuffle(valueScales[i], j);
      }
      [[unroll]] for (uint o = 0; o < OWN; o++) {
        const uint i = min(o * SUBGROUP_SIZE + lane, UNITS - 1u);
        const uvec4 unit = LOAD(valueCache, from * UNITS + i);
        const float unitScale = KV_PER_UNIT == KV_Q8_0 ? scaleOf(scales, i / 2u) : 1.0;
        [[unroll]] for (uint g = 0; g < GROUP; g++) {
          const float weight = subgroupShuffle(score[g], j) * unitScale;
          [[unroll]] for (uint w = 0; w < WIDTH; w++) {
            sum[g * REGISTERS + o * WIDTH + w] += weight * sliceOf(unit, w);
          }
        }
      }
    }
  }

  // Merge one subgroup after the other. A subgroup that saw no position has l = 0 and changes nothing.
  for (uint s = 1; s < gl_NumSubgroups; s++) {
    if (gl_SubgroupID == s) {
      [[unroll]] for (uint g = 0; g < GROUP; g++) {
        if (lane == 0u) softmaxes[g] = vec2(m[g], l[g]);
        [[unroll]] for (uint r = 0; r < REGISTERS; r++) {
          const uint unit = r / WIDTH * SUBGROUP_SIZE + lane;
          if (unit < UNITS) merged[g * SLICES + unit * WIDTH + r % WIDTH] = sum[g * REGISTERS + r];
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
        [[unroll]] for (uint r = 0; r < REGISTERS; r++) {
          const uint unit = min(r / WIDTH * SUBGROUP_SIZE + lane, UNITS - 1u);
          sum[g * REGISTERS + r] =
              sum[g * REGISTERS + r] * mine + merged[g * SLICES + unit * WIDTH + r % WIDTH] * theirs;
        }
      }
    }
    barrier();
  }

  if (gl_SubgroupID == 0u) {
    [[unroll]] for (uint g = 0; g < GROUP; g++) {
      if (tile + g >= perKvHead) continue;
      const uint head = kvHead * perKvHead + tile + g;
      const uint whole = t * attendedStride / 4u + head * SLICES;
      const uint part = ((t * nHeads + head) * nSplits + split) * (SLICES + 1u);
      [[unroll]] for (uint r = 0; r < REGISTERS; r++) {
        const uint unit = r / WIDTH * SUBGROUP_SIZE + lane;
        if (unit >= UNITS) continue;
        const uint slice = unit * WIDTH + r % WIDTH;
        if (nSplits == 1u) attended[whole + slice] = sum[g * REGISTERS + r] / l[g];
        else attended[part + slice] = sum[g * REGISTERS + r];
      }
      if (nSplits > 1u && lane == 0u) attended[part + SLICES] = vec4(m[g], l[g], 0, 0);
    }
  }
}
