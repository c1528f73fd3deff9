// The text generation models that Cloudflare has retired. Workers that still name them run on here.
import { bartowski, beta, type CatalogueEntry, entry, info, qwen15, theBloke } from './entry.ts';

const llama = { architecture: 'llama' } as const;
/** Mistral 7B v0.1: the window is in its paper (arXiv 2310.06825, table 1), and its converted files lack it. */
const mistralV01 = { ...llama, slidingWindow: 4096 } as const;
const llama2 = { ...llama, template: 'llama-2' } as const;

const inMay2026 = { retired: '2026-05-30' } as const;
const onUnknownDay = { retired: true, properties: [beta] } as const;

const mistral: readonly CatalogueEntry[] = [
  entry(
    '@cf/mistral/mistral-7b-instruct-v0.1',
    'c907d0f9-d69d-4e93-b501-4daeb4fd69eb',
    'Mistral 7B v0.1, tuned to follow instructions.',
    {
      ...inMay2026,
      ...mistralV01,
      aliases: ['@cf/mistral/mistral-7b-instruct-v0.1-vllm'],
      createdAt: '2023-11-07 00:00:00.000',
      contextWindow: 2824,
      template: 'mistral',
      properties: [{ property_id: 'lora', value: 'true' }, info('https://mistral.ai/news/announcing-mistral-7b/')],
      published: theBloke('Mistral-7B-Instruct-v0.1'),
    },
  ),
  entry(
    '@hf/mistral/mistral-7b-instruct-v0.2',
    'b97d7069-48d9-461c-80dd-445d20a632eb',
    'Mistral 7B v0.2, tuned to follow instructions, without a sliding window.',
    {
      ...inMay2026,
      ...llama,
      aliases: ['@hf/mistralai/mistral-7b-instruct-v0.2'],
      createdAt: '2024-04-02 13:00:59.244',
      contextWindow: 3072,
      template: 'mistral',
      properties: [beta, { property_id: 'lora', value: 'true' }],
      published: theBloke('Mistral-7B-Instruct-v0.2'),
    },
  ),
  entry(
    '@hf/thebloke/mistral-7b-instruct-v0.1-awq',
    '980ec5e9-33c2-483a-a2d8-cd092fdf273f',
    'Mistral 7B v0.1, tuned to follow instructions, with weights of four bits.',
    {
      retired: '2025-10-01',
      properties: [beta],
      ...mistralV01,
      createdAt: '2023-11-24 00:27:15.869',
      contextWindow: 4096,
      template: 'mistral',
      published: theBloke('Mistral-7B-Instruct-v0.1', 'four bits'),
    },
  ),
  entry(
    '@hf/nousresearch/hermes-2-pro-mistral-7b',
    '44774b85-08c8-4bb8-8d2a-b06ebc538a79',
    'Mistral 7B v0.1, tuned by Nous Research to follow instructions and call tools.',
    {
      ...inMay2026,
      ...llama,
      properties: [beta],
      published: {
        repo: 'NousResearch/Hermes-2-Pro-Mistral-7B-GGUF',
        files: { Q4_K_M: 'Hermes-2-Pro-Mistral-7B.Q4_K_M.gguf', Q8_0: 'Hermes-2-Pro-Mistral-7B.Q8_0.gguf' },
      },
    },
  ),
  ...(
    [
      ['@hf/thebloke/zephyr-7b-beta-awq', '3976bab8-3810-4ad8-8580-ab1e22de7823', 'Zephyr 7B beta.', 'zephyr-7B-beta'],
      [
        '@hf/thebloke/openhermes-2.5-mistral-7b-awq',
        '673c56cc-8553-49a1-b179-dd549ec9209a',
        'OpenHermes 2.5.',
        'OpenHermes-2.5-Mistral-7B',
      ],
      [
        '@hf/thebloke/neural-chat-7b-v3-1-awq',
        'd2ba5c6b-bbb7-49d6-b466-900654870cd6',
        'Neural Chat 7B v3.1.',
        'neural-chat-7B-v3-1',
      ],
      ['@cf/openchat/openchat-3.5-0106', '081054cd-a254-4349-855e-6dc0996277fa', 'OpenChat 3.5.', 'openchat-3.5-0106'],
      [
        '@cf/thebloke/discolm-german-7b-v1-awq',
        '9d2ab560-065e-4d0d-a789-d4bc7468d33e',
        'DiscoLM German 7B.',
        'DiscoLM_German_7b_v1',
      ],
    ] as const
  ).map(([name, id, description, repo]) =>
    entry(name, id, `${description} A Mistral 7B, tuned by others.`, {
      ...onUnknownDay,
      ...llama,
      published: theBloke(repo),
    }),
  ),
  entry(
    '@hf/nexusflow/starling-lm-7b-beta',
    'e5ca943b-720f-4e66-aa8f-40e3d2770933',
    'Starling LM 7B beta. A Mistral 7B, tuned by others.',
    { ...onUnknownDay, ...llama, contextWindow: 4096, published: bartowski('Starling-LM-7B-beta') },
  ),
  entry(
    '@cf/fblgit/una-cybertron-7b-v2-bf16',
    'b7fe7ad2-aeaf-47d2-8bfa-7a5ae22a2ab4',
    'UNA Cybertron 7B v2. A Mistral 7B, tuned by others.',
    { ...onUnknownDay, ...llama },
  ),
];

