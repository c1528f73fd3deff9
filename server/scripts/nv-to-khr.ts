// Converts SPIR-V with cooperative matrices from NV's form into KHR's. The GLSL compilers of distributions know
// GL_NV_cooperative_matrix, while devices offer VK_KHR_cooperative_matrix. The two differ in numbers, in the order of
// operands, and in that a KHR type says whether it is a factor or a sum. Numbers: SPV_NV_cooperative_matrix and
// SPV_KHR_cooperative_matrix in the SPIR-V registry.

import { instructionsOf } from '../src/vulkan/spirv.ts';

const op = {
  name: 5,
  extension: 10,
  capability: 17,
  typeInt: 21,
  constantTrue: 41,
  constantFalse: 42,
  constant: 43,
  decorate: 71,
} as const;
const nv = { capability: 5357, type: 5358, load: 5359, store: 5360, mulAdd: 5361, length: 5362 } as const;
const khr = { capability: 6022, type: 4456, load: 4457, store: 4458, mulAdd: 4459 } as const;
const extensions = { nv: 'SPV_NV_cooperative_matrix', khr: 'SPV_KHR_cooperative_matrix' };
const headWords = 5;

/** What a matrix is in W x + C: its operand Use. */
const uses = { factorA: 0, factorB: 1, sum: 2 } as const;

/** An instruction: its opcode, and all words behind the first. */
interface Instruction {
  readonly opcode: number;
  readonly operands: readonly number[];
}

/** The module with its NV cooperative matrices made KHR ones. @throws Error when it holds none, or what has no KHR form */
export function nvToKhr(words: Uint32Array): Uint32Array {
  const instructions = Array.from(instructionsOf(words, 'with cooperative matrices'), ({ opcode, operands }) => ({
    opcode,
    operands: Array.from(operands),
  }));
  const useOf = usesOfTypes(instructions);
  const uintType = instructions.find(({ opcode, operands: o }) => opcode === op.typeInt && o[1] === 32 && o[2] === 0);
  if (!uintType) throw new Error('a module without 32-bit uint');
  const bools = new Map<number, number>(); // id of a constant -> a layout: 1 is by columns
  for (const { opcode, operands } of instructions) {
    if (opcode === op.constantTrue) bools.set(at(operands, 1), 1);
    if (opcode === op.constantFalse) bools.set(at(operands, 1), 0);
  }
  const bound = at(words, 3);
  /** Ids of the constants 0, 1 and 2: layouts and uses are ids of constants. */
  const constant = (value: number) => bound + value;
  const layout = (columnMajor: number) => {
    const value = bools.get(columnMajor);
    if (value === undefined) throw new Error('a layout that is no constant');
    return constant(value);
  };

  const out: number[] = [...words.subarray(0, headWords)];
  out[3] = bound + 3;
  const put = (opcode: number, operands: readonly number[]) =>
    out.push(((operands.length + 1) << 16) | opcode, ...operands);
  for (const instruction of instructions) {
    const { opcode, operands } = instruction;
    switch (opcode) {
      case op.capability:
        put(opcode, at(operands, 0) === nv.capability ? [khr.capability] : operands);
        break;
      case op.extension:
        put(opcode, stringOf(operands) === extensions.nv ? wordsOf(extensions.khr) : operands);
        break;
      case nv.type:
        put(khr.type, [...operands, constant(useOf.get(at(operands, 0)) as number)]);
        break;
      case nv.load: {
        const [type, id, pointer, stride, columnMajor, ...memory] = operands as [
          number,
          number,
          number,
          number,
          number,
        ];
        put(khr.load, [type, id, pointer, layout(columnMajor), stride, ...memory]);
        break;
      }
      case nv.store: {
        const [pointer, object, stride, columnMajor, ...memory] = operands as [number, number, number, number];
        put(khr.store, [pointer, object, layout(columnMajor), stride, ...memory]);
        break;
      }
      case nv.mulAdd:
        put(khr.mulAdd, operands);
        break;
      case nv.length:
        throw new Error('the length of a matrix: its form with specialization constants crashes drivers');
      default:
        put(opcode, operands);
    }
    if (instruction === uintType) {
      for (const value of [0, 1, 2]) put(op.constant, [at(uintType.operands, 0), constant(value), value]);
    }
  }
  return Uint32Array.from(out);
}

/** Type -> use, by what each is in a multiplication. */
function usesOfTypes(instructions: readonly Instruction[]): Map<number, number> {
  const types = new Set(instructions.filter(({ opcode }) => opcode === nv.type).map(({ operands }) => at(operands, 0)));
  if (types.size === 0) throw new Error('a module without cooperative matrices');
  const typeOf = new Map<number, number>(); // of a value
  for (const { opcode, operands } of instructions) {
    // In all others that may begin with the id of such a type it is the type of their result.
    if (opcode === op.name || opcode === op.decorate || opcode === nv.type) continue;
    const [type, id] = operands;
    if (type !== undefined && id !== undefined && types.has(type)) typeOf.set(id, type);
  }
  const useOf = new Map<number, number>();
  for (const { opcode, operands } of instructions) {
    if (opcode !== nv.mulAdd) continue;
    const [type, , a, b, c] = operands as [number, number, number, number, number];
    const parts = [
      [typeOf.get(a), uses.factorA],
      [typeOf.get(b), uses.factorB],
      [typeOf.get(c), uses.sum],
      [type, uses.sum],
    ] as const;
    for (const [own, use] of parts) {
      if (own === undefined) throw new Error('a multiplication of what is no cooperative matrix');
      if ((useOf.get(own) ?? use) !== use) {
        throw new Error('one type for two uses: M, N and K must be three specialization constants');
      }
      useOf.set(own, use);
    }
  }
  if (useOf.size < types.size) throw new Error('a type of matrix that is in no multiplication');
  return useOf;
}

function stringOf(words: readonly number[]): string {
  const text = Buffer.from(Uint32Array.from(words).buffer).toString('latin1');
  return text.slice(0, text.indexOf('\0'));
}

function wordsOf(text: string): number[] {
  const bytes = Buffer.alloc(Math.ceil((text.length + 1) / 4) * 4);
  bytes.write(text, 'latin1');
  return [...new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)];
}

function at(words: ArrayLike<number>, i: number): number {
  const word = words[i];
  if (word === undefined) throw new Error(`SPIR-V without its word ${i}`);
  return word;
}
