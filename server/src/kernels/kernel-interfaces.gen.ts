// Generated from src/kernels/*.comp by `npm run generate -w server`; do not edit.

/** What each kernel takes: see vulkan/kernel-interface.ts. */
export const kernelInterfaces = {
  "add-bias": {
    "buffers": {
      "bias": 0,
      "x": 1
    },
    "optionalBuffers": {},
    "arguments": {
      "dim": "uint",
      "stride": "uint"
    },
    "constants": {
      "workgroupSize": 0
    },
    "optionalConstants": {}
  },
  "attention": {
    "buffers": {
      "queries": 0,
      "keyCache": 1,
      "valueCache": 2,
      "tokens": 3,
      "blockTables": 4,
      "attended": 5
    },
    "optionalBuffers": {},
    "arguments": {
      "nHeads": "uint",
      "nKvHeads": "uint",
      "nSlots": "uint",
      "tableUnits": "uint",
      "window": "uint",
      "attendedStride": "uint",
      "nSplits": "uint",
      "perSplit": "uint"
    },
    "constants": {
      "workgroupSize": 0,
      "GROUP": 1,
      "SLICES": 2,
      "SUBGROUP_SIZE": 3,
      "KV_PER_UNIT": 4,
      "UNIT_LANES": 5,
      "PARTS": 6
    },
    "optionalConstants": {}
  },
  "attention-merge": {
    "buffers": {
      "partials": 0,
      "tokens": 1,
      "attended": 2
    },
    "optionalBuffers": {},
    "arguments": {
      "nHeads": "uint",
      "nSlices": "uint",
      "nSplits": "uint",
      "attendedStride": "uint",
      "window": "uint",
      "perSplit": "uint"
    },
    "constants": {
      "workgroupSize": 0
    },
    "optionalConstants": {}
  },
  "attention-scores": {
    "buffers": {
      "queries": 0,
      "keyCache": 1,
      "tokens": 2,
      "blockTables": 3,
      "scores": 4
    },
    "optionalBuffers": {},
    "arguments": {
      "nHeads": "uint",
      "nKvHeads": "uint",
      "nSlots": "uint",
      "tableUnits": "uint",
      "token": "uint",
      "firstSeen": "uint",
      "nSeen": "uint"
    },
    "constants": {
      "workgroupSize": 0,
      "SLICES": 1,
      "KV_PER_UNIT": 2
    },
    "optionalConstants": {}
  },
  "embed": {
    "buffers": {
      "weights": 0,
      "tokens": 2,
      "x": 3
    },
    "optionalBuffers": {
      "scales": 1
    },
    "arguments": {
      "nUnits": "uint",
      "xStride": "uint"
    },
    "constants": {
      "workgroupSize": 0
    },
    "optionalConstants": {}
  },
  "finish-qkv": {
    "buffers": {
      "projected": 0,
      "biases": 1,
      "gains": 2,
      "tokens": 3,
      "rotations": 4,
      "queries": 5,
      "keyCache": 6,
      "valueCache": 7
    },
    "optionalBuffers": {},
    "arguments": {
      "nHeads": "uint",
      "nKvHeads": "uint",
      "headDim": "uint",
      "keyRow": "uint",
      "valueRow": "uint",
      "stride": "uint",
      "nSlots": "uint",
      "kvPerUnit": "uint",
      "normed": "uint",
      "eps": "float",
      "queryScale": "float",
      "queryLength": "uint"
    },
    "constants": {
      "workgroupSize": 0
    },
    "optionalConstants": {}
  },
  "project-add": {
    "buffers": {
      "weights": 0,
      "inputs": 2,
      "residual": 3
    },
    "optionalBuffers": {
      "scales": 1
    },
    "arguments": {
      "residualDim": "uint",
      "nUnits": "uint",
      "nTokens": "uint",
      "inputStride": "uint",
      "residualStride": "uint"
    },
    "constants": {
      "workgroupSize": 0,
      "ROWS": 1,
      "COLS": 2
    },
    "optionalConstants": {
      "DOWN": 3,
      "ACROSS": 4,
      "M": 5,
      "N": 6,
      "K": 7
    }
  },
  "project-logits": {
    "buffers": {
      "weights": 0,
      "inputs": 2,
      "logits": 3
    },
    "optionalBuffers": {
      "scales": 1
    },
    "arguments": {
      "vocabSize": "uint",
      "nUnits": "uint",
      "inputStride": "uint"
    },
    "constants": {
      "workgroupSize": 0,
      "ROWS": 1,
      "COLS": 2
    },
    "optionalConstants": {}
  },
  "project-qkv": {
    "buffers": {
      "weights": 0,
      "inputs": 2,
      "queries": 3,
      "keyCache": 4,
      "valueCache": 5,
      "tokens": 6,
      "rotations": 7
    },
    "optionalBuffers": {
      "scales": 1
    },
    "arguments": {
      "firstRow": "uint",
      "endRow": "uint",
      "keyRow": "uint",
      "valueRow": "uint",
      "nUnits": "uint",
      "nTokens": "uint",
      "inputStride": "uint",
      "queryDim": "uint",
      "keyDim": "uint",
      "headDim": "uint",
      "nSlots": "uint",
      "kvPerUnit": "uint",
      "turns": "uint"
    },
    "constants": {
      "workgroupSize": 0,
      "ROWS": 1,
      "COLS": 2
    },
    "optionalConstants": {
      "DOWN": 3,
      "ACROSS": 4,
      "M": 5,
      "N": 6,
      "K": 7
    }
  },
  "project-swiglu": {
    "buffers": {
      "weights": 0,
      "inputs": 2,
      "hidden": 3
    },
    "optionalBuffers": {
      "scales": 1
    },
    "arguments": {
      "hiddenDim": "uint",
      "nUnits": "uint",
      "nTokens": "uint",
      "inputStride": "uint",
      "hiddenStride": "uint"
    },
    "constants": {
      "workgroupSize": 0,
      "ROWS": 1,
      "COLS": 2
    },
    "optionalConstants": {
      "DOWN": 3,
      "ACROSS": 4,
      "M": 5,
      "N": 6,
      "K": 7
    }
  },
  "quantize": {
    "buffers": {
      "x": 0,
      "y": 1
    },
    "optionalBuffers": {},
    "arguments": {
      "nBlocks": "uint",
      "xStride": "uint"
    },
    "constants": {
      "workgroupSize": 0
    },
    "optionalConstants": {}
  },
  "rms-norm": {
    "buffers": {
      "x": 0,
      "gain": 1,
      "outputs": 2,
      "y": 3
    },
    "optionalBuffers": {},
    "arguments": {
      "dim": "uint",
      "stride": "uint",
      "gathers": "uint",
      "eps": "float"
    },
    "constants": {
      "workgroupSize": 0
    },
    "optionalConstants": {}
  },
  "select": {
    "buffers": {
      "logits": 0,
      "nBest": 1,
      "rows": 2,
      "best": 3
    },
    "optionalBuffers": {},
    "arguments": {
      "vocabSize": "uint",
      "maxBest": "uint"
    },
    "constants": {
      "workgroupSize": 0
    },
    "optionalConstants": {}
  },
  "store-kv": {
    "buffers": {
      "stagedKeys": 0,
      "stagedValues": 1,
      "tokens": 2,
      "keyCache": 3,
      "valueCache": 4
    },
    "optionalBuffers": {},
    "arguments": {
      "nKvHeads": "uint",
      "nSlots": "uint",
      "headDim": "uint"
    },
    "constants": {
      "workgroupSize": 0,
      "WORD_BLOCKS": 1
    },
    "optionalConstants": {}
  }
} as const;