const meta: readonly CatalogueEntry[] = [
  entry(
    '@cf/meta/llama-2-7b-chat-int8',
    '9c95c39d-45b3-4163-9631-22f0c0dc3b14',
    'Llama 2 7B, tuned for chat, with weights of eight bits.',
    { ...inMay2026, ...llama2, contextWindow: 8192, published: theBloke('Llama-2-7B-Chat', 'eight bits') },
  ),
  entry(
    '@cf/meta/llama-2-7b-chat-fp16',
    'ca54bcd6-0d98-4739-9b3b-5c8b4402193d',
    'Llama 2 7B, tuned for chat, with weights of sixteen bits.',
    // The repository has no file of sixteen bits; eight bits are the closest.
    { ...inMay2026, ...llama2, contextWindow: 4096, published: theBloke('Llama-2-7B-Chat', 'eight bits') },
  ),
  entry(
    '@hf/thebloke/llama-2-13b-chat-awq',
    '85c5a3c6-24b0-45e7-b23a-023182578822',
    'Llama 2 13B, tuned for chat, with weights of four bits.',
    { ...onUnknownDay, ...llama2, contextWindow: 4096, published: theBloke('Llama-2-13B-chat') },
  ),
  entry(
    '@hf/thebloke/llamaguard-7b-awq',
    'd9b7a55c-cefa-4208-8ab3-11497a2b046c',
    'Llama Guard 7B, which tells whether a conversation is safe.',
    { ...onUnknownDay, ...llama, contextWindow: 4096, published: theBloke('LlamaGuard-7B') },
  ),
  entry(
    '@cf/tinyllama/tinyllama-1.1b-chat-v1.0',
    'bf6ddd21-6477-4681-bbbe-24c3d5423e78',
    'TinyLlama 1.1B, tuned for chat.',
    { ...onUnknownDay, ...llama, contextWindow: 2048, published: theBloke('TinyLlama-1.1B-Chat-v1.0') },
  ),
  entry(
    '@cf/meta/llama-3-8b-instruct',
    'e11d8f45-7b08-499a-9eeb-71d4d3c8cbf9',
    'Llama 3 8B, tuned to follow instructions.',
    {
      ...inMay2026,
      ...llama,
      aliases: ['@hf/meta-llama/meta-llama-3-8b-instruct'],
      contextWindow: 7968,
      published: bartowski('Meta-Llama-3-8B-Instruct'),
    },
  ),
  entry(
    '@cf/meta/llama-3-8b-instruct-awq',
    '31097538-a3ff-4e6e-bb56-ad0e1f428b61',
    'Llama 3 8B, tuned to follow instructions, with weights of four bits.',
    { ...inMay2026, ...llama, contextWindow: 8192, published: bartowski('Meta-Llama-3-8B-Instruct') },
  ),
  entry(
    '@cf/meta/llama-3.1-8b-instruct',
    '41975cc2-c82e-4e98-b7b8-88ffb186a545',
    'Llama 3.1 8B, tuned to follow instructions.',
    { ...inMay2026, ...llama, published: bartowski('Meta-Llama-3.1-8B-Instruct') },
  ),
  entry(
    '@cf/meta/llama-3.1-8b-instruct-awq',
    '3dcb4f2d-26a8-412b-b6e3-2a368beff66b',
    'Llama 3.1 8B, tuned to follow instructions, with weights of four bits.',
    { ...inMay2026, ...llama, published: bartowski('Meta-Llama-3.1-8B-Instruct') },
  ),
  entry(
    '@cf/meta/llama-3.1-70b-instruct',
    '03e26c2a-a18e-4daf-8616-da9e121eff3e',
    'Llama 3.1 70B, tuned to follow instructions.',
    { ...inMay2026, ...llama, published: bartowski('Meta-Llama-3.1-70B-Instruct') },
  ),
];

