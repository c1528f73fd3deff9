// The files of deploy/ agree with the server: files exist, settings exist, times fit together.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseConfigFile } from '../src/settings/config-file.ts';
import { find, openSources } from '../src/settings/resolve.ts';
import { type SettingName, table, variableOf } from '../src/settings/table.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const isThere = (path: string) => existsSync(fileURLToPath(new URL(path, root)));
const variables = new Set((Object.keys(table) as SettingName[]).map(variableOf));

describe('the Dockerfile', () => {
  // A backslash at the end of a line goes on with it.
  const lines = read('deploy/Dockerfile').replace(/\\\n/g, ' ').split('\n');
  const instructions = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());

  it('copies what is there, or what the build makes', () => {
    const copied = instructions('COPY').flatMap((line) => {
      const words = line.split(/\s+/).filter((word) => !word.startsWith('--'));
      return words.slice(0, -1).map((path) => path.replace(/^\/app\//, ''));
    });
    expect(copied).toContain('server/dist');
    const made = ['node_modules', 'server/node_modules', 'server/dist'];
    expect(copied.filter((path) => !made.includes(path) && !isThere(path))).toEqual([]);
  });

  it('copies all that the package is made of', () => {
    const { files, bin } = JSON.parse(read('server/package.json')) as { files: string[]; bin: Record<string, string> };
    const copied = instructions('COPY').join(' ');
    for (const file of files.filter((one) => !/^(CHANGELOG|LICENSE)/.test(one)))
      expect(copied).toContain(`server/${file}`);
    expect(instructions('ENTRYPOINT')[0]).toContain(`/app/server/${bin.tramontane}`);
  });

  it('leaves out of the build only what the build does without', () => {
    const ignored = read('deploy/Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line && !/^#|\*/.test(line));
    const needed = [
      'package.json',
      'package-lock.json',
      'openapi.yaml',
      'server/src',
      'server/scripts',
      'server/models',
    ];
    for (const path of needed) expect(ignored.filter((one) => path.startsWith(one))).toEqual([]);
  });

  it('sets no setting by a variable, which would override a file that is mounted', () => {
    const names = instructions('ENV').flatMap((line) => [...line.matchAll(/([A-Z_]+)=/g)].map(([, name = '']) => name));
    expect(names.filter((name) => variables.has(name))).toEqual([]);
    expect(names).toEqual(['NODE_ENV', 'TRAMONTANE_DEFAULTS']);
  });

  it('sets them in a file of defaults, which files, variables and flags override', () => {
    const [from = '', to = ''] =
      instructions('COPY')
        .find((line) => line.includes('defaults'))
        ?.split(' ') ?? [];
    expect(instructions('ENV')[0]).toContain(`TRAMONTANE_DEFAULTS=${to}`);
    const defaults = fileURLToPath(new URL(from, root));
    const mounted = join(mkdtempSync(join(tmpdir(), 'tramontane-')), 'config.yaml');
    writeFileSync(mounted, 'port: 9000\nmodels-folder: /models\n');
    const image = openSources({ TRAMONTANE_DEFAULTS: defaults });
    expect(find('host', image)).toMatchObject({ value: '0.0.0.0', origin: `${defaults}: host` });
    expect(find('port', image).value).toBe(8787);
    const changed = openSources({ TRAMONTANE_DEFAULTS: defaults, TRAMONTANE_CONFIG: mounted });
    expect(find('port', changed)).toMatchObject({ value: 9000, origin: `${mounted}: port` });
    expect(find('modelsFolder', changed).value).toBe('/models');
    expect(find('host', changed).value).toBe('0.0.0.0'); // what the mounted file leaves open
    const env = { TRAMONTANE_DEFAULTS: defaults, TRAMONTANE_CONFIG: mounted, PORT: '9001' };
    expect(find('port', openSources(env)).value).toBe(9001);
    expect(find('port', openSources(env, { port: '9002' })).value).toBe(9002);
  });

  it('ends as a user without rights', () => {
    expect(instructions('USER')).toEqual(['node']);
    expect(lines.findIndex((line) => line.startsWith('USER '))).toBeGreaterThan(
      lines.findLastIndex((line) => line.startsWith('RUN ')),
    );
  });

  it('runs on a Node that the package allows', () => {
    const { engines } = JSON.parse(read('server/package.json')) as { engines: { node: string } };
    const [least = 0] = /\d+/.exec(engines.node)?.map(Number) ?? [];
    for (const line of instructions('FROM'))
      expect(Number(/^node:(\d+)-/.exec(line)?.[1])).toBeGreaterThanOrEqual(least);
  });
});

describe('npm start and the Dockerfile', () => {
  const { build } = (JSON.parse(read('server/package.json')) as { scripts: { build: string } }).scripts;
  const scripts = [...build.matchAll(/tsx (\S+\.ts)/g)].map(([, path]) => `server/${path}`);

  /** The packages that a file imports, and those that its own files import. */
  function packagesOf(path: string, seen = new Set<string>()): string[] {
    if (seen.has(path)) return [];
    seen.add(path);
    const imports = [...read(path).matchAll(/^import [^;]*?from '([^']+)'/gms)].map(([, from = '']) => from);
    return imports.flatMap((from) => {
      if (from.startsWith('.')) return packagesOf(new URL(from, `file:///${path}`).pathname.slice(1), seen);
      return from.startsWith('node:')
        ? []
        : [
            from
              .split('/')
              .slice(0, from.startsWith('@') ? 2 : 1)
              .join('/'),
          ];
    });
  }

  it('install without devDependencies what the build needs', () => {
    type Dependencies = { dependencies: Record<string, string> };
    const installed = ['package.json', 'server/package.json'].flatMap((path) =>
      Object.keys((JSON.parse(read(path)) as Dependencies).dependencies),
    );
    const needed = [
      'tsx',
      'tsup',
      'preact',
      ...[...scripts, 'server/tsup.config.ts'].flatMap((path) => packagesOf(path)),
    ];
    expect(scripts.length).toBeGreaterThan(1);
    expect(needed).toContain('typescript');
    expect(needed.filter((name) => !installed.includes(name))).toEqual([]);
  });
});

describe('the unit of systemd', () => {
  const unit = read('deploy/tramontane.service');
  const all = (key: string) => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
  const path = '/etc/tramontane/config.yaml';
  const sources = { flags: {}, env: {}, file: parseConfigFile(read('deploy/config.yaml'), path) };

  it('starts the program as it is called, with the file beside it', () => {
    expect(all('ExecStart')).toEqual([`/usr/local/bin/tramontane serve --config ${path}`]);
    expect(read('deploy/README.md')).toContain(`deploy/config.yaml ${path}`);
  });

  it('gives the server the time that its settings ask for, with some to spare', () => {
    const needsMs = find('drainDelayMs', sources).value + find('shutdownGraceMs', sources).value;
    expect(Number(all('TimeoutStopSec')[0]) * 1000).toBeGreaterThanOrEqual(needsMs + 10_000);
  });

  it('lets it write where the settings put things, and nowhere else', () => {
    expect(all('ProtectSystem')).toEqual(['strict']);
    const writable = [`/var/lib/${all('StateDirectory')[0]}/`, `/var/cache/${all('CacheDirectory')[0]}`];
    for (const name of ['tokenFile', 'modelsFolder', 'cacheFolder'] as const) {
      const value = find(name, sources).value ?? '';
      expect(
        writable.some((folder) => value.startsWith(folder)),
        value,
      ).toBe(true);
    }
  });

  it('runs as the user that the other file makes', () => {
    expect(read('deploy/tramontane.sysusers.conf')).toMatch(new RegExp(`^u ${all('User')[0]} `, 'm'));
  });
});
