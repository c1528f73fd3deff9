// Runs a Node program with Khronos' validation layer between it and the driver, and collects the layer's messages. The
// layer writes to standard output, because every instance of every process would truncate a log file.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const server = fileURLToPath(new URL('..', import.meta.url));

const settings = `khronos_validation.debug_action = VK_DBG_LAYER_ACTION_LOG_MSG
khronos_validation.report_flags = error,warn,perf,info
khronos_validation.log_filename = stdout
khronos_validation.enable_message_limit = false
khronos_validation.enables = VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT
`;

const installHint =
  'the Vulkan validation layer (VK_LAYER_KHRONOS_validation) is not active. Install it: on Debian and Ubuntu ' +
  'sudo apt-get install vulkan-validationlayers; elsewhere it comes with the Vulkan SDK';

/** What a program did and what the layer said about it. */
export interface Verdict {
  readonly exitCode: number | null;
  /** Errors, warnings and performance warnings, one line each. */
  readonly messages: readonly string[];
  /** Instances that were made, the layer active in each. */
  readonly nInstances: number;
  /** The end of what the program printed. */
  readonly output: string;
}

/**
 * Runs `node args` in the server's folder.
 * @throws Error when no instance had the layer: its silence would mean nothing
 */
export async function runUnderLayer(args: readonly string[]): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'validation-'));
  const file = join(folder, 'vk_layer_settings.txt');
  writeFileSync(file, settings);
  try {
    const env = { ...process.env, VK_INSTANCE_LAYERS: 'VK_LAYER_KHRONOS_validation', VK_LAYER_SETTINGS_PATH: file };
    const child = spawn(process.execPath, args, { cwd: server, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    const nInstances = output.split('Khronos Validation Layer Active').length - 1;
    const tail = output.slice(-4000);
    if (nInstances === 0) throw new Error(`${installHint}. The program ended with ${exitCode} and printed: ${tail}`);
    const messages = output.split('\n').filter((line) => /Validation (Error|Warning|Performance Warning)\b/.test(line));
    return { exitCode, messages, nInstances, output: tail };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
