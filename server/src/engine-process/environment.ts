// The environment variables that an engine's process gets: those that the system, Node and graphics drivers read.
// Tokens and other settings of the server are withheld from a process that runs native drivers.

const names = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TZ',
  'TMPDIR',
  'TMP',
  'TEMP',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'NODE_OPTIONS',
  'NODE_V8_COVERAGE',
  'UV_THREADPOOL_SIZE',
  // Windows
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'USERPROFILE',
  'WINDIR',
]);

/** The loader of libraries, the desktop's folders, the Vulkan loader, and the drivers by their makers. */
const prefixes =
  /^(LC_|LD_|DYLD_|XDG_|VK_|__VK_|MESA_|GALLIUM_|LP_|LIBGL_|DRI_|ACO_|AMD_|RADV_|ANV_|INTEL_|NIR_|NVIDIA_|NVK_|CUDA_|__GL|__NV|ZINK_|TU_|PAN_|V3D_|MVK_|MTL_)/;

/** The part of `env` that an engine's process may see. */
export function engineEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (names.has(name.toUpperCase()) || prefixes.test(name))) chosen[name] = value;
  }
  return chosen;
}
