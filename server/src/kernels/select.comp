#version 460
#extension GL_GOOGLE_include_directive : require
// Selects what the host gets of the logits of each output: as many of the best as it needs, or the whole row. A choice among
// 32,000 tokens then moves 8 bytes, not 128 KiB, and takes the host no time.
//   logits f32 [nOutputs, vocabSize], nBest uint [nOutputs] (0: the row)
//   rows f32 [nOutputs, vocabSize], best uvec2 [nOutputs, maxBest]: id and bits of the logit, the highest first, the
//   lower id first among equals; ids end with NONE where fewer than nBest logits are finite
// One workgroup: one output. Grid: [nOutputs].
#include "memory.glsl"

INPUT(0, logits);
INPUT(1, nBest);
OUTPUT(2, uint, rows);
OUTPUT(3, uvec2, best);

layout(push_constant) uniform Arguments {
  uint vocabSize, maxBest;
};

const uint NONE = 0xffffffffu;

shared uint partialKeys[MAX_SUBGROUPS];
shared uint partialIds[MAX_SUBGROUPS];

// Whole numbers in the order of the floats they stand for; 0 for what is not finite. Both zeros are the same.
uint keyOf(uint bits) {
  if ((bits & 0x7f800000u) == 0x7f800000u) return 0u;
  if (bits == 0x80000000u) bits = 0u;
  return bits >> 31u == 1u ? ~bits : bits | 0x80000000u;
}

uint bitsOf(uint key) {
  return key >> 31u == 1u ? key & 0x7fffffffu : ~key;
}

// The best of this lane's own logits that comes after the given one.
void findNext(uint first, inout uint key, inout uint id) {
  const uint lastKey = key;
  const uint lastId = id;
  key = 0u;
  id = NONE;
  const uint end = first + vocabSize; // rows begin and end within units of four
  for (uint unit = first / 4u + gl_LocalInvocationID.x; unit < (end + 3u) / 4u; unit += gl_WorkGroupSize.x) {
    const uvec4 bits = LOAD(logits, unit);
    [[unroll]] for (uint i = 0; i < 4u; i++) {
      const uint at = unit * 4u + i;
      const uint own = keyOf(bits[i]);
      const uint ownId = at - first;
      const bool isNext = own < lastKey || (own == lastKey && ownId > lastId);
      // Ids rise within a lane: among equals the first one stays.
      if (at >= first && at < end && isNext && own > key) {
        key = own;
        id = ownId;
      }
    }
  }
}

void main() {
  const uint row = gl_WorkGroupID.x;
  const uint first = row * vocabSize;
  const uint wanted = min(LOAD(nBest, row / 4u)[row % 4u], maxBest);
  if (wanted == 0u) {
    for (uint i = gl_LocalInvocationID.x; i < vocabSize; i += gl_WorkGroupSize.x) {
      rows[first + i] = LOAD(logits, (first + i) / 4u)[(first + i) % 4u];
    }
    return;
  }

  uint key = NONE; // above every logit
  uint id = 0u;
  findNext(first, key, id);
  for (uint n = 0; n < wanted; n++) {
    uint topKey = subgroupMax(key);
    uint topId = subgroupMin(key == topKey ? id : NONE);
    if (gl_NumSubgroups > 1u) {
      barrier(); // all lanes have read the results of the last round
      if (subgroupElect()) {
        partialKeys[gl_SubgroupID] = topKey;
        partialIds[gl_SubgroupID] = topId;
      }
      barrier();
      for (uint s = 0; s < gl_NumSubgroups; s++) {
        const uint otherKey = partialKeys[s];
        const uint otherId = partialIds[s];
        if (otherKey > topKey || (otherKey == topKey && otherId < topId)) {
          topKey = otherKey;
          topId = otherId;
        }
      }
    }
    if (gl_LocalInvocationID.x == 0u) {
      best[row * maxBest + n] = uvec2(topKey == 0u ? NONE : topId, bitsOf(topKey));
    }
    if (topKey == 0u) break; // the same for all lanes
    if (id == topId) findNext(first, key, id);
  }
}
