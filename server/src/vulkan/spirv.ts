// Reads from a compiled kernel what the host must agree with: its bindings, push constants and specialization constants.
// Opcodes and numbers: the SPIR-V specification, section 3.

/** How a kernel sees one of its buffers. */
export interface Binding {
  readonly slot: number;
  readonly kind: 'storage-buffer' | 'storage-texel-buffer';
  readonly isWritten: boolean;
}

/** The interface of one kernel. */
export interface Reflection {
  /** In ascending order of slot. */
  readonly bindings: readonly Binding[];
  /** 32-bit words of push constants. */
  readonly pushConstantWords: number;
  /** Ids of the specialization constants it has. */
  readonly specializationIds: readonly number[];
}

const op = { typePointer: 32, typeImage: 25, typeStruct: 30, variable: 59, decorate: 71, memberDecorate: 72 } as const;
const decoration = { specId: 1, block: 2, nonWritable: 24, binding: 33, descriptorSet: 34, offset: 35 } as const;
const storageClass = { uniformConstant: 0, pushConstant: 9, storageBuffer: 12 } as const;
const magic = 0x07230203;
const headWords = 5;

/** One instruction: its opcode, and all words after the first. */
export interface Instruction {
  readonly opcode: number;
  readonly operands: Uint32Array;
}

/** The instructions of a module. @throws Error when the words are not SPIR-V, or break off within an instruction */
export function* instructionsOf(words: Uint32Array, name: string): Generator<Instruction> {
  if (words[0] !== magic || words.length < headWords) {
    throw new Error(`kernel ${name}: not SPIR-V (first word ${words[0]})`);
  }
  for (let at = headWords; at < words.length; ) {
    const head = words[at] ?? 0;
    const length = head >>> 16;
    if (length === 0 || at + length > words.length) throw new Error(`kernel ${name}: SPIR-V breaks off at word ${at}`);
    yield { opcode: head & 0xffff, operands: words.subarray(at + 1, at + length) };
    at += length;
  }
}

/** @throws Error when the words are not SPIR-V, or use what the engine's kernels do not. */
export function reflect(words: Uint32Array, name: string): Reflection {
  const decorations = new Map<number, Map<number, number>>(); // id -> decoration -> operand
  const memberNonWritable = new Set<number>(); // structs whose members are all read-only
  const memberOffsets = new Map<number, number>(); // struct -> largest member offset
  const pointees = new Map<number, number>(); // pointer type -> type
  const images = new Set<number>();
  const variables: { id: number; type: number; storage: number }[] = [];

  for (const { opcode, operands } of instructionsOf(words, name)) {
    const [first = 0, second = 0, third = 0, fourth = 0] = operands;
    switch (opcode) {
      case op.decorate: {
        const own = decorations.get(first) ?? new Map<number, number>();
        decorations.set(first, own.set(second, third));
        break;
      }
      case op.memberDecorate:
        if (third === decoration.nonWritable) memberNonWritable.add(first);
        if (third === decoration.offset) memberOffsets.set(first, Math.max(fourth, memberOffsets.get(first) ?? 0));
        break;
      case op.typeImage:
        images.add(first);
        break;
      case op.typePointer:
        pointees.set(first, third);
        break;
      case op.variable:
        variables.push({ type: first, id: second, storage: third });
        break;
    }
  }

  const bindings: Binding[] = [];
  let pushConstantWords = 0;
  for (const { id, type, storage } of variables) {
    const own = decorations.get(id);
    const pointee = pointees.get(type) ?? 0;
    if (storage === storageClass.pushConstant) pushConstantWords = (memberOffsets.get(pointee) ?? 0) / 4 + 1;
    const isImage = storage === storageClass.uniformConstant && images.has(pointee);
    if (!isImage && storage !== storageClass.storageBuffer) continue;
    const slot = own?.get(decoration.binding);
    if (slot === undefined || own?.get(decoration.descriptorSet) !== 0) {
      throw new Error(`kernel ${name}: a buffer without a binding in descriptor set 0`);
    }
    bindings.push({
      slot,
      kind: isImage ? 'storage-texel-buffer' : 'storage-buffer',
      isWritten: !own.has(decoration.nonWritable) && !memberNonWritable.has(pointee),
    });
  }
  bindings.sort((a, b) => a.slot - b.slot);
  const specializationIds = [...decorations.values()].flatMap((own) => own.get(decoration.specId) ?? []);
  return { bindings, pushConstantWords, specializationIds: specializationIds.sort((a, b) => a - b) };
}
