#version 460
#extension GL_GOOGLE_include_directive : require
// logits = W x: the output head, for the tokens whose logits are wanted.
//   weights [vocabSize, nUnits * UNIT], inputs f32 [nOutputs, inputStride], logits f32 [nOutputs, vocabSize]
// One workgroup: ROWS rows for COLS outputs. Grid, written by the host: [ceil(vocabSize / ROWS), ceil(nOutputs / COLS)];
// the buffers hold a whole number of COLS, so the surplus rows of the last tile land in memory that is never read.
// weights: all
// activations: f32 int8
#include "project.glsl"

OUTPUT(3, float, logits);

layout(push_constant) uniform Arguments {
  uint vocabSize, nUnits, inputStride;
};

void main() {
  const uint row = gl_WorkGroupID.y * ROWS, token = gl_WorkGroupID.x * COLS;
  projectTile(row, vocabSize, nUnits, token, 0u, inputStride);
  for TILE_ELEMENTS(i, ROWS * COLS) {
    const uint r = row + i / COLS;
    if (r < vocabSize) logits[(token + i % COLS) * vocabSize + r] = tileSum(i);
  }
}