const others: readonly CatalogueEntry[] = [
  ...(
    [
      ['@cf/qwen/qwen1.5-0.5b-chat', 'f8703a00-ed54-4f98-bdc3-cd9a813286f3', '0.5B'],
      ['@cf/qwen/qwen1.5-1.8b-chat', '3222ddb3-e211-4fd9-9a6d-79a80e47b3a6', '1.8B'],
      ['@cf/qwen/qwen1.5-7b-chat-awq', '90a20ae7-7cf4-4eb3-8672-8fc4ee580635', '7B'],
      ['@cf/qwen/qwen1.5-14b-chat-awq', '09d113a9-03c4-420e-b6f2-52ad4b3bed45', '14B'],
    ] as const
  ).map(([name, id, size]) =>
    entry(name, id, `Qwen 1.5 ${size}, tuned for chat.`, {
      ...onUnknownDay,
      architecture: 'qwen2',
      published: qwen15(size),
    }),
  ),
  ...(
    [
      ['base', '7f180530-2e16-4116-9d26-f49fbed9d372'],
      ['instruct', '60474554-f03b-4ff4-8ecc-c1b7c71d7b29'],
    ] as const
  ).map(([kind, id]) =>
    entry(`@hf/thebloke/deepseek-coder-6.7b-${kind}-awq`, id, `DeepSeek Coder 6.7B (${kind}).`, {
      ...onUnknownDay,
      ...llama,
      published: theBloke(`deepseek-coder-6.7B-${kind}`),
    }),
  ),
  entry(
    '@cf/deepseek-ai/deepseek-math-7b-instruct',
    '4c3a544e-da47-4336-9cea-c7cbfab33f16',
    'DeepSeek Math 7B, tuned to follow instructions.',
    { ...onUnknownDay, ...llama },
  ),
  entry('@cf/defog/sqlcoder-7b-2', '1dc9e589-df6b-4e66-ac9f-ceff42d64983', 'SQLCoder 7B 2, which writes SQL.', {
    ...inMay2026,
    ...llama,
    properties: [beta],
    published: { repo: 'defog/sqlcoder-7b-2', files: { Q5_K_M: 'sqlcoder-7b-q5_k_m.gguf' } },
  }),
  entry('@cf/microsoft/phi-2', '1d933df3-680f-4280-940d-da87435edb07', 'Phi 2.', {
    ...inMay2026,
    architecture: 'phi2',
    contextWindow: 2048,
  }),
  entry('@cf/tiiuae/falcon-7b-instruct', '48dd2443-0c61-43b2-8894-22abddf1b081', 'Falcon 7B.', {
    ...onUnknownDay,
    architecture: 'falcon',
  }),
  entry('@hf/google/gemma-7b-it', '0f002249-7d86-4698-aabf-8529ed86cefb', 'Gemma 7B, tuned to follow instructions.', {
    ...inMay2026,
    architecture: 'gemma',
  }),
  entry('@cf/google/gemma-3-12b-it', '053d5ac0-861b-4d3b-8501-e58d00417ef8', 'Gemma 3 12B.', {
    ...inMay2026,
    architecture: 'gemma3',
    contextWindow: 80_000,
  }),
  entry('@cf/moonshotai/kimi-k2.5', 'd7948af7-749a-4fa3-8480-2a9f4215f427', 'Kimi K2.5.', {
    ...inMay2026,
    elsewhere: 'a mixture of experts',
    contextWindow: 256_000,
  }),
];

/** Retired models. */
export const retired: readonly CatalogueEntry[] = [...mistral, ...meta, ...others];
