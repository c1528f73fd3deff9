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
layout(constant_id = 2) const uint SLICES = 32;       // headDim / 4
layout(constant_id = 3) const uint SUBGROUP_SIZE = 8; // lanes, as the pipeline runs
layout(constant_id = 4) const uint KV_PER_UNIT = KV_F32;
layout(constant_id = 5) const uint UNIT_LANES = 1;    // lanes that share out a unit of V
layout(constant_id = 6) const uint PARTS = 1;         // positions that are added to the sum over V at a time
const uint WIDTH = KV_PER_UNIT / 4u;                           // slices of 4 elements in a unit
const uint UNITS = SLICES / WIDTH;                             // of a row
const uint SCALE_WORDS = (SLICES + 15u) / 16u;                 // of a q8_0 row

// Slice s of a query is in lane s % SUBGROUP_SIZE, register s / SUBGROUP_SIZE.
const uint QUERY_REGISTERS = (SLICES + SUBGROUP_SIZE - 1u) / SUBGROUP_SIZE;
const uint REGISTER_UNITS = SUBGROUP_SIZE / WIDTH; // units whose queries one register of all lanes holds

// The sum over V: ROW_LANES lanes go through a row, each taking every ROW_LANESth share, which is SHARE slices of a unit.
// Where a row has fewer shares than there are lanes, the others take other positions: PARTS are added at a time.
const uint SHARE = WIDTH / UNIT_LANES;
const uint SHARES = UNITS * UNIT_LANES;
const uint ROW_LANES = PARTS == 1u ? SUBGROUP_SIZE : SHARES;
const uint OWN = (SHARES + SUBGROUP_SIZE - 1u) / SUBGROUP_SIZE; // shares of a lane
const uint SUM_REGISTERS = OWN * SHARE;

// What is unrolled, so that loads overlap. More would not fit a GPU's instruction cache: its subgroups have up to 128 lanes.
const uint KEY_SLICES = SUBGROUP_SIZE == 8u ? 8u : 4u;
const uint KEYS_AT_ONCE = KEY_SLICES / WIDTH;                                   // units
const uint STEPS = (SUBGROUP_SIZE + PARTS - 1u) / PARTS;                        // PARTS positions each
const uint STEPS_AT_ONCE = STEPS <= 8u ? STEPS : 4u;
const uint SURPLUS = STEPS * PARTS - SUBGROUP_SIZE + STEPS % STEPS_AT_ONCE;     // 0: steps end with the lanes

INPUT(0, queries);
INPUT(1, keyCache);
INPUT(2, valueCache);
INPUT(3, tokens);
INPUT(4, blockTables);
OUTPUT(5, vec4, attended);

layout(push_constant) uniform Arguments {
  uint nHeads, nKvHeads, nSlots, tableUnits, window, attendedStride, nSplits, perSplit; // window 0: full attention
};

// Weights of each lane's position while values are added, and afterwards the sums that are merged.
const uint WEIGHT_UNITS = (GROUP + 3u) / 4u;
const uint ALL_WEIGHTS = gl_WorkGroupSize.x * WEIGHT_UNITS;
shared vec4 exchanged[ALL_WEIGHTS < GROUP * SLICES ? GROUP * SLICES : ALL_WEIGHTS];
shared uint rows[gl_WorkGroupSize.x];
shared uint valueScales[KV_PER_UNIT == KV_Q8_0 ? gl_WorkGroupSize.x * SCALE_WORDS : 1u];
shared vec2 softmaxes[GROUP]; // (m, l) of what is merged so far

const float NONE = -3.0e38;

#include "kv-row.glsl"

vec4 q[GROUP * QUERY_REGISTERS];
vec4 sum[GROUP * SUM_REGISTERS];
float score[GROUP]; // of the position of this lane, then its weight

// The slice of a head in register r of this lane's sums; SLICES or more: none.
uint sliceIn(uint r) {
  const uint lane = gl_SubgroupInvocationID;
  return (r / SHARE * SUBGROUP_SIZE + lane % ROW_LANES) * SHARE + r % SHARE;
}

