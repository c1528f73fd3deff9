// Opens weights of either kind: a GGUF file, or a Hugging Face folder.
import { basename, dirname } from 'node:path';
import { type Checkpoint, CheckpointError } from './checkpoint.ts';
import { openGguf } from './gguf.ts';
import { openHfFolder } from './hf-folder.ts';
import { namesInFolder } from './open-file.ts';

/** Opens the model at `path`, or at the folder that a file of it is named of. Rejects with a CheckpointError. */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const folder = await modelFolderOf(path);
  return folder === undefined ? openGguf(path) : openHfFolder(folder);
}

/**
 * The Hugging Face folder that `path` means: itself, or the one around its config.json or *.safetensors. Undefined for
 * any other file; a CheckpointError for a folder that holds no model, or for nothing at all.
 */
export async function modelFolderOf(path: string): Promise<string | undefined> {
  const names = await namesInFolder(path);
  if (!names) return /^config\.json$|\.safetensors(\.index\.json)?$/.test(basename(path)) ? dirname(path) : undefined;
  if (names.has('config.json')) return path;
  const ggufs = [...names].filter((name) => name.endsWith('.gguf'));
  const hint = names.has('adapter_config.json')
    ? '; it has an adapter_config.json: adapters (LoRA) are not supported, merge it into its model first'
    : ggufs.length > 0
      ? `; it has ${ggufs.slice(0, 3).join(', ')}: name the file`
      : '';
  throw new CheckpointError(path, `expected a model folder with a config.json, found none${hint}`);
}
