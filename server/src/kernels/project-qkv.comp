#version 460
#extension GL_GOOGLE_include_directive : require
// q, k, v = W x, with rotary position embedding on q and k, and k and v stored into the cache: neither needs a pass of its
// own.
//   weights [q rows | k rows | v rows], each part aligned to 8 rows
//   inputs f32 [nTokens, inputStride], queries f32 [nTokens, nHeads * headDim]
//   keyCache, valueCache [nKvHeads, nSlots, headDim], f32 or f16 as in kv.glsl; for a q8_0 cache instead
//   the rows that store-kv.comp quantises, f32 [nTokens, nKvHeads * headDim]
// RoPE turns the pairs (2i, 2i+1) of a head, as Mistral's and GGUF's weights expect.
// One workgroup: ROWS rows for COLS tokens. Grid: [ceil(nTokens / COLS), ceil((endRow - firstRow) / ROWS)].
// weights: all
// activations: f32 int8
// tiles: tiled coopmat
#include "project.glsl"
#include "step.glsl"
#include "kv.glsl"

OUTPUT(3, float, queries);
OUTPUT(4, uint, keyCache);
OUTPUT(5, uint, valueCache);
INPUT(6, tokens);
INPUT(7, rotations);

// This dispatch computes rows from firstRow up to endRow: parts of other types go in other dispatches.
layout(push_constant) uniform Arguments {
  uint firstRow, endRow, keyRow, valueRow, nUnits, nTokens, inputStride, queryDim, keyDim, headDim, nSlots, kvPerUnit;
  uint turns; // 0: the sums as they are, all rows as if they were queries, for finish-qkv.comp
};

void main() {
  const uint row = firstRow + gl_WorkGroupID.y * ROWS, token = gl_WorkGroupID.x * COLS;
  projectTile(row - firstRow, endRow - firstRow, nUnits, token, nTokens, inputStride);
  // ROWS is even and parts start at even rows, so a pair is always in one tile; the lanes share out the pairs.
  for TILE_ELEMENTS(i, ROWS / 2u * COLS) {
    const uint r = row + i / COLS * 2u, t = token + i % COLS;
    if (r >= endRow || t >= nTokens) continue;
    const bool isQuery = r < keyRow, isKey = !isQuery && r < valueRow;
    const uint d = isQuery ? r : isKey ? r - keyRow : r - valueRow; // of the part
    const uint element = i / COLS * 2u * COLS + i % COLS;
    vec2 y = vec2(tileSum(element), tileSum(element + COLS));
    if (turns != 0u && (isQuery || isKey)) {
      const vec2 turn = rotationOf(LOAD(rotations, (t * headDim + d % headDim) / 4u), d / 2u);
      y = vec2(y.x * turn.x - y.y * turn.y, y.x * turn.y + y.y * turn.x);
    }
    if (isQuery) {
      if (d >= queryDim) continue;
      queries[t * queryDim + d] = y.x;
      queries[t * queryDim + d + 1u] = y.y;
    } else if (d < keyDim) {
      const Token own = tokenOf(LOAD(tokens, t));
      const uint cacheRow = d / headDim * nSlots + own.slot;
      const uint pair = cacheRow * headDim + d % headDim;
      if (kvPerUnit == KV_F16) {
        const uint halves = packHalf2x16(y);
        if (isKey) keyCache[pair / 2u] = halves;
        else valueCache[pair / 2u] = halves;
      } else {
        const uint at = kvPerUnit == KV_Q8_0 ? t * keyDim + d : pair;
        const uvec2 words = floatBitsToUint(y);
        if (isKey) {
          keyCache[at] = words.x;
          keyCache[at + 1u] = words.y;
        } else {
          valueCache[at] = words.x;
          valueCache[at + 1u] = words.y;
        }
      }
    }
  }
}
