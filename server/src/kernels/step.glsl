// What the host writes before each step, in units of 16 bytes.

// tokens: uvec4 [nTokens]
struct Token {
  uint id;       // in the vocabulary
  uint position; // in its sequence, from 0
  uint slot;     // where in the cache its key and value go
  uint sequence; // of the step: which block table is its own
};
Token tokenOf(uvec4 unit) { return Token(unit.x, unit.y, unit.z, unit.w); }

// rotations: (cos, sin) of RoPE's angle, f32 [nTokens, headDim / 2, 2]. The host computes them in double precision:
// Vulkan promises sin and cos no accuracy beyond a small range.
vec2 rotationOf(uvec4 unit, uint pair) {
  return uintBitsToFloat((pair & 1u) == 0u ? unit.xy : unit.zw);
}
