#version 460
#extension GL_GOOGLE_include_directive : require
// q, k, v = W x, with rotary position embedding on q and k, and k and v put into their cache: RoPE and the cache write
// cost no pass of their own.
//   weights [q rows | k rows | v rows], each part from a multiple of 8 rows on
//   inputs f32 [nTokens, inputStride], queries f32 [nTokens, nHeads * headDim]
//   keyCache, valueCache f32 [nSequences, nKvHeads, capacity, headDim]: position p lies in slot p mod capacity
// RoPE turns the pairs (2i, 2i+1) of a head, as Mistral's and GGUF's weights want it.
// One workgroup: ROWS rows for COLS tokens. Grid: [ceil(nRows / ROWS), ceil(nTokens / COLS)].
// weights: all
// activations: f32 int8
#include "project.glsl"
#include "step.glsl"

OUTPUT(3, float, queries);
OUTPUT(4, float, keyCache);
OUTPUT(5, float, valueCache);
INPUT(6, tokens);
INPUT(7, rotations);

// This dispatch computes rows firstRow to nRows: parts of other types go in other dispatches.
layout(push_constant) uniform Arguments {
  uint firstRow, nRows, keyRow, valueRow, nUnits, nTokens, inputStride, queryDim, keyDim, headDim, capacity;
};

void main() {
  const uint row = firstRow + gl_WorkGroupID.x * ROWS, token = gl_WorkGroupID.y * COLS;
  projectTile(row - firstRow, nRows - firstRow, nUnits, token, inputStride);
  for TILE_ELEMENTS(i, ROWS * COLS) {
    const uint r = row + i / COLS, t = token + i % COLS;
    if (r >= nRows || t >= nTokens) continue;
    const bool isQuery = r < keyRow, isKey = !isQuery && r < valueRow;
    const uint d = isQuery ? r : isKey ? r - keyRow : r - valueRow; // of the part
    float y = tileSum(i);
    if (isQuery || isKey) {
      // ROWS is even and parts start at even rows: the partner of a pair is always in this tile.
      const bool isFirst = (i / COLS) % 2u == 0u;
      const float partner = tileSum(isFirst ? i + COLS : i - COLS);
      const vec2 turn = rotationOf(LOAD(rotations, (t * headDim + d % headDim / 2u * 2u) / 4u), d / 2u);
      y = isFirst ? y * turn.x - partner * turn.y : y * turn.x + partner * turn.y;
    }
    if (isQuery) {
      if (d < queryDim) queries[t * queryDim + d] = y;
    } else if (d < keyDim) {
      const Token own = tokenOf(LOAD(tokens, t));
      const uint head = d / headDim, nKvHeads = keyDim / headDim;
      const uint at = ((own.sequence * nKvHeads + head) * capacity + own.slot) * headDim + d % headDim;
      if (isKey) keyCache[at] = y;
      else valueCache[at] = y;
    }
  }
}
