// The text generation models that Cloudflare offered in autumn 2026, by maker.
import { bartowski, type CatalogueEntry, entry, info, lora, terms, theBloke } from './entry.ts';

const llama = { architecture: 'llama' } as const;
const qwen2 = { architecture: 'qwen2' } as const;
const experts = { elsewhere: 'a mixture of experts' } as const;
const llamaLicence = (version: string) => [
  terms(`https://github.com/meta-llama/llama-models/blob/main/models/${version}/LICENSE`),
];

const meta: readonly CatalogueEntry[] = [
  entry(
    '@cf/meta/llama-3.2-1b-instruct',
    '906a57fd-b018-4d6c-a43e-a296d4cc5839',
    'Llama 3.2 1B, tuned to follow instructions.',
    {
      ...llama,
      contextWindow: 60_000,
      properties: llamaLicence('llama3_2'),
      published: bartowski('Llama-3.2-1B-Instruct'),
    },
  ),
  entry(
    '@cf/meta/llama-3.2-3b-instruct',
    'd9dc8363-66f4-4bb0-8641-464ee7bfc131',
    'Llama 3.2 3B, tuned to follow instructions.',
    {
      ...llama,
      contextWindow: 80_000,
      properties: llamaLicence('llama3_2'),
      published: bartowski('Llama-3.2-3B-Instruct'),
    },
  ),
  ...[
    ['fp8', '9b9c87c6-d4b7-494c-b177-87feab5904db'],
    ['fast', '872d9af1-5ff8-4e84-aed1-ab3caf909436'],
    ['fp8-fast', null],
  ].map(([variant, id = null]) =>
    entry(`@cf/meta/llama-3.1-8b-instruct-${variant}`, id, `Llama 3.1 8B, tuned to follow instructions (${variant}).`, {
      ...llama,
      contextWindow: 32_000,
      properties: llamaLicence('llama3_1'),
      published: bartowski('Meta-Llama-3.1-8B-Instruct'),
    }),
  ),
  entry(
    '@cf/meta/llama-3.3-70b-instruct-fp8-fast',
    '7a143886-c9bb-4a1c-be95-377b1973bc3b',
    'Llama 3.3 70B, tuned to follow instructions.',
    {
      ...llama,
      contextWindow: 24_000,
      properties: llamaLicence('llama3_3'),
      published: bartowski('Llama-3.3-70B-Instruct'),
    },
  ),
  entry(
    '@cf/meta/llama-guard-3-8b',
    'cc80437b-9a8d-4f1a-9c77-9aaf0d226922',
    'Llama Guard 3 8B, which tells whether a conversation is safe.',
    {
      ...llama,
      contextWindow: 131_072,
      properties: llamaLicence('llama3_1'),
      published: bartowski('Llama-Guard-3-8B'),
    },
  ),
  entry(
    '@cf/meta/llama-3.2-11b-vision-instruct',
    '2cbc033b-ded8-4e02-bbb2-47cf05d5cfe5',
    'Llama 3.2 11B with eyes, tuned to follow instructions.',
    { elsewhere: 'a model that sees images through cross-attention', contextWindow: 128_000 },
  ),
  entry(
    '@cf/meta/llama-4-scout-17b-16e-instruct',
    '06455e78-19f7-487b-93cd-c05a3dd07813',
    'Llama 4 Scout, tuned to follow instructions.',
    { ...experts, contextWindow: 131_000 },
  ),
  entry(
    '@cf/meta-llama/llama-2-7b-chat-hf-lora',
    '7ed8d8e8-6040-4680-843a-aef402d6b013',
    'Llama 2 7B, tuned for chat, as a base for LoRA adapters.',
    {
      ...llama,
      contextWindow: 8192,
      template: 'llama-2',
      properties: [lora],
      published: theBloke('Llama-2-7B-Chat'),
    },
  ),
];

