// How the bits of a weight row become numbers. A lane takes UNIT weights of a row at a time: a unit. WEIGHTS_* picks the
// type; pack-weights.ts and pack-codes.ts make the layouts.
//   F32, F16, BF16       a unit is 16 bytes of numbers.
//   all others (SCALED)  a unit holds 32 small integers, the codes; a weight is scale * (code - CENTRE), or with OFFSETS
//                        scale * code + offset. Scales and offsets are in a second plane, those of 8 rows side by side,
//                        so that one load serves a tile of rows. With HALVES each half of a unit has its own.
// The plane of weights goes by tiles of 8 rows, a tile by chunks of 8 units, a chunk by rows: lanes read 8 units side by
// side, and a workgroup that computes a tile reads memory from one end to the other.
// weightsOf(u, q) gives weights 4q to 4q + 3 of a unit (without scale and offset), codesOf(u, q) their codes as four
// bytes of a word (signed in Q8_0), CODE_MAX what they reach.
#define QUARTERS (UNIT / 4u)
INPUT(0, weights);

// Where the chunk of a row begins that a unit lies in.
#define CHUNK_AT(row, nUnits, unit) \
  ((((row) / 8u * (((nUnits) + 7u) / 8u) + (unit) / 8u) * 8u + (row) % 8u) * CHUNK)

#if defined(WEIGHTS_F32)
#define UNIT 4u
#define CHUNK 8u
struct Unit { uvec4 bits; };
Unit loadUnit(uint row, uint nUnits, uint unit) { return Unit(LOAD(weights, CHUNK_AT(row, nUnits, unit) + unit % 8u)); }
vec4 weightsOf(Unit u, uint q) { return uintBitsToFloat(u.bits); }

#elif defined(WEIGHTS_F16)
#define UNIT 8u
#define CHUNK 8u
struct Unit { uvec4 bits; };
Unit loadUnit(uint row, uint nUnits, uint unit) { return Unit(LOAD(weights, CHUNK_AT(row, nUnits, unit) + unit % 8u)); }
vec4 weightsOf(Unit u, uint q) { return vec4(unpackHalf2x16(u.bits[2u * q]), unpackHalf2x16(u.bits[2u * q + 1u])); }

#elif defined(WEIGHTS_BF16)
#define UNIT 8u
#define CHUNK 8u
struct Unit { uvec4 bits; };
Unit loadUnit(uint row, uint nUnits, uint unit) { return Unit(LOAD(weights, CHUNK_AT(row, nUnits, unit) + unit % 8u)); }
vec4 weightsOf(Unit u, uint q) {
  const uvec2 pair = uvec2(u.bits[2u * q], u.bits[2u * q + 1u]);
  return uintBitsToFloat(uvec4(pair.x << 16, pair.x & 0xffff0000u, pair.y << 16, pair.y & 0xffff0000u));
}

#else
#define SCALED
INPUT(1, scales);

// Half k of a unit.
float halfOf(uvec4 unit, uint k) {
  const vec2 pair = unpackHalf2x16(unit[k >> 1]);
  return (k & 1u) == 0u ? pair.x : pair.y;
}
// Byte k of a unit.
uint byteOf(uvec4 unit, uint k) { return bitfieldExtract(unit[k >> 2], int(8u * (k & 3u)), 8); }
// Codes 4q to 4q + 3 of a unit, of 4, 2 or 1 bits, as the bytes of a word; pack-codes.ts has the order.
uint nibbles(uvec4 w, uint q) { return (w[q & 3u] >> (4u * (q >> 2))) & 0x0f0f0f0fu; }
uint pairs(uvec2 w, uint q) { return (w[q & 1u] >> (2u * (q >> 1))) & 0x03030303u; }
uint bits(uint w, uint q) { return (w >> q) & 0x01010101u; }

#define UNIT 32u

