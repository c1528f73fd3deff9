#version 460
#extension GL_GOOGLE_include_directive : require
// h = silu(G x) * (U x): the two input projections of the feed-forward network and its gate, in one pass over x.
//   weights: gate and up interleaved, 4 rows of each; inputs f32 [nTokens, inputStride]; hidden f32 [nTokens, hiddenStride]
// One workgroup: ROWS / 2 rows of hidden for COLS tokens.
// Grid: [ceil(nTokens / COLS), ceil(hiddenDim / (ROWS / 2))].
// weights: all
// activations: f32 int8
// tiles: tiled coopmat
#include "project.glsl"

OUTPUT(3, float, hidden);

layout(push_constant) uniform Arguments {
  uint hiddenDim, nUnits, nTokens, inputStride, hiddenStride;
};

void main() {
  const uint row = gl_WorkGroupID.y * ROWS, token = gl_WorkGroupID.x * COLS;
  projectTile(row, (hiddenDim + 3u) / 4u * 8u, nUnits, token, nTokens, inputStride);
  for TILE_ELEMENTS(i, ROWS / 2u * COLS) {
    const uint r = row / 2u + i / COLS, t = token + i % COLS;
    if (r < hiddenDim && t < nTokens) {
      const uint at = i / (4u * COLS) * (8u * COLS) + i % (4u * COLS); // of the gate, in the tile
      const float gate = tileSum(at), up = tileSum(at + 4u * COLS);
      hidden[t * hiddenStride + r] = gate / (1.0 + exp(-gate)) * up;
    }
  }
}
