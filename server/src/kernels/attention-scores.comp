#version 460
#extension GL_GOOGLE_include_directive : require
// The scores q K^T / sqrt(headDim) of one token, for people who ask which positions it looked at: attention.comp keeps none.
//   queries f32 [nTokens, nHeads * headDim], keyCache as in kv.glsl
//   blockTables uint32 [nSequences, 4 * tableUnits]
//   scores f32 [nHeads, nSeen]: of the positions firstSeen to firstSeen + nSeen - 1
// One lane: one position of one head. Grid: [ceil(nSeen / workgroup), nHeads, 1].
#include "memory.glsl"
#include "step.glsl"
#include "kv.glsl"

layout(constant_id = 1) const uint SLICES = 32; // headDim / 4
layout(constant_id = 2) const uint KV_PER_UNIT = KV_F32;
const uint WIDTH = KV_PER_UNIT / 4u;           // slices of 4 elements in a unit
const uint UNITS = SLICES / WIDTH;             // of a row
const uint SCALE_WORDS = (SLICES + 15u) / 16u; // of a q8_0 row

INPUT(0, queries);
INPUT(1, keyCache);
INPUT(2, tokens);
INPUT(3, blockTables);
OUTPUT(4, float, scores);

layout(push_constant) uniform Arguments {
  uint nHeads, nKvHeads, nSlots, tableUnits, token, firstSeen, nSeen;
};

#include "kv-row.glsl"

void main() {
  const uint i = gl_GlobalInvocationID.x, head = gl_WorkGroupID.y;
  if (i >= nSeen) return;
  const Token own = tokenOf(LOAD(tokens, token));
  const uint row = head / (nHeads / nKvHeads) * nSlots + slotOf(own.sequence * tableUnits, firstSeen + i);
  uvec4 scales = uvec4(0);
  if (KV_PER_UNIT == KV_Q8_0) {
    scales = scaleWords(LOAD(keyCache, nKvHeads * nSlots * UNITS + row * SCALE_WORDS / 4u), row);
  }
  float score = 0.0;
  [[dont_unroll]] for (uint u = 0; u < UNITS; u++) {
    const uvec4 unit = LOAD(keyCache, row * UNITS + u);
    float ofUnit = 0.0;
    [[unroll]] for (uint w = 0; w < WIDTH; w++) {
      ofUnit += dot(LOAD_F32(queries, (token * nHeads + head) * SLICES + u * WIDTH + w), sliceOf(unit, w));
    }
    score += KV_PER_UNIT == KV_Q8_0 ? ofUnit * halfOf(scales[u / 4u], u / 2u % 2u) : ofUnit;
  }
  scores[head * nSeen + i] = score * inversesqrt(float(SLICES * 4u));
}
