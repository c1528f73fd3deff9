// `tramontane tokenize`: the token ids of a text, for comparison with other tokenizers.
import { openVocabulary } from '../text/open-vocabulary.ts';
import { Tokenizer } from '../text/tokenizer.ts';
import { type Command, requiredFlag, UsageError } from './command.ts';
import { findForCommand } from './load-for-command.ts';
import { settingOptions } from './settings.ts';

/** `tramontane tokenize` */
export const command: Command = {
  name: 'tokenize',
  summary: 'Print the token ids of a text.',
  description: `Adds neither BOS nor EOS, and reads control words in the text as plain text. Prints one id and its piece per line, or
{"ids":[...]} with --json. --stdin reads JSON strings, one per line, and prints the JSON of each.`,
  positionals: 'TEXT',
  options: {
    model: {
      type: 'string',
      value: 'MODEL',
      help: 'A .gguf file, a Hugging Face folder, a tokenizer.model, a tokenizer.json, a tekken.json, or the name of an installed model.',
    },
    ...settingOptions(['modelsFolder']),
    json: { type: 'boolean', help: 'Print {"ids":[...]}.' },
    stdin: { type: 'boolean', help: 'Read JSON strings, one per line, instead of TEXT.' },
  },
  async run(values, positionals) {
    const model = requiredFlag(values, 'model');
    if (values.stdin ? positionals.length !== 0 : positionals.length !== 1) {
      const found = `${positionals.length} texts${values.stdin ? ' and --stdin' : ''}`;
      throw new UsageError(`takes one TEXT (in quotes if it has spaces) or --stdin, found ${found}`);
    }
    const { path } = await findForCommand(model, values);
    const tokenizer = new Tokenizer(await openVocabulary(path), { readsTags: true });
    const print = (text: string) => process.stdout.write(`${JSON.stringify({ ids: tokenizer.encode(text) })}\n`);
    if (values.stdin) {
      let number = 0;
      for await (const line of linesOf(process.stdin)) {
        number++;
        if (line.trim() !== '') print(parseString(line, number));
      }
      return;
    }
    const text = positionals[0] as string;
    if (values.json) print(text);
    else for (const id of tokenizer.encode(text)) process.stdout.write(`${id}\t${tokenizer.vocabulary.pieces[id]}\n`);
  },
};

function parseString(line: string, number: number): string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (typeof value === 'string') return value;
  throw new UsageError(
    `line ${number} of stdin: expected a JSON string such as "Once upon a time", found ${line.slice(0, 80)}`,
  );
}

/** The lines of a stream. node:readline would also break at U+2028, which JSON strings may contain. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
