// One unit of a tile's rows times float32 activations, whatever type the weights have.
void multiplyUnit(uint row, uint nRows, uint nUnits, uint unit, uint token, uint inputStride) {
  Unit w[ROWS];
  [[unroll]] for (uint r = 0; r < ROWS; r++) w[r] = loadUnit(min(row + r, nRows - 1u), nUnits, unit);
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
      // Of 8 rows the scales stand together.
      if (r % 8u == 0u) tileScales = loadScales((row + r) / 8u, nUnits, unit);
      const vec4 both = scalesOf(tileScales, r);
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
