// Reads compiled kernels: beside the bundle in an installed package, in the build folder when run from the sources.
import { existsSync, readFileSync } from 'node:fs';

const folders = [new URL('./kernels/', import.meta.url), new URL('../../dist/kernels/', import.meta.url)];

/** The SPIR-V words of a compiled kernel. */
export function readKernel(name: string): Uint32Array {
  const file = folders.map((folder) => new URL(`${name}.spv`, folder)).find((url) => existsSync(url));
  if (!file) throw new Error(`the compiled kernel ${name}.spv is missing: npm run build makes it`);
  const bytes = readFileSync(file);
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
