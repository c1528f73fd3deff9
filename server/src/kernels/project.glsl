// One tile of y = W x: ROWS rows by COLS tokens, each weight read once for all its tokens; the tiles of the same rows
// follow each other in the grid, so that a cache still has the weights when the next tokens want them. The
// including kernel stores the sums. The lanes share out the columns of W, and their sums are added at the end; with TILED,
// for steps of many tokens, they work through shared memory (multiply-tile.glsl).
#include "memory.glsl"
#include "weights.glsl"

layout(constant_id = 1) const uint ROWS = 8; // a multiple of 8
layout(constant_id = 2) const uint COLS = 1;

INPUT(2, inputs); // [nTokens, inputStride]: f32, or with INT8 the blocks of quantize.glsl

// A loop in which the lanes share out the elements of a tile. It is not unrolled: drivers took long to compile that.
// tileSum(i) is element i: W[row + i / COLS] . x[token + i % COLS].
#define TILE_ELEMENTS(i, n) (uint i = gl_LocalInvocationID.x; i < (n); i += gl_WorkGroupSize.x)

#ifdef TILED
#include "multiply-tile.glsl"
#else

#ifdef HALVES
#define PARTS 2u
#else
#define PARTS 1u
#endif

shared float partials[MAX_SUBGROUPS * ROWS * COLS]; // the sums of each subgroup

float tileSum(uint i) {
  float sum = 0.0;
  for (uint s = 0; s < gl_NumSubgroups; s++) sum += partials[s * ROWS * COLS + i];
  return sum;
}

float sums[ROWS * COLS]; // of this lane, while it goes through its units

#ifdef INT8
#include "multiply-int8.glsl"
#else
#include "multiply-f32.glsl"
#endif

// Computes a tile. Rows past the end repeat the last one, and are not to be stored; tokens past the end have their place
// in the inputs.
void projectTile(uint row, uint nRows, uint nUnits, uint token, uint nTokens, uint inputStride) {
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
#endif
