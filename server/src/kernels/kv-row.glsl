// How a kernel reads the cache of kv.glsl. The including kernel declares KV_PER_UNIT, SCALE_WORDS (words of scales of a q8_0
// row) and the block tables.

// Elements 4 * w to 4 * w + 3 of a unit; codes without their scale.
vec4 sliceOf(uvec4 unit, uint w) {
  if (KV_PER_UNIT == KV_F32) return uintBitsToFloat(unit);
  if (KV_PER_UNIT == KV_F16) return vec4(unpackHalf2x16(unit[w * 2u]), unpackHalf2x16(unit[w * 2u + 1u]));
  const int codes = int(unit[w]);
  return vec4(ivec4(codes << 24, codes << 16, codes << 8, codes) >> 24);
}

// A row's words of scales come first in the unit they are in.
uvec4 scaleWords(uvec4 unit, uint row) {
  if (SCALE_WORDS == 1u) return uvec4(unit[row & 3u], 0, 0, 0);
  if (SCALE_WORDS == 2u) return (row & 1u) == 0u ? unit : unit.zwzw;
  return unit;
}

// The slot of a position, by the block table that starts at this unit.
uint slotOf(uint table, uint position) {
  const uint block = position / BLOCK_SIZE;
  return LOAD(blockTables, table + block / 4u)[block % 4u] * BLOCK_SIZE + position % BLOCK_SIZE;
}

float halfOf(uint word, uint half_) { return unpackHalf2x16(word)[half_]; }