// Adds what KEYS_AT_ONCE units of a key, from `first` of those that belong to register r on, contribute to the scores.
void addKeys(uint row, uvec4 scales, uint r, uint first) {
  [[unroll]] for (uint k = 0; k < KEYS_AT_ONCE; k++) {
    const uint i = r * REGISTER_UNITS + first + k;
    if (UNITS % KEYS_AT_ONCE != 0u && i >= UNITS) continue;
    const uvec4 unit = LOAD(keyCache, row * UNITS + i);
    float ofUnit[GROUP];
    [[unroll]] for (uint g = 0; g < GROUP; g++) ofUnit[g] = 0.0;
    [[unroll]] for (uint w = 0; w < WIDTH; w++) {
      const vec4 slice = sliceOf(unit, w);
      [[unroll]] for (uint g = 0; g < GROUP; g++) {
        ofUnit[g] += dot(subgroupShuffle(q[g * QUERY_REGISTERS + r], (first + k) * WIDTH + w), slice);
      }
    }
    const float unitScale = KV_PER_UNIT == KV_Q8_0 ? halfOf(scales[i / 4u], i / 2u % 2u) : 1.0;
    [[unroll]] for (uint g = 0; g < GROUP; g++) {
      score[g] += KV_PER_UNIT == KV_Q8_0 ? ofUnit[g] * unitScale : ofUnit[g];
    }
  }
}

// Slices of a unit that belong to one of the lanes which share it out, from the first component on.
uvec4 shareOf(uvec4 unit, uint share) {
  if (UNIT_LANES == 1u) return unit;
  if (UNIT_LANES == 2u) return share % 2u == 0u ? unit : unit.zwzw;
  return uvec4(unit[share % 4u], 0, 0, 0);
}

// The row, a word of scales and the weight of the position that lane j has. Lanes that want different ones find them in
// shared memory: a shuffle whose lane is not the same for all is slow on several GPUs.
uint rowOf(uint row, uint j) { return PARTS == 1u ? subgroupShuffle(row, j) : rows[gl_SubgroupID * SUBGROUP_SIZE + j]; }

float valueScaleOf(uvec4 scales, uint j, uint block) {
  if (KV_PER_UNIT != KV_Q8_0) return 1.0;
  if (PARTS > 1u) {
    return halfOf(valueScales[(gl_SubgroupID * SUBGROUP_SIZE + j) * SCALE_WORDS + block / 2u], block % 2u);
  }
  uvec4 own = uvec4(0);
  [[unroll]] for (uint i = 0; i < SCALE_WORDS; i++) own[i] = subgroupShuffle(scales[i], j);
  return halfOf(own[block / 2u], block % 2u);
}

float weightOf(uint g, uint j) {
  if (PARTS == 1u) return subgroupShuffle(score[g], j);
  return exchanged[(gl_SubgroupID * SUBGROUP_SIZE + j) * WEIGHT_UNITS + g / 4u][g % 4u];
}

// Puts what rowOf, valueScaleOf and weightOf find there into shared memory.
void exchange(uint row, uvec4 scales) {
  const uint at = gl_SubgroupID * SUBGROUP_SIZE + gl_SubgroupInvocationID;
  subgroupBarrier(); // all have read what was there before
  rows[at] = row;
  if (KV_PER_UNIT == KV_Q8_0) {
    [[unroll]] for (uint i = 0; i < SCALE_WORDS; i++) valueScales[at * SCALE_WORDS + i] = scales[i];
  }
  [[unroll]] for (uint i = 0; i < WEIGHT_UNITS; i++) {
    vec4 weights = vec4(0);
    [[unroll]] for (uint g = 0; g < 4u; g++) {
      if (i * 4u + g < GROUP) weights[g] = score[i * 4u + g];
    }
    exchanged[at * WEIGHT_UNITS + i] = weights;
  }
  subgroupBarrier();
}

