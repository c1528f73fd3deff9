// The schemas of openapi.yaml that the package exports under their names, and what their docstrings say. The generator
// writes both into openapi.gen.ts: types that are declared once keep their names in editors.

/** The docstring of an exported schema. */
interface Docstring {
  summary: string;
  /** Code, as in any docstring of src. */
  example: string;
}

export const publicSchemas: Readonly<Record<string, Docstring>> = {
  TextGenerationModelName: {
    summary: 'A text generation model of the catalogue, or the one that comes with a Tramontane server.',
    example: "const model: TextGenerationModelName = '@cf/mistral/mistral-7b-instruct-v0.1';",
  },
  TextEmbeddingsModelName: {
    summary: 'A model of the catalogue that turns texts into vectors.',
    example: "const model: TextEmbeddingsModelName = '@cf/baai/bge-base-en-v1.5';",
  },
  RerankModelName: {
    summary: 'A model of the catalogue that scores texts against a query.',
    example: "const model: RerankModelName = '@cf/baai/bge-reranker-base';",
  },
  AiTextEmbeddingsInput: {
    summary: 'What an embedding model takes: a text, or several.',
    example: "const input: AiTextEmbeddingsInput = { text: ['The cat sat.', 'A dog ran.'] };",
  },
  AiTextEmbeddingsOutput: {
    summary: 'What an embedding model answers: a vector for each text.',
    example:
      "const { data, shape }: AiTextEmbeddingsOutput = await ai.run('@cf/baai/bge-base-en-v1.5', { text: 'The cat sat.' });",
  },
  AiContextsInput: {
    summary: 'What `@cf/baai/bge-m3` takes besides texts: contexts, and a query to compare them with.',
    example: "const input: AiContextsInput = { query: 'Who sat?', contexts: [{ text: 'The cat sat.' }] };",
  },
  AiContextsOutput: {
    summary: 'What `@cf/baai/bge-m3` answers to contexts without a query: a vector for each.',
    example:
      "const { response }: AiContextsOutput = await ai.run('@cf/baai/bge-m3', { contexts: [{ text: 'The cat sat.' }] });",
  },
  AiRerankInput: {
    summary: 'What a reranker takes: a query, and the texts to score.',
    example: "const input: AiRerankInput = { query: 'Who sat?', contexts: [{ text: 'The cat sat.' }], top_k: 1 };",
  },
  AiRerankOutput: {
    summary: 'What a reranker answers: the scores, the best first.',
    example: `const input = { query: 'Who sat?', contexts: [{ text: 'The cat sat.' }] };
const { response }: AiRerankOutput = await ai.run('@cf/baai/bge-reranker-base', input);`,
  },
  AiTextGenerationOutput: {
    summary: 'What a text generation model answers.',
    example: "const { response, usage }: AiTextGenerationOutput = await ai.run(model, { prompt: 'Hello' });",
  },
  AiTextGenerationJsonOutput: {
    summary: 'What a text generation model answers in JSON mode: to an input with `response_format`.',
    example: `const { response }: AiTextGenerationJsonOutput = await ai.run(model, {
  prompt: 'Name a wind, as { "name": string }',
  response_format: { type: 'json_object' },
});`,
  },
  ResponseFormat: {
    summary: 'JSON mode, and the schema of the answer.',
    example: "const format: ResponseFormat = { type: 'json_schema', json_schema: { type: 'object' } };",
  },
  Tool: {
    summary: 'A tool that the model may ask to be called.',
    example: "const sum: Tool = { name: 'sum', description: 'Adds two numbers.', parameters: { type: 'object' } };",
  },
  FinishReason: {
    summary: 'Why an answer ends where it does; `length` means that it was cut off.',
    example: "if (answer.finish_reason === 'length') console.warn('Raise max_tokens for the rest.');",
  },
  ToolCall: {
    summary: 'A call of a tool which the model asks for.',
    example: 'for (const call of answer.tool_calls ?? []) console.log(call.name, call.arguments);',
  },
  Usage: {
    summary: 'The tokens of an answer.',
    example: 'console.log(answer.usage?.total_tokens);',
  },
  Model: {
    summary: 'A model, as the catalogue describes it.',
    example: 'const names = (await ai.models()).map((model: Model) => model.name);',
  },
  ApiError: {
    summary: 'One error, as the API reports it.',
    example: 'for (const { code, message } of error.errors) console.error(code, message);',
  },
};
