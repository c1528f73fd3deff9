// One tile of y = W x for steps of many tokens: ROWS rows by COLS tokens, BLOCK columns at a time. The workgroup brings
// them into shared memory as halves, each weight unpacked once for all its tokens; then its workers, DOWN x ACROSS of
// them, multiply. With COOPMAT a worker is a subgroup and multiplies on the device's matrix cores, in fragments of
// M x N x K; without, a worker is a lane. Both add up in float32, and both have a token's sums the same whatever other
// tokens there are.
layout(constant_id = 3) const uint DOWN = 1;
layout(constant_id = 4) const uint ACROSS = 1;
const uint ROWS_EACH = ROWS / DOWN, COLS_EACH = COLS / ACROSS;

#define BLOCK 32u
// Of a staged row, in units of four halves. Beyond its block, so that rows begin in different banks of the memory.
#define STAGED_STRIDE (BLOCK / 4u + 2u)

shared uvec2 stagedWeights[ROWS * STAGED_STRIDE]; // of four halves
shared uvec2 stagedInputs[COLS * STAGED_STRIDE];
shared float tileSums[ROWS * COLS];

float tileSum(uint i) { return tileSums[i]; }

uvec2 packHalves(vec4 v) { return uvec2(packHalf2x16(v.xy), packHalf2x16(v.zw)); }
vec4 unpackHalves(uvec2 u) { return vec4(unpackHalf2x16(u.x), unpackHalf2x16(u.y)); }

// --- into shared memory -------------------------------------------------------------------------------------------

// A lane takes half a block of a row where that is half a unit, or else a unit.
#ifdef SCALED
#define LANE_WEIGHTS (BLOCK / 2u)
#else
#define LANE_WEIGHTS UNIT
#endif
#define LANES_PER_ROW (BLOCK / LANE_WEIGHTS)

void stageWeights(uint row, uint nRows, uint nUnits, uint block) {
  for (uint i = gl_LocalInvocationID.x; i < ROWS * LANES_PER_ROW; i += gl_WorkGroupSize.x) {
    const uint r = min(row + i / LANES_PER_ROW, nRows - 1u), part = i % LANES_PER_ROW;
    const uint at = i / LANES_PER_ROW * STAGED_STRIDE + part * (LANE_WEIGHTS / 4u);
#ifdef SCALED
    const Unit unit = loadUnit(r, nUnits, block);
    const vec4 both = scalesOf(loadScales(r / 8u, nUnits, block), r);
    const vec2 own = part == 0u ? both.xy : both.zw; // scale, offset
    [[unroll]] for (uint q = 0; q < LANE_WEIGHTS / 4u; q++) {
      stagedWeights[at + q] = packHalves(own.x * weightsOf(unit, part * (LANE_WEIGHTS / 4u) + q) + own.y);
    }
#else
    const uint u = block * LANES_PER_ROW + part;
    const Unit unit = loadUnit(r, nUnits, min(u, nUnits - 1u));
    [[unroll]] for (uint q = 0; q < LANE_WEIGHTS / 4u; q++) {
      stagedWeights[at + q] = packHalves(u < nUnits ? weightsOf(unit, q) : vec4(0));
    }
#endif
  }
}

// Halves end at 65504: what is larger, but finite, becomes that. Infinities and NaN stay, and are found in the logits.
vec4 inHalves(vec4 x) {
  const float largest = 65504.0;
  return mix(x, clamp(x, -largest, largest), lessThan(abs(x), vec4(3.4e38)));
}

#ifdef INT8
#include "quantize.glsl"
void stageInputs(uint token, uint nTokens, uint block, uint inputStride) {
  for (uint i = gl_LocalInvocationID.x; i < COLS * CODE_UNITS; i += gl_WorkGroupSize.x) {
    const uint t = min(token + i / CODE_UNITS, nTokens - 1u), part = i % CODE_UNITS;
    const uint from = (t * inputStride / BLOCK + block) * BLOCK_UNITS;
    const ivec4 codes = ivec4(LOAD(inputs, from + part));
    const float scale = LOAD_F32(inputs, from + CODE_UNITS).x;
    [[unroll]] for (uint q = 0; q < 4u; q++) {
      const ivec4 own = ivec4(codes[q] << 24, codes[q] << 16, codes[q] << 8, codes[q]) >> 24;
      stagedInputs[i / CODE_UNITS * STAGED_STRIDE + part * 4u + q] = packHalves(inHalves(scale * vec4(own)));
    }
  }
}
#else
void stageInputs(uint token, uint nTokens, uint block, uint inputStride) {
  for (uint i = gl_LocalInvocationID.x; i < COLS * (BLOCK / 4u); i += gl_WorkGroupSize.x) {
    const uint t = min(token + i / (BLOCK / 4u), nTokens - 1u), q = i % (BLOCK / 4u);
    const vec4 own = LOAD_F32(inputs, (t * inputStride + block * BLOCK) / 4u + q);
    stagedInputs[i / (BLOCK / 4u) * STAGED_STRIDE + q] = packHalves(inHalves(own));
  }
}
#endif

