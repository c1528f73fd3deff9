// One unit of a tile's rows times int8 activations: codes times codes in integers; scales and offsets join once for a unit,
// or half a unit where its halves have scales of their own.
#include "quantize.glsl"

Unit w[ROWS];
uvec4 x[COLS * CODE_UNITS]; // the codes of each token's block
int terms[ROWS * COLS];     // sums of code * code

#ifdef TEXEL
// For devices that multiply words only, a word does two products at once. With w = w0 + w1 * 2^16 and x = x1 + x0 * 2^16
//   w * x = w0 * x1 + (w0 * x0 + w1 * x1) * 2^16   (mod 2^32)
// whose upper half is the wanted sum. The lower half spoils it by one where it is negative, so 2^15 is added before the
// shift. Both halves must stay within 16 bits: PAIRS_AT_ONCE such products of codes up to CODE_MAX and 127 may be added.
#if CODE_MAX <= 15
#define PAIRS_AT_ONCE 8u
#elif CODE_MAX <= 31
#define PAIRS_AT_ONCE 4u
#elif CODE_MAX <= 63
#define PAIRS_AT_ONCE 2u
#else
#define PAIRS_AT_ONCE 1u
#endif

// Codes h and h + 2 of a quarter, as w0 + w1 * 2^16.
int pairOf(Unit u, uint q, uint h) {
  const uint bytes = (codesOf(u, q) >> (8u * h)) & 0x00ff00ffu;
#ifdef SIGNED
  return int(bytes ^ 0x00800080u) - 0x00800080;
#else
  return int(bytes);
#endif
}

void multiplyCodes(uint part) {
  [[unroll]] for (uint first = 0; first < QUARTERS * 2u / PARTS; first += PAIRS_AT_ONCE) {
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
      int sums_[COLS];
      [[unroll]] for (uint c = 0; c < COLS; c++) sums_[c] = 0x8000;
      [[unroll]] for (uint i = 0; i < PAIRS_AT_ONCE; i++) {
        const uint pair = part * (QUARTERS * 2u / PARTS) + first + i;
        const int codes = pairOf(w[r], pair / 2u, pair & 1u);
        [[unroll]] for (uint c = 0; c < COLS; c++) sums_[c] += codes * int(x[c * CODE_UNITS + pair / 4u][pair & 3u]);
      }
      [[unroll]] for (uint c = 0; c < COLS; c++) terms[r * COLS + c] += sums_[c] >> 16;
    }
  }
}

#else
#extension GL_EXT_spirv_intrinsics : require

// OpSDotKHR with the packed format 4 x 8 bits: this GLSL knows no name for it. Capabilities DotProduct and
// DotProductInput4x8BitPacked.
spirv_instruction(extensions = ["SPV_KHR_integer_dot_product"], capabilities = [6019, 6018], id = 4450)
int dotOfBytes(uint a, uint b, spirv_literal uint packedFormat);

void multiplyCodes(uint part) {
  [[unroll]] for (uint i = 0; i < QUARTERS / PARTS; i++) {
    const uint q = part * (QUARTERS / PARTS) + i;
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
      const uint codes = codesOf(w[r], q);
      [[unroll]] for (uint c = 0; c < COLS; c++) {
        terms[r * COLS + c] += dotOfBytes(codes, x[c * CODE_UNITS + q / 4u][q & 3u], 0u);
      }
    }
  }
}
#endif

void multiplyUnit(uint row, uint nRows, uint nUnits, uint unit, uint token, uint inputStride) {
  [[unroll]] for (uint r = 0; r < ROWS; r++) w[r] = loadUnit(min(row + r, nRows - 1u), nUnits, unit);
  vec4 xScale[COLS]; // the scale of each token's block, and the sums of its halves
  [[unroll]] for (uint c = 0; c < COLS; c++) {
    const uint at = ((token + c) * inputStride / 32u + unit) * BLOCK_UNITS;
    [[unroll]] for (uint i = 0; i < CODE_UNITS; i++) x[c * CODE_UNITS + i] = LOAD(inputs, at + i);
    xScale[c] = LOAD_F32(inputs, at + CODE_UNITS);
  }
  [[unroll]] for (uint part = 0; part < PARTS; part++) {
    [[unroll]] for (uint i = 0; i < ROWS * COLS; i++) terms[i] = 0;
    multiplyCodes(part);
    float xs[COLS];
    [[unroll]] for (uint c = 0; c < COLS; c++) xs[c] = PARTS == 1u ? xScale[c].y + xScale[c].z : xScale[c][1u + part];
    Scales tileScales;
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
      // Of 8 rows the scales stand together.
      if (r % 8u == 0u) tileScales = loadScales((row + r) / 8u, nUnits, unit);
      const vec4 both = scalesOf(tileScales, r);
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
