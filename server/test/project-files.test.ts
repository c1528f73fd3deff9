// The files that people and services read about this project: workflows, forms, documents. What they tell others to run
// exists.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { repositoryFiles } from './house.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const scriptsOf = (folder: string) => (JSON.parse(read(join(folder, 'package.json'))) as { scripts: object }).scripts;
const workspaces: Readonly<Record<string, string>> = {
  sdk: 'sdk',
  server: 'server',
  docs: 'docs',
  tramontane: 'sdk',
  '@tramontane/server': 'server',
};

const github = readdirSync(join(root, '.github'), { recursive: true, encoding: 'utf8' }).map(
  (path) => `.github/${path}`,
);
const forms = github.filter((path) => path.endsWith('.yml'));
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'AGENTS.md',
  'sdk/README.md',
  'server/README.md',
  'docs/performance.md',
];

it.each(forms)('%s is YAML', (path) => expect(parse(read(path))).toBeTypeOf('object'));

it.each(['.devcontainer/devcontainer.json', 'renovate.json'])('%s is JSON', (path) => {
  expect(JSON.parse(read(path))).toBeTypeOf('object');
});

it.each([...forms, ...documents, '.github/PULL_REQUEST_TEMPLATE.md'])(
  'every npm script that %s names exists',
  (path) => {
    const named = [...read(path).matchAll(/npm run ([\w:-]+)((?: -w [\w@/-]+)?)/g)];
    const missing = named.filter(([, script = '', workspace = '']) => {
      const folder = workspaces[workspace.replace(' -w ', '')];
      // A document of a package names its own scripts, or says which folder it speaks of.
      const places = folder
        ? [folder]
        : ['.', path.split('/')[0] ?? '.'].filter((place) => place === '.' || place in workspaces);
      return !places.some((place) => script in scriptsOf(place));
    });
    expect(missing.map(([all]) => all)).toEqual([]);
  },
);

it('the address of the repository stands in package.json alone, and the packages have the same one', () => {
  const { repository } = JSON.parse(read('package.json')) as { repository: { type: string; url: string } };
  for (const directory of ['sdk', 'server']) {
    // npm asks each package for it, and makes the addresses of issues and of the page from it.
    expect(JSON.parse(read(`${directory}/package.json`))).toMatchObject({ repository: { ...repository, directory } });
  }
  const [address = ''] = /github\.com\/[\w-]+\/[\w-]+/.exec(repository.url) ?? [];
  const others = repositoryFiles(root).filter(
    (path) => !path.endsWith('package.json') && /\.(md|m?ts|m?js|json|ya?ml)$/.test(path),
  );
  expect(address).not.toBe('');
  expect(others.filter((path) => read(path).includes(address))).toEqual([]);
});

it('the workflows run on the versions of Node that the packages promise', () => {
  const { engines } = JSON.parse(read('server/package.json')) as { engines: { node: string } };
  const { jobs } = parse(read('.github/workflows/ci.yml')) as {
    jobs: { check: { strategy: { matrix: { node: string[] } } } };
  };
  expect(engines.node).toBe(`>=${jobs.check.strategy.matrix.node[0]}`);
});
