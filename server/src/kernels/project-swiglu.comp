#version 460
#extension GL_GOOGLE_include_directive : require
// h = silu(G x) * (U x): the two input projections of the feed-forward network and its gate, in one pass over x.
//   weights [gate rows | up rows], up from upRow on; inputs f32 [nTokens, inputStride]; hidden f32 [nTokens, outputStride]
// One workgroup: ROWS / 2 rows of the gate and the same rows of up, for COLS tokens.
// Grid: [ceil(nRows / (ROWS / 2)), ceil(nTokens / COLS)].
// weights: all
// activations: f32 int8
#define ROW_OF(r) ((r) < ROWS / 2u ? gl_WorkGroupID.x * (ROWS / 2u) + (r) : upRow + gl_WorkGroupID.x * (ROWS / 2u) + (r) - ROWS / 2u)
layout(push_constant) uniform Arguments {
  uint nRows, upRow, nUnits, nTokens, inputStride, outputStride;
};
#include "project.glsl"

OUTPUT(3, float, hidden);

void main() {
  const uint row = gl_WorkGroupID.x * (ROWS / 2u), token = gl_WorkGroupID.y * COLS;
  projectTile(row, upRow + nRows, nUnits, token, inputStride);
  for TILE_ELEMENTS(i, ROWS / 2u * COLS) {
    const uint r = row + i / COLS, t = token + i % COLS;
    if (r < nRows && t < nTokens) {
      const float gate = tileSum(i), up = tileSum(i + ROWS / 2u * COLS);
      hidden[t * outputStride + r] = gate / (1.0 + exp(-gate)) * up;
    }
  }
}
