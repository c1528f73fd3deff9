// What a GPU's compiler makes of the kernels that tuning may pick, without a GPU: Mesa's RADV compiles for a device that is
// not there (RADV_FORCE_FAMILY). A driver reads its environment when it is loaded, so each family has a process of its own.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Dtype, dtypes, isQuantised } from '../src/dtype.ts';
import { attentionConstants, groupTile } from '../src/kernels/attention.ts';
import { sharedTiles, singleRows, tilesFor } from '../src/kernels/candidates.ts';
import { KernelSet } from '../src/kernels/kernel-set.ts';
import { registerProjection } from '../src/kernels/project.ts';
import { fitsSharedTile, sharedTileConstants } from '../src/kernels/shared-tile.ts';
import { type ActivationFormat, kvTypes } from '../src/kernels/tensor.ts';
import { Device } from '../src/vulkan/device.ts';

/** GPUs by what Mesa's versions call them. */
export const families = {
  RDNA2: ['navi21'],
  RDNA3: ['navi31', 'gfx1100'],
  GCN5: ['vega10'],
} as const;
export type Family = keyof typeof families;

/** One compiled kernel. */
export interface RegisterRow {
  readonly kernel: string;
  /** Vector registers of a lane. */
  readonly registers: number;
  readonly spilled: number;
  readonly scratchBytes: number;
  readonly sharedBytes: number;
  /** Subgroups that a SIMD holds at a time. */
  readonly waves: number;
  readonly codeBytes: number;
}

export interface RegisterReport {
  /** With its version: another one compiles otherwise. */
  readonly driver: string;
  readonly rows: readonly RegisterRow[];
}

/** Compiles the kernels for a family. @throws Error when RADV is not installed, or knows the family by none of its names */
export async function compileFor(family: Family): Promise<RegisterReport> {
  const driver = radvFile();
  const failures: string[] = [];
  for (const name of families[family]) {
    const env = {
      ...process.env,
      RADV_FORCE_FAMILY: name,
      RADV_DEBUG: 'nocache',
      VK_DRIVER_FILES: driver,
      VK_ICD_FILENAMES: driver,
    };
    const script = fileURLToPath(import.meta.url);
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', script, family], { env });
    const result = await run.catch((error: Error) => error);
    if (!(result instanceof Error)) return JSON.parse(result.stdout) as RegisterReport;
    failures.push(result.message);
  }
  throw new Error(failures.join('\n'));
}

/** Mesa before 23.1 compiles RDNA3 by LLVM, which spills what exceeds 132 registers: only attention says something there. */
const onlyAttention = (family: string | undefined) => family === 'RDNA3';

function radvFile(): string {
  const folders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
  const files = folders.filter(existsSync).flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const file = files.find((path) => /radeon_icd[^/]*\.json$/.test(path));
  if (!file)
    throw new Error("Mesa's RADV is not installed. Debian and Ubuntu: sudo apt-get install mesa-vulkan-drivers");
  return file;
}

/** Every kernel of interest on this process's device, one row each. */
function compileAll(family: string | undefined): RegisterReport {
  const device = Device.open({ capturesStatistics: true });
  const rows: RegisterRow[] = [];
  const add = (kernel: string, { pipeline }: { readonly pipeline: bigint }) => {
    const statistics = device.statisticsOf(pipeline);
    const figure = (name: string) => {
      const value = statistics.get(name);
      if (value === undefined)
        throw new Error(`the driver tells no ${name}, only ${[...statistics.keys()].join(', ')}`);
      return value;
    };
    rows.push({
      kernel,
      registers: figure('VGPRs'),
      spilled: figure('Spilled VGPRs'),
      scratchBytes: figure('Scratch size'),
      sharedBytes: figure('LDS size'),
      waves: figure('Subgroups per SIMD'),
      codeBytes: figure('Code size'),
    });
  };
  for (const flavour of ['ssbo', 'texel'] as const) {
    const kernels = new KernelSet(device, flavour);
    compileAttention(kernels, add);
    if (onlyAttention(family)) continue;
    compileProjections(kernels, add);
    compileRest(kernels, add);
  }
  // Nothing is destroyed: RADV's null device crashes when it is closed, and the process ends here.
  return { driver: device.physical.driver, rows };
}