// Adds STEPS_AT_ONCE times PARTS weighted values to the sums.
void addValues(uint row, uvec4 scales, uint first) {
  const uint lane = gl_SubgroupInvocationID;
  [[unroll]] for (uint k = 0; k < STEPS_AT_ONCE; k++) {
    // The lane that has the position. The last step may go beyond: then the weight is 0.
    const uint at = PARTS == 1u ? first + k : (first + k) * PARTS + lane / ROW_LANES;
    const uint j = SURPLUS == 0u ? at : min(at, SUBGROUP_SIZE - 1u);
    const bool isBeyond = SURPLUS != 0u && at >= SUBGROUP_SIZE;
    const uint from = rowOf(row, j);
    [[unroll]] for (uint o = 0; o < OWN; o++) {
      const uint share = min(o * SUBGROUP_SIZE + lane % ROW_LANES, SHARES - 1u);
      const uint i = share / UNIT_LANES;
      const uvec4 unit = shareOf(LOAD(valueCache, from * UNITS + i), share);
      const float unitScale = isBeyond ? 0.0 : valueScaleOf(scales, j, i / 2u);
      [[unroll]] for (uint g = 0; g < GROUP; g++) {
        const float weight = weightOf(g, j) * unitScale;
        [[unroll]] for (uint w = 0; w < SHARE; w++) {
          sum[g * SUM_REGISTERS + o * SHARE + w] += weight * sliceOf(unit, w);
        }
      }
    }
  }
}

