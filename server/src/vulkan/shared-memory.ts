// How much shared memory a workgroup of a kernel takes, read from its SPIR-V: the lengths of shared arrays may depend on
// specialization constants, and drivers fail in their own ways where there is too little.
// Opcodes and numbers: the SPIR-V specification, section 3.
import { instructionsOf } from './spirv.ts';

const op = {
  typeInt: 21,
  typeFloat: 22,
  typeVector: 23,
  typeArray: 28,
  typePointer: 32,
  constant: 43,
  constantComposite: 44,
  specConstant: 50,
  specConstantComposite: 51,
  specConstantOp: 52,
  variable: 59,
  decorate: 71,
} as const;
const specIdDecoration = 1;
const workgroupStorage = 4;

/** Of OpSpecConstantOp, on whole numbers and on truths as 0 and 1. */
const operations: Readonly<Record<number, (a: number, b: number, c: number) => number>> = {
  128: (a, b) => (a + b) >>> 0,
  130: (a, b) => (a - b) >>> 0,
  132: (a, b) => Math.imul(a, b) >>> 0,
  134: (a, b) => Math.floor(a / b),
  137: (a, b) => a % b,
  166: (a, b) => a | b, // LogicalOr
  167: (a, b) => a & b, // LogicalAnd
  168: (a) => 1 - a, // LogicalNot
  169: (condition, a, b) => (condition ? a : b),
  170: (a, b) => Number(a === b),
  171: (a, b) => Number(a !== b),
  172: (a, b) => Number(a > b),
  174: (a, b) => Number(a >= b),
  176: (a, b) => Number(a < b),
  178: (a, b) => Number(a <= b),
};
const compositeExtract = 81;

interface Size {
  readonly nBytes: number;
  readonly alignment: number;
}

/** What declares types, constants and shared variables, by the ids of their results. */
interface Declarations {
  readonly name: string;
  /** Id -> opcode and operands. */
  readonly declared: ReadonlyMap<number, { readonly opcode: number; readonly operands: Uint32Array }>;
  /** Id -> value of the constants that were specialized. */
  readonly specialized: ReadonlyMap<number, number>;
}

/**
 * Bytes that a workgroup takes at most: Vulkan bounds what a driver may take by the layout of storage buffers, in any
 * order, so that each variable is rounded up to the largest alignment.
 * @param specialization specialization constants by their ids
 * @throws Error for a type or an operation that the engine's kernels do not use
 */
export function sharedMemoryBytes(
  words: Uint32Array,
  name: string,
  specialization: ReadonlyMap<number, number>,
): number {
  const declared = new Map<number, { opcode: number; operands: Uint32Array }>();
  const specialized = new Map<number, number>();
  const sharedPointers: number[] = [];
  for (const { opcode, operands } of instructionsOf(words, name)) {
    const [first = 0, second = 0, third = 0] = operands;
    if (opcode === op.decorate) {
      const value = second === specIdDecoration ? specialization.get(third) : undefined;
      if (value !== undefined) specialized.set(first, value);
    } else if (opcode >= op.typeInt && opcode <= op.typePointer) declared.set(first, { opcode, operands });
    else if (opcode >= op.constant && opcode <= op.specConstantOp) declared.set(second, { opcode, operands });
    else if (opcode === op.variable && third === workgroupStorage) sharedPointers.push(first);
  }
  const all = { name, declared, specialized };
  return sharedPointers.reduce((sum, pointer) => {
    const [, , pointee = 0] = declared.get(pointer)?.operands ?? [];
    return sum + Math.ceil(sizeOf(all, pointee).nBytes / 16) * 16;
  }, 0);
}

/** The size of a type in the layout of storage buffers. */
function sizeOf(all: Declarations, id: number): Size {
  const { opcode, operands } = all.declared.get(id) ?? {};
  const [, second = 0, third = 0] = operands ?? [];
  switch (opcode) {
    case op.typeInt:
    case op.typeFloat:
      return { nBytes: second / 8, alignment: second / 8 };
    case op.typeVector: {
      const { nBytes } = sizeOf(all, second);
      return { nBytes: nBytes * third, alignment: nBytes * (third === 2 ? 2 : 4) };
    }
    case op.typeArray: {
      const { nBytes, alignment } = sizeOf(all, second);
      const stride = Math.ceil(nBytes / alignment) * alignment;
      return { nBytes: stride * lengthOf(all, third), alignment };
    }
    default:
      throw new Error(`kernel ${all.name}: shared memory of a type that is not known (opcode ${opcode})`);
  }
}

function lengthOf(all: Declarations, id: number): number {
  const { opcode, operands } = all.declared.get(id) ?? {};
  const [, , third = 0, ...others] = operands ?? [];
  switch (opcode) {
    case op.constant:
      return third;
    case op.specConstant:
      return all.specialized.get(id) ?? third;
    case op.specConstantOp: {
      if (third === compositeExtract) return lengthOf(all, partOf(all, others));
      const operation = operations[third];
      if (!operation) break;
      const [a = 0, b = 0, c = 0] = others.map((operand) => lengthOf(all, operand));
      return operation(a, b, c);
    }
  }
  throw new Error(`kernel ${all.name}: the length of a shared array is not known (opcode ${opcode}, ${third})`);
}

/** The id of one member of a constant vector. */
function partOf({ declared, name }: Declarations, [composite = 0, index = 0]: readonly number[]): number {
  const { opcode, operands } = declared.get(composite) ?? {};
  const member = operands?.[2 + index];
  const isComposite = opcode === op.constantComposite || opcode === op.specConstantComposite;
  if (!isComposite || member === undefined) throw new Error(`kernel ${name}: part of what is no constant vector`);
  return member;
}
