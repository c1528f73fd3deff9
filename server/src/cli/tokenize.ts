// `tramontane tokenize`: the ids a vocabulary has for a text, for comparing with other tokenizers.
import { openVocabulary } from '../text/open-vocabulary.ts';
import { Tokenizer } from '../text/tokenizer.ts';
import { type Command, requiredFlag, UsageError } from './command.ts';

/** See above. */
export const command: Command = {
  name: 'tokenize',
  summary: 'Print the token ids of a text.',
  description: `Adds neither BOS nor EOS, and takes control words in the text for text. With --json it prints {"ids":[...]}, otherwise
one id and its piece a line. --stdin reads JSON strings, one a line, and prints the JSON of each.`,
  positionals: 'TEXT',
  options: {
    model: {
      type: 'string',
      value: 'PATH',
      help: 'A .gguf file, a Hugging Face folder, a tokenizer.model or a tokenizer.json.',
    },
    json: { type: 'boolean', help: 'Print {"ids":[...]}.' },
    stdin: { type: 'boolean', help: 'Read JSON strings, one a line, in place of TEXT.' },
  },
  async run(values, positionals) {
    const path = requiredFlag(values, 'model');
    if (values.stdin ? positionals.length !== 0 : positionals.length !== 1) {
      const found = `${positionals.length} texts${values.stdin ? ' and --stdin' : ''}`;
      throw new UsageError(`takes one TEXT (in quotes if it has spaces) or --stdin, found ${found}`);
    }
    const tokenizer = new Tokenizer(await openVocabulary(path));
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

/** Not node:readline: it also breaks lines at U+2028, which may stand in a JSON string as it is. */
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
