// Reads out of a compiled kernel what the host must agree with: its bindings, push constants and specialization
// constants. The SPIR-V is the authority; nothing of this is declared a second time in TypeScript.
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

/** @throws Error when the words are not SPIR-V, or use what the engine's kernels do not. */
export function reflect(words: Uint32Array, name: string): Reflection {
  if (words[0] !== magic || words.length < 5) throw new Error(`kernel ${name}: not SPIR-V (first word ${words[0]})`);
  const decorations = new Map<number, Map<number, number>>(); // id -> decoration -> operand
  const memberNonWritable = new Set<number>(); // structs whose members are all read-only
  const memberOffsets = new Map<number, number>(); // struct -> largest member offset
  const pointees = new Map<number, number>(); // pointer type -> type
  const images = new Set<number>();
  const variables: { id: number; type: number; storage: number }[] = [];

  for (let at = 5; at < words.length; ) {
    const head = words[at] ?? 0;
    const length = head >>> 16;
    const operand = (i: number) => words[at + i] ?? 0;
    if (length === 0 || at + length > words.length) throw new Error(`kernel ${name}: SPIR-V breaks off at word ${at}`);
    switch (head & 0xffff) {
      case op.decorate: {
        const own = decorations.get(operand(1)) ?? new Map<number, number>();
        decorations.set(operand(1), own.set(operand(2), operand(3)));
        break;
      }
      case op.memberDecorate:
        if (operand(3) === decoration.nonWritable) memberNonWritable.add(operand(1));
        if (operand(3) === decoration.offset) {
          memberOffsets.set(operand(1), Math.max(operand(4), memberOffsets.get(operand(1)) ?? 0));
        }
        break;
      case op.typeImage:
        images.add(operand(1));
        break;
      case op.typePointer:
        pointees.set(operand(1), operand(3));
        break;
      case op.variable:
        variables.push({ type: operand(1), id: operand(2), storage: operand(3) });
        break;
    }
    at += length;
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
