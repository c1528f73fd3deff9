// Generated from openapi.yaml by `npm run generate -w server`; do not edit.

export interface paths {
    "/client/v4/accounts/{account_id}/ai/run/{model_name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
                /**
                 * @description The model to run. Names hold an `@` and slashes; they may be written as they are
                 *     (`/ai/run/@cf/mistral/mistral-7b-instruct-v0.1`) or percent-encoded (`/ai/run/%40cf%2Fmistral%2F...`).
                 * @example @cf/mistral/mistral-7b-instruct-v0.1
                 */
                model_name: components["schemas"]["ModelName"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a model
         * @description Generates text, embeds texts, or scores them against a query, as the model does. For a model that generates text
         *     the body is either a *Prompt* (`prompt`) or a *Messages* object (`messages`), never both; for one that embeds it
         *     has `text` or `contexts`, and for a reranker `query` and `contexts`. A body that is for models of another task is
         *     refused (5006), and the refusal names the model's task.
         *     The body is read as JSON whatever the Content-Type of the request says. Unknown query parameters are ignored.
         *
         *     With `"stream": true` the answer is `text/event-stream`; whatever is refused before the first token is still
         *     an ordinary JSON error with its status. Closing the connection stops the generation.
         */
        post: operations["workers-ai-post-run-model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/run": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run the model that the body names
         * @description The newer form of a run. It does the same as the one with the model in the path; the model stands in the body,
         *     and the input under `input`.
         */
        post: operations["workers-ai-post-run-generic"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/models/search": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /**
         * Search models
         * @description Lists the models this server can run, filtered by whatever parameters are given. A page past the end is an
         *     empty list, which is how clients that raise `page` one by one know that they have seen everything.
         */
        get: operations["workers-ai-search-model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/models/schema": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /**
         * Get the schemas of a model
         * @description The JSON schemas of what a model takes and gives. All models here have the same.
         */
        get: operations["workers-ai-get-model-schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/tasks/search": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /**
         * List tasks
         * @description The tasks of the models that this server can run.
         */
        get: operations["workers-ai-search-task"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/authors/search": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /**
         * List authors
         * @description The authors of the models that this server can run, the middle parts of their names.
         */
        get: operations["workers-ai-search-author"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/finetunes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /**
         * List finetunes
         * @description The LoRA adapters of the account. This server takes none, so the list is empty.
         */
        get: operations["workers-ai-list-finetunes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/finetunes/public": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /**
         * List public finetunes
         * @description The LoRA adapters that everybody may use. This server has none, so the list is empty.
         */
        get: operations["workers-ai-list-public-finetunes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/tokens/verify": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /**
         * Verify a token for an account
         * @description Says whether the token sent with this request is accepted for this account.
         */
        get: operations["account-api-tokens-verify-token"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/user/tokens/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify a token
         * @description Says whether the token sent with this request is accepted.
         */
        get: operations["user-api-tokens-verify-token"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a chat
         * @description OpenAI's chat completions, for clients made for that API; point their base URL at
         *     `/client/v4/accounts/{account_id}/ai/v1`. The fields, ranges and error codes are those of a run, and of OpenAI's
         *     API what a client relies on. A field that is not listed here is accepted where it cannot change the answer
         *     (`user`, `metadata`) or switches off what this server does not have (`min_p: 0`), and refused by its name
         *     otherwise. Some have another name on other servers: `random_seed` is `seed`, `guided_json` a schema,
         *     `functions` and `function_call` are tools, answered in their own form. There is no envelope around an answer; a
         *     refusal has the envelope and, beside it, OpenAI's `error` object.
         */
        post: operations["openai-create-chat-completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/v1/responses": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a response
         * @description OpenAI's responses, without anything stored: each request brings the whole conversation, as a text or as items.
         *     `previous_response_id`, `conversation`, `background` and the tools that OpenAI runs itself are refused. A stream
         *     has named events and ends with `response.completed`, `response.incomplete` or `response.failed`. Cloudflare's own
         *     service has this operation for few models, and does not stream it.
         */
        post: operations["openai-create-response"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/v1/completions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a text
         * @description OpenAI's older completions. The prompt is continued as it stands, without a chat template, as a run with `raw`
         *     does. Cloudflare's own service does not have this operation.
         */
        post: operations["openai-create-completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Embed texts
         * @description OpenAI's embeddings, for models whose task is Text Embeddings; others are refused (5006). `dimensions` is passed
         *     on to engines that can shorten a vector and refused for the others. Token ids are those of the engine.
         */
        post: operations["openai-create-embedding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /**
         * List models
         * @description The models this server can run, in OpenAI's form. Cloudflare's own service does not have this operation.
         */
        get: operations["openai-list-models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client/v4/accounts/{account_id}/ai/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
                /**
                 * @description The model's name, with its slashes as they are or percent-encoded.
                 * @example @cf/mistral/mistral-7b-instruct-v0.1
                 */
                model: components["parameters"]["OpenAiModelName"];
            };
            cookie?: never;
        };
        /**
         * Look up a model
         * @description One model, in OpenAI's form. Cloudflare's own service does not have this operation.
         */
        get: operations["openai-retrieve-model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a chat, by the token alone
         * @description The same as under `/client/v4/accounts/{account_id}/ai/v1`, for clients that are only given an address and a
         *     token; the token decides the account.
         */
        post: operations["v1-create-chat-completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a response, by the token alone
         * @description The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.
         */
        post: operations["v1-create-response"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a text, by the token alone
         * @description The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.
         */
        post: operations["v1-create-completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Embed texts, by the token alone
         * @description The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.
         */
        post: operations["v1-create-embedding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List models, by the token alone
         * @description The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.
         */
        get: operations["v1-list-models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The model's name, with its slashes as they are or percent-encoded.
                 * @example @cf/mistral/mistral-7b-instruct-v0.1
                 */
                model: components["parameters"]["OpenAiModelName"];
            };
            cookie?: never;
        };
        /**
         * Look up a model, by the token alone
         * @description The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.
         */
        get: operations["v1-retrieve-model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a model, for a binding
         * @description What the Workers runtime sends for `env.AI.run()`. It does the same as the REST operation, in another form:
         *     the model is named in a header, the input stands under `inputs`, answers have no envelope and errors are flat.
         *     A server that is bound to a Worker as a service is called this way.
         */
        post: operations["workers-binding-run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ai-gateway/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a model, for a binding and a gateway
         * @description What the Workers runtime sends for `env.AI.run()` with `gateway` among its options. There is no AI Gateway here: it
         *     does the same as `/run`.
         */
        post: operations["workers-binding-run-through-gateway"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ai-api/models/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search models, for a binding
         * @description What the Workers runtime sends for `env.AI.models()`. The same as the REST operation.
         */
        get: operations["binding-search-model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The playground, or what this server is
         * @description A page to chat with the models, for browsers, which name `text/html` in `Accept`. Other clients get a few lines of
         *     text. Needs no token; the page asks for one before it calls a model.
         */
        get: operations["service"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description Says whether the server lives. Needs no token and has no envelope. It is for supervisors that restart processes;
         *     an engine that is away for a moment is no reason to restart the server: see `/readyz`.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readiness
         * @description Says whether there is a model that can be run, and how each is. Needs no token and has no envelope; made for load
         *     balancers.
         */
        get: operations["readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Numbers for Prometheus
         * @description Requests, tokens, latencies, queues, the cache of keys and values, restarts, in Prometheus' text format. Who may read
         *     them is a setting: clients with a token (the default), this machine, anybody, or nobody.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tramontane/attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where a token looked
         * @description The attention weights of one token of a conversation: for each layer, and each head or each group of heads that share
         *     their keys, how much of its attention went to each position. The text is computed again as a prompt, which waits for
         *     its turn and counts against the token as a run does. Only for models on this server's own engine.
         */
        post: operations["attention"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tramontane/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which models are in memory
         * @description The models of this server, what they take of the device, and when they were last used.
         */
        get: operations["loaded-models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tramontane/models/unload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a model out of memory
         * @description Gives the model's memory back. The next request loads it again and waits for it. Where answers run, the model is
         *     unloaded when they have ended. Only the token of the server's settings may do this; those of a file may not, since
         *     other people wait for a model that is loaded again.
         */
        post: operations["unload-model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description The API's description as JSON, with this server as the only one and its models in the examples. Requests with a token
         *     also find the account that the token opens.
         */
        get: operations["openapi-document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reference
         * @description This document as a page to read and to try out. The page loads nothing from other servers.
         */
        get: operations["reference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Any model name. The ones clients know by heart are in TextGenerationModelName, TextEmbeddingsModelName and
         *     RerankModelName; a server may have more.
         * @example @cf/mistral/mistral-7b-instruct-v0.1
         */
        ModelName: components["schemas"]["TextGenerationModelName"] | components["schemas"]["TextEmbeddingsModelName"] | components["schemas"]["RerankModelName"] | string;
        /**
         * @description The dense text generation models of the Workers AI catalogue, offered or retired, and the bundled one. Larger models,
         *     such as mixtures of experts, have names too; they run on engines elsewhere.
         * @example @cf/mistral/mistral-7b-instruct-v0.1
         * @enum {string}
         */
        TextGenerationModelName: "@cf/meta/llama-3.2-1b-instruct" | "@cf/meta/llama-3.2-3b-instruct" | "@cf/meta/llama-3.1-8b-instruct-fp8" | "@cf/meta/llama-3.1-8b-instruct-fast" | "@cf/meta/llama-3.1-8b-instruct-fp8-fast" | "@cf/meta/llama-3.3-70b-instruct-fp8-fast" | "@cf/meta-llama/llama-2-7b-chat-hf-lora" | "@cf/mistral/mistral-7b-instruct-v0.2-lora" | "@cf/mistralai/mistral-small-3.1-24b-instruct" | "@cf/qwen/qwen2.5-coder-32b-instruct" | "@cf/qwen/qwq-32b" | "@cf/deepseek-ai/deepseek-r1-distill-qwen-32b" | "@cf/google/gemma-2b-it-lora" | "@cf/google/gemma-7b-it-lora" | "@cf/aisingapore/gemma-sea-lion-v4-27b-it" | "@cf/utter-project/eurollm-9b-it" | "@cf/mistral/mistral-7b-instruct-v0.1" | "@hf/mistral/mistral-7b-instruct-v0.2" | "@hf/thebloke/mistral-7b-instruct-v0.1-awq" | "@hf/nousresearch/hermes-2-pro-mistral-7b" | "@hf/thebloke/zephyr-7b-beta-awq" | "@hf/thebloke/openhermes-2.5-mistral-7b-awq" | "@hf/thebloke/neural-chat-7b-v3-1-awq" | "@cf/openchat/openchat-3.5-0106" | "@cf/thebloke/discolm-german-7b-v1-awq" | "@hf/nexusflow/starling-lm-7b-beta" | "@cf/fblgit/una-cybertron-7b-v2-bf16" | "@cf/meta/llama-2-7b-chat-int8" | "@cf/meta/llama-2-7b-chat-fp16" | "@hf/thebloke/llama-2-13b-chat-awq" | "@hf/thebloke/llamaguard-7b-awq" | "@cf/tinyllama/tinyllama-1.1b-chat-v1.0" | "@cf/meta/llama-3-8b-instruct" | "@cf/meta/llama-3-8b-instruct-awq" | "@cf/meta/llama-3.1-8b-instruct" | "@cf/meta/llama-3.1-8b-instruct-awq" | "@cf/meta/llama-3.1-70b-instruct" | "@cf/qwen/qwen1.5-0.5b-chat" | "@cf/qwen/qwen1.5-1.8b-chat" | "@cf/qwen/qwen1.5-7b-chat-awq" | "@cf/qwen/qwen1.5-14b-chat-awq" | "@hf/thebloke/deepseek-coder-6.7b-base-awq" | "@hf/thebloke/deepseek-coder-6.7b-instruct-awq" | "@cf/deepseek-ai/deepseek-math-7b-instruct" | "@cf/defog/sqlcoder-7b-2" | "@cf/microsoft/phi-2" | "@cf/tiiuae/falcon-7b-instruct" | "@hf/google/gemma-7b-it" | "@cf/google/gemma-3-12b-it" | "@cf/tinystories/stories-260k";
        /**
         * @description The models of the Workers AI catalogue that turn texts into vectors. They run on engines elsewhere.
         * @example @cf/baai/bge-base-en-v1.5
         * @enum {string}
         */
        TextEmbeddingsModelName: "@cf/baai/bge-small-en-v1.5" | "@cf/baai/bge-base-en-v1.5" | "@cf/baai/bge-large-en-v1.5" | "@cf/baai/bge-m3" | "@cf/google/embeddinggemma-300m" | "@cf/qwen/qwen3-embedding-0.6b" | "@cf/pfnet/plamo-embedding-1b";
        /**
         * @description The model of the Workers AI catalogue that scores texts against a query. It runs on an engine elsewhere.
         * @example @cf/baai/bge-reranker-base
         * @enum {string}
         */
        RerankModelName: "@cf/baai/bge-reranker-base";
        /**
         * @description What the model takes, by its task.
         * @example {
         *       "prompt": "What is grouped query attention",
         *       "stream": true
         *     }
         */
        AiRunInput: components["schemas"]["AiTextGenerationInput"] | components["schemas"]["AiTextEmbeddingsInput"] | components["schemas"]["AiContextsInput"] | components["schemas"]["AiRerankInput"];
        /**
         * Text
         * @description Texts to turn into vectors.
         * @example {
         *       "text": [
         *         "The cat sat.",
         *         "A dog ran."
         *       ]
         *     }
         */
        AiTextEmbeddingsInput: {
            /**
             * @description One text, or several.
             * @example [
             *       "The cat sat.",
             *       "A dog ran."
             *     ]
             */
            text: string | string[];
            /**
             * @description How the vectors of a text's tokens become one. An engine is started with one of them; asking for the other one
             *     is refused.
             * @example mean
             * @enum {string}
             */
            pooling?: ("mean" | "cls") | undefined;
            /** @description Whether a text that is too long is cut. */
            truncate_inputs?: components["schemas"]["TruncateInputs"] | undefined;
            /** @description What to do where there is no capacity. */
            options?: components["schemas"]["CapacityOptions"] | undefined;
        };
        /**
         * Contexts
         * @description Texts to embed, for models such as `@cf/baai/bge-m3`; with a query, the texts' similarities to it instead of vectors.
         * @example {
         *       "query": "Who sat?",
         *       "contexts": [
         *         {
         *           "text": "The cat sat."
         *         }
         *       ]
         *     }
         */
        AiContextsInput: {
            /**
             * @description What the texts are compared with.
             * @example Who sat?
             */
            query?: string | undefined;
            /** @description The texts. */
            contexts: components["schemas"]["Contexts"];
            /** @description Whether a text that is too long is cut. */
            truncate_inputs?: components["schemas"]["TruncateInputs"] | undefined;
            /** @description What to do where there is no capacity. */
            options?: components["schemas"]["CapacityOptions"] | undefined;
        };
        /**
         * Rerank
         * @description Texts to score against a query.
         * @example {
         *       "query": "Who sat?",
         *       "contexts": [
         *         {
         *           "text": "The cat sat."
         *         }
         *       ],
         *       "top_k": 1
         *     }
         */
        AiRerankInput: {
            /**
             * @description What the texts should be about.
             * @example Who sat?
             */
            query: string;
            /** @description The texts. */
            contexts: components["schemas"]["Contexts"];
            /**
             * @description Only this many of the best. Absent, all.
             * @example 1
             */
            top_k?: number | undefined;
            /** @description What to do where there is no capacity. */
            options?: components["schemas"]["CapacityOptions"] | undefined;
        };
        /**
         * @description The texts. They are told apart by their places, from 0.
         * @example [
         *       {
         *         "text": "The cat sat."
         *       }
         *     ]
         */
        Contexts: {
            /**
             * @description The text itself.
             * @example The cat sat.
             */
            text: string;
        }[];
        /**
         * @description Cut texts that are too long for the model, instead of refusing them (5021). Refused where the engine cannot.
         * @default false
         * @example false
         */
        TruncateInputs: boolean;
        /**
         * @description A vector for each text.
         * @example {
         *       "shape": [
         *         1,
         *         3
         *       ],
         *       "data": [
         *         [
         *           0.5,
         *           -0.25,
         *           1
         *         ]
         *       ],
         *       "pooling": "mean"
         *     }
         */
        AiTextEmbeddingsOutput: {
            /**
             * @description How many vectors, and how many numbers each has.
             * @example [
             *       2,
             *       768
             *     ]
             */
            shape: number[];
            /** @description The vectors, in the order of the texts. */
            data: components["schemas"]["Vectors"];
            /**
             * @description What the engine was started with, where the server knows it.
             * @example mean
             * @enum {string}
             */
            pooling?: ("mean" | "cls") | undefined;
            /** @description How many tokens the texts had, where the engine says it. */
            usage?: components["schemas"]["Usage"] | undefined;
        };
        /**
         * @description A vector for each text, of an input that had `contexts` and no query.
         * @example {
         *       "response": [
         *         [
         *           0.5,
         *           -0.25,
         *           1
         *         ]
         *       ],
         *       "shape": [
         *         1,
         *         3
         *       ]
         *     }
         */
        AiContextsOutput: {
            /** @description The vectors, in the order of the texts. */
            response: components["schemas"]["Vectors"];
            /**
             * @description How many vectors, and how many numbers each has.
             * @example [
             *       2,
             *       1024
             *     ]
             */
            shape: number[];
            /**
             * @description What the engine was started with, where the server knows it.
             * @example cls
             * @enum {string}
             */
            pooling?: ("mean" | "cls") | undefined;
            /** @description How many tokens the texts had, where the engine says it. */
            usage?: components["schemas"]["Usage"] | undefined;
        };
        /**
         * @description The vectors, in the order of the texts.
         * @example [
         *       [
         *         0.5,
         *         -0.25,
         *         1
         *       ]
         *     ]
         */
        Vectors: number[][];
        /**
         * @description How well each text goes with the query, the best first.
         * @example {
         *       "response": [
         *         {
         *           "id": 1,
         *           "score": 0.75
         *         }
         *       ]
         *     }
         */
        AiRerankOutput: {
            /**
             * @description The scores.
             * @example [
             *       {
             *         "id": 1,
             *         "score": 0.75
             *       }
             *     ]
             */
            response: {
                /**
                 * @description Which text, from 0.
                 * @example 1
                 */
                id: number;
                /**
                 * @description From 0 to 1 for rerankers; for similarities of vectors, from -1.
                 * @example 0.75
                 */
                score: number;
            }[];
            /** @description How many tokens query and texts had, where the engine says it. */
            usage?: components["schemas"]["Usage"] | undefined;
        };
        /**
         * @description Texts to turn into vectors.
         * @example {
         *       "model": "@cf/baai/bge-base-en-v1.5",
         *       "input": "The cat sat."
         *     }
         */
        EmbeddingRequest: {
            model: components["schemas"]["ModelName"];
            /**
             * @description One text, several, or the ids of their tokens.
             * @example The cat sat.
             */
            input: string | string[] | number[] | number[][];
            /**
             * @description Vectors as numbers, or as the base64 of their 32-bit floating-point numbers, little-endian.
             * @default float
             * @example float
             * @enum {string|null}
             */
            encoding_format?: ("float" | "base64" | null) | undefined;
            /**
             * @description Shorter vectors, of this many numbers, from models that were trained for it.
             * @example 256
             */
            dimensions?: (number | null) | undefined;
            /** @description What to do where there is no capacity. */
            options?: components["schemas"]["CapacityOptions"] | undefined;
        };
        /**
         * @description A vector for each text.
         * @example {
         *       "object": "list",
         *       "data": [
         *         {
         *           "object": "embedding",
         *           "index": 0,
         *           "embedding": [
         *             0.5,
         *             -0.25,
         *             1
         *           ]
         *         }
         *       ],
         *       "model": "@cf/baai/bge-base-en-v1.5",
         *       "usage": {
         *         "prompt_tokens": 5,
         *         "total_tokens": 5
         *       }
         *     }
         */
        EmbeddingList: {
            /**
             * @description What this is.
             * @example list
             * @constant
             */
            object: "list";
            /**
             * @description The vectors, in the order of the texts.
             * @example [
             *       {
             *         "object": "embedding",
             *         "index": 0,
             *         "embedding": [
             *           0.5,
             *           -0.25,
             *           1
             *         ]
             *       }
             *     ]
             */
            data: {
                /**
                 * @description What this is.
                 * @example embedding
                 * @constant
                 */
                object: "embedding";
                /**
                 * @description Which text, from 0.
                 * @example 0
                 */
                index: number;
                /**
                 * @description Its numbers, or their base64.
                 * @example [
                 *       0.5,
                 *       -0.25,
                 *       1
                 *     ]
                 */
                embedding: number[] | string;
            }[];
            model: components["schemas"]["ModelName"];
            /**
             * @description How many tokens the texts had.
             * @example {
             *       "prompt_tokens": 5,
             *       "total_tokens": 5
             *     }
             */
            usage: {
                /**
                 * @description Tokens of all texts.
                 * @example 5
                 */
                prompt_tokens: number;
                /**
                 * @description The same.
                 * @example 5
                 */
                total_tokens: number;
            };
        };
        /**
         * @description Exactly one of a prompt and a conversation, with the options both share. Types are strict (`"10"` is no
         *     integer, `null` is not "absent"). A field that is not listed here is ignored, as Workers AI ignores it, and the header
         *     `x-tramontane-ignored` names it. Refused by name are fields that would change the answer: those of other servers
         *     (`min_p`, `logit_bias`) unless their value asks for nothing, and misspelt ones (`max_token`).
         * @example {
         *       "prompt": "What is grouped query attention",
         *       "stream": true
         *     }
         */
        AiTextGenerationInput: components["schemas"]["AiTextGenerationPrompt"] | components["schemas"]["AiTextGenerationMessages"];
        /**
         * Prompt
         * @description A single text. The model's chat template is put around it, unless `raw` says otherwise.
         * @example {
         *       "prompt": "What is grouped query attention",
         *       "max_tokens": 128
         *     }
         */
        AiTextGenerationPrompt: {
            /**
             * @description The text to answer, or with `raw` the text to continue.
             * @example What is grouped query attention
             */
            prompt: string;
            /**
             * @description The name or id of a LoRA adapter, for models that take one.
             * @example cf-public-magicoder
             */
            lora?: string | undefined;
        } & components["schemas"]["AiTextGenerationOptions"];
        /**
         * Messages
         * @description A conversation, oldest message first. The model's chat template is applied to it.
         * @example {
         *       "messages": [
         *         {
         *           "role": "user",
         *           "content": "What is grouped query attention?"
         *         }
         *       ]
         *     }
         */
        AiTextGenerationMessages: {
            /**
             * @description The messages, oldest first.
             * @example [
             *       {
             *         "role": "user",
             *         "content": "What is grouped query attention?"
             *       }
             *     ]
             */
            messages: components["schemas"]["RoleScopedChatInput"][];
            /**
             * @description The tools that the model may ask to be called.
             * @example [
             *       {
             *         "name": "sum",
             *         "description": "Adds two numbers."
             *       }
             *     ]
             */
            tools?: (components["schemas"]["Tool"] | Record<string, never>)[] | undefined;
            /**
             * @description Whether the model may (`auto`), must not (`none`) or must call a tool (`required`, also `any`), or an object:
             *     `{type: function, function: {name}}` or `{type: function, name}` for the one that it must call,
             *     `{type: allowed_tools, allowed_tools: {mode, tools}}` for some, of which it may (`auto`) or must
             *     (`required`) call one. Null counts as absent; anything else is refused.
             * @example auto
             */
            tool_choice?: unknown;
            /**
             * @description Tools whose code runs where the model does. Only Cloudflare's own service knows them.
             * @example [
             *       {
             *         "name": "sum",
             *         "code": "return a + b"
             *       }
             *     ]
             */
            functions?: components["schemas"]["EmbeddedFunction"][] | undefined;
        } & components["schemas"]["AiTextGenerationOptions"];
        /**
         * @description How to generate; the same for a prompt and for a conversation.
         * @example {
         *       "max_tokens": 512,
         *       "temperature": 0.6,
         *       "stream": true
         *     }
         */
        AiTextGenerationOptions: {
            /**
             * @description Tokenise the text as it stands, without a chat template.
             * @default false
             * @example false
             */
            raw?: boolean | undefined;
            /**
             * @description Answer with server-sent events, one chunk per piece of text, instead of one JSON object.
             * @default false
             * @example true
             */
            stream?: boolean | undefined;
            /**
             * @description The most tokens to generate. An answer that reaches it is cut off there.
             * @default 256
             * @example 512
             */
            max_tokens?: number | undefined;
            /**
             * @description How adventurous the choice of tokens is. 0 always takes the likeliest one.
             * @default 0.6
             * @example 0.6
             */
            temperature?: number | undefined;
            /**
             * @description Choose only among the likeliest tokens which together have this probability.
             * @example 0.9
             */
            top_p?: number | undefined;
            /**
             * @description Choose only among this many of the likeliest tokens.
             * @example 40
             */
            top_k?: number | undefined;
            /**
             * @description Makes the choice repeatable, the same seed and the same request give the same text.
             * @example 42
             */
            seed?: number | undefined;
            /**
             * @description Above 1, tokens that occur in the prompt or the answer become less likely; 1 changes nothing.
             * @example 1.1
             */
            repetition_penalty?: number | undefined;
            /**
             * @description Above 0, a token becomes less likely with each time it occurs in the answer.
             * @example 0.5
             */
            frequency_penalty?: number | undefined;
            /**
             * @description Above 0, a token that occurs in the answer at all becomes less likely.
             * @example 0.5
             */
            presence_penalty?: number | undefined;
            response_format?: components["schemas"]["ResponseFormat"] | undefined;
            /**
             * @description Where the answer ends, one text or up to four; they are no part of it. Cloudflare's own service ignores it.
             * @example [
             *       "\n",
             *       "."
             *     ]
             */
            stop?: (string | string[]) | undefined;
            options?: components["schemas"]["CallOptions"] | undefined;
        };
        /**
         * @description JSON mode, the answer is a JSON value instead of a text. Without a property it is a text.
         * @example {
         *       "type": "json_object"
         *     }
         */
        ResponseFormat: {
            /**
             * @description Any JSON object, or a value that fits `json_schema`; left out beside a `json_schema`, it is that.
             * @example json_schema
             * @enum {string}
             */
            type?: ("json_object" | "json_schema") | undefined;
            /**
             * @description The JSON schema of the answer, as it stands; OpenAI's `{name, schema, strict}` is understood too.
             * @example {
             *       "type": "object",
             *       "properties": {
             *         "name": {
             *           "type": "string"
             *         }
             *       },
             *       "required": [
             *         "name"
             *       ]
             *     }
             */
            json_schema?: unknown;
            /**
             * @description The same, beside `json_object`, as other servers take it.
             * @example {
             *       "type": "object",
             *       "properties": {
             *         "name": {
             *           "type": "string"
             *         }
             *       },
             *       "required": [
             *         "name"
             *       ]
             *     }
             */
            schema?: unknown;
            /**
             * @description Where the answer has properties that the schema neither declares nor forbids: never, behind the declared ones,
             *     or anywhere. Without it the server's setting applies, which is `never` unless changed.
             * @example last
             * @enum {string}
             */
            undeclared_properties?: ("never" | "last" | "anywhere") | undefined;
        };
        /**
         * @description A tool that the model may ask to be called, flat or in OpenAI's form.
         * @example {
         *       "name": "sum",
         *       "description": "Adds two numbers."
         *     }
         */
        Tool: components["schemas"]["FlatTool"] | components["schemas"]["FunctionTool"];
        /**
         * @description A tool by its name.
         * @example {
         *       "name": "sum",
         *       "description": "Adds two numbers."
         *     }
         */
        FlatTool: {
            /**
             * @description What the model calls it.
             * @example sum
             */
            name: string;
            /**
             * @description What it is good for, in words for the model; null counts as absent.
             * @example Adds two numbers.
             */
            description?: (string | null) | undefined;
            /**
             * @description The JSON schema of its arguments; null counts as absent.
             * @example {
             *       "type": "object",
             *       "properties": {
             *         "a": {
             *           "type": "number"
             *         },
             *         "b": {
             *           "type": "number"
             *         }
             *       }
             *     }
             */
            parameters?: ({
                [key: string]: unknown;
            } | null) | undefined;
        };
        /**
         * @description A tool in the form of OpenAI's API.
         * @example {
         *       "type": "function",
         *       "function": {
         *         "name": "sum",
         *         "description": "Adds two numbers."
         *       }
         *     }
         */
        FunctionTool: {
            /**
             * @description Always `function`.
             * @example function
             * @constant
             */
            type: "function";
            function: components["schemas"]["FlatTool"];
        };
        /**
         * @description A tool whose code runs where the model does.
         * @example {
         *       "name": "sum",
         *       "code": "return a + b"
         *     }
         */
        EmbeddedFunction: {
            /**
             * @description What the model calls it.
             * @example sum
             */
            name: string;
            /**
             * @description The body of the function, in JavaScript.
             * @example return a + b
             */
            code: string;
        };
        /**
         * @description One message of a conversation.
         * @example {
         *       "role": "user",
         *       "content": "What is grouped query attention?"
         *     }
         */
        RoleScopedChatInput: {
            /**
             * @description Who speaks; `system`, `user`, `assistant` or `tool`. Any other role counts as `user`.
             * @example user
             */
            role: string;
            /**
             * @description What is said, as one text or as parts whose texts are joined.
             * @example What is grouped query attention?
             */
            content: string | components["schemas"]["ContentPart"][];
            /**
             * @description In messages of the role `tool`, the tool that gave this result. Otherwise without a meaning.
             * @example sum
             */
            name?: unknown;
            /**
             * @description In messages of the role `assistant`, the calls it asked for, flat or in OpenAI's form. Beside them `content`
             *     may be null or absent.
             * @example [
             *       {
             *         "name": "sum",
             *         "arguments": {
             *           "a": 1,
             *           "b": 2
             *         }
             *       }
             *     ]
             */
            tool_calls?: unknown;
            /**
             * @description In messages of the role `tool`, the id of the call that this is the result of.
             * @example call_a1b2c3d4e
             */
            tool_call_id?: unknown;
            /**
             * @description In messages of the role `assistant`, the call it asked for, in the form of `functions`.
             * @example {
             *       "name": "sum",
             *       "arguments": "{\"a\":1,\"b\":2}"
             *     }
             */
            function_call?: unknown;
            /**
             * @description True in the last message, of the role `assistant`, which the answer continues.
             * @example false
             */
            prefix?: unknown;
        };
        /**
         * @description One part of a message.
         * @example {
         *       "type": "text",
         *       "text": "What is grouped query attention?"
         *     }
         */
        ContentPart: {
            /**
             * @description What kind of part this is; only `text` has a meaning here.
             * @example text
             */
            type?: string | undefined;
            /**
             * @description The text of the part.
             * @example What is grouped query attention?
             */
            text?: string | undefined;
        };
        /**
         * @description How to generate, for a chat and for a text. Here null counts as absent.
         * @example {
         *       "model": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "max_tokens": 512
         *     }
         */
        OpenAiOptions: {
            model: components["schemas"]["ModelName"];
            /**
             * @description Answer with server-sent events, one chunk per piece of text, instead of one JSON object.
             * @default false
             * @example true
             */
            stream?: (boolean | null) | undefined;
            /**
             * @description What else a stream tells.
             * @example {
             *       "include_usage": true
             *     }
             */
            stream_options?: ({
                /**
                 * @description Whether the usage comes, in a last chunk without choices. Left out: in the last chunk that has one.
                 * @example true
                 */
                include_usage?: (boolean | null) | undefined;
            } | null) | undefined;
            /**
             * @description The most tokens to generate. An answer that reaches it is cut off there. Absent, or more than the context window
             *     leaves: as many as it leaves.
             * @example 512
             */
            max_tokens?: (number | null) | undefined;
            /**
             * @description The newer name of `max_tokens`; it is the one that counts if both are there.
             * @example 512
             */
            max_completion_tokens?: (number | null) | undefined;
            /**
             * @description How many answers to generate. A seed gives each of them another text.
             * @default 1
             * @example 2
             */
            n?: (number | null) | undefined;
            /**
             * @description How adventurous the choice of tokens is. 0 always takes the likeliest one.
             * @default 0.6
             * @example 0.6
             */
            temperature?: (number | null) | undefined;
            /**
             * @description Choose only among the likeliest tokens which together have this probability.
             * @example 0.9
             */
            top_p?: (number | null) | undefined;
            /**
             * @description Choose only among this many of the likeliest tokens. OpenAI's API does not have it.
             * @example 40
             */
            top_k?: (number | null) | undefined;
            /**
             * @description Makes the choice repeatable, the same seed and the same request give the same text.
             * @example 42
             */
            seed?: (number | null) | undefined;
            /**
             * @description Above 1, tokens that occur in the prompt or the answer become less likely; 1 changes nothing. OpenAI's API
             *     does not have it.
             * @example 1.1
             */
            repetition_penalty?: (number | null) | undefined;
            /**
             * @description Above 0, a token becomes less likely with each time it occurs in the answer.
             * @example 0.5
             */
            frequency_penalty?: (number | null) | undefined;
            /**
             * @description Above 0, a token that occurs in the answer at all becomes less likely.
             * @example 0.5
             */
            presence_penalty?: (number | null) | undefined;
            /**
             * @description Where the answer ends, one text or up to four; they are no part of it. They are not looked for where the answer
             *     is held to JSON, by `response_format` or by calls that must be made.
             * @example [
             *       "\n",
             *       "."
             *     ]
             */
            stop?: ((string | null) | string[]) | undefined;
            response_format?: components["schemas"]["OpenAiResponseFormat"] | undefined;
            options?: components["schemas"]["CallOptions"] | undefined;
        };
        /**
         * @description What to do when the server is busy.
         * @example {
         *       "rejectIfBusy": true
         *     }
         */
        CallOptions: components["schemas"]["CapacityOptions"] | null;
        /**
         * @description What to do when the server is busy.
         * @example {
         *       "rejectIfBusy": true
         *     }
         */
        CapacityOptions: {
            /**
             * @description Refuse at once (3040) instead of waiting for other answers to end.
             * @default false
             * @example true
             */
            rejectIfBusy?: boolean | undefined;
        };
        /**
         * @description JSON mode, the answer is the text of a JSON value.
         * @example {
         *       "type": "json_object"
         *     }
         */
        OpenAiResponseFormat: {
            /**
             * @description Any text, any JSON object, or a value that fits `json_schema`.
             * @example json_schema
             * @enum {string}
             */
            type: "text" | "json_object" | "json_schema";
            /**
             * @description The JSON schema of the answer, as it stands or as OpenAI's `{name, schema, strict}`, of which only `schema` must
             *     be there.
             * @example {
             *       "name": "person",
             *       "schema": {
             *         "type": "object",
             *         "properties": {
             *           "name": {
             *             "type": "string"
             *           }
             *         },
             *         "required": [
             *           "name"
             *         ]
             *       }
             *     }
             */
            json_schema?: unknown;
            /**
             * @description The JSON schema beside `json_object`, as llama.cpp's server takes it; the same as `json_schema`.
             * @example {
             *       "type": "object",
             *       "properties": {
             *         "name": {
             *           "type": "string"
             *         }
             *       },
             *       "required": [
             *         "name"
             *       ]
             *     }
             */
            schema?: unknown;
            /**
             * @description Where the answer has properties that the schema neither declares nor forbids: never, behind the declared ones,
             *     or anywhere. Without it the server's setting applies, which is `never` unless changed.
             * @example last
             * @enum {string}
             */
            undeclared_properties?: ("never" | "last" | "anywhere") | undefined;
        } | null;
        /**
         * @description A conversation to go on with, in the form of OpenAI's responses. Here null counts as absent.
         * @example {
         *       "model": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "input": "What is grouped query attention?"
         *     }
         */
        ResponsesRequest: {
            model: components["schemas"]["ModelName"];
            /**
             * @description The conversation, a text of the user or items.
             * @example What is grouped query attention?
             */
            input: string | components["schemas"]["ResponseInputItem"][];
            /**
             * @description What comes before the conversation, as a message of the role `system`.
             * @example You answer in one sentence.
             */
            instructions?: (string | null) | undefined;
            /**
             * @description Answer with named server-sent events.
             * @default false
             * @example true
             */
            stream?: (boolean | null) | undefined;
            /**
             * @description What else a stream tells; `include_obfuscation` changes nothing here.
             * @example {
             *       "include_obfuscation": false
             *     }
             */
            stream_options?: ({
                [key: string]: unknown;
            } | null) | undefined;
            /**
             * @description The most tokens to generate. Absent, or more than the context window leaves: as many as it leaves.
             * @example 512
             */
            max_output_tokens?: (number | null) | undefined;
            /**
             * @description How adventurous the choice of tokens is. 0 always takes the likeliest one.
             * @default 0.6
             * @example 0.6
             */
            temperature?: (number | null) | undefined;
            /**
             * @description Choose only among the likeliest tokens which together have this probability.
             * @example 0.9
             */
            top_p?: (number | null) | undefined;
            /**
             * @description The functions that the model may ask to be called.
             * @example [
             *       {
             *         "type": "function",
             *         "name": "sum",
             *         "parameters": {
             *           "type": "object"
             *         }
             *       }
             *     ]
             */
            tools?: ({
                [key: string]: unknown;
            }[] | null) | undefined;
            /**
             * @description As for a chat; a function is named by `{type, name}`.
             * @example auto
             */
            tool_choice?: unknown;
            /**
             * @description Whether one response may ask for several calls.
             * @default true
             * @example true
             */
            parallel_tool_calls?: (boolean | null) | undefined;
            /**
             * @description The format of the answer, `text`, `json_object` or `json_schema`.
             * @example {
             *       "format": {
             *         "type": "text"
             *       }
             *     }
             */
            text?: (({
                /**
                 * @description The format, with its schema.
                 * @example {
                 *       "type": "json_schema",
                 *       "name": "x",
                 *       "schema": {
                 *         "type": "object"
                 *       }
                 *     }
                 */
                format?: ({
                    [key: string]: unknown;
                } | null) | undefined;
            } & {
                [key: string]: unknown;
            }) | null) | undefined;
            /**
             * @description How many of the likeliest tokens to tell, where `include` asks for log probabilities.
             * @example 2
             */
            top_logprobs?: (number | null) | undefined;
            /**
             * @description What else to tell, `message.output_text.logprobs`.
             * @example [
             *       "message.output_text.logprobs"
             *     ]
             */
            include?: (string[] | null) | undefined;
            /**
             * @description Comes back with the response.
             * @example {
             *       "a": "b"
             *     }
             */
            metadata?: ({
                [key: string]: unknown;
            } | null) | undefined;
        };
        /**
         * @description A message, a call of a function, its output, or reasoning of another model, which is not read.
         * @example {
         *       "role": "user",
         *       "content": "What is grouped query attention?"
         *     }
         */
        ResponseInputItem: {
            /**
             * @description `message` (also where it is absent), `function_call`, `function_call_output` or `reasoning`.
             * @example message
             */
            type?: string | undefined;
            /**
             * @description Who speaks in a message.
             * @example user
             */
            role?: string | undefined;
            /**
             * @description What is said, as one text or as parts with a `text`.
             * @example What is grouped query attention?
             */
            content?: ((string | null) | {
                [key: string]: unknown;
            }[]) | undefined;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A response, whole, or as far as it is in an event of a stream.
         * @example {
         *       "id": "resp_6f1c",
         *       "object": "response",
         *       "created_at": 1731000000,
         *       "model": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "status": "completed",
         *       "error": null,
         *       "incomplete_details": null,
         *       "instructions": null,
         *       "metadata": {},
         *       "tools": [],
         *       "tool_choice": "auto",
         *       "parallel_tool_calls": true,
         *       "text": {
         *         "format": {
         *           "type": "text"
         *         }
         *       },
         *       "temperature": 0.6,
         *       "top_p": 1,
         *       "max_output_tokens": null,
         *       "previous_response_id": null,
         *       "background": false,
         *       "store": false,
         *       "truncation": "disabled",
         *       "reasoning": {},
         *       "output": [
         *         {
         *           "type": "message",
         *           "id": "msg_6f1d",
         *           "status": "completed",
         *           "role": "assistant",
         *           "content": [
         *             {
         *               "type": "output_text",
         *               "text": "Yes.",
         *               "annotations": [],
         *               "logprobs": []
         *             }
         *           ]
         *         }
         *       ],
         *       "usage": {
         *         "input_tokens": 15,
         *         "input_tokens_details": {
         *           "cached_tokens": 0
         *         },
         *         "output_tokens": 3,
         *         "output_tokens_details": {
         *           "reasoning_tokens": 0
         *         },
         *         "total_tokens": 18
         *       }
         *     }
         */
        Response: {
            /**
             * @description The id of this response; it cannot be asked for later.
             * @example resp_6f1c
             */
            id: string;
            /**
             * @description What this is.
             * @example response
             * @constant
             */
            object: "response";
            /**
             * @description When it was begun; seconds since 1970.
             * @example 1731000000
             */
            created_at: number;
            model: components["schemas"]["ModelName"];
            /**
             * @description Whether it is whole; `incomplete` where `max_output_tokens` or the context cut it off.
             * @example completed
             * @enum {string}
             */
            status: "in_progress" | "completed" | "incomplete" | "failed";
            /**
             * @description Why it failed.
             * @example null
             */
            error: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Why it is incomplete.
             * @example {
             *       "reason": "max_output_tokens"
             *     }
             */
            incomplete_details: {
                [key: string]: unknown;
            } | null;
            /**
             * @description A message, or calls of functions.
             * @example [
             *       {
             *         "type": "message",
             *         "id": "msg_6f1d",
             *         "status": "completed",
             *         "role": "assistant",
             *         "content": [
             *           {
             *             "type": "output_text",
             *             "text": "Yes.",
             *             "annotations": [],
             *             "logprobs": []
             *           }
             *         ]
             *       }
             *     ]
             */
            output: components["schemas"]["ResponseOutputItem"][];
            usage: components["schemas"]["ResponseUsage"];
            /**
             * @description Nothing is stored.
             * @example false
             * @constant
             */
            store?: false | undefined;
            /**
             * @description Those of the request.
             * @example null
             */
            instructions?: (string | null) | undefined;
            /**
             * @description That of the request.
             * @example {}
             */
            metadata?: {
                [key: string]: unknown;
            } | undefined;
            /**
             * @description Those of the request.
             * @example []
             */
            tools?: {
                [key: string]: unknown;
            }[] | undefined;
            /**
             * @description That of the request.
             * @example auto
             */
            tool_choice?: unknown;
            /**
             * @description That of the request.
             * @example true
             */
            parallel_tool_calls?: boolean | undefined;
            /**
             * @description That of the request.
             * @example {
             *       "format": {
             *         "type": "text"
             *       }
             *     }
             */
            text?: {
                [key: string]: unknown;
            } | undefined;
            /**
             * @description The one that was used.
             * @example 0.6
             */
            temperature?: (number | null) | undefined;
            /**
             * @description The one that was used.
             * @example 1
             */
            top_p?: (number | null) | undefined;
            /**
             * @description That of the request.
             * @example null
             */
            max_output_tokens?: (number | null) | undefined;
            /**
             * @description There is none.
             * @example null
             */
            previous_response_id?: null | undefined;
            /**
             * @description Always false.
             * @example false
             * @constant
             */
            background?: false | undefined;
            /**
             * @description Nothing is left out of an input.
             * @example disabled
             * @constant
             */
            truncation?: "disabled" | undefined;
            /**
             * @description Nothing; the models here do not reason.
             * @example {}
             */
            reasoning?: {
                [key: string]: unknown;
            } | undefined;
        };
        /**
         * @description A message of the assistant, a call of a function, or what the model thought before.
         * @example {
         *       "type": "function_call",
         *       "id": "fc_6f1e",
         *       "status": "completed",
         *       "call_id": "call_a",
         *       "name": "sum",
         *       "arguments": "{\"a\":1}"
         *     }
         */
        ResponseOutputItem: {
            /**
             * @description What this is.
             * @example reasoning
             * @constant
             */
            type: "reasoning";
            /**
             * @description Its id.
             * @example rs_6f1c
             */
            id: string;
            /**
             * @description Whether it is whole.
             * @example completed
             */
            status: string;
            /**
             * @description Always empty; the thoughts themselves are there.
             * @example []
             */
            summary: Record<string, never>[];
            /**
             * @description One part with the thoughts.
             * @example [
             *       {
             *         "type": "reasoning_text",
             *         "text": "It is about attention."
             *       }
             *     ]
             */
            content: {
                /**
                 * @description What this is.
                 * @example reasoning_text
                 * @constant
                 */
                type: "reasoning_text";
                /**
                 * @description The thoughts themselves.
                 * @example It is about attention.
                 */
                text: string;
            }[];
        } | {
            /**
             * @description What this is.
             * @example message
             * @constant
             */
            type: "message";
            /**
             * @description Its id.
             * @example msg_6f1d
             */
            id: string;
            /**
             * @description Whether it is whole.
             * @example completed
             */
            status: string;
            /**
             * @description Who speaks.
             * @example assistant
             * @constant
             */
            role: "assistant";
            /**
             * @description One part with the text.
             * @example [
             *       {
             *         "type": "output_text",
             *         "text": "Yes.",
             *         "annotations": [],
             *         "logprobs": []
             *       }
             *     ]
             */
            content: components["schemas"]["ResponseTextPart"][];
        } | {
            /**
             * @description What this is.
             * @example function_call
             * @constant
             */
            type: "function_call";
            /**
             * @description Its id.
             * @example fc_6f1e
             */
            id: string;
            /**
             * @description Whether it is whole.
             * @example completed
             */
            status: string;
            /**
             * @description What its output is to come back under.
             * @example call_a1b2c3d4e
             */
            call_id: string;
            /**
             * @description The function.
             * @example sum
             */
            name: string;
            /**
             * @description Its arguments, as the text of a JSON object.
             * @example {"a":1}
             */
            arguments: string;
        };
        /**
         * @description The text of a message.
         * @example {
         *       "type": "output_text",
         *       "text": "Yes.",
         *       "annotations": [],
         *       "logprobs": []
         *     }
         */
        ResponseTextPart: {
            /**
             * @description What this is.
             * @example output_text
             * @constant
             */
            type: "output_text";
            /**
             * @description The text.
             * @example Yes.
             */
            text: string;
            /**
             * @description Always empty.
             * @example []
             */
            annotations: Record<string, never>[];
            /**
             * @description One entry per token, where they were asked for.
             * @example []
             */
            logprobs: components["schemas"]["ChatPlaceLogprobs"][];
        };
        /**
         * @description How many tokens the response took; null until it has ended.
         * @example {
         *       "input_tokens": 15,
         *       "input_tokens_details": {
         *         "cached_tokens": 0
         *       },
         *       "output_tokens": 3,
         *       "output_tokens_details": {
         *         "reasoning_tokens": 0
         *       },
         *       "total_tokens": 18
         *     }
         */
        ResponseUsage: {
            /**
             * @description Tokens of the whole input.
             * @example 15
             */
            input_tokens: number;
            /**
             * @description Those of them that were not computed again.
             * @example {
             *       "cached_tokens": 0
             *     }
             */
            input_tokens_details: {
                /**
                 * @description Tokens from the prefix cache.
                 * @example 0
                 */
                cached_tokens: number;
            };
            /**
             * @description Tokens generated.
             * @example 3
             */
            output_tokens: number;
            /**
             * @description Those of them that were reasoning, which is none here.
             * @example {
             *       "reasoning_tokens": 0
             *     }
             */
            output_tokens_details: {
                /**
                 * @description Always 0.
                 * @example 0
                 * @constant
                 */
                reasoning_tokens: 0;
            };
            /**
             * @description The sum of both.
             * @example 18
             */
            total_tokens: number;
        } | null;
        /**
         * @description The JSON of one event of a stream; the others' fields are those of OpenAI's API.
         * @example {
         *       "type": "response.output_text.delta",
         *       "sequence_number": 4,
         *       "delta": " upon"
         *     }
         */
        ResponseEvent: {
            /**
             * @description What happened; also the name of the event.
             * @example response.output_text.delta
             * @enum {string}
             */
            type: "response.created" | "response.in_progress" | "response.output_item.added" | "response.content_part.added" | "response.reasoning_text.delta" | "response.reasoning_text.done" | "response.output_text.delta" | "response.output_text.done" | "response.content_part.done" | "response.function_call_arguments.delta" | "response.function_call_arguments.done" | "response.output_item.done" | "response.completed" | "response.incomplete" | "response.failed" | "error";
            /**
             * @description Counts the events, from 0.
             * @example 4
             */
            sequence_number: number;
            response?: components["schemas"]["Response"] | undefined;
            item?: components["schemas"]["ResponseOutputItem"] | undefined;
            part?: components["schemas"]["ResponseTextPart"] | undefined;
            /**
             * @description The next piece of a text or of arguments.
             * @example upon
             */
            delta?: string | undefined;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A conversation to go on with.
         * @example {
         *       "model": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "messages": [
         *         {
         *           "role": "user",
         *           "content": "What is grouped query attention?"
         *         }
         *       ]
         *     }
         */
        ChatCompletionRequest: components["schemas"]["OpenAiOptions"] & {
            /**
             * @description The messages, oldest first.
             * @example [
             *       {
             *         "role": "user",
             *         "content": "What is grouped query attention?"
             *       }
             *     ]
             */
            messages: components["schemas"]["ChatCompletionMessage"][];
            /**
             * @description The tools that the model may ask to be called.
             * @example [
             *       {
             *         "type": "function",
             *         "function": {
             *           "name": "sum",
             *           "description": "Adds two numbers."
             *         }
             *       }
             *     ]
             */
            tools?: (components["schemas"]["Tool"][] | null) | undefined;
            /**
             * @description Whether the model may (`auto`), must not (`none`) or must call a tool (`required`, also `any`), or an object:
             *     `{type: function, function: {name}}` or `{type: function, name}` for the one that it must call,
             *     `{type: allowed_tools, allowed_tools: {mode, tools}}` for some, of which it may (`auto`) or must
             *     (`required`) call one. Null counts as absent; anything else is refused.
             * @example auto
             */
            tool_choice?: unknown;
            /**
             * @description Whether one answer may ask for several calls.
             * @default true
             * @example true
             */
            parallel_tool_calls?: (boolean | null) | undefined;
            /**
             * @description Tell the log probability of each token of the answer.
             * @default false
             * @example true
             */
            logprobs?: (boolean | null) | undefined;
            /**
             * @description And of this many of the likeliest tokens at each place; only with `logprobs`.
             * @example 2
             */
            top_logprobs?: (number | null) | undefined;
            /**
             * @description Variables for the chat template in the model's file. `enable_thinking: false` asks Qwen3 to answer without
             *     thinking. A template that does not read a variable is not changed by it.
             * @example {
             *       "enable_thinking": false
             *     }
             */
            chat_template_kwargs?: ({
                [key: string]: unknown;
            } | null) | undefined;
            /**
             * @description Where the thoughts of a model are told that thinks before it answers: `deepseek` in `reasoning_content`,
             *     `none` in the content, between `<think>` and `</think>` as the model writes them.
             * @default deepseek
             * @example deepseek
             * @enum {string|null}
             */
            reasoning_format?: ("deepseek" | "none" | null) | undefined;
        };
        /**
         * @description One message of a conversation.
         * @example {
         *       "role": "user",
         *       "content": "What is grouped query attention?"
         *     }
         */
        ChatCompletionMessage: {
            /**
             * @description Who speaks; `system` (or `developer`), `user`, `assistant` or `tool` (or `function`). Any other role counts as
             *     `user`.
             * @example user
             */
            role: string;
            /**
             * @description What is said, as one text or as parts whose texts are joined; null beside calls of tools.
             * @example What is grouped query attention?
             */
            content?: ((string | null) | components["schemas"]["ChatContentPart"][]) | undefined;
            /**
             * @description In messages of the role `tool`, the tool that gave this result. Otherwise without a meaning.
             * @example sum
             */
            name?: unknown;
            /**
             * @description In messages of the role `assistant`, the calls it asked for.
             * @example [
             *       {
             *         "id": "call_a1b2c3d4e",
             *         "type": "function",
             *         "function": {
             *           "name": "sum",
             *           "arguments": "{\"a\":1,\"b\":2}"
             *         }
             *       }
             *     ]
             */
            tool_calls?: unknown;
            /**
             * @description In messages of the role `tool`, the id of the call that this is the result of.
             * @example call_a1b2c3d4e
             */
            tool_call_id?: unknown;
        };
        /**
         * @description One part of a message. The models here read texts; images, sounds and files are refused.
         * @example {
         *       "type": "text",
         *       "text": "What is grouped query attention?"
         *     }
         */
        ChatContentPart: {
            /**
             * @description What kind of part this is.
             * @example text
             * @enum {string}
             */
            type?: ("text" | "refusal") | undefined;
            /**
             * @description The text of the part.
             * @example What is grouped query attention?
             */
            text?: string | undefined;
        };
        /**
         * @description Answers to a conversation.
         * @example {
         *       "id": "id-1731000000000480213759246",
         *       "object": "chat.completion",
         *       "created": 1731000000,
         *       "model": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "choices": [
         *         {
         *           "index": 0,
         *           "message": {
         *             "role": "assistant",
         *             "content": "Yes."
         *           },
         *           "logprobs": null,
         *           "finish_reason": "stop"
         *         }
         *       ],
         *       "usage": {
         *         "prompt_tokens": 15,
         *         "completion_tokens": 3,
         *         "total_tokens": 18
         *       }
         *     }
         */
        ChatCompletion: {
            /**
             * @description The id of this answer.
             * @example id-1731000000000480213759246
             */
            id: string;
            /**
             * @description What this is.
             * @example chat.completion
             * @constant
             */
            object: "chat.completion";
            /**
             * @description When it was made; seconds since 1970.
             * @example 1731000000
             */
            created: number;
            model: components["schemas"]["ModelName"];
            /**
             * @description The answers, as many as `n` said.
             * @example [
             *       {
             *         "index": 0,
             *         "message": {
             *           "role": "assistant",
             *           "content": "Yes."
             *         },
             *         "logprobs": null,
             *         "finish_reason": "stop"
             *       }
             *     ]
             */
            choices: components["schemas"]["ChatCompletionChoice"][];
            usage: components["schemas"]["Usage"];
        };
        /**
         * @description One answer.
         * @example {
         *       "index": 0,
         *       "message": {
         *         "role": "assistant",
         *         "content": "Yes."
         *       },
         *       "logprobs": null,
         *       "finish_reason": "stop"
         *     }
         */
        ChatCompletionChoice: {
            /**
             * @description Which answer this is.
             * @example 0
             */
            index: number;
            message: components["schemas"]["ChatCompletionAnswer"];
            logprobs: components["schemas"]["ChatLogprobs"];
            finish_reason: components["schemas"]["ChatFinishReason"];
        };
        /**
         * @description What the model says, or asks for.
         * @example {
         *       "role": "assistant",
         *       "content": "Yes."
         *     }
         */
        ChatCompletionAnswer: {
            /**
             * @description Who speaks.
             * @example assistant
             * @constant
             */
            role: "assistant";
            /**
             * @description The text; null where the model asks for tools instead.
             * @example Several query heads share one key and value head.
             */
            content: string | null;
            /**
             * @description What the model thought before; absent where it did not, or where `reasoning_format` is `none`.
             * @example The user asks for a definition.
             */
            reasoning_content?: string | undefined;
            /**
             * @description The tools the model wants called; absent where it wants none.
             * @example [
             *       {
             *         "id": "call_a1b2c3d4e",
             *         "type": "function",
             *         "function": {
             *           "name": "sum",
             *           "arguments": "{\"a\":1,\"b\":2}"
             *         }
             *       }
             *     ]
             */
            tool_calls?: components["schemas"]["ChatToolCall"][] | undefined;
            function_call?: components["schemas"]["ChatFunctionCall"] | undefined;
        };
        /**
         * @description A call in the older form, for requests with `functions`. In streams only its first piece has the name.
         * @example {
         *       "name": "sum",
         *       "arguments": "{\"a\":1,\"b\":2}"
         *     }
         */
        ChatFunctionCall: {
            /**
             * @description The function.
             * @example sum
             */
            name?: string | undefined;
            /**
             * @description Its arguments, as the text of a JSON object.
             * @example {"a":1,"b":2}
             */
            arguments: string;
        };
        /**
         * @description A call of a tool which the model asks for.
         * @example {
         *       "id": "call_a1b2c3d4e",
         *       "type": "function",
         *       "function": {
         *         "name": "sum",
         *         "arguments": "{\"a\":1,\"b\":2}"
         *       }
         *     }
         */
        ChatToolCall: {
            /**
             * @description What its result is to come back under, as `tool_call_id`.
             * @example call_a1b2c3d4e
             */
            id: string;
            /**
             * @description Always `function`.
             * @example function
             * @constant
             */
            type: "function";
            /**
             * @description What to call.
             * @example {
             *       "name": "sum",
             *       "arguments": "{\"a\":1,\"b\":2}"
             *     }
             */
            function: {
                /**
                 * @description The tool.
                 * @example sum
                 */
                name: string;
                /**
                 * @description Its arguments, as the text of a JSON object.
                 * @example {"a":1,"b":2}
                 */
                arguments: string;
            };
        };
        /**
         * @description A piece of a call. The first one has the id and the name; the arguments of all are put together.
         * @example {
         *       "index": 0,
         *       "id": "call_a1b2c3d4e",
         *       "type": "function",
         *       "function": {
         *         "name": "sum",
         *         "arguments": "{\"a\":"
         *       }
         *     }
         */
        ChatToolCallDelta: {
            /**
             * @description Which of the calls.
             * @example 0
             */
            index: number;
            /**
             * @description What its result is to come back under, as `tool_call_id`.
             * @example call_a1b2c3d4e
             */
            id?: string | undefined;
            /**
             * @description Always `function`.
             * @example function
             * @constant
             */
            type?: "function" | undefined;
            /**
             * @description What to call.
             * @example {
             *       "name": "sum",
             *       "arguments": "{\"a\":"
             *     }
             */
            function: {
                /**
                 * @description The tool.
                 * @example sum
                 */
                name?: string | undefined;
                /**
                 * @description The next piece of the JSON text of its arguments.
                 * @example {"a":
                 */
                arguments: string;
            };
        };
        /**
         * @description Why the answer ends where it does: as for a run, and `function_call` where the request has `functions`.
         * @example stop
         * @enum {string}
         */
        ChatFinishReason: "stop" | "length" | "tool_calls" | "function_call";
        /**
         * @description The probabilities of an answer's tokens; null where they were not asked for.
         * @example null
         */
        ChatLogprobs: {
            /**
             * @description One entry for each token.
             * @example [
             *       {
             *         "token": " upon",
             *         "logprob": -0.01,
             *         "bytes": [
             *           32,
             *           117,
             *           112,
             *           111,
             *           110
             *         ],
             *         "top_logprobs": []
             *       }
             *     ]
             */
            content: components["schemas"]["ChatPlaceLogprobs"][];
            /**
             * @description Nothing; the models here know no refusals apart from texts.
             * @example null
             */
            refusal?: null | undefined;
        } | null;
        /**
         * @description A token of the answer, and what else was likely at its place.
         * @example {
         *       "token": " upon",
         *       "logprob": -0.01,
         *       "bytes": [
         *         32,
         *         117,
         *         112,
         *         111,
         *         110
         *       ],
         *       "top_logprobs": []
         *     }
         */
        ChatPlaceLogprobs: components["schemas"]["TokenLogprob"] & {
            /**
             * @description The likeliest tokens at this place, the likeliest first.
             * @example [
             *       {
             *         "token": " upon",
             *         "logprob": -0.01,
             *         "bytes": [
             *           32,
             *           117,
             *           112,
             *           111,
             *           110
             *         ]
             *       }
             *     ]
             */
            top_logprobs: components["schemas"]["TokenLogprob"][];
        };
        /**
         * @description A token and the natural logarithm of its probability, before temperature and penalties.
         * @example {
         *       "token": " upon",
         *       "logprob": -0.01,
         *       "bytes": [
         *         32,
         *         117,
         *         112,
         *         111,
         *         110
         *       ]
         *     }
         */
        TokenLogprob: {
            /**
             * @description Its text; U+FFFD where it is only a part of a character.
             * @example upon
             */
            token: string;
            /**
             * @description The logarithm of its probability.
             * @example -0.01
             */
            logprob: number;
            /**
             * @description Its text in UTF-8.
             * @example [
             *       32,
             *       117,
             *       112,
             *       111,
             *       110
             *     ]
             */
            bytes: number[];
        };
        /**
         * @description One frame of a streamed answer.
         * @example {
         *       "id": "id-1731000000000480213759246",
         *       "object": "chat.completion.chunk",
         *       "created": 1731000000,
         *       "model": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "choices": [
         *         {
         *           "index": 0,
         *           "delta": {
         *             "content": " upon"
         *           },
         *           "finish_reason": null
         *         }
         *       ]
         *     }
         */
        ChatCompletionChunk: {
            /**
             * @description The id of this answer, the same in all its chunks.
             * @example id-1731000000000480213759246
             */
            id: string;
            /**
             * @description What this is.
             * @example chat.completion.chunk
             * @constant
             */
            object: "chat.completion.chunk";
            /**
             * @description When it was made; seconds since 1970.
             * @example 1731000000
             */
            created: number;
            model: components["schemas"]["ModelName"];
            /**
             * @description What is new in one of the answers; empty beside the usage that was asked for.
             * @example [
             *       {
             *         "index": 0,
             *         "delta": {
             *           "content": " upon"
             *         },
             *         "finish_reason": null
             *       }
             *     ]
             */
            choices: components["schemas"]["ChatCompletionDelta"][];
            /**
             * @description How many tokens the request took, where this is the chunk that says so.
             * @example null
             */
            usage?: (components["schemas"]["Usage"] | null) | undefined;
        };
        /**
         * @description What is new in an answer.
         * @example {
         *       "index": 0,
         *       "delta": {
         *         "content": " upon"
         *       },
         *       "finish_reason": null
         *     }
         */
        ChatCompletionDelta: {
            /**
             * @description Which answer this is of.
             * @example 0
             */
            index: number;
            /**
             * @description What to append to the answer.
             * @example {
             *       "content": " upon"
             *     }
             */
            delta: {
                /**
                 * @description Who speaks, at the beginning.
                 * @example assistant
                 * @constant
                 */
                role?: "assistant" | undefined;
                /**
                 * @description The next piece of the text.
                 * @example upon
                 */
                content?: string | undefined;
                /**
                 * @description The next piece of the model's thoughts.
                 * @example The user asks
                 */
                reasoning_content?: string | undefined;
                /**
                 * @description Pieces of calls of tools.
                 * @example [
                 *       {
                 *         "index": 0,
                 *         "id": "call_a1b2c3d4e",
                 *         "type": "function",
                 *         "function": {
                 *           "name": "sum",
                 *           "arguments": "{}"
                 *         }
                 *       }
                 *     ]
                 */
                tool_calls?: components["schemas"]["ChatToolCallDelta"][] | undefined;
                function_call?: components["schemas"]["ChatFunctionCall"] | undefined;
            };
            logprobs?: components["schemas"]["ChatLogprobs"] | undefined;
            /**
             * @description Why the answer ends, once it does.
             * @example null
             */
            finish_reason: components["schemas"]["ChatFinishReason"] | null;
        };
        /**
         * @description A text to go on with.
         * @example {
         *       "model": "@cf/tinystories/stories-260k",
         *       "prompt": "Once upon a time"
         *     }
         */
        CompletionRequest: components["schemas"]["OpenAiOptions"] & {
            /**
             * @description What to continue; one text, several, or the ids of its tokens.
             * @example Once upon a time
             */
            prompt: string | string[] | number[] | number[][];
            /**
             * @description Begin each answer with its prompt. Not together with `logprobs`.
             * @default false
             * @example false
             */
            echo?: (boolean | null) | undefined;
            /**
             * @description Tell the log probability of each token, and of this many of the likeliest at its place.
             * @example 2
             */
            logprobs?: (number | null) | undefined;
            /**
             * @description Only as many as `n`; more texts than are answered are not generated here.
             * @example 1
             */
            best_of?: (number | null) | undefined;
        };
        /**
         * @description Continued texts, or, in a stream, what is new in one of them.
         * @example {
         *       "id": "id-1731000000000480213759246",
         *       "object": "text_completion",
         *       "created": 1731000000,
         *       "model": "@cf/tinystories/stories-260k",
         *       "choices": [
         *         {
         *           "index": 0,
         *           "text": ", there was",
         *           "logprobs": null,
         *           "finish_reason": "length"
         *         }
         *       ],
         *       "usage": {
         *         "prompt_tokens": 5,
         *         "completion_tokens": 16,
         *         "total_tokens": 21
         *       }
         *     }
         */
        Completion: {
            /**
             * @description The id of this answer, the same in all its chunks.
             * @example id-1731000000000480213759246
             */
            id: string;
            /**
             * @description What this is.
             * @example text_completion
             * @constant
             */
            object: "text_completion";
            /**
             * @description When it was made; seconds since 1970.
             * @example 1731000000
             */
            created: number;
            model: components["schemas"]["ModelName"];
            /**
             * @description The texts, `n` for each prompt, in the order of the prompts.
             * @example [
             *       {
             *         "index": 0,
             *         "text": ", there was",
             *         "logprobs": null,
             *         "finish_reason": "length"
             *       }
             *     ]
             */
            choices: components["schemas"]["CompletionChoice"][];
            /**
             * @description How many tokens the request took; of a stream, in the chunk that says so.
             * @example {
             *       "prompt_tokens": 5,
             *       "completion_tokens": 16,
             *       "total_tokens": 21
             *     }
             */
            usage?: (components["schemas"]["Usage"] | null) | undefined;
        };
        /**
         * @description One text.
         * @example {
         *       "index": 0,
         *       "text": ", there was",
         *       "logprobs": null,
         *       "finish_reason": "length"
         *     }
         */
        CompletionChoice: {
            /**
             * @description Which text this is.
             * @example 0
             */
            index: number;
            /**
             * @description How the text goes on.
             * @example , there was
             */
            text: string;
            logprobs: components["schemas"]["CompletionLogprobs"];
            /**
             * @description Why the text ends; null in a stream as long as it goes on.
             * @example length
             */
            finish_reason: components["schemas"]["FinishReason"] | null;
        };
        /**
         * @description The probabilities of a text's tokens, as lists side by side; null where they were not asked for.
         * @example null
         */
        CompletionLogprobs: {
            /**
             * @description The tokens; a part of a character reads `bytes:\xf0`.
             * @example [
             *       " upon"
             *     ]
             */
            tokens: string[];
            /**
             * @description The natural logarithms of their probabilities.
             * @example [
             *       -0.01
             *     ]
             */
            token_logprobs: number[];
            /**
             * @description The likeliest tokens at each place.
             * @example [
             *       {
             *         " upon": -0.01
             *       }
             *     ]
             */
            top_logprobs: {
                [key: string]: number;
            }[];
            /**
             * @description Where in the text each token begins.
             * @example [
             *       0
             *     ]
             */
            text_offset: number[];
        } | null;
        /**
         * @description A model that can be run, in OpenAI's form.
         * @example {
         *       "id": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "object": "model",
         *       "created": 1699315200,
         *       "owned_by": "mistral",
         *       "context_window": 2824
         *     }
         */
        OpenAiModel: {
            id: components["schemas"]["ModelName"];
            /**
             * @description What this is.
             * @example model
             * @constant
             */
            object: "model";
            /**
             * @description When the model was added; seconds since 1970.
             * @example 1699315200
             */
            created: number;
            /**
             * @description Its author, the middle part of its name.
             * @example mistral
             */
            owned_by: string;
            /**
             * @description Tokens that a prompt and its answer can have together. OpenAI's API does not have it.
             * @example 2824
             */
            context_window?: number | undefined;
        };
        /**
         * @description Models, in OpenAI's form.
         * @example {
         *       "object": "list",
         *       "data": []
         *     }
         */
        OpenAiModelList: {
            /**
             * @description What this is.
             * @example list
             * @constant
             */
            object: "list";
            /**
             * @description The models.
             * @example []
             */
            data: components["schemas"]["OpenAiModel"][];
        };
        /**
         * @description The envelope around an error, with OpenAI's `error` object beside it, so that both kinds of client can read it.
         * @example {
         *       "result": null,
         *       "success": false,
         *       "errors": [
         *         {
         *           "code": 10000,
         *           "message": "Authentication error"
         *         }
         *       ],
         *       "messages": [],
         *       "error": {
         *         "message": "Authentication error",
         *         "type": "invalid_request_error",
         *         "param": null,
         *         "code": "invalid_api_key"
         *       }
         *     }
         */
        OpenAiErrorEnvelope: components["schemas"]["ErrorEnvelope"] & {
            /**
             * @description What went wrong, for OpenAI's clients.
             * @example {
             *       "message": "Authentication error",
             *       "type": "invalid_request_error",
             *       "param": null,
             *       "code": "invalid_api_key"
             *     }
             */
            error: {
                /**
                 * @description What went wrong, in words.
                 * @example Authentication error
                 */
                message: string;
                /**
                 * @description Whose fault it is.
                 * @example invalid_request_error
                 * @enum {string}
                 */
                type: "invalid_request_error" | "rate_limit_error" | "server_error";
                /**
                 * @description Which field of the body, where it is one.
                 * @example temperature
                 */
                param: string | null;
                /**
                 * @description What went wrong, where OpenAI has a word for it; `errors` has the number.
                 * @example invalid_api_key
                 */
                code: string | null;
            };
        };
        /**
         * @description A generated text.
         * @example {
         *       "response": "Grouped query attention lets several query heads share one key and value head.",
         *       "tool_calls": [],
         *       "usage": {
         *         "prompt_tokens": 15,
         *         "completion_tokens": 16,
         *         "total_tokens": 31
         *       },
         *       "finish_reason": "stop"
         *     }
         */
        AiTextGenerationOutput: {
            /**
             * @description What the model thought before, from engines that keep it apart from the text.
             * @example The question is about attention.
             */
            reasoning_content?: string | undefined;
            /**
             * @description The text.
             * @example Grouped query attention lets several query heads share one key and value head.
             */
            response: string;
            /**
             * @description The tools the model wants called.
             * @example []
             */
            tool_calls?: components["schemas"]["ToolCall"][] | undefined;
            /** @description How many tokens the request took. */
            usage?: components["schemas"]["Usage"] | undefined;
            /** @description Why the text ends where it does. */
            finish_reason?: components["schemas"]["FinishReason"] | undefined;
        };
        /**
         * @description What a run with `response_format` gives.
         * @example {
         *       "response": {
         *         "name": "Mistral"
         *       },
         *       "usage": {
         *         "prompt_tokens": 15,
         *         "completion_tokens": 9,
         *         "total_tokens": 24
         *       }
         *     }
         */
        AiTextGenerationJsonOutput: {
            /**
             * @description The JSON value that the model wrote, parsed.
             * @example {
             *       "name": "Mistral"
             *     }
             */
            response: unknown;
            /**
             * @description The tools the model wants called, where calls had to be made.
             * @example []
             */
            tool_calls?: components["schemas"]["ToolCall"][] | undefined;
            /** @description How many tokens the request took. */
            usage?: components["schemas"]["Usage"] | undefined;
            /** @description Why the text ends where it does. */
            finish_reason?: components["schemas"]["FinishReason"] | undefined;
        };
        /**
         * @description Why the answer ends where it does: it was complete (`stop`), `max_tokens` or the context cut it off (`length`;
         *     JSON and calls of tools that were steered to an early end for them parse all the same), or the model asks for
         *     tools (`tool_calls`). Cloudflare's service does not always say.
         * @example stop
         * @enum {string}
         */
        FinishReason: "stop" | "length" | "tool_calls";
        /**
         * @description The JSON of one `data:` frame of a stream. Every field may be absent: frames with text carry `response`, the last
         *     one carries `usage`, and some services send frames with neither near the end.
         * @example {
         *       "response": " upon",
         *       "tool_calls": [],
         *       "p": "abdefghij"
         *     }
         */
        AiTextGenerationStreamChunk: {
            /**
             * @description The next piece of the text; may be empty.
             * @example upon
             */
            response?: string | undefined;
            /**
             * @description The next piece of what the model thinks before it answers, from engines that keep it apart.
             * @example so
             */
            reasoning_content?: string | undefined;
            /**
             * @description As in the whole answer.
             * @example []
             */
            tool_calls?: components["schemas"]["ToolCall"][] | undefined;
            /** @description How many tokens the request took. */
            usage?: components["schemas"]["Usage"] | undefined;
            /** @description Why the text ends where it does. */
            finish_reason?: components["schemas"]["FinishReason"] | undefined;
            /**
             * @description Padding of random length, so that the size of a frame does not tell its text. Has no meaning.
             * @example abdefghij
             */
            p?: string | undefined;
        };
        /**
         * @description A call of a tool which the model asks for.
         * @example {
         *       "name": "sum",
         *       "arguments": {
         *         "a": 1,
         *         "b": 2
         *       }
         *     }
         */
        ToolCall: {
            /**
             * @description Which of the calls, in streams.
             * @example 0
             */
            index?: number | undefined;
            /**
             * @description The tool.
             * @example sum
             */
            name?: string | undefined;
            /**
             * @description Its arguments, by name.
             * @example {
             *       "a": 1,
             *       "b": 2
             *     }
             */
            arguments?: {
                [key: string]: unknown;
            } | undefined;
        };
        /**
         * @description How many tokens the request took.
         * @example {
         *       "prompt_tokens": 15,
         *       "completion_tokens": 16,
         *       "total_tokens": 31
         *     }
         */
        Usage: {
            /**
             * @description Tokens of the whole input, the chat template and the start token included.
             * @default 0
             * @example 15
             */
            prompt_tokens: number;
            /**
             * @description Tokens generated; never more than `max_tokens`.
             * @default 0
             * @example 16
             */
            completion_tokens: number;
            /**
             * @description The sum of both.
             * @default 0
             * @example 31
             */
            total_tokens: number;
            /**
             * @description Absent where no prompt tokens were in the prefix cache.
             * @example {
             *       "cached_tokens": 16
             *     }
             */
            prompt_tokens_details?: {
                /**
                 * @description Prompt tokens that were not computed again.
                 * @example 16
                 */
                cached_tokens: number;
            } | undefined;
        };
        /**
         * @description A model that can be run, as the search lists it.
         * @example {
         *       "id": "c907d0f9-d69d-4e93-b501-4daeb4fd69eb",
         *       "source": 1,
         *       "name": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "description": "Mistral 7B, tuned to follow instructions.",
         *       "created_at": "2023-11-07 00:00:00.000",
         *       "task": {
         *         "id": "c329a1f9-323d-4e91-b2aa-582dd4188d34",
         *         "name": "Text Generation",
         *         "description": "Models that continue or answer a text."
         *       },
         *       "tags": [],
         *       "properties": [
         *         {
         *           "property_id": "context_window",
         *           "value": "2824"
         *         }
         *       ]
         *     }
         */
        Model: {
            /**
             * Format: uuid
             * @description The model's id. Requests use its name instead.
             * @example c907d0f9-d69d-4e93-b501-4daeb4fd69eb
             */
            id: string;
            /**
             * @description Where the model comes from, 1 for `@cf/` and 2 for `@hf/`.
             * @example 1
             */
            source: number;
            /** @description The model's name, by which it is run. */
            name: components["schemas"]["ModelName"];
            /**
             * @description What the model is.
             * @example Mistral 7B, tuned to follow instructions.
             */
            description: string;
            /**
             * @description When the model was added.
             * @example 2023-11-07 00:00:00.000
             */
            created_at?: string | undefined;
            /** @description What the model does. */
            task: components["schemas"]["Task"];
            /**
             * @description Free labels.
             * @example []
             */
            tags: string[];
            /**
             * @description Facts about the model.
             * @example [
             *       {
             *         "property_id": "context_window",
             *         "value": "2824"
             *       }
             *     ]
             */
            properties: components["schemas"]["ModelProperty"][];
        };
        /**
         * @description What a model is for.
         * @example {
         *       "id": "c329a1f9-323d-4e91-b2aa-582dd4188d34",
         *       "name": "Text Generation",
         *       "description": "Models that continue or answer a text."
         *     }
         */
        Task: {
            /**
             * Format: uuid
             * @description The task's id.
             * @example c329a1f9-323d-4e91-b2aa-582dd4188d34
             */
            id: string;
            /**
             * @description The task's name, by which the search filters.
             * @example Text Generation
             */
            name: string;
            /**
             * @description What models of this task do.
             * @example Models that continue or answer a text.
             */
            description: string;
        };
        /**
         * @description One fact about a model.
         * @example {
         *       "property_id": "context_window",
         *       "value": "2824"
         *     }
         */
        ModelProperty: {
            /**
             * @description Which fact; for example `context_window`, `lora`, `beta`, `info`, `price`, `planned_deprecation_date`.
             * @example context_window
             */
            property_id: string;
            /**
             * @description The fact. A string, except the list of prices.
             * @example 2824
             */
            value: string | components["schemas"]["ModelPrice"][];
        };
        /**
         * @description What one unit costs.
         * @example {
         *       "unit": "per M input tokens",
         *       "price": 0.11,
         *       "currency": "USD"
         *     }
         */
        ModelPrice: {
            /**
             * @description The unit.
             * @example per M input tokens
             */
            unit: string;
            /**
             * @description The price of one unit.
             * @example 0.11
             */
            price: number;
            /**
             * @description The currency of the price.
             * @example USD
             */
            currency: string;
        };
        /**
         * @description The body of a run that names its model.
         * @example {
         *       "model": "@cf/tinystories/stories-260k",
         *       "input": {
         *         "prompt": "Once upon a time"
         *       }
         *     }
         */
        GenericRunRequest: {
            model: components["schemas"]["ModelName"];
            input: components["schemas"]["AiRunInput"];
            options?: components["schemas"]["CallOptions"] | undefined;
        };
        /**
         * @description The envelope around the schemas of a model.
         * @example {
         *       "result": {
         *         "input": {
         *           "type": "object",
         *           "oneOf": []
         *         },
         *         "output": {
         *           "oneOf": []
         *         }
         *       },
         *       "success": true,
         *       "errors": [],
         *       "messages": []
         *     }
         */
        ModelSchemaEnvelope: components["schemas"]["Envelope"] & {
            /**
             * @description The schemas.
             * @example {
             *       "input": {
             *         "type": "object",
             *         "oneOf": []
             *       },
             *       "output": {
             *         "oneOf": []
             *       }
             *     }
             */
            result: {
                /**
                 * @description The JSON schema of an input.
                 * @example {
                 *       "type": "object",
                 *       "oneOf": [
                 *         {
                 *           "title": "Prompt",
                 *           "required": [
                 *             "prompt"
                 *           ]
                 *         },
                 *         {
                 *           "title": "Messages",
                 *           "required": [
                 *             "messages"
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                input: {
                    /**
                     * @description The forms that an input can have, such as a prompt or messages.
                     * @example [
                     *       {
                     *         "type": "object"
                     *       }
                     *     ]
                     */
                    oneOf?: Record<string, never>[] | undefined;
                } & {
                    [key: string]: unknown;
                };
                /**
                 * @description The JSON schemas of an output, each with the `contentType` that it comes as.
                 * @example {
                 *       "oneOf": [
                 *         {
                 *           "type": "object",
                 *           "contentType": "application/json"
                 *         },
                 *         {
                 *           "type": "string",
                 *           "contentType": "text/event-stream"
                 *         }
                 *       ]
                 *     }
                 */
                output: {
                    /**
                     * @description A whole answer, or a stream.
                     * @example [
                     *       {
                     *         "type": "object"
                     *       }
                     *     ]
                     */
                    oneOf: Record<string, never>[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /**
         * @description The envelope around a list of tasks.
         * @example {
         *       "result": [
         *         {
         *           "id": "c329a1f9-323d-4e91-b2aa-582dd4188d34",
         *           "name": "Text Generation",
         *           "description": "Models that continue or answer a text."
         *         }
         *       ],
         *       "success": true,
         *       "errors": [],
         *       "messages": []
         *     }
         */
        TasksEnvelope: components["schemas"]["Envelope"] & {
            /**
             * @description The tasks.
             * @example []
             */
            result: components["schemas"]["Task"][];
        };
        /**
         * @description The envelope around a list of authors.
         * @example {
         *       "result": [
         *         {
         *           "name": "mistral"
         *         }
         *       ],
         *       "success": true,
         *       "errors": [],
         *       "messages": []
         *     }
         */
        AuthorsEnvelope: components["schemas"]["Envelope"] & {
            /**
             * @description The authors.
             * @example [
             *       {
             *         "name": "mistral"
             *       }
             *     ]
             */
            result: {
                /**
                 * @description The name, by which the search filters.
                 * @example mistral
                 */
                name: string;
            }[];
        };
        /**
         * @description The envelope around a list of finetunes.
         * @example {
         *       "result": [],
         *       "success": true,
         *       "errors": [],
         *       "messages": []
         *     }
         */
        FinetunesEnvelope: components["schemas"]["Envelope"] & {
            /**
             * @description The finetunes.
             * @example []
             */
            result: components["schemas"]["Finetune"][];
        };
        /**
         * @description A LoRA adapter for a model.
         * @example {
         *       "id": "00000000-0000-0000-0000-000000000000",
         *       "name": "my-adapter",
         *       "model": "@cf/mistral/mistral-7b-instruct-v0.2-lora"
         *     }
         */
        Finetune: {
            /**
             * @description The adapter's id.
             * @example 00000000-0000-0000-0000-000000000000
             */
            id: string;
            /**
             * @description Its name, which `lora` takes.
             * @example my-adapter
             */
            name: string;
            model: components["schemas"]["ModelName"];
            /**
             * @description What it is.
             * @example Answers in rhymes.
             */
            description?: string | undefined;
            /**
             * @description When it was made.
             * @example 2024-04-02 13:00:59.244
             */
            created_at?: string | undefined;
            /**
             * @description When it was changed last.
             * @example 2024-04-02 13:00:59.244
             */
            modified_at?: string | undefined;
            /**
             * @description Whether everybody may use it.
             * @example false
             */
            public?: boolean | undefined;
        };
        /**
         * @description Models in the form in which OpenRouter takes them from a provider.
         * @example {
         *       "data": []
         *     }
         */
        OpenRouterModelList: {
            /**
             * @description The models of this page.
             * @example []
             */
            data: components["schemas"]["OpenRouterModel"][];
        };
        /**
         * @description A model in OpenRouter's form.
         * @example {
         *       "id": "@cf/tinystories/stories-260k",
         *       "name": "@cf/tinystories/stories-260k",
         *       "created": 1690416000,
         *       "description": "A model that tells children's stories.",
         *       "context_length": 512,
         *       "max_output_length": 511,
         *       "input_modalities": [
         *         "text"
         *       ],
         *       "output_modalities": [
         *         "text"
         *       ],
         *       "pricing": {
         *         "prompt": "0",
         *         "completion": "0"
         *       },
         *       "supported_sampling_parameters": [
         *         "temperature",
         *         "top_p"
         *       ],
         *       "supported_features": [
         *         "tools",
         *         "json_mode",
         *         "structured_outputs"
         *       ]
         *     }
         */
        OpenRouterModel: {
            id: components["schemas"]["ModelName"];
            /**
             * @description The same, for people.
             * @example @cf/tinystories/stories-260k
             */
            name: string;
            /**
             * @description When the model was added; seconds since 1970.
             * @example 1690416000
             */
            created: number;
            /**
             * @description What the model is.
             * @example A model that tells children's stories.
             */
            description: string;
            /**
             * @description Tokens that a prompt and its answer can have together.
             * @example 512
             */
            context_length?: number | undefined;
            /**
             * @description Tokens that an answer can have.
             * @example 511
             */
            max_output_length?: number | undefined;
            /**
             * @description What it reads.
             * @example [
             *       "text"
             *     ]
             */
            input_modalities: string[];
            /**
             * @description What it writes.
             * @example [
             *       "text"
             *     ]
             */
            output_modalities: string[];
            /**
             * @description Dollars for a token; your own server takes none.
             * @example {
             *       "prompt": "0",
             *       "completion": "0"
             *     }
             */
            pricing: {
                /**
                 * @description For a token that it reads.
                 * @example 0
                 */
                prompt: string;
                /**
                 * @description For a token that it writes.
                 * @example 0
                 */
                completion: string;
            };
            /**
             * @description Options that it knows.
             * @example [
             *       "temperature",
             *       "top_p"
             *     ]
             */
            supported_sampling_parameters: string[];
            /**
             * @description What else it can do.
             * @example [
             *       "tools",
             *       "json_mode",
             *       "structured_outputs"
             *     ]
             */
            supported_features: string[];
        };
        /**
         * @description A token, without the token.
         * @example {
         *       "id": "ed17574386854bf78a67040be0a770b0",
         *       "status": "active"
         *     }
         */
        Token: {
            /**
             * @description The token's id, 32 hexadecimal digits.
             * @example ed17574386854bf78a67040be0a770b0
             */
            id: string;
            /**
             * @description Whether it can be used.
             * @example active
             * @enum {string}
             */
            status: "active" | "disabled" | "expired";
            /**
             * Format: date-time
             * @description When it expires or has expired; absent for a token that never does.
             * @example 2030-01-31T00:00:00Z
             */
            expires_on?: string | undefined;
        };
        /**
         * @description The state of the server.
         * @example {
         *       "status": "ok"
         *     }
         */
        Health: {
            /**
             * @description `unavailable` while it shuts down.
             * @example ok
             * @enum {string}
             */
            status: "ok" | "unavailable";
        };
        /**
         * @description Whether there is a model that can be run, and how each is.
         * @example {
         *       "status": "ready",
         *       "models": [
         *         {
         *           "name": "@cf/mistral/mistral-7b-instruct-v0.1",
         *           "status": "ready",
         *           "restarts": 0,
         *           "last_failure_at": null
         *         }
         *       ]
         *     }
         */
        Readiness: {
            /**
             * @description `ready` while at least one model is.
             * @example ready
             * @enum {string}
             */
            status: "ready" | "unavailable";
            /**
             * @description The models of this server.
             * @example [
             *       {
             *         "name": "@cf/mistral/mistral-7b-instruct-v0.1",
             *         "status": "ready",
             *         "restarts": 0,
             *         "last_failure_at": null
             *       }
             *     ]
             */
            models: components["schemas"]["ModelReadiness"][];
        };
        /**
         * @description How a model's engine is.
         * @example {
         *       "name": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "status": "ready",
         *       "restarts": 0,
         *       "last_failure_at": null
         *     }
         */
        ModelReadiness: {
            /**
             * @description The name it is served under.
             * @example @cf/mistral/mistral-7b-instruct-v0.1
             */
            name: string;
            /**
             * @description `unloaded`: it gave its memory back, and loads with the next request, which waits for it.
             *     `restarting`: it has failed, is being started again, and answers 503 meanwhile. `draining`: it was told to stop.
             * @example ready
             * @enum {string}
             */
            status: "starting" | "ready" | "unloaded" | "restarting" | "draining";
            /**
             * @description How often it came back after it had failed.
             * @example 0
             */
            restarts: number;
            /**
             * Format: date-time
             * @description When it failed last; why is in the server's log.
             * @example null
             */
            last_failure_at: string | null;
            /**
             * @description Only while it loads for the first time: `waiting` (for other models), `timing kernels`, `compiling kernels` or
             *     `loading weights`.
             * @example loading weights
             */
            stage?: string | undefined;
            /**
             * @description The part of the stage that is done.
             * @example 0.42
             */
            progress?: number | undefined;
            /**
             * @description Of a model whose engines are elsewhere, each of them.
             * @example [
             *       {
             *         "engine": "vllm",
             *         "ready": true
             *       }
             *     ]
             */
            upstreams?: {
                /**
                 * @description Which engine it is; null until it has answered.
                 * @example vllm
                 */
                engine: string | null;
                /**
                 * @description Whether requests are sent there.
                 * @example true
                 */
                ready: boolean;
            }[] | undefined;
        };
        /**
         * @description What every JSON answer is wrapped in; `result` is added by the envelope of each operation.
         * @example {
         *       "success": true,
         *       "errors": [],
         *       "messages": []
         *     }
         */
        Envelope: {
            /**
             * @description Whether there is a result.
             * @example true
             */
            success: boolean;
            /**
             * @description What went wrong; empty on success.
             * @example []
             */
            errors: components["schemas"]["ApiError"][];
            /**
             * @description Remarks that are no errors.
             * @example []
             */
            messages: components["schemas"]["ApiMessage"][];
        };
        /**
         * @description The envelope around the result of a run.
         * @example {
         *       "result": {
         *         "response": "Grouped query attention lets several query heads share one key and value head.",
         *         "tool_calls": [],
         *         "usage": {
         *           "prompt_tokens": 15,
         *           "completion_tokens": 16,
         *           "total_tokens": 31
         *         }
         *       },
         *       "success": true,
         *       "errors": [],
         *       "messages": []
         *     }
         */
        RunEnvelope: components["schemas"]["Envelope"] & {
            /**
             * @description What the model gave; a text, in JSON mode a value, or vectors or scores.
             * @example {
             *       "response": "Yes.",
             *       "tool_calls": [],
             *       "finish_reason": "stop"
             *     }
             */
            result: components["schemas"]["AiTextGenerationOutput"] | components["schemas"]["AiTextGenerationJsonOutput"] | components["schemas"]["AiTextEmbeddingsOutput"] | components["schemas"]["AiContextsOutput"] | components["schemas"]["AiRerankOutput"];
        };
        /**
         * @description The envelope around a page of models.
         * @example {
         *       "result": [],
         *       "success": true,
         *       "errors": [],
         *       "messages": [],
         *       "result_info": {
         *         "count": 0,
         *         "page": 2,
         *         "per_page": 100,
         *         "total_count": 1
         *       }
         *     }
         */
        ModelsEnvelope: components["schemas"]["Envelope"] & {
            /**
             * @description The models of this page; empty past the end.
             * @example []
             */
            result: components["schemas"]["Model"][];
            result_info?: components["schemas"]["ResultInfo"] | undefined;
        };
        /**
         * @description The envelope around a token.
         * @example {
         *       "result": {
         *         "id": "ed17574386854bf78a67040be0a770b0",
         *         "status": "active"
         *       },
         *       "success": true,
         *       "errors": [],
         *       "messages": [
         *         {
         *           "code": 10000,
         *           "message": "This API Token is valid and active",
         *           "type": null
         *         }
         *       ]
         *     }
         */
        TokenEnvelope: components["schemas"]["Envelope"] & {
            result: components["schemas"]["Token"];
        };
        /**
         * @description A conversation or a text, what a model answered, and which token is asked about.
         * @example {
         *       "model": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "messages": [
         *         {
         *           "role": "user",
         *           "content": "Which wind is cold?"
         *         }
         *       ],
         *       "answer": "The mistral."
         *     }
         */
        AttentionRequest: {
            model: components["schemas"]["ModelName"];
            /**
             * @description The messages that were answered, as in a chat completion; not beside `prompt`.
             * @example [
             *       {
             *         "role": "user",
             *         "content": "Which wind is cold?"
             *       }
             *     ]
             */
            messages?: components["schemas"]["ChatCompletionMessage"][] | undefined;
            /**
             * @description The text that was continued, as in a completion; not beside `messages`.
             * @example Once upon a time
             */
            prompt?: string | undefined;
            /**
             * @description The tools that the model was offered; only beside `messages`.
             * @example null
             */
            tools?: (components["schemas"]["Tool"][] | null) | undefined;
            /**
             * @description Variables for the chat template, as in a chat completion.
             * @example null
             */
            chat_template_kwargs?: ({
                [key: string]: unknown;
            } | null) | undefined;
            /**
             * @description The text of the answer.
             * @default
             * @example The mistral.
             */
            answer?: string | undefined;
            /**
             * @description The token that looks, by its place in prompt and answer, from 0. Its attention decides about the token after it.
             *     Default: the last one.
             * @example 17
             */
            position?: number | undefined;
            /**
             * @description The layers, from 0. Default, all of them.
             * @example [
             *       0,
             *       31
             *     ]
             */
            layers?: number[] | undefined;
            /**
             * @description A row for each head; otherwise the mean of the heads that share their keys.
             * @default false
             * @example false
             */
            per_head?: boolean | undefined;
            /**
             * @description Most columns of a row. In longer texts a column is the sum over several neighbouring positions.
             * @default 128
             * @example 128
             */
            max_columns?: number | undefined;
        };
        /**
         * @description Where one token looked.
         * @example {
         *       "tokens": [
         *         "<s>",
         *         "Once",
         *         " upon"
         *       ],
         *       "prompt_tokens": 2,
         *       "position": 2,
         *       "positions_per_column": 1,
         *       "n_layers": 1,
         *       "n_heads": 4,
         *       "n_kv_heads": 1,
         *       "sliding_window": null,
         *       "per_head": false,
         *       "layers": [
         *         {
         *           "layer": 0,
         *           "rows": [
         *             [
         *               0.5,
         *               0.25,
         *               0.25
         *             ]
         *           ]
         *         }
         *       ]
         *     }
         */
        Attention: {
            /**
             * @description The text of each token of prompt and answer.
             * @example [
             *       "<s>",
             *       "Once",
             *       " upon"
             *     ]
             */
            tokens: string[];
            /**
             * @description How many of them are the prompt's.
             * @example 2
             */
            prompt_tokens: number;
            /**
             * @description The token that looks.
             * @example 2
             */
            position: number;
            /**
             * @description Column c is the sum of the positions from c times this number on; there are none behind `position`.
             * @example 1
             */
            positions_per_column: number;
            /**
             * @description Layers of the model.
             * @example 32
             */
            n_layers: number;
            /**
             * @description Heads of each layer.
             * @example 32
             */
            n_heads: number;
            /**
             * @description Groups of heads that share their keys and values: as many as heads in multi-head attention, fewer in grouped-query
             *     attention, one in multi-query attention.
             * @example 8
             */
            n_kv_heads: number;
            /**
             * @description Positions that a token sees, itself included; null for all before it. Positions outside have the weight 0.
             * @example 4096
             */
            sliding_window: number | null;
            /**
             * @description Whether a row is a head; otherwise it is a group of heads.
             * @example false
             */
            per_head: boolean;
            /**
             * @description The layers that were asked for.
             * @example [
             *       {
             *         "layer": 0,
             *         "rows": [
             *           [
             *             0.5,
             *             0.25,
             *             0.25
             *           ]
             *         ]
             *       }
             *     ]
             */
            layers: {
                /**
                 * @description Its number, from 0.
                 * @example 0
                 */
                layer: number;
                /**
                 * @description A row for each head or group, whose weights sum to 1.
                 * @example [
                 *       [
                 *         0.5,
                 *         0.25,
                 *         0.25
                 *       ]
                 *     ]
                 */
                rows: number[][];
            }[];
        };
        /** @description The envelope around attention weights. */
        AttentionEnvelope: components["schemas"]["Envelope"] & {
            result: components["schemas"]["Attention"];
        };
        /**
         * @description A model of this server, and what it takes of the device.
         * @example {
         *       "name": "@cf/mistral/mistral-7b-instruct-v0.1",
         *       "status": "ready",
         *       "device": "NVIDIA H100",
         *       "memory_bytes": {
         *         "weights": 4400000000,
         *         "cache": 1073741824,
         *         "scratch": 33554432
         *       },
         *       "requests_running": 1,
         *       "requests_waiting": 0,
         *       "idle_since": null,
         *       "unloads_at": null,
         *       "unloads_when_idle": false
         *     }
         */
        LoadedModel: {
            name: components["schemas"]["ModelName"];
            /**
             * @description As in `/readyz`.
             * @example ready
             * @enum {string}
             */
            status: "starting" | "ready" | "unloaded" | "restarting" | "draining";
            /**
             * @description The device that it runs on; null where its engine is elsewhere.
             * @example NVIDIA H100
             */
            device: string | null;
            /**
             * @description What it takes of the device; null where it takes nothing, or its engine is elsewhere.
             * @example {
             *       "weights": 4400000000,
             *       "cache": 1073741824,
             *       "scratch": 33554432
             *     }
             */
            memory_bytes: {
                /**
                 * @description Weights.
                 * @example 4400000000
                 */
                weights: number;
                /**
                 * @description Keys and values.
                 * @example 1073741824
                 */
                cache: number;
                /**
                 * @description Activations and logits.
                 * @example 33554432
                 */
                scratch: number;
            } | null;
            /**
             * @description Answers that are generated now.
             * @example 1
             */
            requests_running: number;
            /**
             * @description Answers that wait for their turn.
             * @example 0
             */
            requests_waiting: number;
            /**
             * Format: date-time
             * @description When its last answer ended; null while one runs, and where it is not in memory or that is not known.
             * @example null
             */
            idle_since: string | null;
            /**
             * Format: date-time
             * @description When it is unloaded unless somebody asks before; null where that is not planned.
             * @example null
             */
            unloads_at: string | null;
            /**
             * @description It was told to unload, and does so when its answers have ended.
             * @example false
             */
            unloads_when_idle: boolean;
        };
        /**
         * @description Which model.
         * @example {
         *       "model": "@cf/mistral/mistral-7b-instruct-v0.1"
         *     }
         */
        UnloadRequest: {
            model: components["schemas"]["ModelName"];
        };
        /** @description The envelope around a model. */
        LoadedModelEnvelope: components["schemas"]["Envelope"] & {
            result: components["schemas"]["LoadedModel"];
        };
        /** @description The envelope around the models of this server. */
        LoadedModelsEnvelope: components["schemas"]["Envelope"] & {
            /**
             * @description The models.
             * @example []
             */
            result: components["schemas"]["LoadedModel"][];
        };
        /**
         * @description The envelope around an error. `result` is an empty object when a model refused, otherwise null.
         * @example {
         *       "result": null,
         *       "success": false,
         *       "errors": [
         *         {
         *           "code": 10000,
         *           "message": "Authentication error"
         *         }
         *       ],
         *       "messages": []
         *     }
         */
        ErrorEnvelope: components["schemas"]["Envelope"] & {
            /**
             * @description There is no result.
             * @example false
             * @constant
             */
            success?: false | undefined;
            /**
             * @description What went wrong, most important first.
             * @example [
             *       {
             *         "code": 10000,
             *         "message": "Authentication error"
             *       }
             *     ]
             */
            errors?: components["schemas"]["ApiError"][] | undefined;
            /**
             * @description Nothing.
             * @example null
             */
            result: Record<string, never> | null;
        };
        /**
         * @description Where a page lies in the whole list.
         * @example {
         *       "count": 1,
         *       "page": 1,
         *       "per_page": 100,
         *       "total_count": 1
         *     }
         */
        ResultInfo: {
            /**
             * @description How many entries this page has.
             * @example 1
             */
            count: number;
            /**
             * @description Which page this is, counted from 1.
             * @example 1
             */
            page: number;
            /**
             * @description How many entries a full page has.
             * @example 100
             */
            per_page: number;
            /**
             * @description How many entries there are on all pages.
             * @example 1
             */
            total_count: number;
        };
        /**
         * @description One thing that went wrong.
         * @example {
         *       "code": 10000,
         *       "message": "Authentication error"
         *     }
         */
        ApiError: {
            /**
             * @description What went wrong, as a number:
             *
             *     | code | status | meaning | worth another try | sent by |
             *     | ---|---|---|---|--- |
             *     | 1000 | 401 | the token to verify is not known | no | Tramontane, Cloudflare |
             *     | 2001 | 400 | there is no such AI Gateway | no | Cloudflare |
             *     | 2003 | 429 | the AI Gateway's own limit is reached | yes | Cloudflare |
             *     | 2009 | 401 | the AI Gateway wants a token of its own | no | Cloudflare |
             *     | 3003 | 400 | headers or body are missing | no | Cloudflare |
             *     | 3006 | 413 | the body has too many bytes | no | Tramontane, Cloudflare |
             *     | 3006 | 431 | the address and the headers have too many bytes | no | Tramontane, Cloudflare |
             *     | 3007 | 408 | the answer took too long | yes | Tramontane, Cloudflare |
             *     | 3007 | 408 | the request took too long to arrive | yes | Tramontane, Cloudflare |
             *     | 3008 | 408 | the request was aborted | yes | Tramontane, Cloudflare |
             *     | 3021 | 429 | too many requests in this minute | yes | Tramontane, Cloudflare |
             *     | 3023 | 403 | the account is blocked | no | Cloudflare |
             *     | 3030 | 400 | the model behind the service refused the input, such as an unsafe image | no | Cloudflare |
             *     | 3036 | 429 | the day's free allocation is used up | no | Cloudflare |
             *     | 3039 | 400 | the finetune lacks files | no | Cloudflare |
             *     | 3040 | 429 | no capacity at the moment | yes | Tramontane, Cloudflare |
             *     | 3041 | 403 | the account may not use this private model | no | Cloudflare |
             *     | 3042 | 404 | there is no model of this id | no | Tramontane, Cloudflare |
             *     | 3046 | 408 | the model behind the service took too long | yes | Cloudflare |
             *     | 4006 | 429 | the day's free allocation is used up | no | Cloudflare |
             *     | 5004 | 400 | the data is not of the type that was announced | no | Cloudflare |
             *     | 5005 | 405 | the model takes no LoRA adapter | no | Tramontane, Cloudflare |
             *     | 5006 | 400 | the input is not valid | no | Tramontane, Cloudflare |
             *     | 5007 | 400 | there is no such model | no | Tramontane, Cloudflare |
             *     | 5012 | 422 | the input is well formed, but the model cannot use it | no | Cloudflare |
             *     | 5016 | 403 | the model's terms are not accepted | no | Cloudflare |
             *     | 5018 | 403 | the account may not use this private model | no | Cloudflare |
             *     | 5019 | 405 | the client is too old | no | Tramontane, Cloudflare |
             *     | 5021 | 413 | input and answer do not fit into the context window | no | Tramontane, Cloudflare |
             *     | 5028 | 410 | the model was retired | no | Cloudflare |
             *     | 5035 | 403 | the plan does not include this model | no | Cloudflare |
             *     | 7000 | 400 | there is no such route, or not for this method | no | Tramontane, Cloudflare |
             *     | 7001 | 404 | there is nothing at this address | no | Tramontane, Cloudflare |
             *     | 7003 | 404 | the account id is malformed | no | Tramontane, Cloudflare |
             *     | 8001 | 400 | the address, its query or the HTTP message is not valid | no | Tramontane, Cloudflare |
             *     | 8007 | 400 | the model behind the service refused the input | no | Cloudflare |
             *     | 8008 | 500 | the server failed | yes | Tramontane, Cloudflare |
             *     | 8008 | 503 | the model's engine is being started again | yes | Tramontane, Cloudflare |
             *     | 9106 | 400 | the credentials cannot be read | no | Cloudflare |
             *     | 10000 | 401 | there is no token, or one that is not known | no | Tramontane, Cloudflare |
             *     | 10000 | 403 | the token is not for this account | no | Tramontane, Cloudflare |
             * @example 5007
             */
            code: number;
            /**
             * @description What went wrong, in words. Errors of a model read `AiError: <name>: <description> (<cf-ai-req-id>)`.
             * @example AiError: No such model: No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)
             */
            message: string;
        };
        /**
         * @description The body of a run for a binding.
         * @example {
         *       "inputs": {
         *         "prompt": "What is grouped query attention"
         *       },
         *       "options": {}
         *     }
         */
        BindingRunRequest: {
            inputs: components["schemas"]["AiRunInput"];
            /**
             * @description The call's options. Of those of `env.AI.run()`, `queueRequest: true` is refused (5006), since no model here has a
             *     queue; the others have no meaning here.
             */
            options?: components["schemas"]["CallOptions"] | undefined;
        };
        /**
         * @description An error for a binding, flat instead of in an envelope.
         * @example {
         *       "name": "AiError",
         *       "internalCode": 5007,
         *       "httpCode": 400,
         *       "message": "AiError: No such model: No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
         *       "description": "No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name",
         *       "requestId": "0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1"
         *     }
         */
        BindingError: {
            /**
             * @description The class of the error that the runtime throws.
             * @example AiError
             */
            name: string;
            /**
             * @description What went wrong, as a number; see ApiError.
             * @example 5007
             */
            internalCode: number;
            /**
             * @description The HTTP status.
             * @example 400
             */
            httpCode: number;
            /**
             * @description What went wrong, in the words that REST has for it.
             * @example AiError: No such model: No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)
             */
            message: string;
            /**
             * @description What went wrong, in words.
             * @example No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name
             */
            description: string;
            /**
             * @description The id of the run, as in `cf-ai-req-id`; null if it did not get that far.
             * @example 0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1
             */
            requestId: string | null;
        };
        /**
         * @description One remark.
         * @example {
         *       "code": 10000,
         *       "message": "This API Token is valid and active",
         *       "type": null
         *     }
         */
        ApiMessage: {
            /**
             * @description The remark as a number.
             * @example 10000
             */
            code?: number | undefined;
            /**
             * @description The remark in words.
             * @example This API Token is valid and active
             */
            message: string;
            /**
             * @description A class of remarks; null so far.
             * @example null
             */
            type?: (string | null) | undefined;
        };
    };
    responses: {
        /** @description A refusal or a failure. */
        OwnRefusal: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The generated text, as a stream if the body asked for one; or vectors or scores. */
        Run: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "x-tramontane-model": components["headers"]["XTramontaneModel"];
                "x-tramontane-ignored": components["headers"]["XTramontaneIgnored"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["RunEnvelope"];
                "text/event-stream": string;
            };
        };
        /** @description The token is known; only an active one opens anything else. */
        Token: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TokenEnvelope"];
            };
        };
        /** @description The token is not known. */
        InvalidToken: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The finetunes. */
        Finetunes: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FinetunesEnvelope"];
            };
        };
        /**
         * @description The request cannot be run as it is: a body that is not valid (5006, 8001), a model that is not there (5007),
         *     missing headers or body (3003), credentials that cannot be read (9106), or no such route (7000).
         */
        RunBadRequest: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description A parameter that is not valid (8001), credentials that cannot be read (9106), or no such route (7000). */
        BadRequest: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description No token, or one that is not known (10000). Checked before the body is looked at. */
        Unauthorized: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /**
         * @description The token is good, but not for this: another account (10000), a blocked account (3023), a private model
         *     (3041, 5018), a model whose terms are not accepted (5016), a plan that does not include it (5035).
         */
        Forbidden: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The account id is malformed (7003), the model id is not valid (3042), or nothing is there (7001). */
        NotFound: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The model has no LoRA (5005), or the client is too old (5019). */
        NotAllowed: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The answer took too long (3007, 3046), or the request was aborted (3008). Worth another try. */
        Timeout: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The model was retired (5028); the text names the day. */
        Gone: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /**
         * @description The input and the tokens asked for do not fit into the model's context (5021; decided before generating, with
         *     256 for an absent `max_tokens`), or the body has too many bytes (3006).
         */
        TooLarge: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The input is well formed, but the model cannot do anything with it (5012). */
        Unprocessable: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /**
         * @description Too much at once: requests per minute (3021), no free capacity (3040), the day's allocation is used up (3036,
         *     4006). All but the last are worth another try after a pause.
         */
        TooManyRequests: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                ratelimit: components["headers"]["RateLimit"];
                "retry-after": components["headers"]["RetryAfter"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The address and the headers of the request have more bytes than the server takes (3006). */
        HeadersTooLarge: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description A fault of the server (8008). Its cause is in the server's log under the request's id, not in the answer. */
        ServerError: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The model's engine has failed; the server is starting it again (8008). */
        Unavailable: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "retry-after": components["headers"]["RetryAfter"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The response; as a stream of named events if the body asked for one. */
        Responses: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "x-request-id": components["headers"]["XRequestId"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Response"];
                "text/event-stream": string;
            };
        };
        /** @description The answers; as a stream if the body asked for one. */
        ChatCompletion: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "x-request-id": components["headers"]["XRequestId"];
                "x-tramontane-model": components["headers"]["XTramontaneModel"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ChatCompletion"];
                "text/event-stream": string;
            };
        };
        /** @description The texts; as a stream if the body asked for one. */
        Completion: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "x-request-id": components["headers"]["XRequestId"];
                "x-tramontane-model": components["headers"]["XTramontaneModel"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Completion"];
                "text/event-stream": string;
            };
        };
        /** @description A vector for each text. */
        Embedding: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "x-request-id": components["headers"]["XRequestId"];
                "x-tramontane-model": components["headers"]["XTramontaneModel"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["EmbeddingList"];
            };
        };
        /** @description The models. */
        OpenAiModels: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OpenAiModelList"];
            };
        };
        /** @description The model. */
        OpenAiModel: {
            headers: {
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OpenAiModel"];
            };
        };
        /**
         * @description A refusal, with the statuses and codes that a run has for it, and OpenAI's `error` object beside them. A model
         *     that is looked up and is not there is 404 (3042), one that is to answer and is not there 400 (5007).
         */
        OpenAiRefusal: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "retry-after": components["headers"]["RetryAfter"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OpenAiErrorEnvelope"];
            };
        };
        /** @description A fault of the server (8008); 503 where its engine is lost. */
        OpenAiFailure: {
            headers: {
                "cf-ai-req-id": components["headers"]["CfAiReqId"];
                "retry-after": components["headers"]["RetryAfter"];
                "cf-ray": components["headers"]["CfRay"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OpenAiErrorEnvelope"];
            };
        };
    };
    parameters: {
        /**
         * @description The account, 32 hexadecimal digits; one of those that the token opens.
         * @example 023e105f4ecef8ad9ca31a8372d0c353
         */
        AccountId: string;
        /**
         * @description The model's name, with its slashes as they are or percent-encoded.
         * @example @cf/mistral/mistral-7b-instruct-v0.1
         */
        OpenAiModelName: components["schemas"]["ModelName"];
    };
    requestBodies: {
        /** @description The input, and the options of the call. */
        BindingRun: {
            content: {
                "application/json": components["schemas"]["BindingRunRequest"];
            };
        };
        /** @description The conversation, and how to go on with it. */
        ChatCompletion: {
            content: {
                "application/json": components["schemas"]["ChatCompletionRequest"];
            };
        };
        /** @description The conversation, and how to go on with it. */
        Responses: {
            content: {
                "application/json": components["schemas"]["ResponsesRequest"];
            };
        };
        /** @description The text, and how to go on with it. */
        Completion: {
            content: {
                "application/json": components["schemas"]["CompletionRequest"];
            };
        };
        /** @description The texts to embed. */
        Embedding: {
            content: {
                "application/json": components["schemas"]["EmbeddingRequest"];
            };
        };
    };
    headers: {
        /**
         * @description The id of this run, a fresh UUID on every answer that got past route, token and account; the texts of model
         *     errors end with it.
         * @example 0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1
         */
        CfAiReqId: string;
        /**
         * @description The id of this HTTP exchange, on every answer. Quote it when asking about a failure.
         * @example 8e2a6c9f1b3d4a57-TRM
         */
        CfRay: string;
        /**
         * @description Requests that are left (`r`) and seconds until there are more (`t`), where the token has a limit; the limit itself
         *     is in `ratelimit-policy`. IETF draft 8 of RateLimit header fields.
         * @example "requests per minute"; r=0; t=40
         */
        RateLimit: string;
        /**
         * @description The same id as `cf-ai-req-id`, under the name that OpenAI's clients look for.
         * @example 0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1
         */
        XRequestId: string;
        /**
         * @description The model that really answered. It differs from the name in the request where that was another name of the model, or
         *     an alias of this server.
         * @example @cf/tinystories/stories-260k
         */
        XTramontaneModel: string;
        /**
         * @description The fields of the body that this server does not read, percent-encoded; absent where there are none.
         * @example task, guardrails
         */
        XTramontaneIgnored: string;
        /**
         * @description Seconds after which another try is worth it.
         * @example 1
         */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "workers-ai-post-run-model": {
        parameters: {
            query?: {
                /**
                 * @description `true` asks to queue a batch and to answer later, which no model here has (their properties lack
                 *     `async_queue`); it is refused (5006). Anything else counts as absent.
                 * @example false
                 */
                queueRequest?: string | undefined;
                /**
                 * @description Labels for the log of an AI Gateway. They have no meaning here.
                 * @example team:one
                 */
                tags?: string | undefined;
            } | undefined;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
                /**
                 * @description The model to run. Names hold an `@` and slashes; they may be written as they are
                 *     (`/ai/run/@cf/mistral/mistral-7b-instruct-v0.1`) or percent-encoded (`/ai/run/%40cf%2Fmistral%2F...`).
                 * @example @cf/mistral/mistral-7b-instruct-v0.1
                 */
                model_name: components["schemas"]["ModelName"];
            };
            cookie?: never;
        };
        /** @description What to generate from, or what to embed or score, and how. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["AiRunInput"];
            };
        };
        responses: {
            200: components["responses"]["Run"];
            400: components["responses"]["RunBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["NotAllowed"];
            408: components["responses"]["Timeout"];
            410: components["responses"]["Gone"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["Unavailable"];
        };
    };
    "workers-ai-post-run-generic": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /** @description The model, its input, and the options of the call. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenericRunRequest"];
            };
        };
        responses: {
            200: components["responses"]["Run"];
            400: components["responses"]["RunBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["NotAllowed"];
            408: components["responses"]["Timeout"];
            410: components["responses"]["Gone"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["Unavailable"];
        };
    };
    "workers-ai-search-model": {
        parameters: {
            query?: {
                /**
                 * @description Keeps models whose name or description contains this text, in any case.
                 * @example mistral
                 */
                search?: string | undefined;
                /**
                 * @description Keeps models of this task, by the task's name.
                 * @example Text Generation
                 */
                task?: string | undefined;
                /**
                 * @description Keeps models of this author, the middle part of the model's name.
                 * @example mistral
                 */
                author?: string | undefined;
                /**
                 * @description Keeps models of this source, 1 for `@cf/` and 2 for `@hf/`.
                 * @example 1
                 */
                source?: number | undefined;
                /**
                 * @description Leaves out models marked as beta.
                 * @example true
                 */
                hide_experimental?: boolean | undefined;
                /**
                 * @description Also lists models past their planned deprecation date. What this server has is always listed.
                 * @example true
                 */
                include_deprecated?: boolean | undefined;
                /**
                 * @description With `openrouter` a list in OpenRouter's form comes, without an envelope.
                 * @example openrouter
                 */
                format?: string | undefined;
                /**
                 * @description Which page to give, counted from 1.
                 * @example 1
                 */
                page?: number | undefined;
                /**
                 * @description How many models a page holds.
                 * @example 50
                 */
                per_page?: number | undefined;
            } | undefined;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models of this page. */
            200: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelsEnvelope"] | components["schemas"]["OpenRouterModelList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
        };
    };
    "workers-ai-get-model-schema": {
        parameters: {
            query: {
                /**
                 * @description The model's name.
                 * @example @cf/mistral/mistral-7b-instruct-v0.1
                 */
                model: components["schemas"]["ModelName"];
            };
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schemas. */
            200: {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelSchemaEnvelope"];
                };
            };
            400: components["responses"]["RunBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
        };
    };
    "workers-ai-search-task": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TasksEnvelope"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
        };
    };
    "workers-ai-search-author": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The authors. */
            200: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorsEnvelope"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
        };
    };
    "workers-ai-list-finetunes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Finetunes"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
        };
    };
    "workers-ai-list-public-finetunes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Finetunes"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
        };
    };
    "account-api-tokens-verify-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Token"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["InvalidToken"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
        };
    };
    "user-api-tokens-verify-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Token"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["InvalidToken"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["ServerError"];
        };
    };
    "openai-create-chat-completion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["ChatCompletion"];
        responses: {
            200: components["responses"]["ChatCompletion"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "openai-create-response": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Responses"];
        responses: {
            200: components["responses"]["Responses"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "openai-create-completion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Completion"];
        responses: {
            200: components["responses"]["Completion"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "openai-create-embedding": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Embedding"];
        responses: {
            200: components["responses"]["Embedding"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "openai-list-models": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OpenAiModels"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "openai-retrieve-model": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits; one of those that the token opens.
                 * @example 023e105f4ecef8ad9ca31a8372d0c353
                 */
                account_id: components["parameters"]["AccountId"];
                /**
                 * @description The model's name, with its slashes as they are or percent-encoded.
                 * @example @cf/mistral/mistral-7b-instruct-v0.1
                 */
                model: components["parameters"]["OpenAiModelName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OpenAiModel"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "v1-create-chat-completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["ChatCompletion"];
        responses: {
            200: components["responses"]["ChatCompletion"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "v1-create-response": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Responses"];
        responses: {
            200: components["responses"]["Responses"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "v1-create-completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Completion"];
        responses: {
            200: components["responses"]["Completion"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "v1-create-embedding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Embedding"];
        responses: {
            200: components["responses"]["Embedding"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "v1-list-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OpenAiModels"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "v1-retrieve-model": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The model's name, with its slashes as they are or percent-encoded.
                 * @example @cf/mistral/mistral-7b-instruct-v0.1
                 */
                model: components["parameters"]["OpenAiModelName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OpenAiModel"];
            "4XX": components["responses"]["OpenAiRefusal"];
            "5XX": components["responses"]["OpenAiFailure"];
        };
    };
    "workers-binding-run": {
        parameters: {
            query: {
                /**
                 * @description The version of this protocol: 3, or 2 of clients before 2024, whose answers are compressed with gzip unless
                 *     they are streams.
                 * @example 3
                 */
                version: "2" | "3";
            };
            header: {
                /**
                 * @description The model to run.
                 * @example @cf/mistral/mistral-7b-instruct-v0.1
                 */
                "cf-consn-model-id": components["schemas"]["ModelName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["BindingRun"];
        responses: {
            /** @description The generated text, without an envelope; as a stream if the input asked for one. */
            200: {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AiTextGenerationOutput"] | components["schemas"]["AiTextGenerationJsonOutput"] | components["schemas"]["AiTextEmbeddingsOutput"] | components["schemas"]["AiContextsOutput"] | components["schemas"]["AiRerankOutput"];
                    "text/event-stream": string;
                };
            };
            /** @description A refusal, with the statuses and codes that REST has for it. */
            "4XX": {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingError"];
                };
            };
            /** @description A fault of the server. */
            "5XX": {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingError"];
                };
            };
        };
    };
    "workers-binding-run-through-gateway": {
        parameters: {
            query: {
                /**
                 * @description The version of this protocol: 3, or 2 of clients before 2024, whose answers are compressed with gzip unless
                 *     they are streams.
                 * @example 3
                 */
                version: "2" | "3";
            };
            header: {
                /**
                 * @description The model to run.
                 * @example @cf/mistral/mistral-7b-instruct-v0.1
                 */
                "cf-consn-model-id": components["schemas"]["ModelName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["BindingRun"];
        responses: {
            /** @description The generated text, without an envelope; as a stream if the input asked for one. */
            200: {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AiTextGenerationOutput"] | components["schemas"]["AiTextGenerationJsonOutput"] | components["schemas"]["AiTextEmbeddingsOutput"] | components["schemas"]["AiContextsOutput"] | components["schemas"]["AiRerankOutput"];
                    "text/event-stream": string;
                };
            };
            /** @description A refusal, with the statuses and codes that REST has for it. */
            "4XX": {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingError"];
                };
            };
            /** @description A fault of the server. */
            "5XX": {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingError"];
                };
            };
        };
    };
    "binding-search-model": {
        parameters: {
            query?: {
                /**
                 * @description Keeps models whose name or description contains this text, in any case.
                 * @example mistral
                 */
                search?: string | undefined;
                /**
                 * @description Keeps models of this task, by the task's name.
                 * @example Text Generation
                 */
                task?: string | undefined;
                /**
                 * @description Keeps models of this author, the middle part of the model's name.
                 * @example mistral
                 */
                author?: string | undefined;
                /**
                 * @description Keeps models of this source, 1 for `@cf/` and 2 for `@hf/`.
                 * @example 1
                 */
                source?: number | undefined;
                /**
                 * @description Leaves out models marked as beta.
                 * @example true
                 */
                hide_experimental?: boolean | undefined;
                /**
                 * @description Also lists models past their planned deprecation date. What this server has is always listed.
                 * @example true
                 */
                include_deprecated?: boolean | undefined;
                /**
                 * @description With `openrouter` a list in OpenRouter's form comes, without an envelope.
                 * @example openrouter
                 */
                format?: string | undefined;
                /**
                 * @description Which page to give, counted from 1.
                 * @example 1
                 */
                page?: number | undefined;
                /**
                 * @description How many models a page holds.
                 * @example 50
                 */
                per_page?: number | undefined;
            } | undefined;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models of this page. */
            200: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelsEnvelope"] | components["schemas"]["OpenRouterModelList"];
                };
            };
            /** @description A refusal, with the statuses and codes that REST has for it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingError"];
                };
            };
        };
    };
    service: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page, or the server's routes as text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example Tramontane serves the Workers AI API and OpenAI's API. */
                    "text/plain": string;
                    "text/html": string;
                };
            };
            431: components["responses"]["HeadersTooLarge"];
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server lives. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The server is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "unavailable"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At least one model can be run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /**
             * @description No model can be run: they are loading, their engines are being restarted, or the server is shutting down. While
             *     the models load, every other route also answers 503, with `Retry-After`.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "unavailable",
                     *       "models": [
                     *         {
                     *           "name": "@cf/mistral/mistral-7b-instruct-v0.1",
                     *           "status": "restarting",
                     *           "restarts": 0,
                     *           "last_failure_at": "2026-03-01T12:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP tramontane_engine_up 1 while the engine generates, 0 while it is away.
                     *     # TYPE tramontane_engine_up gauge
                     *     tramontane_engine_up{model="@cf/mistral/mistral-7b-instruct-v0.1"} 1
                     */
                    "text/plain": string;
                };
            };
            /** @description A refusal. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    attention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttentionRequest"];
            };
        };
        responses: {
            /** @description The weights. */
            200: {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "x-tramontane-model": components["headers"]["XTramontaneModel"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttentionEnvelope"];
                };
            };
            "4XX": components["responses"]["OwnRefusal"];
            "5XX": components["responses"]["OwnRefusal"];
        };
    };
    "loaded-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadedModelsEnvelope"];
                };
            };
            "4XX": components["responses"]["OwnRefusal"];
            "5XX": components["responses"]["OwnRefusal"];
        };
    };
    "unload-model": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnloadRequest"];
            };
        };
        responses: {
            /** @description The model as it is now. */
            200: {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "x-tramontane-model": components["headers"]["XTramontaneModel"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadedModelEnvelope"];
                };
            };
            "4XX": components["responses"]["OwnRefusal"];
            "5XX": components["responses"]["OwnRefusal"];
        };
    };
    "openapi-document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The version of OpenAPI.
                         * @example 3.1.0
                         */
                        openapi: string;
                        /**
                         * @description The operations.
                         * @example {}
                         */
                        paths: Record<string, never>;
                    };
                };
            };
            431: components["responses"]["HeadersTooLarge"];
        };
    };
    reference: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The server was installed without the page (7001). */
            404: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "errors": [
                     *         {
                     *           "code": 7001,
                     *           "message": "This installation has no page /docs; /openapi.json describes the API"
                     *         }
                     *       ],
                     *       "messages": [],
                     *       "result": null
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
        };
    };
}