void main() {
  const uint kvHead = gl_WorkGroupID.x, t = gl_WorkGroupID.z;
  const uint perKvHead = nHeads / nKvHeads;
  const uint tile = gl_WorkGroupID.y / nSplits * GROUP, split = gl_WorkGroupID.y % nSplits;
  const uint lane = gl_SubgroupInvocationID;
  const Token token = tokenOf(LOAD(tokens, t));
  const uint length = window == 0u ? token.position + 1u : min(token.position + 1u, window);
  const uint firstSeen = token.position + 1u - length;
  if (split * perSplit >= length) return; // the sequence is too short for this stretch
  const uint base = kvHead * nSlots, table = token.sequence * tableUnits;
  const float scale = inversesqrt(float(SLICES * 4u));

  float m[GROUP], l[GROUP];
  [[unroll]] for (uint g = 0; g < GROUP; g++) {
    const uint head = kvHead * perKvHead + min(tile + g, perKvHead - 1u);
    [[unroll]] for (uint r = 0; r < QUERY_REGISTERS; r++) {
      const uint slice = min(r * SUBGROUP_SIZE + lane, SLICES - 1u);
      q[g * QUERY_REGISTERS + r] = LOAD_F32(queries, (t * nHeads + head) * SLICES + slice) * scale;
    }
    [[unroll]] for (uint r = 0; r < SUM_REGISTERS; r++) sum[g * SUM_REGISTERS + r] = vec4(0);
    m[g] = NONE;
    l[g] = 0.0;
  }

  const uint step = gl_NumSubgroups * SUBGROUP_SIZE;
  const uint end = min(length, (split + 1u) * perSplit);
  for (uint start = split * perSplit + gl_SubgroupID * SUBGROUP_SIZE; start < end; start += step) {
    const uint at = start + lane;
    const uint row = base + slotOf(table, firstSeen + min(at, length - 1u));
    uvec4 keyScales = uvec4(0), ownScales = uvec4(0); // of the row of this lane
    if (KV_PER_UNIT == KV_Q8_0) {
      const uint unit = nKvHeads * nSlots * UNITS + row * SCALE_WORDS / 4u;
      keyScales = scaleWords(LOAD(keyCache, unit), row);
      ownScales = scaleWords(LOAD(valueCache, unit), row);
    }
    [[unroll]] for (uint g = 0; g < GROUP; g++) score[g] = 0.0;
    [[unroll]] for (uint r = 0; r < QUERY_REGISTERS; r++) {
      // A loop of one round is written out: drivers that unroll nothing of their own would make one of it.
      if (REGISTER_UNITS == KEYS_AT_ONCE) {
        addKeys(row, keyScales, r, 0u);
      } else {
        const uint nUnits = min(REGISTER_UNITS, UNITS - r * REGISTER_UNITS);
        [[dont_unroll]] for (uint first = 0; first < nUnits; first += KEYS_AT_ONCE) addKeys(row, keyScales, r, first);
      }
    }
    [[unroll]] for (uint g = 0; g < GROUP; g++) {
      const float s = at < end ? score[g] : NONE;
      const float newMax = max(m[g], subgroupMax(s));
      const float shrink = exp(m[g] - newMax);
      score[g] = at < end ? exp(s - newMax) : 0.0;
      l[g] = l[g] * shrink + score[g]; // of this lane's positions; added up in the end
      m[g] = newMax;
      [[unroll]] for (uint r = 0; r < SUM_REGISTERS; r++) sum[g * SUM_REGISTERS + r] *= shrink;
    }
    if (PARTS > 1u) exchange(row, ownScales);
    if (STEPS == STEPS_AT_ONCE) {
      addValues(row, ownScales, 0u);
    } else {
      const uint nSteps = (min(SUBGROUP_SIZE, end - start) + PARTS - 1u) / PARTS;
      [[dont_unroll]] for (uint first = 0; first < nSteps; first += STEPS_AT_ONCE) addValues(row, ownScales, first);
    }
  }

  // Merge the sums of one part of one subgroup after the other into those of the first. A subgroup that saw no position has
  // l = 0 and changes nothing; its parts share m and l, which therefore count once.
  const uint part = lane / ROW_LANES;
  const uint mine = part < PARTS ? gl_SubgroupID * PARTS + part : ~0u;
  [[unroll]] for (uint g = 0; g < GROUP; g++) l[g] = subgroupAdd(l[g]);
  if (PARTS > 1u) barrier(); // all weights are read
  [[dont_unroll]] for (uint s = 1; s < gl_NumSubgroups * PARTS; s++) {
    if (mine == s) {
      [[unroll]] for (uint g = 0; g < GROUP; g++) {
        if (lane % ROW_LANES == 0u) softmaxes[g] = vec2(m[g], part == 0u ? l[g] : 0.0);
        [[unroll]] for (uint r = 0; r < SUM_REGISTERS; r++) {
          const uint slice = sliceIn(r);
          if (slice < SLICES) exchanged[g * SLICES + slice] = sum[g * SUM_REGISTERS + r];
        }
      }
    }
    barrier();
    if (mine == 0u) {
      [[unroll]] for (uint g = 0; g < GROUP; g++) {
        const vec2 other = softmaxes[g];
        const float newMax = max(m[g], other.x);
        const float own = exp(m[g] - newMax), theirs = exp(other.x - newMax);
        l[g] = l[g] * own + other.y * theirs;
        m[g] = newMax;
        [[unroll]] for (uint r = 0; r < SUM_REGISTERS; r++) {
          const uint slice = min(sliceIn(r), SLICES - 1u);
          sum[g * SUM_REGISTERS + r] = sum[g * SUM_REGISTERS + r] * own + exchanged[g * SLICES + slice] * theirs;
        }
      }
    }
    barrier();
  }

  if (mine == 0u) {
    [[unroll]] for (uint g = 0; g < GROUP; g++) {
      if (tile + g >= perKvHead) continue;
      const uint head = kvHead * perKvHead + tile + g;
      const uint whole = t * attendedStride / 4u + head * SLICES;
      const uint partial = ((t * nHeads + head) * nSplits + split) * (SLICES + 1u);
      [[unroll]] for (uint r = 0; r < SUM_REGISTERS; r++) {
        const uint slice = sliceIn(r);
        if (slice >= SLICES) continue;
        if (nSplits == 1u) attended[whole + slice] = sum[g * SUM_REGISTERS + r] / l[g];
        else attended[partial + slice] = sum[g * SUM_REGISTERS + r];
      }
      if (nSplits > 1u && lane == 0u) attended[partial + SLICES] = vec4(m[g], l[g], 0, 0);
    }
  }
}