const mistral: readonly CatalogueEntry[] = [
  entry(
    '@cf/mistral/mistral-7b-instruct-v0.2-lora',
    'c58c317b-0c15-4bda-abb6-93e275f282d9',
    'Mistral 7B v0.2, tuned to follow instructions, as a base for LoRA adapters.',
    {
      ...llama,
      createdAt: '2024-04-01 22:14:40.529',
      contextWindow: 15_000,
      template: 'mistral',
      properties: [lora],
      published: theBloke('Mistral-7B-Instruct-v0.2'),
    },
  ),
  entry(
    '@cf/mistralai/mistral-small-3.1-24b-instruct',
    '31690291-ebdc-4f98-bcfc-a44844e215b7',
    'Mistral Small 3.1 24B, tuned to follow instructions. The published file answers text, not images.',
    {
      ...llama,
      contextWindow: 128_000,
      properties: [info('https://mistral.ai/news/mistral-small-3-1')],
      published: bartowski('mistralai_Mistral-Small-3.1-24B-Instruct-2503'),
    },
  ),
];

const qwen: readonly CatalogueEntry[] = [
  entry(
    '@cf/qwen/qwen2.5-coder-32b-instruct',
    '51b71d5b-8bc0-4489-a107-95e542b69914',
    'Qwen 2.5 Coder 32B, tuned to follow instructions.',
    { ...qwen2, contextWindow: 32_768, published: bartowski('Qwen2.5-Coder-32B-Instruct') },
  ),
  entry('@cf/qwen/qwq-32b', '02c16efa-29f5-4304-8e6c-3d188889f875', 'QwQ 32B, which reasons before it answers.', {
    ...qwen2,
    contextWindow: 24_000,
    published: bartowski('Qwen_QwQ-32B'),
  }),
  entry(
    '@cf/deepseek-ai/deepseek-r1-distill-qwen-32b',
    'ad01ab83-baf8-4e7b-8fed-a0a219d4eb45',
    'Qwen 2.5 32B, taught to reason by DeepSeek R1.',
    { ...qwen2, contextWindow: 80_000, published: bartowski('DeepSeek-R1-Distill-Qwen-32B') },
  ),
  entry('@cf/qwen/qwen3-30b-a3b-fp8', '4090e54c-eee4-4221-b410-10c1c0f92f17', 'Qwen 3 30B, 3B of it active.', {
    ...experts,
    contextWindow: 32_768,
  }),
  entry('@cf/qwen/qwen3.8-27b', '22338608-b54d-4f04-884e-ab06f3dbbf3e', 'Qwen 3.8 27B, which sees and reasons.', {
    elsewhere: 'a model of a newer architecture, with vision',
    createdAt: '2026-08-17 07:13:11.641',
    contextWindow: 262_144,
  }),
];

const gemma1 = { architecture: 'gemma', properties: [lora] } as const;

