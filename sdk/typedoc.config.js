// The reference of the SDK, out of the docstrings: npm run docs -w sdk writes docs/, pages in Markdown that the site takes.
// Part of every check, and strict: what is public and not described, or links to nothing, fails it.
import { Converter, OptionDefaults, ReflectionKind } from 'typedoc';

/** openapi-typescript writes the words of openapi.yaml as @description; here they are the summary like anywhere else. */
function describeGenerated(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, { comment }) => {
    const description = comment?.getTag('@description');
    if (!description) return;
    comment.summary.push(...description.content);
    comment.removeTags('@description');
  });
}

/** The page of src/index.ts is called as the package, since index.md is another one. */
function nameMain(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    if (reflection.kindOf(ReflectionKind.Module) && reflection.name === 'index') reflection.name = 'tramontane';
  });
}

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'tramontane',
  entryPoints: ['src/index.ts', 'src/mock.ts', 'src/msw.ts', 'src/offline.ts', 'src/miniflare.ts'],
  out: 'docs',
  readme: 'none', // the site has it
  router: 'module',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  disableSources: true, // they would be links to a host that nobody has agreed upon
  excludeExternals: true,
  blockTags: [...OptionDefaults.blockTags, '@description', '@format', '@constant', '@enum'],
  plugin: ['typedoc-plugin-markdown', describeGenerated, nameMain],
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Function', 'Variable', 'Method', 'Property', 'Accessor'],
  // The parts of exported types are shown where they are used.
  intentionallyNotExported: [
    ...['operations', 'AiTextGenerationPrompt', 'AiTextGenerationMessages', 'RoleScopedChatInput', 'FlatTool'],
    ...[
      'FunctionTool',
      'ModelName',
      'ModelProperty',
      'Task',
      'Contexts',
      'CapacityOptions',
      'TruncateInputs',
      'Vectors',
    ],
  ]
    .map((name) => `src/openapi.gen.ts:${name}`)
    .concat('OfRuntime', 'KnownModelName', 'RuntimeModelName', 'MisspeltOutput', 'MisspeltName'),
  // What tells the overloads apart; the overloads have their words.
  intentionallyNotDocumented: ['mock.MockAi.run.Inputs.__type.stream', 'mock.MockAi.run.Inputs.__type.response_format'],
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: true },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
};