// A chunk has the low bits of its 8 units first, then their high bits.
#if defined(WEIGHTS_Q8_0)
// 32 signed bytes.
#define CHUNK 16u
#define SIGNED
#define CODE_MAX 128
#define CENTRE 0.0
struct Unit { uvec4 low; uvec4 high; };
Unit loadUnit(uint row, uint nUnits, uint unit) {
  const uint at = CHUNK_AT(row, nUnits, unit) + unit % 8u;
  return Unit(LOAD(weights, at), LOAD(weights, at + 8u));
}
uint codesOf(Unit u, uint q) { return q < 4u ? u.low[q] : u.high[q - 4u]; }

#elif defined(WEIGHTS_Q4_0) || defined(WEIGHTS_Q4_1) || defined(WEIGHTS_Q4_K)
// 32 codes of 4 bits.
#define CHUNK 8u
#define CODE_MAX 15
#ifdef WEIGHTS_Q4_0
#define CENTRE 8.0
#else
#define CENTRE 0.0
#endif
struct Unit { uvec4 low; };
Unit loadUnit(uint row, uint nUnits, uint unit) { return Unit(LOAD(weights, CHUNK_AT(row, nUnits, unit) + unit % 8u)); }
uint codesOf(Unit u, uint q) { return nibbles(u.low, q); }

#elif defined(WEIGHTS_Q5_0) || defined(WEIGHTS_Q5_1) || defined(WEIGHTS_Q5_K)
// 32 low nibbles, and 32 fifth bits.
#define CHUNK 10u
#define CODE_MAX 31
#ifdef WEIGHTS_Q5_0
#define CENTRE 16.0
#else
#define CENTRE 0.0
#endif
struct Unit { uvec4 low; uint high; };
Unit loadUnit(uint row, uint nUnits, uint unit) {
  const uint at = CHUNK_AT(row, nUnits, unit);
  return Unit(LOAD(weights, at + unit % 8u), LOAD(weights, at + 8u + unit % 8u / 4u)[unit % 4u]);
}
uint codesOf(Unit u, uint q) { return nibbles(u.low, q) | bits(u.high, q) << 4; }

#elif defined(WEIGHTS_Q6_K)
// 32 low nibbles, and 32 times two bits.
#define CHUNK 12u
#define CODE_MAX 63
#define CENTRE 32.0
struct Unit { uvec4 low; uvec2 high; };
Unit loadUnit(uint row, uint nUnits, uint unit) {
  const uint at = CHUNK_AT(row, nUnits, unit);
  const uvec4 high = LOAD(weights, at + 8u + unit % 8u / 2u);
  return Unit(LOAD(weights, at + unit % 8u), unit % 2u == 0u ? high.xy : high.zw);
}
uint codesOf(Unit u, uint q) { return nibbles(u.low, q) | pairs(u.high, q) << 4; }

#elif defined(WEIGHTS_Q2_K)
// 32 codes of 2 bits.
#define CHUNK 4u
#define CODE_MAX 3
#define CENTRE 0.0
struct Unit { uvec2 low; };
Unit loadUnit(uint row, uint nUnits, uint unit) {
  const uvec4 both = LOAD(weights, CHUNK_AT(row, nUnits, unit) + unit % 8u / 2u);
  return Unit(unit % 2u == 0u ? both.xy : both.zw);
}
uint codesOf(Unit u, uint q) { return pairs(u.low, q); }

#elif defined(WEIGHTS_Q3_K)
// 32 times two low bits, and 32 third bits.
#define CHUNK 6u
#define CODE_MAX 7
#define CENTRE 4.0
struct Unit { uvec2 low; uint high; };
Unit loadUnit(uint row, uint nUnits, uint unit) {
  const uint at = CHUNK_AT(row, nUnits, unit);
  const uvec4 both = LOAD(weights, at + unit % 8u / 2u);
  return Unit(unit % 2u == 0u ? both.xy : both.zw, LOAD(weights, at + 4u + unit % 8u / 4u)[unit % 4u]);
}
uint codesOf(Unit u, uint q) { return pairs(u.low, q) | bits(u.high, q) << 2; }
#endif

