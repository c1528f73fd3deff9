#version 460
#extension GL_GOOGLE_include_directive : require
// y += W x: a projection whose result joins the residual stream (attention output, feed-forward down).
//   weights [residualDim, nUnits * UNIT], inputs f32 [nTokens, inputStride], residual f32 [nTokens, residualStride]
// One workgroup: ROWS rows for COLS tokens. Grid: [ceil(nTokens / COLS), ceil(residualDim / ROWS)].
// weights: all
// activations: f32 int8
// tiles: tiled coopmat
#include "project.glsl"

OUTPUT(3, float, residual);

layout(push_constant) uniform Arguments {
  uint residualDim, nUnits, nTokens, inputStride, residualStride;
};

void main() {
  const uint row = gl_WorkGroupID.y * ROWS, token = gl_WorkGroupID.x * COLS;
  projectTile(row, residualDim, nUnits, token, nTokens, inputStride);
  for TILE_ELEMENTS(i, ROWS * COLS) {
    const uint r = row + i / COLS, t = token + i % COLS;
    if (r < residualDim && t < nTokens) residual[t * residualStride + r] += tileSum(i);
  }
}
