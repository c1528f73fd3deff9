// The libraries that a bare machine may lack: the Vulkan loader, what NVIDIA's driver and Node link with, and xz to unpack
// with. Taken from this machine where they are installed, else from its distribution's packages.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Used where the machine has none of its own: by file name, with Debian's package of it. */
const loaders = {
  'libvulkan.so.1': 'libvulkan1',
  'libEGL.so.1': 'libegl1',
  'libGLdispatch.so.0': 'libglvnd0',
  'libOpenGL.so.0': 'libopengl0',
  'libGL.so.1': 'libgl1',
  'libGLX.so.0': 'libglx0',
  'libGLESv2.so.2': 'libgles2',
};
/** NVIDIA's driver links with X11's libraries, whether there is a screen or not. */
const x11 = {
  'libX11.so.6': 'libx11-6',
  'libXext.so.6': 'libxext6',
  'libxcb.so.1': 'libxcb1',
  'libXau.so.6': 'libxau6',
  'libXdmcp.so.6': 'libxdmcp6',
  'libbsd.so.0': 'libbsd0',
  'libmd.so.0': 'libmd0',
};
/** Node's own. */
const runtime = { 'libstdc++.so.6': 'libstdc++6', 'libgcc_s.so.1': 'libgcc-s1' };
const groups = { loaders, x11, runtime };

/** Packs the libraries into one archive, a folder for each group, and puts xz beside it, which unpacks it. */
export async function packLibraries(
  temporary: string,
  archive: (name: string, fill: (folder: string) => void) => Promise<void>,
  xzFolder: string,
): Promise<void> {
  const source = { installed: installedLibraries(), temporary };
  mkdirSync(xzFolder, { recursive: true });
  copyLibrary('liblzma.so.5', 'liblzma5', xzFolder, source);
  const xz = execFileSync('bash', ['-c', 'command -v xz'], { encoding: 'utf8' }).trim();
  copyFileSync(realpathSync(xz), join(xzFolder, 'xz'));
  await archive('libraries', (folder) => {
    for (const [group, libraries] of Object.entries(groups)) {
      mkdirSync(join(folder, group), { recursive: true });
      for (const [file, packageName] of Object.entries(libraries)) {
        copyLibrary(file, packageName, join(folder, group), source);
      }
    }
  });
}

/** Paths of this machine's 64-bit libraries by their file names. */
function installedLibraries(): ReadonlyMap<string, string> {
  const lines = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).split('\n');
  const found = lines.flatMap((line) => {
    const [, name, path] = /^\s*(\S+) \(.*x86-64.*\) => (\S+)$/.exec(line) ?? [];
    return name !== undefined && path !== undefined ? [[name, path] as const] : [];
  });
  return new Map(found.reverse()); // the first of a name counts
}

interface Source {
  readonly installed: ReadonlyMap<string, string>;
  /** Where packages may be unpacked. */
  readonly temporary: string;
}

function copyLibrary(file: string, packageName: string, folder: string, { installed, temporary }: Source): void {
  const path = installed.get(file) ?? downloaded(file, packageName, temporary);
  if (path !== undefined) copyFileSync(realpathSync(path), join(folder, file));
  else console.log(`${file} is not installed and ${packageName} could not be downloaded: packed without it`);
}

/** A library out of a package of the distribution, which is unpacked and not installed. */
function downloaded(file: string, packageName: string, temporary: string): string | undefined {
  const folder = join(temporary, 'packages', packageName);
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('apt-get', ['download', '-q', packageName], { cwd: folder, stdio: 'ignore' });
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb')) ?? '';
    execFileSync('dpkg', ['-x', archive, '.'], { cwd: folder, stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const places = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const path = places.find((place) => basename(place) === file);
  return path === undefined || !existsSync(join(folder, path)) ? undefined : join(folder, path);
}