#ifdef WEIGHTS_Q8_0
vec4 weightsOf(Unit u, uint q) {
  const int w = int(codesOf(u, q));
  return vec4(bitfieldExtract(w, 0, 8), bitfieldExtract(w, 8, 8), bitfieldExtract(w, 16, 8), w >> 24);
}
#else
vec4 weightsOf(Unit u, uint q) {
  const uint w = codesOf(u, q);
  return vec4(w & 255u, (w >> 8) & 255u, (w >> 16) & 255u, w >> 24) - CENTRE;
}
#endif

// What a tile of 8 rows needs to turn the codes of a unit into weights, and the (scale, offset) of one of its rows: xy for
// the first half of the unit, zw for the second.
#if defined(WEIGHTS_Q8_0) || defined(WEIGHTS_Q4_0) || defined(WEIGHTS_Q5_0)
// [row / 8][block of 32][row % 8] halves.
struct Scales { uvec4 scale; };
Scales loadScales(uint tile, uint nUnits, uint unit) { return Scales(LOAD(scales, tile * nUnits + unit)); }
vec4 scalesOf(Scales s, uint row) {
  const float scale = halfOf(s.scale, row & 7u);
  return vec4(scale, 0, scale, 0);
}

#elif defined(WEIGHTS_Q4_1) || defined(WEIGHTS_Q5_1)
// [row / 8][block of 32][scale, offset][row % 8] halves.
#define OFFSETS
struct Scales { uvec4 scale; uvec4 offset; };
Scales loadScales(uint tile, uint nUnits, uint unit) {
  const uint at = (tile * nUnits + unit) * 2u;
  return Scales(LOAD(scales, at), LOAD(scales, at + 1u));
}
vec4 scalesOf(Scales s, uint row) {
  const vec2 own = vec2(halfOf(s.scale, row & 7u), halfOf(s.offset, row & 7u));
  return own.xyxy;
}

#elif defined(WEIGHTS_Q4_K) || defined(WEIGHTS_Q5_K) || defined(WEIGHTS_Q2_K)
// [row / 8][superblock of 256]: halves d[8], halves dmin[8], then for each of 8 units 16 bytes.
#define OFFSETS
struct Scales { uvec4 d; uvec4 dmin; uvec4 fine; };
Scales loadScales(uint tile, uint nUnits, uint unit) {
  const uint block = (tile * (nUnits / 8u) + unit / 8u) * 10u;
  return Scales(LOAD(scales, block), LOAD(scales, block + 1u), LOAD(scales, block + 2u + unit % 8u));
}
vec4 scalesOf(Scales s, uint row) {
  const float d = halfOf(s.d, row & 7u), dmin = halfOf(s.dmin, row & 7u);
#ifdef WEIGHTS_Q2_K
#define HALVES
  // Byte [half][row]: a nibble of scale, a nibble of minimum.
  const uvec2 own = uvec2(byteOf(s.fine, row & 7u), byteOf(s.fine, 8u + (row & 7u)));
  const vec2 scale = d * vec2(own & 15u), offset = -dmin * vec2(own >> 4);
  return vec4(scale.x, offset.x, scale.y, offset.y);
#else
  // Bytes scale[8 rows], minimum[8 rows].
  const vec2 own = vec2(d * float(byteOf(s.fine, row & 7u)), -dmin * float(byteOf(s.fine, 8u + (row & 7u))));
  return own.xyxy;
#endif
}

#elif defined(WEIGHTS_Q6_K) || defined(WEIGHTS_Q3_K)
// [row / 8][superblock of 256]: halves d[8], then for each of 8 units signed bytes [half][row].
#define HALVES
struct Scales { uvec4 d; uvec4 fine; };
Scales loadScales(uint tile, uint nUnits, uint unit) {
  const uint block = (tile * (nUnits / 8u) + unit / 8u) * 9u;
  return Scales(LOAD(scales, block), LOAD(scales, block + 1u + unit % 8u));
}
vec4 scalesOf(Scales s, uint row) {
  const ivec2 own = ivec2(byteOf(s.fine, row & 7u), byteOf(s.fine, 8u + (row & 7u))) << 24 >> 24;
  const vec2 scale = halfOf(s.d, row & 7u) * vec2(own);
  return vec4(scale.x, 0, scale.y, 0);
}
#endif
#endif
