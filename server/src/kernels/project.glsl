// One tile of y = W x: ROWS rows by COLS tokens, each weight read once for all its tokens. The lanes split the
// columns of W; the sums meet at the end. What happens to the sums is the including kernel's business.
#include "memory.glsl"
#include "weights.glsl"

layout(constant_id = 1) const uint ROWS = 8; // 2, 4 or 8
layout(constant_id = 2) const uint COLS = 1;

INPUT(2, inputs); // f32 [nTokens, inputStride]

#ifdef HALVES
#define PARTS 2u
#else
#define PARTS 1u
#endif

// The row of W that is row r of the tile which starts at `row`; a kernel may put its tiles together otherwise.
#ifndef ROW_OF
#define ROW_OF(r) (row + (r))
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

// Computes a tile. Rows past the end repeat the last one, and are not to be stored.
void projectTile(uint row, uint nRows, uint nUnits, uint token, uint inputStride) {
  float sums[ROWS * COLS]; // of this lane
  [[unroll]] for (uint i = 0; i < ROWS * COLS; i++) sums[i] = 0.0;
  for (uint unit = gl_LocalInvocationID.x; unit < nUnits; unit += gl_WorkGroupSize.x) {
    Unit w[ROWS];
    [[unroll]] for (uint r = 0; r < ROWS; r++) w[r] = loadUnit(min(ROW_OF(r), nRows - 1u), nUnits, unit);
    // By half a unit where its halves have scales of their own.
    [[unroll]] for (uint part = 0; part < PARTS; part++) {
#ifdef SCALED
      float terms[ROWS * COLS], xs[COLS]; // sums of code * x, and of x for the offsets
      [[unroll]] for (uint i = 0; i < ROWS * COLS; i++) terms[i] = 0.0;
      [[unroll]] for (uint c = 0; c < COLS; c++) xs[c] = 0.0;
#else
#define terms sums
#endif
      // Every loop has a constant number of rounds: others are not unrolled, and then code and sums live in memory.
      [[unroll]] for (uint i = 0; i < QUARTERS / PARTS; i++) {
        const uint q = part * (QUARTERS / PARTS) + i;
        vec4 x[COLS];
        [[unroll]] for (uint c = 0; c < COLS; c++) {
          x[c] = LOAD_F32(inputs, ((token + c) * inputStride + unit * UNIT) / 4u + q);
#ifdef OFFSETS
          xs[c] += dot(x[c], vec4(1));
#endif
        }
        [[unroll]] for (uint r = 0; r < ROWS; r++) {
          const vec4 weight = weightsOf(w[r], q);
          [[unroll]] for (uint c = 0; c < COLS; c++) terms[r * COLS + c] += dot(weight, x[c]);
        }
      }
#ifdef SCALED
      Scales tileScales;
      [[unroll]] for (uint r = 0; r < ROWS; r++) {
        // Each half of a tile lies within 8 rows whose scales stand together.
        if (r % (ROWS / 2u) == 0u) tileScales = loadScales(ROW_OF(r) / 8u, nUnits, unit);
        const vec4 both = scalesOf(tileScales, ROW_OF(r));
        const vec2 own = part == 0u ? both.xy : both.zw;
        [[unroll]] for (uint c = 0; c < COLS; c++) {
          sums[r * COLS + c] += own.x * terms[r * COLS + c];
#ifdef OFFSETS
          sums[r * COLS + c] += own.y * xs[c];
#endif
        }
      }
#endif
    }
  }
  [[unroll]] for (uint i = 0; i < ROWS * COLS; i++) {
    const float sum = subgroupAdd(sums[i]);
    if (subgroupElect()) partials[gl_SubgroupID * ROWS * COLS + i] = sum;
  }
  barrier();
}
