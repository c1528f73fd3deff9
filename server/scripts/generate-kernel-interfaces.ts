// Writes src/kernels/kernel-interfaces.gen.ts: the names, slots and types of what each kernel takes, read from
// src/kernels/*.comp by way of glslc. It is committed, and CI fails when running this again would change a byte.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { glslc, glslcProblem, inParallel } from './glslc.ts';
import { type NamedInterface, namedInterface } from './kernel-names.ts';
import { type KernelVariant, kernelVariants } from './kernel-variants.ts';

const target = new URL('../src/kernels/kernel-interfaces.gen.ts', import.meta.url);
/** What a kernel binds depends on whether its weights have scales, not on their type; a test holds every variant to it. */
const weightTypes: readonly (string | undefined)[] = [undefined, 'F16', 'Q8_0'];

const head = `// Generated from src/kernels/*.comp by \`npm run generate -w server\`; do not edit.

/** What each kernel takes: see vulkan/kernel-interface.ts. */
export const kernelInterfaces = `;

/** By kernel, of all its variants. */
async function readInterfaces(): Promise<Map<string, NamedInterface[]>> {
  const variants = kernelVariants().filter(
    ({ flavour, weights }) => flavour === 'ssbo' && weightTypes.includes(weights),
  );
  const found = new Map(variants.map(({ kernel }) => [kernel, [] as NamedInterface[]]));
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-kernels-'));
  try {
    await inParallel(variants, async (variant: KernelVariant) => {
      const file = join(folder, `${variant.name}.spv`);
      await glslc(variant, file, ['-O0']);
      const bytes = readFileSync(file);
      const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      found.get(variant.kernel)?.push(namedInterface(words, variant.name));
    });
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Those that all variants have and those that only some have, each with its value, by value or in their own order. */
function split<T extends number | string>(kernel: string, all: readonly ReadonlyMap<string, T>[]) {
  const merged = new Map<string, T>();
  for (const [name, value] of all.flatMap((map) => [...map])) {
    if ((merged.get(name) ?? value) !== value) throw new Error(`${kernel}: ${name} differs between variants`);
    merged.set(name, value);
  }
  const entries = [...merged].sort(([, a], [, b]) => (typeof a === 'number' && typeof b === 'number' ? a - b : 0));
  const isEverywhere = (name: string) => all.every((map) => map.has(name));
  return {
    everywhere: Object.fromEntries(entries.filter(([name]) => isEverywhere(name))),
    sometimes: Object.fromEntries(entries.filter(([name]) => !isEverywhere(name))),
  };
}

function interfaceOf(kernel: string, variants: readonly NamedInterface[]) {
  const buffers = split(
    kernel,
    variants.map((variant) => variant.buffers),
  );
  const words = split(
    kernel,
    variants.map((variant) => variant.arguments),
  );
  const constants = split(
    kernel,
    variants.map((variant) => variant.constants),
  );
  const orders = new Set(variants.map((variant) => [...variant.arguments.keys()].join(' ')));
  if (orders.size > 1) throw new Error(`${kernel}: push constants differ between variants`);
  return {
    buffers: buffers.everywhere,
    optionalBuffers: buffers.sometimes,
    arguments: words.everywhere,
    constants: constants.everywhere,
    optionalConstants: constants.sometimes,
  };
}

try {
  const found = [...(await readInterfaces())].sort(([a], [b]) => (a < b ? -1 : 1));
  const interfaces = Object.fromEntries(found.map(([kernel, variants]) => [kernel, interfaceOf(kernel, variants)]));
  writeFileSync(target, `${head}${JSON.stringify(interfaces, null, 2)} as const;\n`);
} catch (error) {
  console.error(glslcProblem(error));
  process.exit(1);
}