type Add = (kernel: string, compiled: { readonly pipeline: bigint }) => void;

const headShapes = [
  { style: 'MHA', perKvHead: 1, headDim: 128 },
  { style: 'GQA of 4', perKvHead: 4, headDim: 128 },
  { style: 'MQA', perKvHead: 32, headDim: 128 },
  { style: 'MQA', perKvHead: 32, headDim: 64 },
  { style: 'MQA', perKvHead: 32, headDim: 256 },
];

function compileAttention(kernels: KernelSet, add: Add): void {
  for (const { style, perKvHead, headDim } of headShapes) {
    for (const type of kvTypes) {
      const constants = attentionConstants(kernels, groupTile(perKvHead), { type, headDim });
      add(
        `attention ${style}, heads of ${headDim}, ${type}, ${kernels.flavour}`,
        kernels.get('attention', {}, constants),
      );
    }
  }
}

const projections = ['project-add', 'project-qkv', 'project-swiglu', 'project-logits'] as const;
/** Of each kind of type one that takes many registers: the other kernels differ from project-add by what follows the sums. */
const heavyTypes: readonly Dtype[] = ['F16', 'Q8_0', 'Q4_K', 'Q6_K'];

function compileProjections(kernels: KernelSet, add: Add): void {
  const { physical } = kernels.device;
  const tiles = [...singleRows.map((rows) => ({ rows, tokens: 1 })), ...tilesFor(physical)];
  for (const name of projections) {
    const isFirst = name === 'project-add' && kernels.flavour === 'ssbo';
    for (const dtype of isFirst ? (Object.keys(dtypes) as Dtype[]) : heavyTypes) {
      const formats: ActivationFormat[] = isQuantised(dtype) ? [kernels.int8Format, 'f32'] : ['f32'];
      for (const format of isFirst ? formats : formats.slice(0, 1)) {
        const what = `${name} ${dtype}, ${format}, ${kernels.flavour}`;
        for (const tile of tiles) {
          const { variant, constants } = registerProjection(kernels, dtype, format, tile);
          add(`${what}, ${tile.rows} x ${tile.tokens}`, kernels.get(name, variant, constants));
        }
        if (!isFirst || !fitsSharedTile(dtype)) continue;
        for (const tile of sharedTiles.filter(({ by }) => by === 'lanes')) {
          const constants = sharedTileConstants(tile, physical);
          const compiled = kernels.get('project-add', { dtype, format, tiles: 'tiled' }, constants);
          add(`${what}, shared ${tile.rows} x ${tile.tokens}`, compiled);
        }
      }
    }
  }
}

function compileRest(kernels: KernelSet, add: Add): void {
  const workgroupSize = kernels.workgroupSize(1);
  const { flavour, int8Format } = kernels;
  add(`attention-merge, ${flavour}`, kernels.get('attention-merge', {}, { workgroupSize }));
  add(`rms-norm, f32, ${flavour}`, kernels.get('rms-norm', {}, { workgroupSize }));
  add(`rms-norm, ${int8Format}, ${flavour}`, kernels.get('rms-norm', { format: int8Format }, { workgroupSize }));
  add(`quantize, ${flavour}`, kernels.get('quantize', {}, { workgroupSize }));
  add(`select, ${flavour}`, kernels.get('select', {}, { workgroupSize: kernels.workgroupSize(16) }));
  add(`finish-qkv, ${flavour}`, kernels.get('finish-qkv', {}, { workgroupSize }));
  add(`add-bias, ${flavour}`, kernels.get('add-bias', {}, { workgroupSize }));
  add(`store-kv, ${flavour}`, kernels.get('store-kv', {}, { workgroupSize, WORD_BLOCKS: 2 }));
  for (const dtype of heavyTypes) {
    add(`embed ${dtype}, ${flavour}`, kernels.get('embed', { dtype }, { workgroupSize }));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(JSON.stringify(compileAll(process.argv[2])));
