// How keys and values lie in the cache: a row of headDim elements for each [kv head, slot]. Slots come in blocks of
// BLOCK_SIZE; position p of a sequence lies in slot p % BLOCK_SIZE of the block that entry p / BLOCK_SIZE of its block
// table names. A unit of 16 bytes holds
//   f32   4 elements
//   f16   8 elements, the lower half of a word first
//   q8_0  16 codes of ggml's Q8_0: blocks of 32 elements, each scale * code. After the codes of all rows come the scales,
//         f16 [rows, headDim / 32], each row from a whole word on.
// KV_PER_UNIT, which the including kernel declares, says which.
#define BLOCK_SIZE 16u
#define KV_F32 4u
#define KV_F16 8u
#define KV_Q8_0 16u
