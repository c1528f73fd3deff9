// Reads the interface of a kernel, with its names, out of SPIR-V that was compiled without optimisation: optimised
// SPIR-V has no names. Numbers: the SPIR-V specification, section 3.
import { instructionsOf } from '../src/vulkan/spirv.ts';

/** What one variant of a kernel takes. */
export interface NamedInterface {
  /** Buffer -> slot */
  readonly buffers: ReadonlyMap<string, number>;
  /** Push constant -> type, in their order */
  readonly arguments: ReadonlyMap<string, 'uint' | 'float'>;
  /** Specialization constant -> id */
  readonly constants: ReadonlyMap<string, number>;
}

const op = { name: 5, memberName: 6, typeInt: 21, typeFloat: 22, typeStruct: 30, typePointer: 32 } as const;
const [variableOp, decorateOp, memberDecorateOp] = [59, 71, 72];
const decoration = { specId: 1, binding: 33, offset: 35 } as const;
const pushConstantStorage = 9;
/** local_size_x_id declares it without a name. */
const workgroupSizeId = 0;

/** The instructions of a module that names, types and places are in. */
interface Module {
  readonly names: Map<number, string>;
  readonly members: Map<number, { name?: string; offset?: number; type?: number }[]>; // by struct
  readonly scalars: Map<number, 'uint' | 'float'>; // by type
  readonly pointees: Map<number, number>; // pointer type -> type
  readonly variables: { readonly id: number; readonly type: number; readonly storage: number }[];
  readonly slots: Map<number, number>; // variable -> binding
  readonly constantIds: Map<number, number>; // constant -> SpecId
}

/** @throws Error for what a kernel of the engine must not have: push constants other than 32-bit words without gaps */
export function namedInterface(words: Uint32Array, kernel: string): NamedInterface {
  const module = readModule(words, kernel);
  const constants = [...module.constantIds].map(([id, specId]) => {
    const name = specId === workgroupSizeId ? 'workgroupSize' : module.names.get(id);
    if (!name) throw new Error(`${kernel}: the constant_id ${specId} has no name`);
    return [name, specId] as const;
  });
  return {
    buffers: new Map([...module.slots].map(([id, slot]) => [bufferName(module, id, kernel), slot])),
    arguments: new Map(pushConstants(module, kernel)),
    constants: new Map(constants),
  };
}

/** Of a texel buffer its own name; of a storage buffer, whose block goes without, that of its only member. */
function bufferName({ names, variables, pointees, members }: Module, id: number, kernel: string): string {
  const type = variables.find((variable) => variable.id === id)?.type ?? 0;
  const name = names.get(id) || members.get(pointees.get(type) ?? 0)?.[0]?.name;
  if (!name) throw new Error(`${kernel}: a buffer has no name`);
  return name;
}

function pushConstants(
  { variables, pointees, members, scalars }: Module,
  kernel: string,
): [string, 'uint' | 'float'][] {
  const block = variables.find(({ storage }) => storage === pushConstantStorage);
  const words = (block && members.get(pointees.get(block.type) ?? 0)) ?? [];
  return words.map(({ name, offset, type }, i) => {
    const scalar = scalars.get(type ?? 0);
    if (!name || !scalar || offset !== i * 4) {
      throw new Error(`${kernel}: the push constant ${name} is not a uint or float right behind the one before it`);
    }
    return [name, scalar];
  });
}

function readModule(words: Uint32Array, kernel: string): Module {
  const module: Module = {
    names: new Map(),
    members: new Map(),
    scalars: new Map(),
    pointees: new Map(),
    variables: [],
    slots: new Map(),
    constantIds: new Map(),
  };
  const { names, scalars, pointees, variables, slots, constantIds } = module;
  const memberOf = (struct: number, index: number) => {
    const all = module.members.get(struct) ?? [];
    module.members.set(struct, all);
    all[index] ??= {};
    return all[index];
  };
  for (const { opcode, operands } of instructionsOf(words, kernel)) {
    const [first = 0, second = 0, third = 0, fourth = 0] = operands;
    if (opcode === op.name) names.set(first, textOf(operands.subarray(1)));
    if (opcode === op.memberName) memberOf(first, second).name = textOf(operands.subarray(2));
    if (opcode === memberDecorateOp && third === decoration.offset) memberOf(first, second).offset = fourth;
    if (opcode === op.typeInt && second === 32 && third === 0) scalars.set(first, 'uint');
    if (opcode === op.typeFloat && second === 32) scalars.set(first, 'float');
    if (opcode === op.typeStruct)
      for (const [i, type] of operands.subarray(1).entries()) memberOf(first, i).type = type;
    if (opcode === op.typePointer) pointees.set(first, third);
    if (opcode === variableOp) variables.push({ type: first, id: second, storage: third });
    if (opcode === decorateOp && second === decoration.binding) slots.set(first, third);
    if (opcode === decorateOp && second === decoration.specId) constantIds.set(first, third);
  }
  return module;
}

function textOf(words: Uint32Array): string {
  const text = Buffer.from(Uint32Array.from(words).buffer).toString('latin1');
  return text.slice(0, text.indexOf('\0'));
}
