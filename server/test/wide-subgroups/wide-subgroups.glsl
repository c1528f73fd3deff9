// Subgroup operations for subgroups of any size, made of shared memory and barriers: a workgroup is SUBGROUPS of them. Text
// of memory.glsl for the test of wide subgroups; all lanes of a workgroup must meet at every operation.
const uint WIDE_SIZE = gl_WorkGroupSize.x / SUBGROUPS;
shared vec4 lanesVec4[gl_WorkGroupSize.x];
shared float lanesFloat[gl_WorkGroupSize.x];
shared uint lanesUint[gl_WorkGroupSize.x];

#define wide_SubgroupInvocationID (gl_LocalInvocationIndex % WIDE_SIZE)
#define wide_SubgroupID (gl_LocalInvocationIndex / WIDE_SIZE)
#define wide_NumSubgroups SUBGROUPS

void wideBarrier() {
  memoryBarrierShared();
  barrier();
}

bool wideElect() { return wide_SubgroupInvocationID == 0u; }

// A lane that is not in the subgroup has no value: on a GPU its value is undefined.
#define SHUFFLE(type, lanes, none)                                                                                     \
  type wideShuffle(type own, uint lane) {                                                                              \
    wideBarrier();                                                                                                     \
    lanes[gl_LocalInvocationIndex] = own;                                                                              \
    wideBarrier();                                                                                                     \
    return lane < WIDE_SIZE ? lanes[wide_SubgroupID * WIDE_SIZE + lane] : none;                                                \
  }
#define NO_FLOAT uintBitsToFloat(0x7fc00000u)
SHUFFLE(vec4, lanesVec4, vec4(NO_FLOAT))
SHUFFLE(float, lanesFloat, NO_FLOAT)
SHUFFLE(uint, lanesUint, 0xdeadbeefu)

#define REDUCE(name, type, lanes, combined)                                                                            \
  type name(type own) {                                                                                                \
    wideBarrier();                                                                                                     \
    lanes[gl_LocalInvocationIndex] = own;                                                                              \
    wideBarrier();                                                                                                     \
    type result = lanes[wide_SubgroupID * WIDE_SIZE];                                                                      \
    for (uint i = 1u; i < WIDE_SIZE; i++) {                                                                                \
      const type other = lanes[wide_SubgroupID * WIDE_SIZE + i];                                                           \
      result = combined;                                                                                               \
    }                                                                                                                  \
    return result;                                                                                                     \
  }
REDUCE(wideAdd, float, lanesFloat, result + other)
REDUCE(wideMax, float, lanesFloat, max(result, other))
REDUCE(wideMax, uint, lanesUint, max(result, other))
REDUCE(wideMin, uint, lanesUint, min(result, other))
