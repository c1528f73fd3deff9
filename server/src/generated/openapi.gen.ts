// Generated from openapi.yaml by `npm run generate -w server`; do not edit.

export interface paths {
    "/client/v4/accounts/{account_id}/ai/run/{model_name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits. A self-hosted server has exactly one.
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
         * @description Generates text. The body is either a *Prompt* (`prompt`) or a *Messages* object (`messages`), never both.
         *     It is read as JSON whatever the Content-Type of the request says. Query parameters are ignored.
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
    "/client/v4/accounts/{account_id}/ai/models/search": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits. A self-hosted server has exactly one.
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
         * @description What the Workers runtime sends for `env.AI.run()`. It does the same as the REST operation, in another dress:
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
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description Says whether the server takes requests. Needs no token and has no envelope; made for load balancers.
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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Any model name. The ones clients know by heart are in TextGenerationModelName; a server may have more.
         * @example @cf/mistral/mistral-7b-instruct-v0.1
         */
        ModelName: components["schemas"]["TextGenerationModelName"] | string;
        /**
         * @description The text generation models of the Mistral 7B family that have a name in the Workers AI catalogue, and the bundled one.
         * @example @cf/mistral/mistral-7b-instruct-v0.1
         * @enum {string}
         */
        TextGenerationModelName: "@cf/mistral/mistral-7b-instruct-v0.1" | "@hf/mistral/mistral-7b-instruct-v0.2" | "@cf/mistral/mistral-7b-instruct-v0.2-lora" | "@hf/thebloke/mistral-7b-instruct-v0.1-awq" | "@cf/meta/llama-2-7b-chat-int8" | "@cf/meta/llama-2-7b-chat-fp16" | "@cf/meta-llama/llama-2-7b-chat-hf-lora" | "@cf/tinystories/stories-260k";
        /**
         * @description Exactly one of a prompt and a conversation, with the options both share. Types are strict (`"10"` is no
         *     integer, `null` is not "absent"); fields that are not listed here are accepted and ignored.
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
            lora?: string;
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
            tools?: (components["schemas"]["Tool"] | Record<string, never>)[];
            /**
             * @description Whether the model may (`auto`), must not (`none`) or must call a tool (`required`, or an object that
             *     names one). Anything else counts as `auto`.
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
            functions?: components["schemas"]["EmbeddedFunction"][];
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
            raw?: boolean;
            /**
             * @description Answer with server-sent events, one chunk per piece of text, instead of one JSON object.
             * @default false
             * @example true
             */
            stream?: boolean;
            /**
             * @description The most tokens to generate. An answer that reaches it is cut off there.
             * @default 256
             * @example 512
             */
            max_tokens?: number;
            /**
             * @description How adventurous the choice of tokens is. 0 always takes the likeliest one.
             * @default 0.6
             * @example 0.6
             */
            temperature?: number;
            /**
             * @description Choose only among the likeliest tokens which together have this probability.
             * @example 0.9
             */
            top_p?: number;
            /**
             * @description Choose only among this many of the likeliest tokens.
             * @example 40
             */
            top_k?: number;
            /**
             * @description Makes the choice repeatable, the same seed and the same request give the same text.
             * @example 42
             */
            seed?: number;
            /**
             * @description Above 1, tokens that occur in the prompt or the answer become less likely; 1 changes nothing.
             * @example 1.1
             */
            repetition_penalty?: number;
            /**
             * @description Above 0, a token becomes less likely with each time it occurs in the answer.
             * @example 0.5
             */
            frequency_penalty?: number;
            /**
             * @description Above 0, a token that occurs in the answer at all becomes less likely.
             * @example 0.5
             */
            presence_penalty?: number;
            response_format?: components["schemas"]["ResponseFormat"];
        };
        /**
         * @description JSON mode, the answer is a JSON value instead of a text.
         * @example {
         *       "type": "json_object"
         *     }
         */
        ResponseFormat: {
            /**
             * @description Any JSON object, or a value that fits `json_schema`.
             * @example json_schema
             * @enum {string}
             */
            type: "json_object" | "json_schema";
            /**
             * @description The JSON schema of the answer, as it stands.
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
             * @description What it is good for, in words for the model.
             * @example Adds two numbers.
             */
            description?: string;
            /**
             * @description The JSON schema of its arguments.
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
            parameters?: {
                [key: string]: unknown;
            };
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
             */
            type: string;
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
             * @description In messages of the role `tool`, the tool that gave this result.
             * @example sum
             */
            name?: string;
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
            type?: string;
            /**
             * @description The text of the part.
             * @example What is grouped query attention?
             */
            text?: string;
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
             * @description The text.
             * @example Grouped query attention lets several query heads share one key and value head.
             */
            response: string;
            /**
             * @description The tools the model wants called.
             * @example []
             */
            tool_calls?: components["schemas"]["ToolCall"][];
            /** @description How many tokens the request took. */
            usage?: components["schemas"]["Usage"];
            /** @description Why the text ends where it does. */
            finish_reason?: components["schemas"]["FinishReason"];
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
            /** @description How many tokens the request took. */
            usage?: components["schemas"]["Usage"];
            /** @description Why the text ends where it does. */
            finish_reason?: components["schemas"]["FinishReason"];
        };
        /**
         * @description Why the answer ends where it does: it was complete (`stop`), `max_tokens` or the context cut it off (`length`),
         *     or the model asks for tools (`tool_calls`). Cloudflare's service does not always say.
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
            response?: string;
            /**
             * @description As in the whole answer.
             * @example []
             */
            tool_calls?: components["schemas"]["ToolCall"][];
            /** @description How many tokens the request took. */
            usage?: components["schemas"]["Usage"];
            /** @description Why the text ends where it does. */
            finish_reason?: components["schemas"]["FinishReason"];
            /**
             * @description Padding of random length, so that the size of a frame does not tell its text. Has no meaning.
             * @example abdefghij
             */
            p?: string;
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
            index?: number;
            /**
             * @description The tool.
             * @example sum
             */
            name?: string;
            /**
             * @description Its arguments, by name.
             * @example {
             *       "a": 1,
             *       "b": 2
             *     }
             */
            arguments?: {
                [key: string]: unknown;
            };
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
            created_at?: string;
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
            expires_on?: string;
        };
        /**
         * @description The state of the server.
         * @example {
         *       "status": "ok"
         *     }
         */
        Health: {
            /**
             * @description Whether it takes requests.
             * @example ok
             * @enum {string}
             */
            status: "ok" | "unavailable";
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
         * @description The envelope around a generated text.
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
        AiTextGenerationEnvelope: components["schemas"]["Envelope"] & {
            /**
             * @description What the model gave; in JSON mode a value, otherwise a text.
             * @example {
             *       "response": "Yes.",
             *       "tool_calls": [],
             *       "finish_reason": "stop"
             *     }
             */
            result: components["schemas"]["AiTextGenerationOutput"] | components["schemas"]["AiTextGenerationJsonOutput"];
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
            result_info?: components["schemas"]["ResultInfo"];
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
            success?: false;
            /**
             * @description What went wrong, most important first.
             * @example [
             *       {
             *         "code": 10000,
             *         "message": "Authentication error"
             *       }
             *     ]
             */
            errors?: components["schemas"]["ApiError"][];
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
             *     | code | status | meaning |
             *     |---|---|---|
             *     | 1000 | 401 | the token to verify is not known |
             *     | 3003 | 400 | headers or body are missing |
             *     | 3006 | 413 | the body has too many bytes |
             *     | 3007, 3046 | 408 | it took too long |
             *     | 3008 | 408 | it was aborted |
             *     | 3021 | 429 | too many requests in this minute |
             *     | 3023 | 403 | the account is blocked |
             *     | 3030 | 400 | the model behind the service failed |
             *     | 3036, 4006 | 429 | the day's free allocation is used up |
             *     | 3039 | 400 | the finetune lacks files |
             *     | 3040 | 429 | no capacity at the moment |
             *     | 3041, 5018 | 403 | the account may not use this private model |
             *     | 3042 | 404 | the model id is not valid |
             *     | 5004 | 400 | the data is not of the type that was announced |
             *     | 5005 | 405 | the model has no LoRA |
             *     | 5006 | 400 | the input is not valid |
             *     | 5007 | 400 | there is no such model |
             *     | 5012 | 422 | the input cannot be processed |
             *     | 5016 | 403 | the model's terms are not accepted |
             *     | 5019 | 405 | the client is too old |
             *     | 5021 | 413 | input and answer do not fit into the context window |
             *     | 5028 | 410 | the model was retired |
             *     | 5035 | 403 | the plan does not include this model |
             *     | 7000 | 400 | there is no such route, or not for this method |
             *     | 7001 | 404 | there is nothing here |
             *     | 7003 | 404 | the account id is malformed |
             *     | 8001, 8007 | 400 | the input is not valid |
             *     | 8008 | 500, 503 | the server failed |
             *     | 9106 | 400 | the credentials cannot be read |
             *     | 10000 | 401, 403 | the token is not known, or not for this account |
             * @example 5007
             */
            code: number;
            /**
             * @description What went wrong, in words. Errors of a model read `AiError: <name>: <description> (<cf-ai-req-id>)`.
             * @example AiError: No such model: No such model @cf/mistral/mistral-8b or task (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)
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
            inputs: components["schemas"]["AiTextGenerationInput"];
            /**
             * @description The options of the call, as far as the server has to know them. None has a meaning here.
             * @example {}
             */
            options?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description An error for a binding, flat instead of in an envelope.
         * @example {
         *       "name": "AiError",
         *       "internalCode": 5007,
         *       "httpCode": 400,
         *       "message": "AiError: No such model: No such model @cf/mistral/mistral-8b or task (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
         *       "description": "No such model @cf/mistral/mistral-8b or task",
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
             * @example AiError: No such model: No such model @cf/mistral/mistral-8b or task (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)
             */
            message: string;
            /**
             * @description What went wrong, in words.
             * @example No such model @cf/mistral/mistral-8b or task
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
            code?: number;
            /**
             * @description The remark in words.
             * @example This API Token is valid and active
             */
            message: string;
            /**
             * @description A class of remarks; null so far.
             * @example null
             */
            type?: string | null;
        };
    };
    responses: {
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
    };
    parameters: {
        /**
         * @description The account, 32 hexadecimal digits. A self-hosted server has exactly one.
         * @example 023e105f4ecef8ad9ca31a8372d0c353
         */
        AccountId: string;
    };
    requestBodies: never;
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
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits. A self-hosted server has exactly one.
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
        /** @description What to generate from, and how. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["AiTextGenerationInput"];
            };
        };
        responses: {
            /** @description The generated text; as a stream if the body asked for one. */
            200: {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AiTextGenerationEnvelope"];
                    "text/event-stream": string;
                };
            };
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
                search?: string;
                /**
                 * @description Keeps models of this task, by the task's name.
                 * @example Text Generation
                 */
                task?: string;
                /**
                 * @description Keeps models of this author, the middle part of the model's name.
                 * @example mistral
                 */
                author?: string;
                /**
                 * @description Keeps models of this source, 1 for `@cf/` and 2 for `@hf/`.
                 * @example 1
                 */
                source?: number;
                /**
                 * @description Leaves out models marked as beta.
                 * @example true
                 */
                hide_experimental?: boolean;
                /**
                 * @description Also lists models past their planned deprecation date.
                 * @example true
                 */
                include_deprecated?: boolean;
                /**
                 * @description Which page to give, counted from 1.
                 * @example 1
                 */
                page?: number;
                /**
                 * @description How many models a page holds.
                 * @example 50
                 */
                per_page?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The account, 32 hexadecimal digits. A self-hosted server has exactly one.
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
                    "application/json": components["schemas"]["ModelsEnvelope"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
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
            /** @description The token is known; only an active one opens anything else. */
            200: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenEnvelope"];
                };
            };
            400: components["responses"]["BadRequest"];
            /** @description The token is not known. */
            401: {
                headers: {
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
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
        /** @description The input, and the options of the call. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BindingRunRequest"];
            };
        };
        responses: {
            /** @description The generated text, without an envelope; as a stream if the input asked for one. */
            200: {
                headers: {
                    "cf-ai-req-id": components["headers"]["CfAiReqId"];
                    "cf-ray": components["headers"]["CfRay"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AiTextGenerationOutput"];
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
                search?: string;
                /**
                 * @description Keeps models of this task, by the task's name.
                 * @example Text Generation
                 */
                task?: string;
                /**
                 * @description Keeps models of this author, the middle part of the model's name.
                 * @example mistral
                 */
                author?: string;
                /**
                 * @description Keeps models of this source, 1 for `@cf/` and 2 for `@hf/`.
                 * @example 1
                 */
                source?: number;
                /**
                 * @description Leaves out models marked as beta.
                 * @example true
                 */
                hide_experimental?: boolean;
                /**
                 * @description Also lists models past their planned deprecation date.
                 * @example true
                 */
                include_deprecated?: boolean;
                /**
                 * @description Which page to give, counted from 1.
                 * @example 1
                 */
                page?: number;
                /**
                 * @description How many models a page holds.
                 * @example 50
                 */
                per_page?: number;
            };
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
                    "application/json": components["schemas"]["ModelsEnvelope"];
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
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server takes requests. */
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
            /** @description The server takes no requests; it is shutting down, or its engine is being started again. */
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
}