// --- out of shared memory -----------------------------------------------------------------------------------------

#ifdef COOPMAT
#extension GL_NV_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require

// Three constants apart even where they are equal: by them the types of the two factors and of the sum differ, which is
// how scripts/nv-to-khr.ts tells them apart.
layout(constant_id = 5) const uint M = 16;
layout(constant_id = 6) const uint N = 16;
layout(constant_id = 7) const uint K = 16;
const uint DOWN_EACH = ROWS_EACH / M, ACROSS_EACH = COLS_EACH / N;

fcoopmatNV<32, gl_ScopeSubgroup, M, N> sums[DOWN_EACH * ACROSS_EACH];

void clearSums() {
  [[unroll]] for (uint i = 0; i < DOWN_EACH * ACROSS_EACH; i++) sums[i] = fcoopmatNV<32, gl_ScopeSubgroup, M, N>(0.0);
}

uint firstRow() { return gl_SubgroupID / ACROSS * ROWS_EACH; }
uint firstCol() { return gl_SubgroupID % ACROSS * COLS_EACH; }

void multiplyStaged() {
  [[unroll]] for (uint k = 0; k < BLOCK / K; k++) {
    fcoopmatNV<16, gl_ScopeSubgroup, M, K> w[DOWN_EACH];
    [[unroll]] for (uint r = 0; r < DOWN_EACH; r++) {
      coopMatLoadNV(w[r], stagedWeights, (firstRow() + r * M) * STAGED_STRIDE + k * (K / 4u), STAGED_STRIDE, false);
    }
    [[unroll]] for (uint c = 0; c < ACROSS_EACH; c++) {
      fcoopmatNV<16, gl_ScopeSubgroup, K, N> x;
      coopMatLoadNV(x, stagedInputs, (firstCol() + c * N) * STAGED_STRIDE + k * (K / 4u), STAGED_STRIDE, true);
      [[unroll]] for (uint r = 0; r < DOWN_EACH; r++) {
        sums[r * ACROSS_EACH + c] = coopMatMulAddNV(w[r], x, sums[r * ACROSS_EACH + c]);
      }
    }
  }
}

void storeSums() {
  [[unroll]] for (uint r = 0; r < DOWN_EACH; r++) {
    [[unroll]] for (uint c = 0; c < ACROSS_EACH; c++) {
      const uint at = (firstRow() + r * M) * COLS + firstCol() + c * N;
      coopMatStoreNV(sums[r * ACROSS_EACH + c], tileSums, at, COLS, false);
    }
  }
}

#else
float sums[ROWS_EACH * COLS_EACH]; // of this lane: every DOWNth row, every ACROSSth token

void clearSums() {
  [[unroll]] for (uint i = 0; i < ROWS_EACH * COLS_EACH; i++) sums[i] = 0.0;
}

void multiplyStaged() {
  const uint row = gl_LocalInvocationID.x / ACROSS, col = gl_LocalInvocationID.x % ACROSS;
  for (uint q = 0; q < BLOCK / 4u; q++) {
    vec4 w[ROWS_EACH];
    [[unroll]] for (uint r = 0; r < ROWS_EACH; r++) w[r] = unpackHalves(stagedWeights[(row + r * DOWN) * STAGED_STRIDE + q]);
    [[unroll]] for (uint c = 0; c < COLS_EACH; c++) {
      const vec4 x = unpackHalves(stagedInputs[(col + c * ACROSS) * STAGED_STRIDE + q]);
      [[unroll]] for (uint r = 0; r < ROWS_EACH; r++) sums[r * COLS_EACH + c] += dot(w[r], x);
    }
  }
}

void storeSums() {
  const uint row = gl_LocalInvocationID.x / ACROSS, col = gl_LocalInvocationID.x % ACROSS;
  [[unroll]] for (uint r = 0; r < ROWS_EACH; r++) {
    [[unroll]] for (uint c = 0; c < COLS_EACH; c++) {
      tileSums[(row + r * DOWN) * COLS + col + c * ACROSS] = sums[r * COLS_EACH + c];
    }
  }
}
#endif

// Computes a tile. Rows and tokens past the end repeat the last one, and are not to be stored.
void projectTile(uint row, uint nRows, uint nUnits, uint token, uint nTokens, uint inputStride) {
  clearSums();
  const uint nBlocks = (nUnits * UNIT + BLOCK - 1u) / BLOCK;
  for (uint block = 0; block < nBlocks; block++) {
    stageWeights(row, nRows, nUnits, block);
    stageInputs(token, nTokens, block, inputStride);
    barrier();
    multiplyStaged();
    barrier();
  }
  storeSums();
  barrier();
}
