// One tile of y = W x: ROWS rows by COLS tokens, each weight read once for all its tokens. The lanes split the
// columns of W; the sums meet at the end. What happens to the sums is the including kernel's business.
#include "memory.glsl"
#include "weights.glsl"

layout(constant_id = 1) const uint ROWS = 8; // a multiple of 8
layout(constant_id = 2) const uint COLS = 1;

INPUT(2, inputs); // [nTokens, inputStride]: f32, or with INT8 the blocks of quantize.glsl

#ifdef HALVES
#define PARTS 2u
#else
#define PARTS 1u
#endif

shared float partials[MAX_SUBGROUPS * ROWS * COLS]; // the sums of each subgroup

// Element i of a tile that projectTile has computed: W[row + i / COLS] . x[token + i % COLS]. The lanes share out the
// elements: what a kernel does with them stands in a loop, once, where an unrolled one took drivers long to compile.
float tileSum(uint i) {
  float sum = 0.0;
  for (uint s = 0; s < gl_NumSubgroups; s++) sum += partials[s * ROWS * COLS + i];
  return sum;
}
#define TILE_ELEMENTS(i, n) (uint i = gl_LocalInvocationID.x; i < (n); i += gl_WorkGroupSize.x)

float sums[ROWS * COLS]; // of this lane, while it goes through its units

#ifdef INT8
#include "multiply-int8.glsl"
#else
#include "multiply-f32.glsl"
#endif

// Computes a tile. Rows past the end repeat the last one, and are not to be stored.
void projectTile(uint row, uint nRows, uint nUnits, uint token, uint inputStride) {
  [[unroll]] for (uint i = 0; i < ROWS * COLS; i++) sums[i] = 0.0;
  for (uint unit = gl_LocalInvocationID.x; unit < nUnits; unit += gl_WorkGroupSize.x) {
    multiplyUnit(row, nRows, nUnits, unit, token, inputStride);
  }
  [[unroll]] for (uint i = 0; i < ROWS * COLS; i++) {
    const float sum = subgroupAdd(sums[i]);
    if (subgroupElect()) partials[gl_SubgroupID * ROWS * COLS + i] = sum;
  }
  barrier();
}
