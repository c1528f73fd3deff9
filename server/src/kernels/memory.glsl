// The two memory flavours of every kernel. TEXEL reads 16-byte units through storage texel buffers: on CPU devices
// (lavapipe) such a load is inlined vector code, where a storage buffer load is a loop over the lanes. Without TEXEL
// the same units come from storage buffers, which GPUs like best. Writes go to storage buffers in both.
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_shuffle : require

// One workgroup is one row tile or one token; its lanes share the columns. Set to the device's subgroup size.
layout(local_size_x_id = 0) in;

#ifdef TEXEL
#define INPUT(slot, name) layout(set = 0, binding = slot, rgba32ui) uniform readonly restrict uimageBuffer name
#define LOAD(name, i) imageLoad(name, int(i))
#else
#define INPUT(slot, name) layout(set = 0, binding = slot, std430) readonly restrict buffer name##_ { uvec4 name[]; }
#define LOAD(name, i) name[i]
#endif
#define LOAD_F32(name, i) uintBitsToFloat(LOAD(name, i))
#define OUTPUT(slot, type, name) layout(set = 0, binding = slot, std430) buffer name##_ { type name[]; }

// Sums over the workgroup. One subgroup needs no shared memory; a driver that splits the workgroup into several
// subgroups (Intel picks the size) goes through it.
const uint MAX_SUBGROUPS = 16;
