// The table of contents: each page of the site, and the document of the repository that it is made from. A fact stands in
// that document alone; the site only cuts and arranges. test/contents.test.ts checks that nothing is forgotten.

/** The part of a document before its first heading of the second level. */
export const opening = '';

/** One page of the site. */
export interface Page {
  /** Its address without `.html`, such as `self-host/models`. */
  readonly path: string;
  /** The document, from the root of the repository. */
  readonly source: string;
  /** The sections that the page has, by their headings of the second level; all of the document unless given. */
  readonly sections?: readonly string[] | undefined;
  /** The page's heading; unless given, that of the document or of the only section. */
  readonly title?: string | undefined;
}

/** Pages for one kind of reader. */
export interface Chapter {
  readonly title: string;
  /** What the reader wants to do, for the first page and for llms.txt. */
  readonly purpose: string;
  readonly pages: readonly Page[];
}

const sdk = (path: string, sections: readonly string[], title?: string): Page => ({
  path: `workers/${path}`,
  source: 'sdk/README.md',
  sections,
  title,
});
const server = (path: string, sections: readonly string[], title?: string): Page => ({
  path: `self-host/${path}`,
  source: 'server/README.md',
  sections,
  title,
});

export const home: Page = { path: 'index', source: 'README.md', sections: [opening], title: 'Tramontane' };

/** @param decisions the files of docs/decisions, in their order */
export function chaptersWith(decisions: readonly string[]): readonly Chapter[] {
  return [
    {
      title: 'For Workers developers',
      purpose: 'Call a model from a Worker, from Node or from a test, on Cloudflare or offline.',
      pages: [
        sdk('sdk', [opening, 'In a Worker', 'In Node'], 'The SDK'),
        sdk('streaming', ['Streaming']),
        sdk('json-and-tools', ['JSON mode and tools']),
        sdk('options', ['Time, retries, and other options']),
        sdk('types', ['Types']),
        sdk('errors', ['Errors']),
        sdk('tests', ['Tests without a model']),
        sdk('offline', ['env.AI, offline']),
        {
          path: 'workers/offline-tools',
          source: 'examples/offline-env-ai/README.md',
          title: 'env.AI offline, tool by tool',
        },
        { path: 'workers/vite-hono', source: 'examples/vite-hono/README.md' },
        { path: 'workers/sveltekit', source: 'examples/sveltekit/README.md' },
        { path: 'workers/libraries', source: 'examples/libraries/README.md' },
        { path: 'workers/own-server', source: 'examples/worker/README.md' },
        { path: 'workers/curl', source: 'examples/curl/README.md' },
      ],
    },
    {
      title: 'For self-hosters',
      purpose: 'Serve models on a machine of your own: choose them, protect them, watch them.',
      pages: [
        server('start', [opening, 'Start'], 'Start a server'),
        server('models', ['Models', 'Other names for a model'], 'Models'),
        server('settings', ['Settings']),
        server('tokens', ['Tokens']),
        server('routes', ['Routes']),
        server('running', ['Running it']),
        server('commands', ['Commands']),
        server('from-code', ['From code']),
        { path: 'self-host/service', source: 'deploy/README.md' },
        { path: 'self-host/engines', source: 'docs/engines.md' },
        { path: 'self-host/fleet', source: 'docs/fleet.md' },
        { path: 'self-host/files', source: 'docs/files.md' },
        { path: 'self-host/json-schema', source: 'docs/json-schema.md' },
        { path: 'self-host/security', source: 'SECURITY.md' },
      ],
    },
    {
      title: 'Benchmarks',
      purpose: 'How fast, how exact and how large it is, beside other engines.',
      pages: [
        { path: 'benchmarks/speed', source: 'docs/performance.md' },
        { path: 'benchmarks/accuracy', source: 'README.md', sections: ['Is it right?'] },
        { path: 'benchmarks/memory', source: 'README.md', sections: ['What does it take?'] },
        { path: 'benchmarks/your-gpu', source: 'README.md', sections: ['On your GPU'] },
      ],
    },
    {
      title: 'For contributors',
      purpose: 'Find your way around the code, and change it.',
      pages: [
        { path: 'contribute/start', source: 'CONTRIBUTING.md' },
        { path: 'contribute/architecture', source: 'docs/architecture.md' },
        { path: 'contribute/device-step', source: 'docs/device-step.md' },
        { path: 'contribute/registers', source: 'docs/registers.md' },
        { path: 'contribute/agents', source: 'AGENTS.md' },
      ],
    },
    {
      title: 'Decisions',
      purpose: 'What was decided, why, and what it costs.',
      pages: decisions.map((file) => ({
        path: `contribute/decisions/${file.replace('.md', '')}`,
        source: `docs/decisions/${file}`,
      })),
    },
  ];
}

/** What the repository says and the site does not, and why. A section is named behind `#`. */
export const leftOut: Readonly<Record<string, string>> = {
  'README.md#Is it fast?': 'a summary of docs/performance.md, which the site has whole',
  'CODE_OF_CONDUCT.md': 'GitHub shows it to contributors, whom CONTRIBUTING.md leads to it',
  '.changeset/README.md': 'a note for those who write changesets',
  '.github/PULL_REQUEST_TEMPLATE.md': 'a form',
  'sdk/CHANGELOG.md': 'read with the package',
  'server/CHANGELOG.md': 'read with the package',
};
