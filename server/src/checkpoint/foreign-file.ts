// Recognises files that are not weight files, by their first bytes: a failed download leaves a web page or a pointer
// under the right name.

/** Bytes of the beginning of a file that `describeForeign` wants. */
export const headBytes = 256;

const magics: readonly (readonly [magic: string, what: string])[] = [
  [
    'version https://git-lfs.github.com/',
    'a Git LFS pointer: the weights themselves were not downloaded (git lfs pull)',
  ],
  ['version https://git-xet', 'a Git Xet pointer: the weights themselves were not downloaded'],
  ['PK\x03\x04', 'a zip or PyTorch file: only GGUF and safetensors are read'],
  ['tjgg', 'a GGML file of before August 2023 (ggjt): convert the model again'],
  ['lmgg', 'a GGML file of before August 2023 (ggml): convert the model again'],
  ['fmgg', 'a GGML file of before August 2023 (ggmf): convert the model again'],
  ['algg', 'a LoRA adapter for GGML (ggla), not a model'],
  ['\x1f\x8b', 'a gzip archive: unpack it first'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive: unpack it first'],
];

/**
 * Says what the file is, or gives undefined for one that looks like none of these.
 * @param head the first bytes, headBytes of them or the whole file
 */
export function describeForeign(head: Uint8Array): string | undefined {
  const text = Buffer.from(head)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  const known = magics.find(([magic]) => text.startsWith(magic));
  if (known) return known[1];
  if (/^\s*(<!doctype html|<html|<head)/i.test(text)) {
    return 'a web page (HTML): the download gave a page, not the file; check the address, and whether it asks to sign in';
  }
  if (/^\s*<\?xml/i.test(text)) return 'an XML document: the download gave an error, not the file';
  if (text.length >= 8 && text.slice(8, 9) === '{' && !/^[\x20-\x7e]{8}/.test(text)) {
    return 'a safetensors file: name the folder that it lies in, or the file itself as NAME.safetensors';
  }
  if (/^[\t\n\r\x20-\x7e]+$/.test(text)) return `a text that begins ${JSON.stringify(text.trim().slice(0, 80))}`;
  return undefined;
}
