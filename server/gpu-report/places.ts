// Where things lie beside the bundled report, in a clone of the sources and in a packed folder alike.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** This file is bundled into server/gpu-report/dist/gpu-report.js. */
const server = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const program = server('dist/main.js');
export const probe = server('gpu-report/dist/gpu-probe.js');
export const generator = server('test/synthetic/make-synthetic-gguf.mjs');
export const goldens = server('test/goldens');
export const hasGoldens = existsSync(server('test/goldens/tiny-mha.golden.json'));
export const hasLlamaCpp = existsSync(server('bench/peer/node_modules/node-llama-cpp'));
/** The commit of a packed folder. */
export const commitFile = server('../commit');
export const root = server('..');