const others: readonly CatalogueEntry[] = [
  entry(
    '@cf/google/gemma-2b-it-lora',
    'e8e8abe4-a372-4c13-815f-4688ba655c8e',
    'Gemma 2B, tuned to follow instructions, as a base for LoRA adapters.',
    { ...gemma1, contextWindow: 8192 },
  ),
  entry(
    '@cf/google/gemma-7b-it-lora',
    '337170b7-bd2f-4631-9a57-688b579cf6d3',
    'Gemma 7B, tuned to follow instructions, as a base for LoRA adapters.',
    { ...gemma1, contextWindow: 3500 },
  ),
  entry('@cf/google/gemma-4-26b-a4b-it', '328adb49-4a7d-43e3-a2d5-802ae8100fe7', 'Gemma 4 26B, 4B of it active.', {
    ...experts,
    contextWindow: 256_000,
  }),
  entry(
    '@cf/aisingapore/gemma-sea-lion-v4-27b-it',
    '41ca173f-72d5-4420-8915-49e835d2676e',
    'Gemma 3 27B, tuned for the languages of Southeast Asia.',
    { architecture: 'gemma3', contextWindow: 128_000 },
  ),
  entry(
    '@cf/utter-project/eurollm-9b-it',
    'bf419b23-844f-4a2c-8111-89dbd63152eb',
    "EuroLLM 9B, tuned to follow instructions in Europe's languages.",
    {
      ...llama,
      createdAt: '2026-09-30 14:09:31.518',
      contextWindow: 32_000,
      published: bartowski('EuroLLM-9B-Instruct'),
    },
  ),
  entry(
    '@cf/swiss-ai/apertus-v1.5-8b',
    '56482a5b-020e-488d-9c56-11a3ed40719c',
    'Apertus 1.5 8B, trained on open data alone.',
    {
      elsewhere: 'a model of an architecture of its own',
      createdAt: '2026-09-30 14:20:40.668',
      contextWindow: 262_144,
    },
  ),
  entry('@cf/ibm-granite/granite-4.0-h-micro', '7952d0cc-cb00-4e10-be02-667565c2ee0f', 'Granite 4.0 H Micro.', {
    elsewhere: 'a hybrid of Mamba 2 and attention',
    contextWindow: 131_000,
  }),
  ...(
    [
      ['@cf/openai/gpt-oss-20b', '188a4e1e-253e-46d0-9616-0bf8c149763f', 'gpt-oss 20B.', 128_000],
      ['@cf/openai/gpt-oss-120b', 'f9f2250b-1048-4a52-9910-d0bf976616a1', 'gpt-oss 120B.', 128_000],
      ['@cf/zai-org/glm-4.7-flash', '86b3e51a-4b05-43fa-a403-0f27821919d2', 'GLM 4.7 Flash.', 131_072],
      ['@cf/zai-org/glm-5.2', '4edc7dfe-de78-4156-890c-85b79227694e', 'GLM 5.2.', 262_144, '2026-06-15 09:51:05.921'],
      ['@cf/zai-org/glm-5.3', 'c05fea67-c5a9-49ca-a7ab-446a0d62cb7a', 'GLM 5.3.', 1_310_720, '2026-08-14 12:07:32.346'],
      [
        '@cf/zai-org/glm-5.3-flash',
        '95666467-f984-4211-b48a-7c246dd4adb7',
        'GLM 5.3 Flash.',
        1_310_720,
        '2026-08-26 14:21:42.917',
      ],
      ['@cf/moonshotai/kimi-k2.6', '8a5d00bd-de28-4a28-b37a-ce46d01ebaeb', 'Kimi K2.6.', 256_000],
      [
        '@cf/moonshotai/kimi-k2.7-code',
        'c29c7295-ff20-4b9b-bdcc-25136c19b21d',
        'Kimi K2.7 Code.',
        262_144,
        '2026-06-12 11:45:20.582',
      ],
      ['@cf/nvidia/nemotron-3-120b-a12b', '43dbadb4-2b0a-47e9-8479-34a49b971f1e', 'Nemotron 3 120B.', 256_000],
      [
        '@cf/deepseek-ai/deepseek-v4-flash-0731',
        '7276b330-b4ae-4662-81d1-3a8bea8368f8',
        'DeepSeek V4 Flash.',
        1_048_576,
        '2026-07-31 14:10:43.440',
      ],
      [
        '@cf/deepseek-ai/deepseek-v4-pro-0813',
        '2d50837b-2dc7-4994-a690-a38e25c16d74',
        'DeepSeek V4 Pro.',
        1_048_576,
        '2026-08-13 17:15:08.489',
      ],
    ] as const
  ).map(([name, id, description, contextWindow, createdAt]) =>
    entry(name, id, description, { ...experts, contextWindow, createdAt }),
  ),
];

/** Living models. */
export const offered: readonly CatalogueEntry[] = [...meta, ...mistral, ...qwen, ...others];
