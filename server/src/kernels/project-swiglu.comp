#version 460
#extension GL_GOOGLE_include_directive : require
// h = silu(G x) * (U x): the two input projections of the feed-forward network and its gate, in one pass over x.
//   weights: 4 rows of the gate and the same 4 of up by turns; inputs f32 [nTokens, inputStride]; hidden f32 [nTokens, outputStride]
// One workgroup: ROWS / 2 rows of hidden for COLS tokens.
// Grid: [ceil(nTokens / COLS), ceil(nRows / (ROWS / 2))].
// weights: all
// activations: f32 int8
// tiles: tiled coopmat
#include "project.glsl"

OUTPUT(3, float, hidden);

layout(push_constant) uniform Arguments {
  uint nRows, nUnits, nTokens, inputStride, outputStride;
};

void main() {
  const uint row = gl_WorkGroupID.y * ROWS, token = gl_WorkGroupID.x * COLS;
  projectTile(row, (nRows + 3u) / 4u * 8u, nUnits, token, nTokens, inputStride);
  for TILE_ELEMENTS(i, ROWS / 2u * COLS) {
    const uint r = row / 2u + i / COLS, t = token + i % COLS;
    if (r < nRows && t < nTokens) {
      const uint at = i / (4u * COLS) * (8u * COLS) + i % (4u * COLS); // of the gate, in the tile
      const float gate = tileSum(at), up = tileSum(at + 4u * COLS);
      hidden[t * outputStride + r] = gate / (1.0 + exp(-gate)) * up;
    }
  }
}
