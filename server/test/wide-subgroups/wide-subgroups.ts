// Kernels as a GPU runs them, with subgroups of 32 to 128 lanes, on a driver whose own are smaller: their subgroup operations
// are made of shared memory and barriers (wide-subgroups.glsl), and all else is the kernels' own text.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kernelSources, kernelVariants } from '../../scripts/kernel-variants.ts';
import { Device } from '../../src/vulkan/device.ts';

const operations = fileURLToPath(new URL('./wide-subgroups.glsl', import.meta.url));

/** SwiftShader's description: barriers, of which these kernels have many, take lavapipe's compiler minutes. */
const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** SwiftShader, described as a GPU with subgroups of this size. */
export function openAsGpu(subgroupSize: number): Device {
  // The loader reads them for each instance.
  Object.assign(process.env, { VK_DRIVER_FILES: swiftshader, VK_ICD_FILENAMES: swiftshader });
  const device = Device.open();
  // Only the kernels' own choices read these; nothing of Vulkan does once the device is open.
  return Object.assign(device, {
    physical: { ...device.physical, type: 'discrete', subgroupSize, canPinSubgroupSize: false },
  });
}

/** Compiles kernels whose workgroups are nSubgroups subgroups each, when they are first asked for. */
export class WideKernels {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wide-subgroups-'));
  readonly #compiled = new Map<string, Uint32Array>();

  constructor(readonly nSubgroups: number) {
    for (const name of readdirSync(kernelSources).filter((file) => /\.(comp|glsl)$/.test(file))) {
      writeFileSync(join(this.#folder, name), widened(name, readFileSync(join(kernelSources, name), 'utf8')));
    }
    copyFileSync(operations, join(this.#folder, 'wide-subgroups.glsl'));
  }

  /** As readKernel of spirv-files.ts. */
  readonly read = (name: string): Uint32Array => {
    let spirv = this.#compiled.get(name);
    if (!spirv) {
      const variant = kernelVariants().find((each) => each.name === name);
      if (!variant) throw new Error(`there is no kernel ${name}`);
      const output = join(this.#folder, `${name}.spv`);
      const options = ['--target-env=vulkan1.2', '-I', this.#folder, `-DSUBGROUPS=${this.nSubgroups}u`];
      const source = join(this.#folder, `${variant.kernel}.comp`);
      execFileSync('glslc', [...options, ...variant.defines, '-o', output, source], { stdio: 'pipe' });
      const bytes = readFileSync(output);
      spirv = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      this.#compiled.set(name, spirv);
    }
    return spirv;
  };

  destroy(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** A source whose subgroup operations are those of wide-subgroups.glsl. */
function widened(name: string, source: string): string {
  const text = source.replaceAll('gl_Subgroup', 'wide_Subgroup').replaceAll('gl_NumSubgroups', 'wide_NumSubgroups');
  const calls = text.replace(/\bsubgroup(Shuffle|Add|Max|Min|Elect|Barrier)\(/g, 'wide$1(');
  const left = /\bsubgroup[A-Z]\w*\(/.exec(calls);
  if (left) throw new Error(`${name} uses ${left[0]}), which wide-subgroups.glsl lacks`);
  if (name !== 'memory.glsl') return calls;
  const size = 'layout(local_size_x_id = 0) in;';
  if (!calls.includes(size)) throw new Error(`${name} no longer has the line ${size}`);
  return calls.replace(size, `${size}\n#include "wide-subgroups.glsl"`);
}
