// One unit of a tile's rows times int8 activations (quantize.glsl): codes times codes, four at a time, in integers; scales and
// offsets join once for a unit, or half a unit where its halves have scales of their own.
#extension GL_EXT_spirv_intrinsics : require

// OpSDotKHR with the packed format 4 x 8 bits: this GLSL knows no name for it. Capabilities DotProduct and
// DotProductInput4x8BitPacked.
spirv_instruction(extensions = ["SPV_KHR_integer_dot_product"], capabilities = [6019, 6018], id = 4450)
int dotOfBytes(uint a, uint b, spirv_literal uint packedFormat);

void multiplyUnit(uint row, uint nRows, uint nUnits, uint unit, uint token, uint inputStride) {
  Unit w[ROWS];
  [[unroll]] for (uint r = 0; r < ROWS; r++) w[r] = loadUnit(min(ROW_OF(r), nRows - 1u), nUnits, unit);
  uvec4 x[COLS * 2u]; // the codes of each token's block
  vec4 xScale[COLS];  // its scale, and the sums of its halves
  [[unroll]] for (uint c = 0; c < COLS; c++) {
    const uint at = ((token + c) * inputStride / 32u + unit) * 3u;
    x[c * 2u] = LOAD(inputs, at);
    x[c * 2u + 1u] = LOAD(inputs, at + 1u);
    xScale[c] = LOAD_F32(inputs, at + 2u);
  }
  [[unroll]] for (uint part = 0; part < PARTS; part++) {
    int terms[ROWS * COLS];
    [[unroll]] for (uint i = 0; i < ROWS * COLS; i++) terms[i] = 0;
    [[unroll]] for (uint i = 0; i < QUARTERS / PARTS; i++) {
      const uint q = part * (QUARTERS / PARTS) + i;
      [[unroll]] for (uint r = 0; r < ROWS; r++) {
        const uint codes = codesOf(w[r], q);
        [[unroll]] for (uint c = 0; c < COLS; c++) {
          terms[r * COLS + c] += dotOfBytes(codes, x[c * 2u + q / 4u][q & 3u], 0u);
        }
      }
    }
    float xs[COLS];
    [[unroll]] for (uint c = 0; c < COLS; c++) xs[c] = PARTS == 1u ? xScale[c].y + xScale[c].z : xScale[c][1u + part];
    Scales tileScales;
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
      // Each half of a tile lies within 8 rows whose scales stand together.
      if (r % (ROWS / 2u) == 0u) tileScales = loadScales(ROW_OF(r) / 8u, nUnits, unit);
      const vec4 both = scalesOf(tileScales, ROW_OF(r));
      const vec2 own = part == 0u ? both.xy : both.zw;
      [[unroll]] for (uint c = 0; c < COLS; c++) {
        const float y = xScale[c].x * float(terms[r * COLS + c]);
        sums[r * COLS + c] += own.x * (CENTRE == 0.0 ? y : y - CENTRE * xs[c]);
#ifdef OFFSETS
        sums[r * COLS + c] += own.y * xs[c];
#endif
      }
    }
  }
}
