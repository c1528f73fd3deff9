// Generated from openapi.yaml by `npm run generate -w server`; do not edit.

/** openapi.yaml, parsed. */
export const spec = {
  "openapi": "3.1.0",
  "info": {
    "title": "Tramontane",
    "version": "0.1.0",
    "summary": "The Workers AI text generation API, served by yourself.",
    "description": "The part of Cloudflare's Workers AI API that Tramontane serves: the same paths, bodies, answers and errors,\nso that a client written for Workers AI only needs another base URL.\n\nEvery answer under `/client/v4` is one JSON *envelope* (`result`, `success`, `errors`, `messages`), except a\nstreamed one, which is `text/event-stream`. Content types carry no charset, because existing clients compare\nthe whole header.\n",
    "license": {
      "name": "MIT",
      "url": "https://spdx.org/licenses/MIT.html"
    }
  },
  "servers": [
    {
      "url": "http://127.0.0.1:8787",
      "description": "A server started on this machine with `npx tramontane serve`."
    },
    {
      "url": "https://api.cloudflare.com",
      "description": "Cloudflare's own service, which speaks the same API (without `/healthz` and `/readyz`)."
    }
  ],
  "security": [
    {
      "apiToken": []
    },
    {
      "apiKey": []
    }
  ],
  "tags": [
    {
      "name": "Workers AI Text Generation",
      "description": "Text in, text out, whole or as a stream of server-sent events."
    },
    {
      "name": "Workers AI",
      "description": "What models there are."
    },
    {
      "name": "OpenAI",
      "description": "The same models, for clients of OpenAI's API."
    },
    {
      "name": "User API Tokens",
      "description": "Whether a token is good."
    },
    {
      "name": "Operations",
      "description": "For the people who run the server."
    }
  ],
  "paths": {
    "/client/v4/accounts/{account_id}/ai/run/{model_name}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        },
        {
          "name": "model_name",
          "in": "path",
          "required": true,
          "description": "The model to run. Names hold an `@` and slashes; they may be written as they are\n(`/ai/run/@cf/mistral/mistral-7b-instruct-v0.1`) or percent-encoded (`/ai/run/%40cf%2Fmistral%2F...`).\n",
          "schema": {
            "$ref": "#/components/schemas/ModelName"
          },
          "example": "@cf/mistral/mistral-7b-instruct-v0.1"
        }
      ],
      "post": {
        "operationId": "workers-ai-post-run-model",
        "tags": [
          "Workers AI Text Generation"
        ],
        "summary": "Run a model",
        "description": "Generates text, embeds texts, or scores them against a query, as the model does. For a model that generates text\nthe body is either a *Prompt* (`prompt`) or a *Messages* object (`messages`), never both; for one that embeds it\nhas `text` or `contexts`, and for a reranker `query` and `contexts`. A body that is for models of another task is\nrefused (5006), and the refusal names the model's task.\nThe body is read as JSON whatever the Content-Type of the request says. Unknown query parameters are ignored.\n\nWith `\"stream\": true` the answer is `text/event-stream`; whatever is refused before the first token is still\nan ordinary JSON error with its status. Closing the connection stops the generation.\n",
        "parameters": [
          {
            "name": "queueRequest",
            "in": "query",
            "description": "`true` asks to queue a batch and to answer later, which no model here has (their properties lack\n`async_queue`); it is refused (5006). Anything else counts as absent.\n",
            "schema": {
              "type": "string"
            },
            "example": "false"
          },
          {
            "name": "tags",
            "in": "query",
            "description": "Labels for the log of an AI Gateway. They have no meaning here.",
            "schema": {
              "type": "string"
            },
            "example": "team:one"
          }
        ],
        "requestBody": {
          "required": true,
          "description": "What to generate from, or what to embed or score, and how.",
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/AiRunInput"
              },
              "examples": {
                "prompt": {
                  "summary": "A prompt",
                  "value": {
                    "prompt": "What is grouped query attention",
                    "max_tokens": 128
                  }
                },
                "messages": {
                  "summary": "A conversation",
                  "value": {
                    "messages": [
                      {
                        "role": "system",
                        "content": "You answer in one sentence."
                      },
                      {
                        "role": "user",
                        "content": "What is grouped query attention?"
                      }
                    ],
                    "temperature": 0
                  }
                },
                "stream": {
                  "summary": "A prompt, streamed",
                  "value": {
                    "prompt": "What is grouped query attention",
                    "stream": true
                  }
                },
                "raw": {
                  "summary": "Text to continue as it stands",
                  "value": {
                    "prompt": "Once upon a time",
                    "raw": true,
                    "max_tokens": 16,
                    "temperature": 0.8,
                    "seed": 42
                  }
                },
                "json": {
                  "summary": "An answer that fits a schema",
                  "value": {
                    "prompt": "Who is the story about?",
                    "response_format": {
                      "type": "json_schema",
                      "json_schema": {
                        "type": "object",
                        "properties": {
                          "name": {
                            "type": "string",
                            "maxLength": 16
                          }
                        },
                        "required": [
                          "name"
                        ],
                        "additionalProperties": false
                      }
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Run"
          },
          "400": {
            "$ref": "#/components/responses/RunBadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "405": {
            "$ref": "#/components/responses/NotAllowed"
          },
          "408": {
            "$ref": "#/components/responses/Timeout"
          },
          "410": {
            "$ref": "#/components/responses/Gone"
          },
          "413": {
            "$ref": "#/components/responses/TooLarge"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/run": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "post": {
        "operationId": "workers-ai-post-run-generic",
        "tags": [
          "Workers AI Text Generation"
        ],
        "summary": "Run the model that the body names",
        "description": "The newer form of a run. It does the same as the one with the model in the path; the model stands in the body,\nand the input under `input`.\n",
        "requestBody": {
          "required": true,
          "description": "The model, its input, and the options of the call.",
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/GenericRunRequest"
              },
              "examples": {
                "prompt": {
                  "summary": "A prompt",
                  "value": {
                    "model": "@cf/tinystories/stories-260k",
                    "input": {
                      "prompt": "Once upon a time",
                      "max_tokens": 16
                    }
                  }
                },
                "stream": {
                  "summary": "A prompt, streamed",
                  "value": {
                    "model": "@cf/tinystories/stories-260k",
                    "input": {
                      "prompt": "Once upon a time",
                      "max_tokens": 16,
                      "stream": true
                    },
                    "options": {
                      "rejectIfBusy": false
                    }
                  }
                },
                "embeddings": {
                  "summary": "Texts to embed",
                  "value": {
                    "model": "@cf/baai/bge-base-en-v1.5",
                    "input": {
                      "text": [
                        "The cat sat.",
                        "A dog ran."
                      ]
                    }
                  }
                },
                "similarities": {
                  "summary": "Texts to compare with a query, by their embeddings",
                  "value": {
                    "model": "@cf/baai/bge-m3",
                    "input": {
                      "query": "Who sat?",
                      "contexts": [
                        {
                          "text": "The cat sat."
                        },
                        {
                          "text": "A dog ran."
                        }
                      ]
                    }
                  }
                },
                "rerank": {
                  "summary": "Texts to score against a query",
                  "value": {
                    "model": "@cf/baai/bge-reranker-base",
                    "input": {
                      "query": "Who sat?",
                      "contexts": [
                        {
                          "text": "The cat sat."
                        },
                        {
                          "text": "A dog ran."
                        }
                      ],
                      "top_k": 1
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Run"
          },
          "400": {
            "$ref": "#/components/responses/RunBadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "405": {
            "$ref": "#/components/responses/NotAllowed"
          },
          "408": {
            "$ref": "#/components/responses/Timeout"
          },
          "410": {
            "$ref": "#/components/responses/Gone"
          },
          "413": {
            "$ref": "#/components/responses/TooLarge"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/models/search": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "get": {
        "operationId": "workers-ai-search-model",
        "tags": [
          "Workers AI"
        ],
        "summary": "Search models",
        "description": "Lists the models this server can run, filtered by whatever parameters are given. A page past the end is an\nempty list, which is how clients that raise `page` one by one know that they have seen everything.\n",
        "parameters": [
          {
            "name": "search",
            "in": "query",
            "description": "Keeps models whose name or description contains this text, in any case.",
            "schema": {
              "type": "string"
            },
            "example": "mistral"
          },
          {
            "name": "task",
            "in": "query",
            "description": "Keeps models of this task, by the task's name.",
            "schema": {
              "type": "string"
            },
            "example": "Text Generation"
          },
          {
            "name": "author",
            "in": "query",
            "description": "Keeps models of this author, the middle part of the model's name.",
            "schema": {
              "type": "string"
            },
            "example": "mistral"
          },
          {
            "name": "source",
            "in": "query",
            "description": "Keeps models of this source, 1 for `@cf/` and 2 for `@hf/`.",
            "schema": {
              "type": "number"
            },
            "example": 1
          },
          {
            "name": "hide_experimental",
            "in": "query",
            "description": "Leaves out models marked as beta.",
            "schema": {
              "type": "boolean"
            },
            "example": true
          },
          {
            "name": "include_deprecated",
            "in": "query",
            "description": "Also lists models past their planned deprecation date. What this server has is always listed.",
            "schema": {
              "type": "boolean"
            },
            "example": true
          },
          {
            "name": "format",
            "in": "query",
            "description": "With `openrouter` a list in OpenRouter's form comes, without an envelope.",
            "schema": {
              "type": "string"
            },
            "example": "openrouter"
          },
          {
            "name": "page",
            "in": "query",
            "description": "Which page to give, counted from 1.",
            "schema": {
              "type": "integer",
              "default": 1
            },
            "example": 1
          },
          {
            "name": "per_page",
            "in": "query",
            "description": "How many models a page holds.",
            "schema": {
              "type": "integer",
              "default": 100
            },
            "example": 50
          }
        ],
        "responses": {
          "200": {
            "description": "The models of this page.",
            "headers": {
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "anyOf": [
                    {
                      "$ref": "#/components/schemas/ModelsEnvelope"
                    },
                    {
                      "$ref": "#/components/schemas/OpenRouterModelList"
                    }
                  ]
                },
                "examples": {
                  "bundled": {
                    "summary": "A server with nothing but its bundled model",
                    "value": {
                      "result": [
                        {
                          "id": "5a9c39d0-1d3b-4c8e-9b62-2f7d3a51c260",
                          "source": 1,
                          "name": "@cf/tinystories/stories-260k",
                          "description": "A Llama-shaped model of 260 thousand parameters that tells children's stories.",
                          "created_at": "2023-07-27 00:00:00.000",
                          "task": {
                            "id": "c329a1f9-323d-4e91-b2aa-582dd4188d34",
                            "name": "Text Generation",
                            "description": "Models that continue or answer a text."
                          },
                          "tags": [],
                          "properties": [
                            {
                              "property_id": "context_window",
                              "value": "512"
                            }
                          ]
                        }
                      ],
                      "success": true,
                      "errors": [],
                      "messages": [],
                      "result_info": {
                        "count": 1,
                        "page": 1,
                        "per_page": 100,
                        "total_count": 1
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/models/schema": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "get": {
        "operationId": "workers-ai-get-model-schema",
        "tags": [
          "Workers AI"
        ],
        "summary": "Get the schemas of a model",
        "description": "The JSON schemas of what a model takes and gives. All models here have the same.",
        "parameters": [
          {
            "name": "model",
            "in": "query",
            "required": true,
            "description": "The model's name.",
            "schema": {
              "$ref": "#/components/schemas/ModelName"
            },
            "example": "@cf/mistral/mistral-7b-instruct-v0.1"
          }
        ],
        "responses": {
          "200": {
            "description": "The schemas.",
            "headers": {
              "cf-ai-req-id": {
                "$ref": "#/components/headers/CfAiReqId"
              },
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ModelSchemaEnvelope"
                },
                "examples": {
                  "short": {
                    "summary": "The schemas, cut short",
                    "value": {
                      "result": {
                        "input": {
                          "type": "object",
                          "oneOf": [
                            {
                              "title": "Prompt",
                              "required": [
                                "prompt"
                              ]
                            },
                            {
                              "title": "Messages",
                              "required": [
                                "messages"
                              ]
                            }
                          ]
                        },
                        "output": {
                          "oneOf": [
                            {
                              "type": "object",
                              "contentType": "application/json",
                              "required": [
                                "response"
                              ]
                            },
                            {
                              "type": "string",
                              "contentType": "text/event-stream",
                              "format": "binary"
                            }
                          ]
                        }
                      },
                      "success": true,
                      "errors": [],
                      "messages": []
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/RunBadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/tasks/search": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "get": {
        "operationId": "workers-ai-search-task",
        "tags": [
          "Workers AI"
        ],
        "summary": "List tasks",
        "description": "The tasks of the models that this server can run.",
        "responses": {
          "200": {
            "description": "The tasks.",
            "headers": {
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/TasksEnvelope"
                },
                "examples": {
                  "all": {
                    "summary": "The only task there is",
                    "value": {
                      "result": [
                        {
                          "id": "c329a1f9-323d-4e91-b2aa-582dd4188d34",
                          "name": "Text Generation",
                          "description": "Models that continue or answer a text."
                        }
                      ],
                      "success": true,
                      "errors": [],
                      "messages": []
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/authors/search": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "get": {
        "operationId": "workers-ai-search-author",
        "tags": [
          "Workers AI"
        ],
        "summary": "List authors",
        "description": "The authors of the models that this server can run, the middle parts of their names.",
        "responses": {
          "200": {
            "description": "The authors.",
            "headers": {
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/AuthorsEnvelope"
                },
                "examples": {
                  "bundled": {
                    "summary": "A server with nothing but its bundled model",
                    "value": {
                      "result": [
                        {
                          "name": "tinystories"
                        }
                      ],
                      "success": true,
                      "errors": [],
                      "messages": []
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/finetunes": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "get": {
        "operationId": "workers-ai-list-finetunes",
        "tags": [
          "Workers AI"
        ],
        "summary": "List finetunes",
        "description": "The LoRA adapters of the account. This server takes none, so the list is empty.",
        "responses": {
          "200": {
            "$ref": "#/components/responses/Finetunes"
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/finetunes/public": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "get": {
        "operationId": "workers-ai-list-public-finetunes",
        "tags": [
          "Workers AI"
        ],
        "summary": "List public finetunes",
        "description": "The LoRA adapters that everybody may use. This server has none, so the list is empty.",
        "responses": {
          "200": {
            "$ref": "#/components/responses/Finetunes"
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/tokens/verify": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "get": {
        "operationId": "account-api-tokens-verify-token",
        "tags": [
          "User API Tokens"
        ],
        "summary": "Verify a token for an account",
        "description": "Says whether the token sent with this request is accepted for this account.",
        "responses": {
          "200": {
            "$ref": "#/components/responses/Token"
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/InvalidToken"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/client/v4/user/tokens/verify": {
      "get": {
        "operationId": "user-api-tokens-verify-token",
        "tags": [
          "User API Tokens"
        ],
        "summary": "Verify a token",
        "description": "Says whether the token sent with this request is accepted.",
        "responses": {
          "200": {
            "$ref": "#/components/responses/Token"
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/InvalidToken"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/v1/chat/completions": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "post": {
        "operationId": "openai-create-chat-completion",
        "tags": [
          "OpenAI"
        ],
        "summary": "Complete a chat",
        "description": "OpenAI's chat completions, for clients made for that API; point their base URL at\n`/client/v4/accounts/{account_id}/ai/v1`. The fields, ranges and error codes are those of a run, and of OpenAI's\nAPI what a client relies on. A field that is not listed here is accepted where it cannot change the answer\n(`user`, `metadata`) or switches off what this server does not have (`min_p: 0`), and refused by its name\notherwise. Some have another name on other servers: `random_seed` is `seed`, `guided_json` a schema,\n`functions` and `function_call` are tools, answered in their own form. There is no envelope around an answer; a\nrefusal has the envelope and, beside it, OpenAI's `error` object.\n",
        "requestBody": {
          "$ref": "#/components/requestBodies/ChatCompletion"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/ChatCompletion"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/v1/responses": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "post": {
        "operationId": "openai-create-response",
        "tags": [
          "OpenAI"
        ],
        "summary": "Create a response",
        "description": "OpenAI's responses, without anything stored: each request brings the whole conversation, as a text or as items.\n`previous_response_id`, `conversation`, `background` and the tools that OpenAI runs itself are refused. A stream\nhas named events and ends with `response.completed`, `response.incomplete` or `response.failed`. Cloudflare's own\nservice has this operation for few models, and does not stream it.\n",
        "requestBody": {
          "$ref": "#/components/requestBodies/Responses"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Responses"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/v1/completions": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "post": {
        "operationId": "openai-create-completion",
        "tags": [
          "OpenAI"
        ],
        "summary": "Complete a text",
        "description": "OpenAI's older completions. The prompt is continued as it stands, without a chat template, as a run with `raw`\ndoes. Cloudflare's own service does not have this operation.\n",
        "requestBody": {
          "$ref": "#/components/requestBodies/Completion"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Completion"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/v1/embeddings": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "post": {
        "operationId": "openai-create-embedding",
        "tags": [
          "OpenAI"
        ],
        "summary": "Embed texts",
        "description": "OpenAI's embeddings, for models whose task is Text Embeddings; others are refused (5006). `dimensions` is passed\non to engines that can shorten a vector and refused for the others. Token ids are those of the engine.\n",
        "requestBody": {
          "$ref": "#/components/requestBodies/Embedding"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Embedding"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/v1/models": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        }
      ],
      "get": {
        "operationId": "openai-list-models",
        "tags": [
          "OpenAI"
        ],
        "summary": "List models",
        "description": "The models this server can run, in OpenAI's form. Cloudflare's own service does not have this operation.",
        "responses": {
          "200": {
            "$ref": "#/components/responses/OpenAiModels"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/client/v4/accounts/{account_id}/ai/v1/models/{model}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/AccountId"
        },
        {
          "$ref": "#/components/parameters/OpenAiModelName"
        }
      ],
      "get": {
        "operationId": "openai-retrieve-model",
        "tags": [
          "OpenAI"
        ],
        "summary": "Look up a model",
        "description": "One model, in OpenAI's form. Cloudflare's own service does not have this operation.",
        "responses": {
          "200": {
            "$ref": "#/components/responses/OpenAiModel"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/v1/chat/completions": {
      "post": {
        "operationId": "v1-create-chat-completion",
        "tags": [
          "OpenAI"
        ],
        "summary": "Complete a chat, by the token alone",
        "description": "The same as under `/client/v4/accounts/{account_id}/ai/v1`, for clients that are only given an address and a\ntoken; the token decides the account.\n",
        "requestBody": {
          "$ref": "#/components/requestBodies/ChatCompletion"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/ChatCompletion"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/v1/responses": {
      "post": {
        "operationId": "v1-create-response",
        "tags": [
          "OpenAI"
        ],
        "summary": "Create a response, by the token alone",
        "description": "The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.",
        "requestBody": {
          "$ref": "#/components/requestBodies/Responses"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Responses"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/v1/completions": {
      "post": {
        "operationId": "v1-create-completion",
        "tags": [
          "OpenAI"
        ],
        "summary": "Complete a text, by the token alone",
        "description": "The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.",
        "requestBody": {
          "$ref": "#/components/requestBodies/Completion"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Completion"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/v1/embeddings": {
      "post": {
        "operationId": "v1-create-embedding",
        "tags": [
          "OpenAI"
        ],
        "summary": "Embed texts, by the token alone",
        "description": "The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.",
        "requestBody": {
          "$ref": "#/components/requestBodies/Embedding"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Embedding"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/v1/models": {
      "get": {
        "operationId": "v1-list-models",
        "tags": [
          "OpenAI"
        ],
        "summary": "List models, by the token alone",
        "description": "The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.",
        "responses": {
          "200": {
            "$ref": "#/components/responses/OpenAiModels"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/v1/models/{model}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/OpenAiModelName"
        }
      ],
      "get": {
        "operationId": "v1-retrieve-model",
        "tags": [
          "OpenAI"
        ],
        "summary": "Look up a model, by the token alone",
        "description": "The same as under `/client/v4/accounts/{account_id}/ai/v1`; the token decides the account.",
        "responses": {
          "200": {
            "$ref": "#/components/responses/OpenAiModel"
          },
          "4XX": {
            "$ref": "#/components/responses/OpenAiRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OpenAiFailure"
          }
        }
      }
    },
    "/run": {
      "post": {
        "operationId": "workers-binding-run",
        "tags": [
          "Workers AI Text Generation"
        ],
        "summary": "Run a model, for a binding",
        "description": "What the Workers runtime sends for `env.AI.run()`. It does the same as the REST operation, in another form:\nthe model is named in a header, the input stands under `inputs`, answers have no envelope and errors are flat.\nA server that is bound to a Worker as a service is called this way.\n",
        "parameters": [
          {
            "name": "version",
            "in": "query",
            "required": true,
            "description": "The version of this protocol: 3, or 2 of clients before 2024, whose answers are compressed with gzip unless\nthey are streams.\n",
            "schema": {
              "type": "string",
              "enum": [
                "2",
                "3"
              ]
            },
            "example": "3"
          },
          {
            "name": "cf-consn-model-id",
            "in": "header",
            "required": true,
            "description": "The model to run.",
            "schema": {
              "$ref": "#/components/schemas/ModelName"
            },
            "example": "@cf/mistral/mistral-7b-instruct-v0.1"
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/BindingRun"
        },
        "responses": {
          "200": {
            "description": "The generated text, without an envelope; as a stream if the input asked for one.",
            "headers": {
              "cf-ai-req-id": {
                "$ref": "#/components/headers/CfAiReqId"
              },
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "description": "What the model gave; a text, in JSON mode a value, or vectors or scores.",
                  "anyOf": [
                    {
                      "$ref": "#/components/schemas/AiTextGenerationOutput"
                    },
                    {
                      "$ref": "#/components/schemas/AiTextGenerationJsonOutput"
                    },
                    {
                      "$ref": "#/components/schemas/AiTextEmbeddingsOutput"
                    },
                    {
                      "$ref": "#/components/schemas/AiContextsOutput"
                    },
                    {
                      "$ref": "#/components/schemas/AiRerankOutput"
                    }
                  ]
                },
                "examples": {
                  "answer": {
                    "summary": "The whole text at once",
                    "value": {
                      "response": "Grouped query attention lets several query heads share one key and value head.",
                      "tool_calls": [],
                      "usage": {
                        "prompt_tokens": 15,
                        "completion_tokens": 16,
                        "total_tokens": 31
                      },
                      "finish_reason": "stop"
                    }
                  }
                }
              },
              "text/event-stream": {
                "schema": {
                  "type": "string",
                  "description": "The same frames as over REST.",
                  "contentMediaType": "text/event-stream",
                  "contentSchema": {
                    "$ref": "#/components/schemas/AiTextGenerationStreamChunk"
                  }
                },
                "examples": {
                  "stream": {
                    "summary": "One token, the usage, the end",
                    "value": "data: {\"response\":\"Once\",\"tool_calls\":[],\"p\":\"abdefg\"}\n\ndata: {\"response\":\"\",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":13},\"finish_reason\":\"stop\"}\n\ndata: [DONE]\n\n"
                  }
                }
              }
            }
          },
          "4XX": {
            "description": "A refusal, with the statuses and codes that REST has for it.",
            "headers": {
              "cf-ai-req-id": {
                "$ref": "#/components/headers/CfAiReqId"
              },
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/BindingError"
                },
                "examples": {
                  "noSuchModel": {
                    "summary": "A model that is not there (5007)",
                    "value": {
                      "name": "AiError",
                      "internalCode": 5007,
                      "httpCode": 400,
                      "message": "AiError: No such model: No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "description": "No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name",
                      "requestId": "0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1"
                    }
                  }
                }
              }
            }
          },
          "5XX": {
            "description": "A fault of the server.",
            "headers": {
              "cf-ai-req-id": {
                "$ref": "#/components/headers/CfAiReqId"
              },
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/BindingError"
                },
                "examples": {
                  "internal": {
                    "summary": "Something broke (8008)",
                    "value": {
                      "name": "AiError",
                      "internalCode": 8008,
                      "httpCode": 500,
                      "message": "AiError: Internal server error: The model could not answer (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "description": "The model could not answer",
                      "requestId": "0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1"
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/ai-gateway/run": {
      "post": {
        "operationId": "workers-binding-run-through-gateway",
        "tags": [
          "Workers AI Text Generation"
        ],
        "summary": "Run a model, for a binding and a gateway",
        "description": "What the Workers runtime sends for `env.AI.run()` with `gateway` among its options. There is no AI Gateway here: it\ndoes the same as `/run`.\n",
        "parameters": [
          {
            "name": "version",
            "in": "query",
            "required": true,
            "description": "The version of this protocol: 3, or 2 of clients before 2024, whose answers are compressed with gzip unless\nthey are streams.\n",
            "schema": {
              "type": "string",
              "enum": [
                "2",
                "3"
              ]
            },
            "example": "3"
          },
          {
            "name": "cf-consn-model-id",
            "in": "header",
            "required": true,
            "description": "The model to run.",
            "schema": {
              "$ref": "#/components/schemas/ModelName"
            },
            "example": "@cf/mistral/mistral-7b-instruct-v0.1"
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/BindingRun"
        },
        "responses": {
          "200": {
            "description": "The generated text, without an envelope; as a stream if the input asked for one.",
            "headers": {
              "cf-ai-req-id": {
                "$ref": "#/components/headers/CfAiReqId"
              },
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "description": "What the model gave; a text, in JSON mode a value, or vectors or scores.",
                  "anyOf": [
                    {
                      "$ref": "#/components/schemas/AiTextGenerationOutput"
                    },
                    {
                      "$ref": "#/components/schemas/AiTextGenerationJsonOutput"
                    },
                    {
                      "$ref": "#/components/schemas/AiTextEmbeddingsOutput"
                    },
                    {
                      "$ref": "#/components/schemas/AiContextsOutput"
                    },
                    {
                      "$ref": "#/components/schemas/AiRerankOutput"
                    }
                  ]
                },
                "examples": {
                  "answer": {
                    "summary": "The whole text at once",
                    "value": {
                      "response": "Grouped query attention lets several query heads share one key and value head.",
                      "tool_calls": [],
                      "usage": {
                        "prompt_tokens": 15,
                        "completion_tokens": 16,
                        "total_tokens": 31
                      },
                      "finish_reason": "stop"
                    }
                  }
                }
              },
              "text/event-stream": {
                "schema": {
                  "type": "string",
                  "description": "The same frames as over REST.",
                  "contentMediaType": "text/event-stream",
                  "contentSchema": {
                    "$ref": "#/components/schemas/AiTextGenerationStreamChunk"
                  }
                },
                "examples": {
                  "stream": {
                    "summary": "One token, the usage, the end",
                    "value": "data: {\"response\":\"Once\",\"tool_calls\":[],\"p\":\"abdefg\"}\n\ndata: {\"response\":\"\",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":13},\"finish_reason\":\"stop\"}\n\ndata: [DONE]\n\n"
                  }
                }
              }
            }
          },
          "4XX": {
            "description": "A refusal, with the statuses and codes that REST has for it.",
            "headers": {
              "cf-ai-req-id": {
                "$ref": "#/components/headers/CfAiReqId"
              },
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/BindingError"
                },
                "examples": {
                  "noSuchModel": {
                    "summary": "A model that is not there (5007)",
                    "value": {
                      "name": "AiError",
                      "internalCode": 5007,
                      "httpCode": 400,
                      "message": "AiError: No such model: No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "description": "No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name",
                      "requestId": "0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1"
                    }
                  }
                }
              }
            }
          },
          "5XX": {
            "description": "A fault of the server.",
            "headers": {
              "cf-ai-req-id": {
                "$ref": "#/components/headers/CfAiReqId"
              },
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/BindingError"
                },
                "examples": {
                  "internal": {
                    "summary": "Something broke (8008)",
                    "value": {
                      "name": "AiError",
                      "internalCode": 8008,
                      "httpCode": 500,
                      "message": "AiError: Internal server error: The model could not answer (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "description": "The model could not answer",
                      "requestId": "0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1"
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/ai-api/models/search": {
      "get": {
        "operationId": "binding-search-model",
        "tags": [
          "Workers AI"
        ],
        "summary": "Search models, for a binding",
        "description": "What the Workers runtime sends for `env.AI.models()`. The same as the REST operation.",
        "parameters": [
          {
            "name": "search",
            "in": "query",
            "description": "Keeps models whose name or description contains this text, in any case.",
            "schema": {
              "type": "string"
            },
            "example": "mistral"
          },
          {
            "name": "task",
            "in": "query",
            "description": "Keeps models of this task, by the task's name.",
            "schema": {
              "type": "string"
            },
            "example": "Text Generation"
          },
          {
            "name": "author",
            "in": "query",
            "description": "Keeps models of this author, the middle part of the model's name.",
            "schema": {
              "type": "string"
            },
            "example": "mistral"
          },
          {
            "name": "source",
            "in": "query",
            "description": "Keeps models of this source, 1 for `@cf/` and 2 for `@hf/`.",
            "schema": {
              "type": "number"
            },
            "example": 1
          },
          {
            "name": "hide_experimental",
            "in": "query",
            "description": "Leaves out models marked as beta.",
            "schema": {
              "type": "boolean"
            },
            "example": true
          },
          {
            "name": "include_deprecated",
            "in": "query",
            "description": "Also lists models past their planned deprecation date. What this server has is always listed.",
            "schema": {
              "type": "boolean"
            },
            "example": true
          },
          {
            "name": "format",
            "in": "query",
            "description": "With `openrouter` a list in OpenRouter's form comes, without an envelope.",
            "schema": {
              "type": "string"
            },
            "example": "openrouter"
          },
          {
            "name": "page",
            "in": "query",
            "description": "Which page to give, counted from 1.",
            "schema": {
              "type": "integer",
              "default": 1
            },
            "example": 1
          },
          {
            "name": "per_page",
            "in": "query",
            "description": "How many models a page holds.",
            "schema": {
              "type": "integer",
              "default": 100
            },
            "example": 50
          }
        ],
        "responses": {
          "200": {
            "description": "The models of this page.",
            "headers": {
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "anyOf": [
                    {
                      "$ref": "#/components/schemas/ModelsEnvelope"
                    },
                    {
                      "$ref": "#/components/schemas/OpenRouterModelList"
                    }
                  ]
                },
                "examples": {
                  "bundled": {
                    "summary": "A server with nothing but its bundled model",
                    "value": {
                      "result": [
                        {
                          "id": "5a9c39d0-1d3b-4c8e-9b62-2f7d3a51c260",
                          "source": 1,
                          "name": "@cf/tinystories/stories-260k",
                          "description": "A Llama-shaped model of 260 thousand parameters that tells children's stories.",
                          "created_at": "2023-07-27 00:00:00.000",
                          "task": {
                            "id": "c329a1f9-323d-4e91-b2aa-582dd4188d34",
                            "name": "Text Generation",
                            "description": "Models that continue or answer a text."
                          },
                          "tags": [],
                          "properties": [
                            {
                              "property_id": "context_window",
                              "value": "512"
                            }
                          ]
                        }
                      ],
                      "success": true,
                      "errors": [],
                      "messages": [],
                      "result_info": {
                        "count": 1,
                        "page": 1,
                        "per_page": 100,
                        "total_count": 1
                      }
                    }
                  }
                }
              }
            }
          },
          "4XX": {
            "description": "A refusal, with the statuses and codes that REST has for it.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/BindingError"
                },
                "examples": {
                  "unknownToken": {
                    "summary": "An unknown token (10000)",
                    "value": {
                      "name": "AiError",
                      "internalCode": 10000,
                      "httpCode": 401,
                      "message": "AiError: Ai: Authentication error",
                      "description": "Authentication error",
                      "requestId": null
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/": {
      "get": {
        "operationId": "service",
        "tags": [
          "Operations"
        ],
        "summary": "The playground, or what this server is",
        "description": "A page to chat with the models, for browsers, which name `text/html` in `Accept`. Other clients get a few lines of\ntext. Needs no token; the page asks for one before it calls a model.\n",
        "security": [],
        "responses": {
          "200": {
            "description": "The page, or the server's routes as text.",
            "content": {
              "text/plain": {
                "schema": {
                  "type": "string"
                },
                "example": "Tramontane serves the Workers AI API and OpenAI's API.\n"
              },
              "text/html": {
                "schema": {
                  "type": "string",
                  "description": "HTML.",
                  "example": "<!doctype html>"
                }
              }
            }
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          }
        }
      }
    },
    "/healthz": {
      "get": {
        "operationId": "health",
        "tags": [
          "Operations"
        ],
        "summary": "Health",
        "description": "Says whether the server lives. Needs no token and has no envelope. It is for supervisors that restart processes;\nan engine that is away for a moment is no reason to restart the server: see `/readyz`.\n",
        "security": [],
        "responses": {
          "200": {
            "description": "The server lives.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Health"
                },
                "example": {
                  "status": "ok"
                }
              }
            }
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "503": {
            "description": "The server is shutting down.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Health"
                },
                "example": {
                  "status": "unavailable"
                }
              }
            }
          }
        }
      }
    },
    "/readyz": {
      "get": {
        "operationId": "readiness",
        "tags": [
          "Operations"
        ],
        "summary": "Readiness",
        "description": "Says whether there is a model that can be run, and how each is. Needs no token and has no envelope; made for load\nbalancers.\n",
        "security": [],
        "responses": {
          "200": {
            "description": "At least one model can be run.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Readiness"
                }
              }
            }
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          },
          "503": {
            "description": "No model can be run: they are loading, their engines are being restarted, or the server is shutting down. While\nthe models load, every other route also answers 503, with `Retry-After`.\n",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Readiness"
                },
                "example": {
                  "status": "unavailable",
                  "models": [
                    {
                      "name": "@cf/mistral/mistral-7b-instruct-v0.1",
                      "status": "restarting",
                      "restarts": 0,
                      "last_failure_at": "2026-03-01T12:00:00.000Z"
                    }
                  ]
                }
              }
            }
          }
        }
      }
    },
    "/metrics": {
      "get": {
        "operationId": "metrics",
        "tags": [
          "Operations"
        ],
        "summary": "Numbers for Prometheus",
        "description": "Requests, tokens, latencies, queues, the cache of keys and values, restarts, in Prometheus' text format. Who may read\nthem is a setting: clients with a token (the default), this machine, anybody, or nobody.\n",
        "responses": {
          "200": {
            "description": "The numbers.",
            "content": {
              "text/plain": {
                "schema": {
                  "type": "string"
                },
                "example": "# HELP tramontane_engine_up 1 while the engine generates, 0 while it is away.\n# TYPE tramontane_engine_up gauge\ntramontane_engine_up{model=\"@cf/mistral/mistral-7b-instruct-v0.1\"} 1\n"
              }
            }
          },
          "4XX": {
            "description": "A refusal.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ErrorEnvelope"
                }
              }
            }
          }
        }
      }
    },
    "/tramontane/attention": {
      "post": {
        "operationId": "attention",
        "tags": [
          "Operations"
        ],
        "summary": "Where a token looked",
        "description": "The attention weights of one token of a conversation: for each layer, and each head or each group of heads that share\ntheir keys, how much of its attention went to each position. The text is computed again as a prompt, which waits for\nits turn and counts against the token as a run does. Only for models on this server's own engine.\n",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/AttentionRequest"
              },
              "examples": {
                "chat": {
                  "summary": "The last token of an answer",
                  "value": {
                    "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                    "messages": [
                      {
                        "role": "user",
                        "content": "Which wind is cold?"
                      }
                    ],
                    "answer": "The mistral."
                  }
                },
                "text": {
                  "summary": "A token of a text, head by head",
                  "value": {
                    "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                    "prompt": "Once upon a time",
                    "position": 2,
                    "layers": [
                      0
                    ],
                    "per_head": true
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The weights.",
            "headers": {
              "cf-ai-req-id": {
                "$ref": "#/components/headers/CfAiReqId"
              },
              "x-tramontane-model": {
                "$ref": "#/components/headers/XTramontaneModel"
              },
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/AttentionEnvelope"
                }
              }
            }
          },
          "4XX": {
            "$ref": "#/components/responses/OwnRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OwnRefusal"
          }
        }
      }
    },
    "/tramontane/models": {
      "get": {
        "operationId": "loaded-models",
        "tags": [
          "Operations"
        ],
        "summary": "Which models are in memory",
        "description": "The models of this server, what they take of the device, and when they were last used.",
        "responses": {
          "200": {
            "description": "The models.",
            "headers": {
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/LoadedModelsEnvelope"
                }
              }
            }
          },
          "4XX": {
            "$ref": "#/components/responses/OwnRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OwnRefusal"
          }
        }
      }
    },
    "/tramontane/models/unload": {
      "post": {
        "operationId": "unload-model",
        "tags": [
          "Operations"
        ],
        "summary": "Take a model out of memory",
        "description": "Gives the model's memory back. The next request loads it again and waits for it. Where answers run, the model is\nunloaded when they have ended. Only the token of the server's settings may do this; those of a file may not, since\nother people wait for a model that is loaded again.\n",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/UnloadRequest"
              },
              "examples": {
                "model": {
                  "summary": "By its name",
                  "value": {
                    "model": "@cf/mistral/mistral-7b-instruct-v0.1"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The model as it is now.",
            "headers": {
              "cf-ai-req-id": {
                "$ref": "#/components/headers/CfAiReqId"
              },
              "x-tramontane-model": {
                "$ref": "#/components/headers/XTramontaneModel"
              },
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/LoadedModelEnvelope"
                }
              }
            }
          },
          "4XX": {
            "$ref": "#/components/responses/OwnRefusal"
          },
          "5XX": {
            "$ref": "#/components/responses/OwnRefusal"
          }
        }
      }
    },
    "/openapi.json": {
      "get": {
        "operationId": "openapi-document",
        "tags": [
          "Operations"
        ],
        "summary": "This document",
        "description": "The API's description as JSON, with this server as the only one and its models in the examples. Requests with a token\nalso find the account that the token opens.\n",
        "security": [
          {},
          {
            "apiToken": []
          },
          {
            "apiKey": []
          }
        ],
        "responses": {
          "200": {
            "description": "The document.",
            "headers": {
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "description": "An OpenAPI document.",
                  "required": [
                    "openapi",
                    "paths"
                  ],
                  "properties": {
                    "openapi": {
                      "type": "string",
                      "description": "The version of OpenAPI.",
                      "example": "3.1.0"
                    },
                    "paths": {
                      "type": "object",
                      "description": "The operations.",
                      "example": {}
                    }
                  },
                  "example": {
                    "openapi": "3.1.0",
                    "paths": {}
                  }
                }
              }
            }
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          }
        }
      }
    },
    "/docs": {
      "get": {
        "operationId": "reference",
        "tags": [
          "Operations"
        ],
        "summary": "Reference",
        "description": "This document as a page to read and to try out. The page loads nothing from other servers.",
        "security": [],
        "responses": {
          "200": {
            "description": "The page.",
            "headers": {
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "text/html": {
                "schema": {
                  "type": "string",
                  "description": "HTML.",
                  "example": "<!doctype html>"
                }
              }
            }
          },
          "404": {
            "description": "The server was installed without the page (7001).",
            "headers": {
              "cf-ray": {
                "$ref": "#/components/headers/CfRay"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ErrorEnvelope"
                },
                "example": {
                  "success": false,
                  "errors": [
                    {
                      "code": 7001,
                      "message": "This installation has no page /docs; /openapi.json describes the API"
                    }
                  ],
                  "messages": [],
                  "result": null
                }
              }
            }
          },
          "431": {
            "$ref": "#/components/responses/HeadersTooLarge"
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "apiToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token, sent as `Authorization: Bearer <token>`. A self-hosted server has the one it was started with\n(`TRAMONTANE_API_TOKEN`), those of a file, or both; Cloudflare's tokens need the permission to run Workers AI.\n"
      },
      "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Auth-Key",
        "description": "Cloudflare's older way, sent together with `X-Auth-Email`. Here the key is the same API token, and the address is not\nlooked at. Beside an `Authorization` it is ignored.\n"
      }
    },
    "parameters": {
      "AccountId": {
        "name": "account_id",
        "in": "path",
        "required": true,
        "description": "The account, 32 hexadecimal digits; one of those that the token opens.",
        "schema": {
          "type": "string",
          "pattern": "^[0-9a-fA-F]{32}$"
        },
        "example": "023e105f4ecef8ad9ca31a8372d0c353"
      },
      "OpenAiModelName": {
        "name": "model",
        "in": "path",
        "required": true,
        "description": "The model's name, with its slashes as they are or percent-encoded.",
        "schema": {
          "$ref": "#/components/schemas/ModelName"
        },
        "example": "@cf/mistral/mistral-7b-instruct-v0.1"
      }
    },
    "requestBodies": {
      "BindingRun": {
        "required": true,
        "description": "The input, and the options of the call.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/BindingRunRequest"
            },
            "examples": {
              "messages": {
                "summary": "A conversation",
                "value": {
                  "inputs": {
                    "messages": [
                      {
                        "role": "user",
                        "content": "What is grouped query attention?"
                      }
                    ],
                    "max_tokens": 128
                  },
                  "options": {}
                }
              },
              "stream": {
                "summary": "A prompt, streamed",
                "value": {
                  "inputs": {
                    "prompt": "Once upon a time",
                    "max_tokens": 16,
                    "stream": true
                  },
                  "options": {
                    "rejectIfBusy": false
                  }
                }
              }
            }
          }
        }
      },
      "ChatCompletion": {
        "required": true,
        "description": "The conversation, and how to go on with it.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ChatCompletionRequest"
            },
            "examples": {
              "chat": {
                "summary": "A conversation",
                "value": {
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "messages": [
                    {
                      "role": "system",
                      "content": "You answer in one sentence."
                    },
                    {
                      "role": "user",
                      "content": "What is grouped query attention?"
                    }
                  ],
                  "max_tokens": 128
                }
              },
              "stream": {
                "summary": "A conversation, streamed, with its usage",
                "value": {
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "messages": [
                    {
                      "role": "user",
                      "content": "Tell me a story."
                    }
                  ],
                  "stream": true,
                  "stream_options": {
                    "include_usage": true
                  }
                }
              },
              "logprobs": {
                "summary": "Two answers, with the probabilities of their tokens",
                "value": {
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "messages": [
                    {
                      "role": "user",
                      "content": "Name a colour."
                    }
                  ],
                  "n": 2,
                  "seed": 42,
                  "logprobs": true,
                  "top_logprobs": 2,
                  "max_tokens": 4,
                  "stop": [
                    "\n",
                    "."
                  ]
                }
              },
              "tools": {
                "summary": "The round trip of a tool",
                "value": {
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "messages": [
                    {
                      "role": "user",
                      "content": "What is 1 + 2?"
                    },
                    {
                      "role": "assistant",
                      "content": null,
                      "tool_calls": [
                        {
                          "id": "call_a1b2c3d4e",
                          "type": "function",
                          "function": {
                            "name": "sum",
                            "arguments": "{\"a\":1,\"b\":2}"
                          }
                        }
                      ]
                    },
                    {
                      "role": "tool",
                      "tool_call_id": "call_a1b2c3d4e",
                      "content": "3"
                    }
                  ],
                  "tools": [
                    {
                      "type": "function",
                      "function": {
                        "name": "sum",
                        "description": "Adds two numbers.",
                        "parameters": {
                          "type": "object",
                          "properties": {
                            "a": {
                              "type": "number"
                            },
                            "b": {
                              "type": "number"
                            }
                          }
                        }
                      }
                    }
                  ],
                  "max_tokens": 32
                }
              }
            }
          }
        }
      },
      "Responses": {
        "required": true,
        "description": "The conversation, and how to go on with it.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ResponsesRequest"
            },
            "examples": {
              "text": {
                "summary": "A text, with instructions",
                "value": {
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "instructions": "You answer in one sentence.",
                  "input": "What is grouped query attention?",
                  "max_output_tokens": 128
                }
              },
              "stream": {
                "summary": "A text, streamed",
                "value": {
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "input": "Tell me a story.",
                  "stream": true
                }
              },
              "json": {
                "summary": "An answer that fits a schema",
                "value": {
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "input": "Name a colour.",
                  "max_output_tokens": 64,
                  "text": {
                    "format": {
                      "type": "json_schema",
                      "name": "colour",
                      "schema": {
                        "type": "object",
                        "properties": {
                          "name": {
                            "enum": [
                              "red",
                              "green"
                            ]
                          }
                        },
                        "required": [
                          "name"
                        ]
                      }
                    }
                  }
                }
              },
              "tools": {
                "summary": "The round trip of a tool",
                "value": {
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "max_output_tokens": 32,
                  "input": [
                    {
                      "role": "user",
                      "content": [
                        {
                          "type": "input_text",
                          "text": "What is 1 + 2?"
                        }
                      ]
                    },
                    {
                      "type": "function_call",
                      "call_id": "call_a1b2c3d4e",
                      "name": "sum",
                      "arguments": "{\"a\":1,\"b\":2}"
                    },
                    {
                      "type": "function_call_output",
                      "call_id": "call_a1b2c3d4e",
                      "output": "3"
                    }
                  ],
                  "tools": [
                    {
                      "type": "function",
                      "name": "sum",
                      "description": "Adds two numbers.",
                      "parameters": {
                        "type": "object",
                        "properties": {
                          "a": {
                            "type": "number"
                          },
                          "b": {
                            "type": "number"
                          }
                        }
                      }
                    }
                  ]
                }
              }
            }
          }
        }
      },
      "Completion": {
        "required": true,
        "description": "The text, and how to go on with it.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/CompletionRequest"
            },
            "examples": {
              "text": {
                "summary": "A text",
                "value": {
                  "model": "@cf/tinystories/stories-260k",
                  "prompt": "Once upon a time",
                  "max_tokens": 16,
                  "temperature": 0
                }
              },
              "stream": {
                "summary": "A text, streamed",
                "value": {
                  "model": "@cf/tinystories/stories-260k",
                  "prompt": "Once upon a time",
                  "max_tokens": 16,
                  "stream": true
                }
              },
              "several": {
                "summary": "Several texts, with the probabilities of their tokens",
                "value": {
                  "model": "@cf/tinystories/stories-260k",
                  "prompt": [
                    "Once upon a time",
                    "The cat"
                  ],
                  "max_tokens": 4,
                  "logprobs": 2
                }
              },
              "tokens": {
                "summary": "Token ids",
                "value": {
                  "model": "@cf/tinystories/stories-260k",
                  "prompt": [
                    1,
                    403,
                    407
                  ],
                  "max_tokens": 4,
                  "echo": true
                }
              }
            }
          }
        }
      },
      "Embedding": {
        "required": true,
        "description": "The texts to embed.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/EmbeddingRequest"
            },
            "examples": {
              "text": {
                "summary": "A text",
                "value": {
                  "model": "@cf/baai/bge-base-en-v1.5",
                  "input": "The cat sat."
                }
              },
              "base64": {
                "summary": "Texts, their vectors as base64",
                "value": {
                  "model": "@cf/baai/bge-base-en-v1.5",
                  "input": [
                    "The cat sat.",
                    "A dog ran."
                  ],
                  "encoding_format": "base64"
                }
              },
              "tokens": {
                "summary": "Token ids",
                "value": {
                  "model": "@cf/baai/bge-base-en-v1.5",
                  "input": [
                    [
                      101,
                      1996,
                      102
                    ],
                    [
                      101,
                      102
                    ]
                  ]
                }
              }
            }
          }
        }
      }
    },
    "headers": {
      "CfAiReqId": {
        "description": "The id of this run, a fresh UUID on every answer that got past route, token and account; the texts of model\nerrors end with it.\n",
        "schema": {
          "type": "string",
          "format": "uuid"
        },
        "example": "0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1"
      },
      "CfRay": {
        "description": "The id of this HTTP exchange, on every answer. Quote it when asking about a failure.",
        "schema": {
          "type": "string"
        },
        "example": "8e2a6c9f1b3d4a57-TRM"
      },
      "RateLimit": {
        "description": "Requests that are left (`r`) and seconds until there are more (`t`), where the token has a limit; the limit itself\nis in `ratelimit-policy`. IETF draft 8 of RateLimit header fields.\n",
        "schema": {
          "type": "string"
        },
        "example": "\"requests per minute\"; r=0; t=40"
      },
      "XRequestId": {
        "description": "The same id as `cf-ai-req-id`, under the name that OpenAI's clients look for.",
        "schema": {
          "type": "string",
          "format": "uuid"
        },
        "example": "0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1"
      },
      "XTramontaneModel": {
        "description": "The model that really answered. It differs from the name in the request where that was another name of the model, or\nan alias of this server.\n",
        "schema": {
          "type": "string"
        },
        "example": "@cf/tinystories/stories-260k"
      },
      "XTramontaneIgnored": {
        "description": "The fields of the body that this server does not read, percent-encoded; absent where there are none.",
        "schema": {
          "type": "string"
        },
        "example": "task, guardrails"
      },
      "RetryAfter": {
        "description": "Seconds after which another try is worth it.",
        "schema": {
          "type": "integer",
          "minimum": 0
        },
        "example": 1
      }
    },
    "responses": {
      "OwnRefusal": {
        "description": "A refusal or a failure.",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            }
          }
        }
      },
      "Run": {
        "description": "The generated text, as a stream if the body asked for one; or vectors or scores.",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "x-tramontane-model": {
            "$ref": "#/components/headers/XTramontaneModel"
          },
          "x-tramontane-ignored": {
            "$ref": "#/components/headers/XTramontaneIgnored"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/RunEnvelope"
            },
            "examples": {
              "answer": {
                "summary": "The whole text at once",
                "value": {
                  "result": {
                    "response": "Grouped query attention lets several query heads share one key and value head.",
                    "tool_calls": [],
                    "usage": {
                      "prompt_tokens": 15,
                      "completion_tokens": 16,
                      "total_tokens": 31
                    },
                    "finish_reason": "stop"
                  },
                  "success": true,
                  "errors": [],
                  "messages": []
                }
              },
              "json": {
                "summary": "In JSON mode, a value",
                "value": {
                  "result": {
                    "response": {
                      "name": "Lily"
                    },
                    "tool_calls": [],
                    "usage": {
                      "prompt_tokens": 15,
                      "completion_tokens": 9,
                      "total_tokens": 24
                    },
                    "finish_reason": "stop"
                  },
                  "success": true,
                  "errors": [],
                  "messages": []
                }
              },
              "embeddings": {
                "summary": "Of a model that embeds, a vector for each text",
                "value": {
                  "result": {
                    "shape": [
                      2,
                      3
                    ],
                    "data": [
                      [
                        0.5,
                        -0.25,
                        1
                      ],
                      [
                        0,
                        0.75,
                        -1
                      ]
                    ],
                    "pooling": "mean",
                    "usage": {
                      "prompt_tokens": 10,
                      "completion_tokens": 0,
                      "total_tokens": 10
                    }
                  },
                  "success": true,
                  "errors": [],
                  "messages": []
                }
              },
              "scores": {
                "summary": "Of a reranker, the texts' scores, the best first",
                "value": {
                  "result": {
                    "response": [
                      {
                        "id": 1,
                        "score": 0.75
                      },
                      {
                        "id": 0,
                        "score": 0.125
                      }
                    ],
                    "usage": {
                      "prompt_tokens": 10,
                      "completion_tokens": 0,
                      "total_tokens": 10
                    }
                  },
                  "success": true,
                  "errors": [],
                  "messages": []
                }
              }
            }
          },
          "text/event-stream": {
            "schema": {
              "type": "string",
              "description": "Only `data:` lines, each followed by an empty line. Every frame but the last is one JSON object\n(AiTextGenerationStreamChunk) and never ends inside a character; the `response` texts joined are the\ntext of the whole answer. The last chunk carries `usage` and `finish_reason`; after it comes the frame `[DONE]`.\n",
              "contentMediaType": "text/event-stream",
              "contentSchema": {
                "$ref": "#/components/schemas/AiTextGenerationStreamChunk"
              }
            },
            "examples": {
              "stream": {
                "summary": "Two tokens, the usage, the end",
                "value": "data: {\"response\":\"Once\",\"tool_calls\":[],\"p\":\"abdefg\"}\n\ndata: {\"response\":\" upon\",\"tool_calls\":[],\"p\":\"abdefghijk\"}\n\ndata: {\"response\":\"\",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":2,\"total_tokens\":14},\"finish_reason\":\"stop\"}\n\ndata: [DONE]\n\n"
              }
            }
          }
        }
      },
      "Token": {
        "description": "The token is known; only an active one opens anything else.",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/TokenEnvelope"
            },
            "examples": {
              "active": {
                "summary": "An active token",
                "value": {
                  "result": {
                    "id": "ed17574386854bf78a67040be0a770b0",
                    "status": "active"
                  },
                  "success": true,
                  "errors": [],
                  "messages": [
                    {
                      "code": 10000,
                      "message": "This API Token is valid and active",
                      "type": null
                    }
                  ]
                }
              },
              "expired": {
                "summary": "A token whose time is over",
                "value": {
                  "result": {
                    "id": "ed17574386854bf78a67040be0a770b0",
                    "status": "expired",
                    "expires_on": "2026-01-31T00:00:00Z"
                  },
                  "success": true,
                  "errors": [],
                  "messages": [
                    {
                      "code": 10000,
                      "message": "This API Token is expired",
                      "type": null
                    }
                  ]
                }
              }
            }
          }
        }
      },
      "InvalidToken": {
        "description": "The token is not known.",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "invalid": {
                "summary": "An unknown token",
                "value": {
                  "result": null,
                  "success": false,
                  "errors": [
                    {
                      "code": 1000,
                      "message": "Invalid API Token"
                    }
                  ],
                  "messages": []
                }
              }
            }
          }
        }
      },
      "Finetunes": {
        "description": "The finetunes.",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/FinetunesEnvelope"
            },
            "examples": {
              "none": {
                "summary": "None",
                "value": {
                  "result": [],
                  "success": true,
                  "errors": [],
                  "messages": []
                }
              }
            }
          }
        }
      },
      "RunBadRequest": {
        "description": "The request cannot be run as it is: a body that is not valid (5006, 8001), a model that is not there (5007),\nmissing headers or body (3003), credentials that cannot be read (9106), or no such route (7000).\n",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "badInput": {
                "summary": "Neither prompt nor messages (5006)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Bad input: Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages' (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 5006
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              },
              "noSuchModel": {
                "summary": "A model that is not there (5007)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: No such model: No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 5007
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              },
              "noRoute": {
                "summary": "A path that is not there (7000)",
                "value": {
                  "success": false,
                  "errors": [
                    {
                      "code": 7000,
                      "message": "No route for that URI"
                    }
                  ],
                  "messages": [],
                  "result": null
                }
              }
            }
          }
        }
      },
      "BadRequest": {
        "description": "A parameter that is not valid (8001), credentials that cannot be read (9106), or no such route (7000).",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "noRoute": {
                "summary": "A path that is not there (7000)",
                "value": {
                  "success": false,
                  "errors": [
                    {
                      "code": 7000,
                      "message": "No route for that URI"
                    }
                  ],
                  "messages": [],
                  "result": null
                }
              }
            }
          }
        }
      },
      "Unauthorized": {
        "description": "No token, or one that is not known (10000). Checked before the body is looked at.",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "unknownToken": {
                "summary": "An unknown token (10000)",
                "value": {
                  "result": null,
                  "success": false,
                  "errors": [
                    {
                      "code": 10000,
                      "message": "Authentication error"
                    }
                  ],
                  "messages": []
                }
              }
            }
          }
        }
      },
      "Forbidden": {
        "description": "The token is good, but not for this: another account (10000), a blocked account (3023), a private model\n(3041, 5018), a model whose terms are not accepted (5016), a plan that does not include it (5035).\n",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "otherAccount": {
                "summary": "Somebody else's account (10000)",
                "value": {
                  "result": null,
                  "success": false,
                  "errors": [
                    {
                      "code": 10000,
                      "message": "Authentication error"
                    }
                  ],
                  "messages": []
                }
              }
            }
          }
        }
      },
      "NotFound": {
        "description": "The account id is malformed (7003), the model id is not valid (3042), or nothing is there (7001).",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "malformedAccount": {
                "summary": "An account id that is not 32 hexadecimal digits (7003)",
                "value": {
                  "success": false,
                  "errors": [
                    {
                      "code": 7003,
                      "message": "Could not route to /client/v4/accounts/me/ai/run/@cf/mistral/mistral-7b-instruct-v0.1, perhaps your object identifier is invalid?"
                    }
                  ],
                  "messages": [],
                  "result": null
                }
              }
            }
          }
        }
      },
      "NotAllowed": {
        "description": "The model has no LoRA (5005), or the client is too old (5019).",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "noLora": {
                "summary": "A LoRA adapter for a model without LoRA (5005)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Lora not supported: The model does not support LoRAs (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 5005
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              }
            }
          }
        }
      },
      "Timeout": {
        "description": "The answer took too long (3007, 3046), or the request was aborted (3008). Worth another try.",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "timeout": {
                "summary": "Too slow (3007)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Timeout: Request timeout (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 3007
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              }
            }
          }
        }
      },
      "Gone": {
        "description": "The model was retired (5028); the text names the day.",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "retired": {
                "summary": "A retired model (5028)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Model deprecated: This model was deprecated on 2026-05-30, use another one (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 5028
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              }
            }
          }
        }
      },
      "TooLarge": {
        "description": "The input and the tokens asked for do not fit into the model's context (5021; decided before generating, with\n256 for an absent `max_tokens`), or the body has too many bytes (3006).\n",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "contextOverflow": {
                "summary": "More tokens than the context window (5021)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Ai: The estimated number of input and maximum output tokens (4012) exceeded this model context window limit (2824). (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 5021
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              }
            }
          }
        }
      },
      "Unprocessable": {
        "description": "The input is well formed, but the model cannot do anything with it (5012).",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "unprocessable": {
                "summary": "An input the model cannot use (5012)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Unprocessable: The model cannot process this input (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 5012
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              }
            }
          }
        }
      },
      "TooManyRequests": {
        "description": "Too much at once: requests per minute (3021), no free capacity (3040), the day's allocation is used up (3036,\n4006). All but the last are worth another try after a pause.\n",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "ratelimit": {
            "$ref": "#/components/headers/RateLimit"
          },
          "retry-after": {
            "$ref": "#/components/headers/RetryAfter"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "rateLimited": {
                "summary": "More requests than the token has for this minute (3021)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Ai: rate limiting: inference request per min rate reached (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 3021
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              },
              "noCapacity": {
                "summary": "Every place in the queue is taken (3040)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Ai: Capacity temporarily exceeded, please try again. (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 3040
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              }
            }
          }
        }
      },
      "HeadersTooLarge": {
        "description": "The address and the headers of the request have more bytes than the server takes (3006).",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "headersTooLarge": {
                "summary": "Headers of more than 16 KiB (3006)",
                "value": {
                  "success": false,
                  "errors": [
                    {
                      "code": 3006,
                      "message": "Request is too large: its address and headers take more than 16384 bytes"
                    }
                  ],
                  "messages": [],
                  "result": null
                }
              }
            }
          }
        }
      },
      "ServerError": {
        "description": "A fault of the server (8008). Its cause is in the server's log under the request's id, not in the answer.",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "internal": {
                "summary": "Something broke (8008)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Internal server error: The model could not answer (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 8008
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              }
            }
          }
        }
      },
      "Unavailable": {
        "description": "The model's engine has failed; the server is starting it again (8008).",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "retry-after": {
            "$ref": "#/components/headers/RetryAfter"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorEnvelope"
            },
            "examples": {
              "engineLost": {
                "summary": "The engine is away for a moment (8008)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Internal server error: The engine has stopped and is being started again, please try again. (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 8008
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": []
                }
              }
            }
          }
        }
      },
      "Responses": {
        "description": "The response; as a stream of named events if the body asked for one.",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "x-request-id": {
            "$ref": "#/components/headers/XRequestId"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Response"
            },
            "examples": {
              "answer": {
                "summary": "The whole response at once",
                "value": {
                  "id": "resp_6f1c",
                  "object": "response",
                  "created_at": 1731000000,
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "status": "completed",
                  "error": null,
                  "incomplete_details": null,
                  "instructions": null,
                  "metadata": {},
                  "tools": [],
                  "tool_choice": "auto",
                  "parallel_tool_calls": true,
                  "text": {
                    "format": {
                      "type": "text"
                    }
                  },
                  "temperature": 0.6,
                  "top_p": 1,
                  "max_output_tokens": null,
                  "previous_response_id": null,
                  "background": false,
                  "store": false,
                  "truncation": "disabled",
                  "reasoning": {},
                  "output": [
                    {
                      "type": "message",
                      "id": "msg_6f1d",
                      "status": "completed",
                      "role": "assistant",
                      "content": [
                        {
                          "type": "output_text",
                          "text": "Yes.",
                          "annotations": [],
                          "logprobs": []
                        }
                      ]
                    }
                  ],
                  "usage": {
                    "input_tokens": 15,
                    "input_tokens_details": {
                      "cached_tokens": 0
                    },
                    "output_tokens": 3,
                    "output_tokens_details": {
                      "reasoning_tokens": 0
                    },
                    "total_tokens": 18
                  }
                }
              }
            }
          },
          "text/event-stream": {
            "schema": {
              "type": "string",
              "description": "Frames of an `event:` and a `data:` line with JSON.",
              "contentMediaType": "application/json",
              "contentSchema": {
                "$ref": "#/components/schemas/ResponseEvent"
              },
              "example": "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":4,\"item_id\":\"msg_6f1d\",\"output_index\":0,\"content_index\":0,\"delta\":\" upon\",\"logprobs\":[]}\n\n"
            }
          }
        }
      },
      "ChatCompletion": {
        "description": "The answers; as a stream if the body asked for one.",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "x-request-id": {
            "$ref": "#/components/headers/XRequestId"
          },
          "x-tramontane-model": {
            "$ref": "#/components/headers/XTramontaneModel"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ChatCompletion"
            },
            "examples": {
              "answer": {
                "summary": "The whole answer at once",
                "value": {
                  "id": "id-1731000000000480213759246",
                  "object": "chat.completion",
                  "created": 1731000000,
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "choices": [
                    {
                      "index": 0,
                      "message": {
                        "role": "assistant",
                        "content": "Several query heads share one key and value head."
                      },
                      "logprobs": null,
                      "finish_reason": "stop"
                    }
                  ],
                  "usage": {
                    "prompt_tokens": 15,
                    "completion_tokens": 10,
                    "total_tokens": 25
                  }
                }
              },
              "toolCall": {
                "summary": "A call of a tool",
                "value": {
                  "id": "id-1731000000000480213759246",
                  "object": "chat.completion",
                  "created": 1731000000,
                  "model": "@cf/mistral/mistral-7b-instruct-v0.1",
                  "choices": [
                    {
                      "index": 0,
                      "message": {
                        "role": "assistant",
                        "content": null,
                        "tool_calls": [
                          {
                            "id": "call_a1b2c3d4e",
                            "type": "function",
                            "function": {
                              "name": "sum",
                              "arguments": "{\"a\":1,\"b\":2}"
                            }
                          }
                        ]
                      },
                      "logprobs": null,
                      "finish_reason": "tool_calls"
                    }
                  ],
                  "usage": {
                    "prompt_tokens": 80,
                    "completion_tokens": 24,
                    "total_tokens": 104
                  }
                }
              }
            }
          },
          "text/event-stream": {
            "schema": {
              "type": "string",
              "description": "Only `data:` lines, each followed by an empty line: one ChatCompletionChunk in each frame, then `[DONE]`.\nThe last chunk of an answer has its `finish_reason`. The usage comes once: in the last of these chunks, or,\nwith `stream_options.include_usage`, in a chunk of its own whose `choices` are empty.\n",
              "contentMediaType": "text/event-stream",
              "contentSchema": {
                "$ref": "#/components/schemas/ChatCompletionChunk"
              }
            },
            "examples": {
              "stream": {
                "summary": "Two tokens, the end",
                "value": "data: {\"id\":\"id-1731000000000480213759246\",\"object\":\"chat.completion.chunk\",\"created\":1731000000,\"model\":\"@cf/mistral/mistral-7b-instruct-v0.1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Once\"},\"finish_reason\":null}]}\n\ndata: {\"id\":\"id-1731000000000480213759246\",\"object\":\"chat.completion.chunk\",\"created\":1731000000,\"model\":\"@cf/mistral/mistral-7b-instruct-v0.1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" upon\"},\"finish_reason\":null}]}\n\ndata: {\"id\":\"id-1731000000000480213759246\",\"object\":\"chat.completion.chunk\",\"created\":1731000000,\"model\":\"@cf/mistral/mistral-7b-instruct-v0.1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":2,\"total_tokens\":14}}\n\ndata: [DONE]\n\n"
              }
            }
          }
        }
      },
      "Completion": {
        "description": "The texts; as a stream if the body asked for one.",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "x-request-id": {
            "$ref": "#/components/headers/XRequestId"
          },
          "x-tramontane-model": {
            "$ref": "#/components/headers/XTramontaneModel"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Completion"
            },
            "examples": {
              "text": {
                "summary": "The whole text at once",
                "value": {
                  "id": "id-1731000000000480213759246",
                  "object": "text_completion",
                  "created": 1731000000,
                  "model": "@cf/tinystories/stories-260k",
                  "choices": [
                    {
                      "index": 0,
                      "text": ", there was a little girl",
                      "logprobs": null,
                      "finish_reason": "length"
                    }
                  ],
                  "usage": {
                    "prompt_tokens": 5,
                    "completion_tokens": 16,
                    "total_tokens": 21
                  }
                }
              }
            }
          },
          "text/event-stream": {
            "schema": {
              "type": "string",
              "description": "As for a chat, with a Completion in each frame.",
              "contentMediaType": "text/event-stream",
              "contentSchema": {
                "$ref": "#/components/schemas/Completion"
              }
            },
            "examples": {
              "stream": {
                "summary": "One token, the end",
                "value": "data: {\"id\":\"id-1731000000000480213759246\",\"object\":\"text_completion\",\"created\":1731000000,\"model\":\"@cf/tinystories/stories-260k\",\"choices\":[{\"index\":0,\"text\":\", there\",\"logprobs\":null,\"finish_reason\":null}]}\n\ndata: {\"id\":\"id-1731000000000480213759246\",\"object\":\"text_completion\",\"created\":1731000000,\"model\":\"@cf/tinystories/stories-260k\",\"choices\":[{\"index\":0,\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,\"total_tokens\":6}}\n\ndata: [DONE]\n\n"
              }
            }
          }
        }
      },
      "Embedding": {
        "description": "A vector for each text.",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "x-request-id": {
            "$ref": "#/components/headers/XRequestId"
          },
          "x-tramontane-model": {
            "$ref": "#/components/headers/XTramontaneModel"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/EmbeddingList"
            },
            "examples": {
              "answer": {
                "summary": "Vectors as numbers",
                "value": {
                  "object": "list",
                  "data": [
                    {
                      "object": "embedding",
                      "index": 0,
                      "embedding": [
                        0.5,
                        -0.25,
                        1
                      ]
                    },
                    {
                      "object": "embedding",
                      "index": 1,
                      "embedding": [
                        0,
                        0.75,
                        -1
                      ]
                    }
                  ],
                  "model": "@cf/baai/bge-base-en-v1.5",
                  "usage": {
                    "prompt_tokens": 10,
                    "total_tokens": 10
                  }
                }
              }
            }
          }
        }
      },
      "OpenAiModels": {
        "description": "The models.",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/OpenAiModelList"
            },
            "examples": {
              "bundled": {
                "summary": "A server with nothing but its bundled model",
                "value": {
                  "object": "list",
                  "data": [
                    {
                      "id": "@cf/tinystories/stories-260k",
                      "object": "model",
                      "created": 1690416000,
                      "owned_by": "tinystories",
                      "context_window": 512
                    }
                  ]
                }
              }
            }
          }
        }
      },
      "OpenAiModel": {
        "description": "The model.",
        "headers": {
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/OpenAiModel"
            },
            "examples": {
              "bundled": {
                "summary": "The bundled model",
                "value": {
                  "id": "@cf/tinystories/stories-260k",
                  "object": "model",
                  "created": 1690416000,
                  "owned_by": "tinystories",
                  "context_window": 512
                }
              }
            }
          }
        }
      },
      "OpenAiRefusal": {
        "description": "A refusal, with the statuses and codes that a run has for it, and OpenAI's `error` object beside them. A model\nthat is looked up and is not there is 404 (3042), one that is to answer and is not there 400 (5007).\n",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "retry-after": {
            "$ref": "#/components/headers/RetryAfter"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/OpenAiErrorEnvelope"
            },
            "examples": {
              "badInput": {
                "summary": "A field out of its range (5006)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Bad input: Error: '/temperature' must be <= 5 (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 5006
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": [],
                  "error": {
                    "message": "Error: '/temperature' must be <= 5",
                    "type": "invalid_request_error",
                    "param": "temperature",
                    "code": null
                  }
                }
              },
              "unknownToken": {
                "summary": "An unknown token (10000)",
                "value": {
                  "result": null,
                  "success": false,
                  "errors": [
                    {
                      "code": 10000,
                      "message": "Authentication error"
                    }
                  ],
                  "messages": [],
                  "error": {
                    "message": "Authentication error",
                    "type": "invalid_request_error",
                    "param": null,
                    "code": "invalid_api_key"
                  }
                }
              }
            }
          }
        }
      },
      "OpenAiFailure": {
        "description": "A fault of the server (8008); 503 where its engine is lost.",
        "headers": {
          "cf-ai-req-id": {
            "$ref": "#/components/headers/CfAiReqId"
          },
          "retry-after": {
            "$ref": "#/components/headers/RetryAfter"
          },
          "cf-ray": {
            "$ref": "#/components/headers/CfRay"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/OpenAiErrorEnvelope"
            },
            "examples": {
              "internal": {
                "summary": "Something broke (8008)",
                "value": {
                  "errors": [
                    {
                      "message": "AiError: Internal server error: The model could not answer (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
                      "code": 8008
                    }
                  ],
                  "success": false,
                  "result": {},
                  "messages": [],
                  "error": {
                    "message": "The model could not answer",
                    "type": "server_error",
                    "param": null,
                    "code": null
                  }
                }
              }
            }
          }
        }
      }
    },
    "schemas": {
      "ModelName": {
        "description": "Any model name. The ones clients know by heart are in TextGenerationModelName, TextEmbeddingsModelName and\nRerankModelName; a server may have more.\n",
        "anyOf": [
          {
            "$ref": "#/components/schemas/TextGenerationModelName"
          },
          {
            "$ref": "#/components/schemas/TextEmbeddingsModelName"
          },
          {
            "$ref": "#/components/schemas/RerankModelName"
          },
          {
            "type": "string",
            "minLength": 1,
            "description": "A model that is not in these lists.",
            "example": "@cf/my-company/my-model"
          }
        ],
        "example": "@cf/mistral/mistral-7b-instruct-v0.1"
      },
      "TextGenerationModelName": {
        "type": "string",
        "description": "The dense text generation models of the Workers AI catalogue, offered or retired, and the bundled one. Larger models,\nsuch as mixtures of experts, have names too; they run on engines elsewhere.\n",
        "enum": [
          "@cf/meta/llama-3.2-1b-instruct",
          "@cf/meta/llama-3.2-3b-instruct",
          "@cf/meta/llama-3.1-8b-instruct-fp8",
          "@cf/meta/llama-3.1-8b-instruct-fast",
          "@cf/meta/llama-3.1-8b-instruct-fp8-fast",
          "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
          "@cf/meta-llama/llama-2-7b-chat-hf-lora",
          "@cf/mistral/mistral-7b-instruct-v0.2-lora",
          "@cf/mistralai/mistral-small-3.1-24b-instruct",
          "@cf/qwen/qwen2.5-coder-32b-instruct",
          "@cf/qwen/qwq-32b",
          "@cf/deepseek-ai/deepseek-r1-distill-qwen-32b",
          "@cf/google/gemma-2b-it-lora",
          "@cf/google/gemma-7b-it-lora",
          "@cf/aisingapore/gemma-sea-lion-v4-27b-it",
          "@cf/utter-project/eurollm-9b-it",
          "@cf/mistral/mistral-7b-instruct-v0.1",
          "@hf/mistral/mistral-7b-instruct-v0.2",
          "@hf/thebloke/mistral-7b-instruct-v0.1-awq",
          "@hf/nousresearch/hermes-2-pro-mistral-7b",
          "@hf/thebloke/zephyr-7b-beta-awq",
          "@hf/thebloke/openhermes-2.5-mistral-7b-awq",
          "@hf/thebloke/neural-chat-7b-v3-1-awq",
          "@cf/openchat/openchat-3.5-0106",
          "@cf/thebloke/discolm-german-7b-v1-awq",
          "@hf/nexusflow/starling-lm-7b-beta",
          "@cf/fblgit/una-cybertron-7b-v2-bf16",
          "@cf/meta/llama-2-7b-chat-int8",
          "@cf/meta/llama-2-7b-chat-fp16",
          "@hf/thebloke/llama-2-13b-chat-awq",
          "@hf/thebloke/llamaguard-7b-awq",
          "@cf/tinyllama/tinyllama-1.1b-chat-v1.0",
          "@cf/meta/llama-3-8b-instruct",
          "@cf/meta/llama-3-8b-instruct-awq",
          "@cf/meta/llama-3.1-8b-instruct",
          "@cf/meta/llama-3.1-8b-instruct-awq",
          "@cf/meta/llama-3.1-70b-instruct",
          "@cf/qwen/qwen1.5-0.5b-chat",
          "@cf/qwen/qwen1.5-1.8b-chat",
          "@cf/qwen/qwen1.5-7b-chat-awq",
          "@cf/qwen/qwen1.5-14b-chat-awq",
          "@hf/thebloke/deepseek-coder-6.7b-base-awq",
          "@hf/thebloke/deepseek-coder-6.7b-instruct-awq",
          "@cf/deepseek-ai/deepseek-math-7b-instruct",
          "@cf/defog/sqlcoder-7b-2",
          "@cf/microsoft/phi-2",
          "@cf/tiiuae/falcon-7b-instruct",
          "@hf/google/gemma-7b-it",
          "@cf/google/gemma-3-12b-it",
          "@cf/tinystories/stories-260k"
        ],
        "example": "@cf/mistral/mistral-7b-instruct-v0.1"
      },
      "TextEmbeddingsModelName": {
        "type": "string",
        "description": "The models of the Workers AI catalogue that turn texts into vectors. They run on engines elsewhere.",
        "enum": [
          "@cf/baai/bge-small-en-v1.5",
          "@cf/baai/bge-base-en-v1.5",
          "@cf/baai/bge-large-en-v1.5",
          "@cf/baai/bge-m3",
          "@cf/google/embeddinggemma-300m",
          "@cf/qwen/qwen3-embedding-0.6b",
          "@cf/pfnet/plamo-embedding-1b"
        ],
        "example": "@cf/baai/bge-base-en-v1.5"
      },
      "RerankModelName": {
        "type": "string",
        "description": "The model of the Workers AI catalogue that scores texts against a query. It runs on an engine elsewhere.",
        "enum": [
          "@cf/baai/bge-reranker-base"
        ],
        "example": "@cf/baai/bge-reranker-base"
      },
      "AiRunInput": {
        "description": "What the model takes, by its task.",
        "anyOf": [
          {
            "$ref": "#/components/schemas/AiTextGenerationInput"
          },
          {
            "$ref": "#/components/schemas/AiTextEmbeddingsInput"
          },
          {
            "$ref": "#/components/schemas/AiContextsInput"
          },
          {
            "$ref": "#/components/schemas/AiRerankInput"
          }
        ],
        "example": {
          "prompt": "What is grouped query attention",
          "stream": true
        }
      },
      "AiTextEmbeddingsInput": {
        "title": "Text",
        "type": "object",
        "description": "Texts to turn into vectors.",
        "required": [
          "text"
        ],
        "properties": {
          "text": {
            "description": "One text, or several.",
            "oneOf": [
              {
                "type": "string",
                "minLength": 1,
                "description": "One text.",
                "example": "The cat sat."
              },
              {
                "type": "array",
                "minItems": 1,
                "maxItems": 100,
                "description": "Several texts, each of which gets a vector.",
                "items": {
                  "type": "string",
                  "minLength": 1,
                  "description": "One text.",
                  "example": "The cat sat."
                },
                "example": [
                  "The cat sat."
                ]
              }
            ],
            "example": [
              "The cat sat.",
              "A dog ran."
            ]
          },
          "pooling": {
            "type": "string",
            "enum": [
              "mean",
              "cls"
            ],
            "description": "How the vectors of a text's tokens become one. An engine is started with one of them; asking for the other one\nis refused.\n",
            "example": "mean"
          },
          "truncate_inputs": {
            "description": "Whether a text that is too long is cut.",
            "$ref": "#/components/schemas/TruncateInputs"
          },
          "options": {
            "description": "What to do where there is no capacity.",
            "$ref": "#/components/schemas/CapacityOptions"
          }
        },
        "example": {
          "text": [
            "The cat sat.",
            "A dog ran."
          ]
        }
      },
      "AiContextsInput": {
        "title": "Contexts",
        "type": "object",
        "description": "Texts to embed, for models such as `@cf/baai/bge-m3`; with a query, the texts' similarities to it instead of vectors.\n",
        "required": [
          "contexts"
        ],
        "properties": {
          "query": {
            "type": "string",
            "minLength": 1,
            "description": "What the texts are compared with.",
            "example": "Who sat?"
          },
          "contexts": {
            "description": "The texts.",
            "$ref": "#/components/schemas/Contexts"
          },
          "truncate_inputs": {
            "description": "Whether a text that is too long is cut.",
            "$ref": "#/components/schemas/TruncateInputs"
          },
          "options": {
            "description": "What to do where there is no capacity.",
            "$ref": "#/components/schemas/CapacityOptions"
          }
        },
        "example": {
          "query": "Who sat?",
          "contexts": [
            {
              "text": "The cat sat."
            }
          ]
        }
      },
      "AiRerankInput": {
        "title": "Rerank",
        "type": "object",
        "description": "Texts to score against a query.",
        "required": [
          "query",
          "contexts"
        ],
        "properties": {
          "query": {
            "type": "string",
            "minLength": 1,
            "description": "What the texts should be about.",
            "example": "Who sat?"
          },
          "contexts": {
            "description": "The texts.",
            "$ref": "#/components/schemas/Contexts"
          },
          "top_k": {
            "type": "integer",
            "minimum": 1,
            "description": "Only this many of the best. Absent, all.",
            "example": 1
          },
          "options": {
            "description": "What to do where there is no capacity.",
            "$ref": "#/components/schemas/CapacityOptions"
          }
        },
        "example": {
          "query": "Who sat?",
          "contexts": [
            {
              "text": "The cat sat."
            }
          ],
          "top_k": 1
        }
      },
      "Contexts": {
        "type": "array",
        "minItems": 1,
        "maxItems": 100,
        "description": "The texts. They are told apart by their places, from 0.",
        "items": {
          "type": "object",
          "description": "One text.",
          "required": [
            "text"
          ],
          "properties": {
            "text": {
              "type": "string",
              "minLength": 1,
              "description": "The text itself.",
              "example": "The cat sat."
            }
          },
          "example": {
            "text": "The cat sat."
          }
        },
        "example": [
          {
            "text": "The cat sat."
          }
        ]
      },
      "TruncateInputs": {
        "type": "boolean",
        "default": false,
        "description": "Cut texts that are too long for the model, instead of refusing them (5021). Refused where the engine cannot.",
        "example": false
      },
      "AiTextEmbeddingsOutput": {
        "type": "object",
        "description": "A vector for each text.",
        "required": [
          "shape",
          "data"
        ],
        "properties": {
          "shape": {
            "type": "array",
            "description": "How many vectors, and how many numbers each has.",
            "items": {
              "type": "integer",
              "description": "One extent.",
              "example": 768
            },
            "example": [
              2,
              768
            ]
          },
          "data": {
            "description": "The vectors, in the order of the texts.",
            "$ref": "#/components/schemas/Vectors"
          },
          "pooling": {
            "type": "string",
            "enum": [
              "mean",
              "cls"
            ],
            "description": "What the engine was started with, where the server knows it.",
            "example": "mean"
          },
          "usage": {
            "description": "How many tokens the texts had, where the engine says it.",
            "$ref": "#/components/schemas/Usage"
          }
        },
        "example": {
          "shape": [
            1,
            3
          ],
          "data": [
            [
              0.5,
              -0.25,
              1
            ]
          ],
          "pooling": "mean"
        }
      },
      "AiContextsOutput": {
        "type": "object",
        "description": "A vector for each text, of an input that had `contexts` and no query.",
        "required": [
          "response",
          "shape"
        ],
        "properties": {
          "response": {
            "description": "The vectors, in the order of the texts.",
            "$ref": "#/components/schemas/Vectors"
          },
          "shape": {
            "type": "array",
            "description": "How many vectors, and how many numbers each has.",
            "items": {
              "type": "integer",
              "description": "One extent.",
              "example": 1024
            },
            "example": [
              2,
              1024
            ]
          },
          "pooling": {
            "type": "string",
            "enum": [
              "mean",
              "cls"
            ],
            "description": "What the engine was started with, where the server knows it.",
            "example": "cls"
          },
          "usage": {
            "description": "How many tokens the texts had, where the engine says it.",
            "$ref": "#/components/schemas/Usage"
          }
        },
        "example": {
          "response": [
            [
              0.5,
              -0.25,
              1
            ]
          ],
          "shape": [
            1,
            3
          ]
        }
      },
      "Vectors": {
        "type": "array",
        "description": "The vectors, in the order of the texts.",
        "items": {
          "type": "array",
          "description": "One vector.",
          "items": {
            "type": "number",
            "description": "One number.",
            "example": 0.5
          },
          "example": [
            0.5,
            -0.25,
            1
          ]
        },
        "example": [
          [
            0.5,
            -0.25,
            1
          ]
        ]
      },
      "AiRerankOutput": {
        "type": "object",
        "description": "How well each text goes with the query, the best first.",
        "required": [
          "response"
        ],
        "properties": {
          "response": {
            "type": "array",
            "description": "The scores.",
            "items": {
              "type": "object",
              "description": "The score of one text.",
              "required": [
                "id",
                "score"
              ],
              "properties": {
                "id": {
                  "type": "integer",
                  "description": "Which text, from 0.",
                  "example": 1
                },
                "score": {
                  "type": "number",
                  "description": "From 0 to 1 for rerankers; for similarities of vectors, from -1.",
                  "example": 0.75
                }
              },
              "example": {
                "id": 1,
                "score": 0.75
              }
            },
            "example": [
              {
                "id": 1,
                "score": 0.75
              }
            ]
          },
          "usage": {
            "description": "How many tokens query and texts had, where the engine says it.",
            "$ref": "#/components/schemas/Usage"
          }
        },
        "example": {
          "response": [
            {
              "id": 1,
              "score": 0.75
            }
          ]
        }
      },
      "EmbeddingRequest": {
        "type": "object",
        "description": "Texts to turn into vectors.",
        "required": [
          "model",
          "input"
        ],
        "properties": {
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "input": {
            "description": "One text, several, or the ids of their tokens.",
            "anyOf": [
              {
                "type": "string",
                "minLength": 1,
                "description": "One text.",
                "example": "The cat sat."
              },
              {
                "type": "array",
                "minItems": 1,
                "maxItems": 2048,
                "description": "Several texts.",
                "items": {
                  "type": "string",
                  "minLength": 1,
                  "description": "One text.",
                  "example": "The cat sat."
                },
                "example": [
                  "The cat sat."
                ]
              },
              {
                "type": "array",
                "minItems": 1,
                "description": "The ids of one text's tokens.",
                "items": {
                  "type": "integer",
                  "minimum": 0,
                  "description": "One id.",
                  "example": 101
                },
                "example": [
                  101,
                  102
                ]
              },
              {
                "type": "array",
                "minItems": 1,
                "maxItems": 2048,
                "description": "The ids of several texts' tokens.",
                "items": {
                  "type": "array",
                  "minItems": 1,
                  "description": "The ids of one text's tokens.",
                  "items": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "One id.",
                    "example": 101
                  },
                  "example": [
                    101,
                    102
                  ]
                },
                "example": [
                  [
                    101,
                    102
                  ]
                ]
              }
            ],
            "example": "The cat sat."
          },
          "encoding_format": {
            "type": [
              "string",
              "null"
            ],
            "enum": [
              "float",
              "base64",
              null
            ],
            "default": "float",
            "description": "Vectors as numbers, or as the base64 of their 32-bit floating-point numbers, little-endian.",
            "example": "float"
          },
          "dimensions": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "description": "Shorter vectors, of this many numbers, from models that were trained for it.",
            "example": 256
          },
          "options": {
            "description": "What to do where there is no capacity.",
            "$ref": "#/components/schemas/CapacityOptions"
          }
        },
        "example": {
          "model": "@cf/baai/bge-base-en-v1.5",
          "input": "The cat sat."
        }
      },
      "EmbeddingList": {
        "type": "object",
        "description": "A vector for each text.",
        "required": [
          "object",
          "data",
          "model",
          "usage"
        ],
        "properties": {
          "object": {
            "type": "string",
            "const": "list",
            "description": "What this is.",
            "example": "list"
          },
          "data": {
            "type": "array",
            "description": "The vectors, in the order of the texts.",
            "items": {
              "type": "object",
              "description": "One vector.",
              "required": [
                "object",
                "index",
                "embedding"
              ],
              "properties": {
                "object": {
                  "type": "string",
                  "const": "embedding",
                  "description": "What this is.",
                  "example": "embedding"
                },
                "index": {
                  "type": "integer",
                  "description": "Which text, from 0.",
                  "example": 0
                },
                "embedding": {
                  "description": "Its numbers, or their base64.",
                  "oneOf": [
                    {
                      "type": "array",
                      "description": "The numbers.",
                      "items": {
                        "type": "number",
                        "description": "One number.",
                        "example": 0.5
                      },
                      "example": [
                        0.5,
                        -0.25,
                        1
                      ]
                    },
                    {
                      "type": "string",
                      "description": "Their base64.",
                      "example": "AAAAPwAAgL4AAIA/"
                    }
                  ],
                  "example": [
                    0.5,
                    -0.25,
                    1
                  ]
                }
              },
              "example": {
                "object": "embedding",
                "index": 0,
                "embedding": [
                  0.5,
                  -0.25,
                  1
                ]
              }
            },
            "example": [
              {
                "object": "embedding",
                "index": 0,
                "embedding": [
                  0.5,
                  -0.25,
                  1
                ]
              }
            ]
          },
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "usage": {
            "type": "object",
            "description": "How many tokens the texts had.",
            "required": [
              "prompt_tokens",
              "total_tokens"
            ],
            "properties": {
              "prompt_tokens": {
                "type": "integer",
                "description": "Tokens of all texts.",
                "example": 5
              },
              "total_tokens": {
                "type": "integer",
                "description": "The same.",
                "example": 5
              }
            },
            "example": {
              "prompt_tokens": 5,
              "total_tokens": 5
            }
          }
        },
        "example": {
          "object": "list",
          "data": [
            {
              "object": "embedding",
              "index": 0,
              "embedding": [
                0.5,
                -0.25,
                1
              ]
            }
          ],
          "model": "@cf/baai/bge-base-en-v1.5",
          "usage": {
            "prompt_tokens": 5,
            "total_tokens": 5
          }
        }
      },
      "AiTextGenerationInput": {
        "description": "Exactly one of a prompt and a conversation, with the options both share. Types are strict (`\"10\"` is no\ninteger, `null` is not \"absent\"). A field that is not listed here is ignored, as Workers AI ignores it, and the header\n`x-tramontane-ignored` names it. Refused by name are fields that would change the answer: those of other servers\n(`min_p`, `logit_bias`) unless their value asks for nothing, and misspelt ones (`max_token`).\n",
        "oneOf": [
          {
            "$ref": "#/components/schemas/AiTextGenerationPrompt"
          },
          {
            "$ref": "#/components/schemas/AiTextGenerationMessages"
          }
        ],
        "example": {
          "prompt": "What is grouped query attention",
          "stream": true
        }
      },
      "AiTextGenerationPrompt": {
        "title": "Prompt",
        "description": "A single text. The model's chat template is put around it, unless `raw` says otherwise.",
        "allOf": [
          {
            "type": "object",
            "description": "The prompt itself.",
            "required": [
              "prompt"
            ],
            "properties": {
              "prompt": {
                "type": "string",
                "minLength": 1,
                "description": "The text to answer, or with `raw` the text to continue.",
                "example": "What is grouped query attention"
              },
              "lora": {
                "type": "string",
                "description": "The name or id of a LoRA adapter, for models that take one.",
                "example": "cf-public-magicoder"
              }
            }
          },
          {
            "$ref": "#/components/schemas/AiTextGenerationOptions"
          }
        ],
        "example": {
          "prompt": "What is grouped query attention",
          "max_tokens": 128
        }
      },
      "AiTextGenerationMessages": {
        "title": "Messages",
        "description": "A conversation, oldest message first. The model's chat template is applied to it.",
        "allOf": [
          {
            "type": "object",
            "description": "The conversation itself.",
            "required": [
              "messages"
            ],
            "properties": {
              "messages": {
                "type": "array",
                "description": "The messages, oldest first.",
                "items": {
                  "$ref": "#/components/schemas/RoleScopedChatInput"
                },
                "example": [
                  {
                    "role": "user",
                    "content": "What is grouped query attention?"
                  }
                ]
              },
              "tools": {
                "type": "array",
                "description": "The tools that the model may ask to be called.",
                "items": {
                  "anyOf": [
                    {
                      "$ref": "#/components/schemas/Tool"
                    },
                    {
                      "type": "object",
                      "description": "Whatever else; the API accepts it, and no model makes anything of it.",
                      "example": {}
                    }
                  ],
                  "example": {
                    "name": "sum",
                    "description": "Adds two numbers."
                  }
                },
                "example": [
                  {
                    "name": "sum",
                    "description": "Adds two numbers."
                  }
                ]
              },
              "tool_choice": {
                "description": "Whether the model may (`auto`), must not (`none`) or must call a tool (`required`, also `any`), or an object:\n`{type: function, function: {name}}` or `{type: function, name}` for the one that it must call,\n`{type: allowed_tools, allowed_tools: {mode, tools}}` for some, of which it may (`auto`) or must\n(`required`) call one. Null counts as absent; anything else is refused.\n",
                "example": "auto"
              },
              "functions": {
                "type": "array",
                "description": "Tools whose code runs where the model does. Only Cloudflare's own service knows them.",
                "items": {
                  "$ref": "#/components/schemas/EmbeddedFunction"
                },
                "example": [
                  {
                    "name": "sum",
                    "code": "return a + b"
                  }
                ]
              }
            }
          },
          {
            "$ref": "#/components/schemas/AiTextGenerationOptions"
          }
        ],
        "example": {
          "messages": [
            {
              "role": "user",
              "content": "What is grouped query attention?"
            }
          ]
        }
      },
      "AiTextGenerationOptions": {
        "type": "object",
        "description": "How to generate; the same for a prompt and for a conversation.",
        "properties": {
          "raw": {
            "type": "boolean",
            "default": false,
            "description": "Tokenise the text as it stands, without a chat template.",
            "example": false
          },
          "stream": {
            "type": "boolean",
            "default": false,
            "description": "Answer with server-sent events, one chunk per piece of text, instead of one JSON object.",
            "example": true
          },
          "max_tokens": {
            "type": "integer",
            "default": 256,
            "description": "The most tokens to generate. An answer that reaches it is cut off there.",
            "example": 512
          },
          "temperature": {
            "type": "number",
            "minimum": 0,
            "maximum": 5,
            "default": 0.6,
            "description": "How adventurous the choice of tokens is. 0 always takes the likeliest one.",
            "example": 0.6
          },
          "top_p": {
            "type": "number",
            "minimum": 0.001,
            "maximum": 1,
            "description": "Choose only among the likeliest tokens which together have this probability.",
            "example": 0.9
          },
          "top_k": {
            "type": "integer",
            "minimum": 1,
            "maximum": 50,
            "description": "Choose only among this many of the likeliest tokens.",
            "example": 40
          },
          "seed": {
            "type": "integer",
            "minimum": 1,
            "maximum": 9999999999,
            "description": "Makes the choice repeatable, the same seed and the same request give the same text.",
            "example": 42
          },
          "repetition_penalty": {
            "type": "number",
            "minimum": 0,
            "maximum": 2,
            "description": "Above 1, tokens that occur in the prompt or the answer become less likely; 1 changes nothing.",
            "example": 1.1
          },
          "frequency_penalty": {
            "type": "number",
            "minimum": -2,
            "maximum": 2,
            "description": "Above 0, a token becomes less likely with each time it occurs in the answer.",
            "example": 0.5
          },
          "presence_penalty": {
            "type": "number",
            "minimum": -2,
            "maximum": 2,
            "description": "Above 0, a token that occurs in the answer at all becomes less likely.",
            "example": 0.5
          },
          "response_format": {
            "$ref": "#/components/schemas/ResponseFormat"
          },
          "stop": {
            "description": "Where the answer ends, one text or up to four; they are no part of it. Cloudflare's own service ignores it.\n",
            "oneOf": [
              {
                "type": "string",
                "description": "One text.",
                "example": "\n"
              },
              {
                "type": "array",
                "maxItems": 4,
                "description": "Several texts; whichever comes first.",
                "items": {
                  "type": "string",
                  "description": "One text.",
                  "example": "."
                },
                "example": [
                  "\n",
                  "."
                ]
              }
            ],
            "example": [
              "\n",
              "."
            ]
          },
          "options": {
            "$ref": "#/components/schemas/CallOptions"
          }
        },
        "example": {
          "max_tokens": 512,
          "temperature": 0.6,
          "stream": true
        }
      },
      "ResponseFormat": {
        "type": "object",
        "description": "JSON mode, the answer is a JSON value instead of a text. Without a property it is a text.",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "json_object",
              "json_schema"
            ],
            "description": "Any JSON object, or a value that fits `json_schema`; left out beside a `json_schema`, it is that.\n",
            "example": "json_schema"
          },
          "json_schema": {
            "description": "The JSON schema of the answer, as it stands; OpenAI's `{name, schema, strict}` is understood too.",
            "example": {
              "type": "object",
              "properties": {
                "name": {
                  "type": "string"
                }
              },
              "required": [
                "name"
              ]
            }
          },
          "schema": {
            "description": "The same, beside `json_object`, as other servers take it.",
            "example": {
              "type": "object",
              "properties": {
                "name": {
                  "type": "string"
                }
              },
              "required": [
                "name"
              ]
            }
          },
          "undeclared_properties": {
            "type": "string",
            "enum": [
              "never",
              "last",
              "anywhere"
            ],
            "description": "Where the answer has properties that the schema neither declares nor forbids: never, behind the declared ones,\nor anywhere. Without it the server's setting applies, which is `never` unless changed.\n",
            "example": "last"
          }
        },
        "example": {
          "type": "json_object"
        }
      },
      "Tool": {
        "description": "A tool that the model may ask to be called, flat or in OpenAI's form.",
        "oneOf": [
          {
            "$ref": "#/components/schemas/FlatTool"
          },
          {
            "$ref": "#/components/schemas/FunctionTool"
          }
        ],
        "example": {
          "name": "sum",
          "description": "Adds two numbers."
        }
      },
      "FlatTool": {
        "type": "object",
        "description": "A tool by its name.",
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "What the model calls it.",
            "example": "sum"
          },
          "description": {
            "type": [
              "string",
              "null"
            ],
            "description": "What it is good for, in words for the model; null counts as absent.",
            "example": "Adds two numbers."
          },
          "parameters": {
            "type": [
              "object",
              "null"
            ],
            "description": "The JSON schema of its arguments; null counts as absent.",
            "additionalProperties": true,
            "example": {
              "type": "object",
              "properties": {
                "a": {
                  "type": "number"
                },
                "b": {
                  "type": "number"
                }
              }
            }
          }
        },
        "example": {
          "name": "sum",
          "description": "Adds two numbers."
        }
      },
      "FunctionTool": {
        "type": "object",
        "description": "A tool in the form of OpenAI's API.",
        "required": [
          "type",
          "function"
        ],
        "properties": {
          "type": {
            "type": "string",
            "const": "function",
            "description": "Always `function`.",
            "example": "function"
          },
          "function": {
            "$ref": "#/components/schemas/FlatTool"
          }
        },
        "example": {
          "type": "function",
          "function": {
            "name": "sum",
            "description": "Adds two numbers."
          }
        }
      },
      "EmbeddedFunction": {
        "type": "object",
        "description": "A tool whose code runs where the model does.",
        "required": [
          "name",
          "code"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "What the model calls it.",
            "example": "sum"
          },
          "code": {
            "type": "string",
            "description": "The body of the function, in JavaScript.",
            "example": "return a + b"
          }
        },
        "example": {
          "name": "sum",
          "code": "return a + b"
        }
      },
      "RoleScopedChatInput": {
        "type": "object",
        "description": "One message of a conversation.",
        "required": [
          "role",
          "content"
        ],
        "properties": {
          "role": {
            "type": "string",
            "description": "Who speaks; `system`, `user`, `assistant` or `tool`. Any other role counts as `user`.",
            "example": "user"
          },
          "content": {
            "description": "What is said, as one text or as parts whose texts are joined.",
            "oneOf": [
              {
                "type": "string",
                "description": "One text.",
                "example": "What is grouped query attention?"
              },
              {
                "type": "array",
                "description": "Parts, whose `text` fields are joined in order.",
                "items": {
                  "$ref": "#/components/schemas/ContentPart"
                },
                "example": [
                  {
                    "type": "text",
                    "text": "What is grouped query attention?"
                  }
                ]
              }
            ],
            "example": "What is grouped query attention?"
          },
          "name": {
            "description": "In messages of the role `tool`, the tool that gave this result. Otherwise without a meaning.",
            "example": "sum"
          },
          "tool_calls": {
            "description": "In messages of the role `assistant`, the calls it asked for, flat or in OpenAI's form. Beside them `content`\nmay be null or absent.\n",
            "example": [
              {
                "name": "sum",
                "arguments": {
                  "a": 1,
                  "b": 2
                }
              }
            ]
          },
          "tool_call_id": {
            "description": "In messages of the role `tool`, the id of the call that this is the result of.",
            "example": "call_a1b2c3d4e"
          },
          "function_call": {
            "description": "In messages of the role `assistant`, the call it asked for, in the form of `functions`.",
            "example": {
              "name": "sum",
              "arguments": "{\"a\":1,\"b\":2}"
            }
          },
          "prefix": {
            "description": "True in the last message, of the role `assistant`, which the answer continues.",
            "example": false
          }
        },
        "example": {
          "role": "user",
          "content": "What is grouped query attention?"
        }
      },
      "ContentPart": {
        "type": "object",
        "description": "One part of a message.",
        "properties": {
          "type": {
            "type": "string",
            "description": "What kind of part this is; only `text` has a meaning here.",
            "example": "text"
          },
          "text": {
            "type": "string",
            "description": "The text of the part.",
            "example": "What is grouped query attention?"
          }
        },
        "example": {
          "type": "text",
          "text": "What is grouped query attention?"
        }
      },
      "OpenAiOptions": {
        "type": "object",
        "description": "How to generate, for a chat and for a text. Here null counts as absent.",
        "required": [
          "model"
        ],
        "properties": {
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "stream": {
            "type": [
              "boolean",
              "null"
            ],
            "default": false,
            "description": "Answer with server-sent events, one chunk per piece of text, instead of one JSON object.",
            "example": true
          },
          "stream_options": {
            "type": [
              "object",
              "null"
            ],
            "description": "What else a stream tells.",
            "properties": {
              "include_usage": {
                "type": [
                  "boolean",
                  "null"
                ],
                "description": "Whether the usage comes, in a last chunk without choices. Left out: in the last chunk that has one.\n",
                "example": true
              }
            },
            "example": {
              "include_usage": true
            }
          },
          "max_tokens": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "description": "The most tokens to generate. An answer that reaches it is cut off there. Absent, or more than the context window\nleaves: as many as it leaves.\n",
            "example": 512
          },
          "max_completion_tokens": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "description": "The newer name of `max_tokens`; it is the one that counts if both are there.",
            "example": 512
          },
          "n": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "maximum": 4,
            "default": 1,
            "description": "How many answers to generate. A seed gives each of them another text.",
            "example": 2
          },
          "temperature": {
            "type": [
              "number",
              "null"
            ],
            "minimum": 0,
            "maximum": 5,
            "default": 0.6,
            "description": "How adventurous the choice of tokens is. 0 always takes the likeliest one.",
            "example": 0.6
          },
          "top_p": {
            "type": [
              "number",
              "null"
            ],
            "minimum": 0,
            "maximum": 1,
            "description": "Choose only among the likeliest tokens which together have this probability.",
            "example": 0.9
          },
          "top_k": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "maximum": 50,
            "description": "Choose only among this many of the likeliest tokens. OpenAI's API does not have it.",
            "example": 40
          },
          "seed": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": -9007199254740991,
            "maximum": 9007199254740991,
            "description": "Makes the choice repeatable, the same seed and the same request give the same text.",
            "example": 42
          },
          "repetition_penalty": {
            "type": [
              "number",
              "null"
            ],
            "exclusiveMinimum": 0,
            "maximum": 2,
            "description": "Above 1, tokens that occur in the prompt or the answer become less likely; 1 changes nothing. OpenAI's API\ndoes not have it.\n",
            "example": 1.1
          },
          "frequency_penalty": {
            "type": [
              "number",
              "null"
            ],
            "minimum": -2,
            "maximum": 2,
            "description": "Above 0, a token becomes less likely with each time it occurs in the answer.",
            "example": 0.5
          },
          "presence_penalty": {
            "type": [
              "number",
              "null"
            ],
            "minimum": -2,
            "maximum": 2,
            "description": "Above 0, a token that occurs in the answer at all becomes less likely.",
            "example": 0.5
          },
          "stop": {
            "description": "Where the answer ends, one text or up to four; they are no part of it. They are not looked for where the answer\nis held to JSON, by `response_format` or by calls that must be made.\n",
            "oneOf": [
              {
                "type": [
                  "string",
                  "null"
                ],
                "description": "One text.",
                "example": "\n"
              },
              {
                "type": "array",
                "maxItems": 4,
                "description": "Several texts; whichever comes first.",
                "items": {
                  "type": "string",
                  "description": "One text.",
                  "example": "."
                },
                "example": [
                  "\n",
                  "."
                ]
              }
            ],
            "example": [
              "\n",
              "."
            ]
          },
          "response_format": {
            "$ref": "#/components/schemas/OpenAiResponseFormat"
          },
          "options": {
            "$ref": "#/components/schemas/CallOptions"
          }
        },
        "example": {
          "model": "@cf/mistral/mistral-7b-instruct-v0.1",
          "max_tokens": 512
        }
      },
      "CallOptions": {
        "description": "What to do when the server is busy.",
        "oneOf": [
          {
            "$ref": "#/components/schemas/CapacityOptions"
          },
          {
            "type": "null",
            "description": "The same as nothing.",
            "example": null
          }
        ],
        "example": {
          "rejectIfBusy": true
        }
      },
      "CapacityOptions": {
        "type": "object",
        "description": "What to do when the server is busy.",
        "properties": {
          "rejectIfBusy": {
            "type": "boolean",
            "default": false,
            "description": "Refuse at once (3040) instead of waiting for other answers to end.",
            "example": true
          }
        },
        "example": {
          "rejectIfBusy": true
        }
      },
      "OpenAiResponseFormat": {
        "type": [
          "object",
          "null"
        ],
        "description": "JSON mode, the answer is the text of a JSON value.",
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "text",
              "json_object",
              "json_schema"
            ],
            "description": "Any text, any JSON object, or a value that fits `json_schema`.",
            "example": "json_schema"
          },
          "json_schema": {
            "description": "The JSON schema of the answer, as it stands or as OpenAI's `{name, schema, strict}`, of which only `schema` must\nbe there.\n",
            "example": {
              "name": "person",
              "schema": {
                "type": "object",
                "properties": {
                  "name": {
                    "type": "string"
                  }
                },
                "required": [
                  "name"
                ]
              }
            }
          },
          "schema": {
            "description": "The JSON schema beside `json_object`, as llama.cpp's server takes it; the same as `json_schema`.",
            "example": {
              "type": "object",
              "properties": {
                "name": {
                  "type": "string"
                }
              },
              "required": [
                "name"
              ]
            }
          },
          "undeclared_properties": {
            "type": "string",
            "enum": [
              "never",
              "last",
              "anywhere"
            ],
            "description": "Where the answer has properties that the schema neither declares nor forbids: never, behind the declared ones,\nor anywhere. Without it the server's setting applies, which is `never` unless changed.\n",
            "example": "last"
          }
        },
        "example": {
          "type": "json_object"
        }
      },
      "ResponsesRequest": {
        "type": "object",
        "description": "A conversation to go on with, in the form of OpenAI's responses. Here null counts as absent.",
        "required": [
          "model",
          "input"
        ],
        "properties": {
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "input": {
            "description": "The conversation, a text of the user or items.",
            "oneOf": [
              {
                "type": "string",
                "description": "One text.",
                "example": "What is grouped query attention?"
              },
              {
                "type": "array",
                "minItems": 1,
                "description": "The items, oldest first.",
                "items": {
                  "$ref": "#/components/schemas/ResponseInputItem"
                },
                "example": [
                  {
                    "role": "user",
                    "content": "What is grouped query attention?"
                  }
                ]
              }
            ],
            "example": "What is grouped query attention?"
          },
          "instructions": {
            "type": [
              "string",
              "null"
            ],
            "description": "What comes before the conversation, as a message of the role `system`.",
            "example": "You answer in one sentence."
          },
          "stream": {
            "type": [
              "boolean",
              "null"
            ],
            "default": false,
            "description": "Answer with named server-sent events.",
            "example": true
          },
          "stream_options": {
            "type": [
              "object",
              "null"
            ],
            "additionalProperties": true,
            "description": "What else a stream tells; `include_obfuscation` changes nothing here.",
            "example": {
              "include_obfuscation": false
            }
          },
          "max_output_tokens": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "description": "The most tokens to generate. Absent, or more than the context window leaves: as many as it leaves.\n",
            "example": 512
          },
          "temperature": {
            "type": [
              "number",
              "null"
            ],
            "minimum": 0,
            "maximum": 5,
            "default": 0.6,
            "description": "How adventurous the choice of tokens is. 0 always takes the likeliest one.",
            "example": 0.6
          },
          "top_p": {
            "type": [
              "number",
              "null"
            ],
            "minimum": 0,
            "maximum": 1,
            "description": "Choose only among the likeliest tokens which together have this probability.",
            "example": 0.9
          },
          "tools": {
            "type": [
              "array",
              "null"
            ],
            "description": "The functions that the model may ask to be called.",
            "items": {
              "type": "object",
              "additionalProperties": true,
              "description": "One function.",
              "example": {
                "type": "function",
                "name": "sum",
                "parameters": {
                  "type": "object"
                }
              }
            },
            "example": [
              {
                "type": "function",
                "name": "sum",
                "parameters": {
                  "type": "object"
                }
              }
            ]
          },
          "tool_choice": {
            "description": "As for a chat; a function is named by `{type, name}`.",
            "example": "auto"
          },
          "parallel_tool_calls": {
            "type": [
              "boolean",
              "null"
            ],
            "default": true,
            "description": "Whether one response may ask for several calls.",
            "example": true
          },
          "text": {
            "type": [
              "object",
              "null"
            ],
            "additionalProperties": true,
            "description": "The format of the answer, `text`, `json_object` or `json_schema`.",
            "properties": {
              "format": {
                "type": [
                  "object",
                  "null"
                ],
                "additionalProperties": true,
                "description": "The format, with its schema.",
                "example": {
                  "type": "json_schema",
                  "name": "x",
                  "schema": {
                    "type": "object"
                  }
                }
              }
            },
            "example": {
              "format": {
                "type": "text"
              }
            }
          },
          "top_logprobs": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 0,
            "maximum": 20,
            "description": "How many of the likeliest tokens to tell, where `include` asks for log probabilities.",
            "example": 2
          },
          "include": {
            "type": [
              "array",
              "null"
            ],
            "description": "What else to tell, `message.output_text.logprobs`.",
            "items": {
              "type": "string",
              "description": "One thing.",
              "example": "message.output_text.logprobs"
            },
            "example": [
              "message.output_text.logprobs"
            ]
          },
          "metadata": {
            "type": [
              "object",
              "null"
            ],
            "additionalProperties": true,
            "description": "Comes back with the response.",
            "example": {
              "a": "b"
            }
          }
        },
        "example": {
          "model": "@cf/mistral/mistral-7b-instruct-v0.1",
          "input": "What is grouped query attention?"
        }
      },
      "ResponseInputItem": {
        "type": "object",
        "additionalProperties": true,
        "description": "A message, a call of a function, its output, or reasoning of another model, which is not read.",
        "properties": {
          "type": {
            "type": "string",
            "description": "`message` (also where it is absent), `function_call`, `function_call_output` or `reasoning`.",
            "example": "message"
          },
          "role": {
            "type": "string",
            "description": "Who speaks in a message.",
            "example": "user"
          },
          "content": {
            "description": "What is said, as one text or as parts with a `text`.",
            "oneOf": [
              {
                "type": [
                  "string",
                  "null"
                ],
                "description": "One text.",
                "example": "What is grouped query attention?"
              },
              {
                "type": "array",
                "description": "Parts, whose texts are joined in order.",
                "items": {
                  "type": "object",
                  "additionalProperties": true,
                  "description": "One part.",
                  "example": {
                    "type": "input_text",
                    "text": "Why?"
                  }
                },
                "example": [
                  {
                    "type": "input_text",
                    "text": "Why?"
                  }
                ]
              }
            ],
            "example": "What is grouped query attention?"
          }
        },
        "example": {
          "role": "user",
          "content": "What is grouped query attention?"
        }
      },
      "Response": {
        "type": "object",
        "description": "A response, whole, or as far as it is in an event of a stream.",
        "required": [
          "id",
          "object",
          "created_at",
          "model",
          "status",
          "error",
          "incomplete_details",
          "output",
          "usage"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "The id of this response; it cannot be asked for later.",
            "example": "resp_6f1c"
          },
          "object": {
            "type": "string",
            "const": "response",
            "description": "What this is.",
            "example": "response"
          },
          "created_at": {
            "type": "integer",
            "description": "When it was begun; seconds since 1970.",
            "example": 1731000000
          },
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "status": {
            "type": "string",
            "enum": [
              "in_progress",
              "completed",
              "incomplete",
              "failed"
            ],
            "description": "Whether it is whole; `incomplete` where `max_output_tokens` or the context cut it off.",
            "example": "completed"
          },
          "error": {
            "type": [
              "object",
              "null"
            ],
            "additionalProperties": true,
            "description": "Why it failed.",
            "example": null
          },
          "incomplete_details": {
            "type": [
              "object",
              "null"
            ],
            "additionalProperties": true,
            "description": "Why it is incomplete.",
            "example": {
              "reason": "max_output_tokens"
            }
          },
          "output": {
            "type": "array",
            "description": "A message, or calls of functions.",
            "items": {
              "$ref": "#/components/schemas/ResponseOutputItem"
            },
            "example": [
              {
                "type": "message",
                "id": "msg_6f1d",
                "status": "completed",
                "role": "assistant",
                "content": [
                  {
                    "type": "output_text",
                    "text": "Yes.",
                    "annotations": [],
                    "logprobs": []
                  }
                ]
              }
            ]
          },
          "usage": {
            "$ref": "#/components/schemas/ResponseUsage"
          },
          "store": {
            "type": "boolean",
            "const": false,
            "description": "Nothing is stored.",
            "example": false
          },
          "instructions": {
            "type": [
              "string",
              "null"
            ],
            "description": "Those of the request.",
            "example": null
          },
          "metadata": {
            "type": "object",
            "additionalProperties": true,
            "description": "That of the request.",
            "example": {}
          },
          "tools": {
            "type": "array",
            "description": "Those of the request.",
            "items": {
              "type": "object",
              "additionalProperties": true,
              "description": "One function.",
              "example": {
                "type": "function",
                "name": "sum"
              }
            },
            "example": []
          },
          "tool_choice": {
            "description": "That of the request.",
            "example": "auto"
          },
          "parallel_tool_calls": {
            "type": "boolean",
            "description": "That of the request.",
            "example": true
          },
          "text": {
            "type": "object",
            "additionalProperties": true,
            "description": "That of the request.",
            "example": {
              "format": {
                "type": "text"
              }
            }
          },
          "temperature": {
            "type": [
              "number",
              "null"
            ],
            "description": "The one that was used.",
            "example": 0.6
          },
          "top_p": {
            "type": [
              "number",
              "null"
            ],
            "description": "The one that was used.",
            "example": 1
          },
          "max_output_tokens": {
            "type": [
              "integer",
              "null"
            ],
            "description": "That of the request.",
            "example": null
          },
          "previous_response_id": {
            "type": "null",
            "description": "There is none.",
            "example": null
          },
          "background": {
            "type": "boolean",
            "const": false,
            "description": "Always false.",
            "example": false
          },
          "truncation": {
            "type": "string",
            "const": "disabled",
            "description": "Nothing is left out of an input.",
            "example": "disabled"
          },
          "reasoning": {
            "type": "object",
            "additionalProperties": true,
            "description": "Nothing; the models here do not reason.",
            "example": {}
          }
        },
        "example": {
          "id": "resp_6f1c",
          "object": "response",
          "created_at": 1731000000,
          "model": "@cf/mistral/mistral-7b-instruct-v0.1",
          "status": "completed",
          "error": null,
          "incomplete_details": null,
          "instructions": null,
          "metadata": {},
          "tools": [],
          "tool_choice": "auto",
          "parallel_tool_calls": true,
          "text": {
            "format": {
              "type": "text"
            }
          },
          "temperature": 0.6,
          "top_p": 1,
          "max_output_tokens": null,
          "previous_response_id": null,
          "background": false,
          "store": false,
          "truncation": "disabled",
          "reasoning": {},
          "output": [
            {
              "type": "message",
              "id": "msg_6f1d",
              "status": "completed",
              "role": "assistant",
              "content": [
                {
                  "type": "output_text",
                  "text": "Yes.",
                  "annotations": [],
                  "logprobs": []
                }
              ]
            }
          ],
          "usage": {
            "input_tokens": 15,
            "input_tokens_details": {
              "cached_tokens": 0
            },
            "output_tokens": 3,
            "output_tokens_details": {
              "reasoning_tokens": 0
            },
            "total_tokens": 18
          }
        }
      },
      "ResponseOutputItem": {
        "description": "A message of the assistant, a call of a function, or what the model thought before.",
        "oneOf": [
          {
            "type": "object",
            "description": "Thoughts, from engines that keep them apart from the text.",
            "required": [
              "type",
              "id",
              "status",
              "summary",
              "content"
            ],
            "properties": {
              "type": {
                "type": "string",
                "const": "reasoning",
                "description": "What this is.",
                "example": "reasoning"
              },
              "id": {
                "type": "string",
                "description": "Its id.",
                "example": "rs_6f1c"
              },
              "status": {
                "type": "string",
                "description": "Whether it is whole.",
                "example": "completed"
              },
              "summary": {
                "type": "array",
                "maxItems": 0,
                "description": "Always empty; the thoughts themselves are there.",
                "items": {
                  "type": "object",
                  "description": "There is none.",
                  "example": {}
                },
                "example": []
              },
              "content": {
                "type": "array",
                "description": "One part with the thoughts.",
                "items": {
                  "type": "object",
                  "description": "The thoughts.",
                  "required": [
                    "type",
                    "text"
                  ],
                  "properties": {
                    "type": {
                      "type": "string",
                      "const": "reasoning_text",
                      "description": "What this is.",
                      "example": "reasoning_text"
                    },
                    "text": {
                      "type": "string",
                      "description": "The thoughts themselves.",
                      "example": "It is about attention."
                    }
                  },
                  "example": {
                    "type": "reasoning_text",
                    "text": "It is about attention."
                  }
                },
                "example": [
                  {
                    "type": "reasoning_text",
                    "text": "It is about attention."
                  }
                ]
              }
            },
            "example": {
              "type": "reasoning",
              "id": "rs_6f1c",
              "status": "completed",
              "summary": [],
              "content": [
                {
                  "type": "reasoning_text",
                  "text": "It is about attention."
                }
              ]
            }
          },
          {
            "type": "object",
            "description": "A message.",
            "required": [
              "type",
              "id",
              "status",
              "role",
              "content"
            ],
            "properties": {
              "type": {
                "type": "string",
                "const": "message",
                "description": "What this is.",
                "example": "message"
              },
              "id": {
                "type": "string",
                "description": "Its id.",
                "example": "msg_6f1d"
              },
              "status": {
                "type": "string",
                "description": "Whether it is whole.",
                "example": "completed"
              },
              "role": {
                "type": "string",
                "const": "assistant",
                "description": "Who speaks.",
                "example": "assistant"
              },
              "content": {
                "type": "array",
                "description": "One part with the text.",
                "items": {
                  "$ref": "#/components/schemas/ResponseTextPart"
                },
                "example": [
                  {
                    "type": "output_text",
                    "text": "Yes.",
                    "annotations": [],
                    "logprobs": []
                  }
                ]
              }
            },
            "example": {
              "type": "message",
              "id": "msg_6f1d",
              "status": "completed",
              "role": "assistant",
              "content": [
                {
                  "type": "output_text",
                  "text": "Yes.",
                  "annotations": [],
                  "logprobs": []
                }
              ]
            }
          },
          {
            "type": "object",
            "description": "A call.",
            "required": [
              "type",
              "id",
              "status",
              "call_id",
              "name",
              "arguments"
            ],
            "properties": {
              "type": {
                "type": "string",
                "const": "function_call",
                "description": "What this is.",
                "example": "function_call"
              },
              "id": {
                "type": "string",
                "description": "Its id.",
                "example": "fc_6f1e"
              },
              "status": {
                "type": "string",
                "description": "Whether it is whole.",
                "example": "completed"
              },
              "call_id": {
                "type": "string",
                "description": "What its output is to come back under.",
                "example": "call_a1b2c3d4e"
              },
              "name": {
                "type": "string",
                "description": "The function.",
                "example": "sum"
              },
              "arguments": {
                "type": "string",
                "description": "Its arguments, as the text of a JSON object.",
                "example": "{\"a\":1}"
              }
            },
            "example": {
              "type": "function_call",
              "id": "fc_6f1e",
              "status": "completed",
              "call_id": "call_a",
              "name": "sum",
              "arguments": "{\"a\":1}"
            }
          }
        ],
        "example": {
          "type": "function_call",
          "id": "fc_6f1e",
          "status": "completed",
          "call_id": "call_a",
          "name": "sum",
          "arguments": "{\"a\":1}"
        }
      },
      "ResponseTextPart": {
        "type": "object",
        "description": "The text of a message.",
        "required": [
          "type",
          "text",
          "annotations",
          "logprobs"
        ],
        "properties": {
          "type": {
            "type": "string",
            "const": "output_text",
            "description": "What this is.",
            "example": "output_text"
          },
          "text": {
            "type": "string",
            "description": "The text.",
            "example": "Yes."
          },
          "annotations": {
            "type": "array",
            "maxItems": 0,
            "description": "Always empty.",
            "items": {
              "type": "object",
              "description": "There is none.",
              "example": {}
            },
            "example": []
          },
          "logprobs": {
            "type": "array",
            "description": "One entry per token, where they were asked for.",
            "items": {
              "$ref": "#/components/schemas/ChatPlaceLogprobs"
            },
            "example": []
          }
        },
        "example": {
          "type": "output_text",
          "text": "Yes.",
          "annotations": [],
          "logprobs": []
        }
      },
      "ResponseUsage": {
        "type": [
          "object",
          "null"
        ],
        "description": "How many tokens the response took; null until it has ended.",
        "required": [
          "input_tokens",
          "input_tokens_details",
          "output_tokens",
          "output_tokens_details",
          "total_tokens"
        ],
        "properties": {
          "input_tokens": {
            "type": "integer",
            "description": "Tokens of the whole input.",
            "example": 15
          },
          "input_tokens_details": {
            "type": "object",
            "description": "Those of them that were not computed again.",
            "required": [
              "cached_tokens"
            ],
            "properties": {
              "cached_tokens": {
                "type": "integer",
                "description": "Tokens from the prefix cache.",
                "example": 0
              }
            },
            "example": {
              "cached_tokens": 0
            }
          },
          "output_tokens": {
            "type": "integer",
            "description": "Tokens generated.",
            "example": 3
          },
          "output_tokens_details": {
            "type": "object",
            "description": "Those of them that were reasoning, which is none here.",
            "required": [
              "reasoning_tokens"
            ],
            "properties": {
              "reasoning_tokens": {
                "type": "integer",
                "const": 0,
                "description": "Always 0.",
                "example": 0
              }
            },
            "example": {
              "reasoning_tokens": 0
            }
          },
          "total_tokens": {
            "type": "integer",
            "description": "The sum of both.",
            "example": 18
          }
        },
        "example": {
          "input_tokens": 15,
          "input_tokens_details": {
            "cached_tokens": 0
          },
          "output_tokens": 3,
          "output_tokens_details": {
            "reasoning_tokens": 0
          },
          "total_tokens": 18
        }
      },
      "ResponseEvent": {
        "type": "object",
        "additionalProperties": true,
        "description": "The JSON of one event of a stream; the others' fields are those of OpenAI's API.",
        "required": [
          "type",
          "sequence_number"
        ],
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "response.created",
              "response.in_progress",
              "response.output_item.added",
              "response.content_part.added",
              "response.reasoning_text.delta",
              "response.reasoning_text.done",
              "response.output_text.delta",
              "response.output_text.done",
              "response.content_part.done",
              "response.function_call_arguments.delta",
              "response.function_call_arguments.done",
              "response.output_item.done",
              "response.completed",
              "response.incomplete",
              "response.failed",
              "error"
            ],
            "description": "What happened; also the name of the event.",
            "example": "response.output_text.delta"
          },
          "sequence_number": {
            "type": "integer",
            "description": "Counts the events, from 0.",
            "example": 4
          },
          "response": {
            "$ref": "#/components/schemas/Response"
          },
          "item": {
            "$ref": "#/components/schemas/ResponseOutputItem"
          },
          "part": {
            "$ref": "#/components/schemas/ResponseTextPart"
          },
          "delta": {
            "type": "string",
            "description": "The next piece of a text or of arguments.",
            "example": " upon"
          }
        },
        "example": {
          "type": "response.output_text.delta",
          "sequence_number": 4,
          "delta": " upon"
        }
      },
      "ChatCompletionRequest": {
        "description": "A conversation to go on with.",
        "allOf": [
          {
            "$ref": "#/components/schemas/OpenAiOptions"
          },
          {
            "type": "object",
            "description": "The conversation itself, and what only a conversation can have.",
            "required": [
              "messages"
            ],
            "not": {
              "required": [
                "top_logprobs"
              ],
              "properties": {
                "top_logprobs": {
                  "type": "integer",
                  "description": "A number of others.",
                  "example": 2
                },
                "logprobs": {
                  "not": {
                    "const": true
                  },
                  "description": "But no log probabilities.",
                  "example": false
                }
              }
            },
            "properties": {
              "messages": {
                "type": "array",
                "minItems": 1,
                "description": "The messages, oldest first.",
                "items": {
                  "$ref": "#/components/schemas/ChatCompletionMessage"
                },
                "example": [
                  {
                    "role": "user",
                    "content": "What is grouped query attention?"
                  }
                ]
              },
              "tools": {
                "type": [
                  "array",
                  "null"
                ],
                "description": "The tools that the model may ask to be called.",
                "items": {
                  "$ref": "#/components/schemas/Tool"
                },
                "example": [
                  {
                    "type": "function",
                    "function": {
                      "name": "sum",
                      "description": "Adds two numbers."
                    }
                  }
                ]
              },
              "tool_choice": {
                "description": "Whether the model may (`auto`), must not (`none`) or must call a tool (`required`, also `any`), or an object:\n`{type: function, function: {name}}` or `{type: function, name}` for the one that it must call,\n`{type: allowed_tools, allowed_tools: {mode, tools}}` for some, of which it may (`auto`) or must\n(`required`) call one. Null counts as absent; anything else is refused.\n",
                "example": "auto"
              },
              "parallel_tool_calls": {
                "type": [
                  "boolean",
                  "null"
                ],
                "default": true,
                "description": "Whether one answer may ask for several calls.",
                "example": true
              },
              "logprobs": {
                "type": [
                  "boolean",
                  "null"
                ],
                "default": false,
                "description": "Tell the log probability of each token of the answer.",
                "example": true
              },
              "top_logprobs": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 20,
                "description": "And of this many of the likeliest tokens at each place; only with `logprobs`.",
                "example": 2
              },
              "chat_template_kwargs": {
                "type": [
                  "object",
                  "null"
                ],
                "additionalProperties": true,
                "description": "Variables for the chat template in the model's file. `enable_thinking: false` asks Qwen3 to answer without\nthinking. A template that does not read a variable is not changed by it.\n",
                "example": {
                  "enable_thinking": false
                }
              },
              "reasoning_format": {
                "type": [
                  "string",
                  "null"
                ],
                "enum": [
                  "deepseek",
                  "none",
                  null
                ],
                "default": "deepseek",
                "description": "Where the thoughts of a model are told that thinks before it answers: `deepseek` in `reasoning_content`,\n`none` in the content, between `<think>` and `</think>` as the model writes them.\n",
                "example": "deepseek"
              }
            }
          }
        ],
        "example": {
          "model": "@cf/mistral/mistral-7b-instruct-v0.1",
          "messages": [
            {
              "role": "user",
              "content": "What is grouped query attention?"
            }
          ]
        }
      },
      "ChatCompletionMessage": {
        "type": "object",
        "description": "One message of a conversation.",
        "required": [
          "role"
        ],
        "properties": {
          "role": {
            "type": "string",
            "description": "Who speaks; `system` (or `developer`), `user`, `assistant` or `tool` (or `function`). Any other role counts as\n`user`.\n",
            "example": "user"
          },
          "content": {
            "description": "What is said, as one text or as parts whose texts are joined; null beside calls of tools.",
            "oneOf": [
              {
                "type": [
                  "string",
                  "null"
                ],
                "description": "One text, or nothing.",
                "example": "What is grouped query attention?"
              },
              {
                "type": "array",
                "description": "Parts, whose texts are joined in order.",
                "items": {
                  "$ref": "#/components/schemas/ChatContentPart"
                },
                "example": [
                  {
                    "type": "text",
                    "text": "What is grouped query attention?"
                  }
                ]
              }
            ],
            "example": "What is grouped query attention?"
          },
          "name": {
            "description": "In messages of the role `tool`, the tool that gave this result. Otherwise without a meaning.",
            "example": "sum"
          },
          "tool_calls": {
            "description": "In messages of the role `assistant`, the calls it asked for.",
            "example": [
              {
                "id": "call_a1b2c3d4e",
                "type": "function",
                "function": {
                  "name": "sum",
                  "arguments": "{\"a\":1,\"b\":2}"
                }
              }
            ]
          },
          "tool_call_id": {
            "description": "In messages of the role `tool`, the id of the call that this is the result of.",
            "example": "call_a1b2c3d4e"
          }
        },
        "example": {
          "role": "user",
          "content": "What is grouped query attention?"
        }
      },
      "ChatContentPart": {
        "type": "object",
        "description": "One part of a message. The models here read texts; images, sounds and files are refused.",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "text",
              "refusal"
            ],
            "description": "What kind of part this is.",
            "example": "text"
          },
          "text": {
            "type": "string",
            "description": "The text of the part.",
            "example": "What is grouped query attention?"
          }
        },
        "example": {
          "type": "text",
          "text": "What is grouped query attention?"
        }
      },
      "ChatCompletion": {
        "type": "object",
        "description": "Answers to a conversation.",
        "required": [
          "id",
          "object",
          "created",
          "model",
          "choices",
          "usage"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "The id of this answer.",
            "example": "id-1731000000000480213759246"
          },
          "object": {
            "type": "string",
            "const": "chat.completion",
            "description": "What this is.",
            "example": "chat.completion"
          },
          "created": {
            "type": "integer",
            "description": "When it was made; seconds since 1970.",
            "example": 1731000000
          },
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "choices": {
            "type": "array",
            "description": "The answers, as many as `n` said.",
            "items": {
              "$ref": "#/components/schemas/ChatCompletionChoice"
            },
            "example": [
              {
                "index": 0,
                "message": {
                  "role": "assistant",
                  "content": "Yes."
                },
                "logprobs": null,
                "finish_reason": "stop"
              }
            ]
          },
          "usage": {
            "$ref": "#/components/schemas/Usage"
          }
        },
        "example": {
          "id": "id-1731000000000480213759246",
          "object": "chat.completion",
          "created": 1731000000,
          "model": "@cf/mistral/mistral-7b-instruct-v0.1",
          "choices": [
            {
              "index": 0,
              "message": {
                "role": "assistant",
                "content": "Yes."
              },
              "logprobs": null,
              "finish_reason": "stop"
            }
          ],
          "usage": {
            "prompt_tokens": 15,
            "completion_tokens": 3,
            "total_tokens": 18
          }
        }
      },
      "ChatCompletionChoice": {
        "type": "object",
        "description": "One answer.",
        "required": [
          "index",
          "message",
          "logprobs",
          "finish_reason"
        ],
        "properties": {
          "index": {
            "type": "integer",
            "description": "Which answer this is.",
            "example": 0
          },
          "message": {
            "$ref": "#/components/schemas/ChatCompletionAnswer"
          },
          "logprobs": {
            "$ref": "#/components/schemas/ChatLogprobs"
          },
          "finish_reason": {
            "$ref": "#/components/schemas/ChatFinishReason"
          }
        },
        "example": {
          "index": 0,
          "message": {
            "role": "assistant",
            "content": "Yes."
          },
          "logprobs": null,
          "finish_reason": "stop"
        }
      },
      "ChatCompletionAnswer": {
        "type": "object",
        "description": "What the model says, or asks for.",
        "required": [
          "role",
          "content"
        ],
        "properties": {
          "role": {
            "type": "string",
            "const": "assistant",
            "description": "Who speaks.",
            "example": "assistant"
          },
          "content": {
            "type": [
              "string",
              "null"
            ],
            "description": "The text; null where the model asks for tools instead.",
            "example": "Several query heads share one key and value head."
          },
          "reasoning_content": {
            "type": "string",
            "description": "What the model thought before; absent where it did not, or where `reasoning_format` is `none`.",
            "example": "The user asks for a definition."
          },
          "tool_calls": {
            "type": "array",
            "description": "The tools the model wants called; absent where it wants none.",
            "items": {
              "$ref": "#/components/schemas/ChatToolCall"
            },
            "example": [
              {
                "id": "call_a1b2c3d4e",
                "type": "function",
                "function": {
                  "name": "sum",
                  "arguments": "{\"a\":1,\"b\":2}"
                }
              }
            ]
          },
          "function_call": {
            "$ref": "#/components/schemas/ChatFunctionCall"
          }
        },
        "example": {
          "role": "assistant",
          "content": "Yes."
        }
      },
      "ChatFunctionCall": {
        "type": "object",
        "description": "A call in the older form, for requests with `functions`. In streams only its first piece has the name.",
        "required": [
          "arguments"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "The function.",
            "example": "sum"
          },
          "arguments": {
            "type": "string",
            "description": "Its arguments, as the text of a JSON object.",
            "example": "{\"a\":1,\"b\":2}"
          }
        },
        "example": {
          "name": "sum",
          "arguments": "{\"a\":1,\"b\":2}"
        }
      },
      "ChatToolCall": {
        "type": "object",
        "description": "A call of a tool which the model asks for.",
        "required": [
          "id",
          "type",
          "function"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "What its result is to come back under, as `tool_call_id`.",
            "example": "call_a1b2c3d4e"
          },
          "type": {
            "type": "string",
            "const": "function",
            "description": "Always `function`.",
            "example": "function"
          },
          "function": {
            "type": "object",
            "description": "What to call.",
            "required": [
              "name",
              "arguments"
            ],
            "properties": {
              "name": {
                "type": "string",
                "description": "The tool.",
                "example": "sum"
              },
              "arguments": {
                "type": "string",
                "description": "Its arguments, as the text of a JSON object.",
                "example": "{\"a\":1,\"b\":2}"
              }
            },
            "example": {
              "name": "sum",
              "arguments": "{\"a\":1,\"b\":2}"
            }
          }
        },
        "example": {
          "id": "call_a1b2c3d4e",
          "type": "function",
          "function": {
            "name": "sum",
            "arguments": "{\"a\":1,\"b\":2}"
          }
        }
      },
      "ChatToolCallDelta": {
        "type": "object",
        "description": "A piece of a call. The first one has the id and the name; the arguments of all are put together.",
        "required": [
          "index",
          "function"
        ],
        "properties": {
          "index": {
            "type": "integer",
            "description": "Which of the calls.",
            "example": 0
          },
          "id": {
            "type": "string",
            "description": "What its result is to come back under, as `tool_call_id`.",
            "example": "call_a1b2c3d4e"
          },
          "type": {
            "type": "string",
            "const": "function",
            "description": "Always `function`.",
            "example": "function"
          },
          "function": {
            "type": "object",
            "description": "What to call.",
            "required": [
              "arguments"
            ],
            "properties": {
              "name": {
                "type": "string",
                "description": "The tool.",
                "example": "sum"
              },
              "arguments": {
                "type": "string",
                "description": "The next piece of the JSON text of its arguments.",
                "example": "{\"a\":"
              }
            },
            "example": {
              "name": "sum",
              "arguments": "{\"a\":"
            }
          }
        },
        "example": {
          "index": 0,
          "id": "call_a1b2c3d4e",
          "type": "function",
          "function": {
            "name": "sum",
            "arguments": "{\"a\":"
          }
        }
      },
      "ChatFinishReason": {
        "type": "string",
        "enum": [
          "stop",
          "length",
          "tool_calls",
          "function_call"
        ],
        "description": "Why the answer ends where it does: as for a run, and `function_call` where the request has `functions`.\n",
        "example": "stop"
      },
      "ChatLogprobs": {
        "type": [
          "object",
          "null"
        ],
        "description": "The probabilities of an answer's tokens; null where they were not asked for.",
        "required": [
          "content"
        ],
        "properties": {
          "content": {
            "type": "array",
            "description": "One entry for each token.",
            "items": {
              "$ref": "#/components/schemas/ChatPlaceLogprobs"
            },
            "example": [
              {
                "token": " upon",
                "logprob": -0.01,
                "bytes": [
                  32,
                  117,
                  112,
                  111,
                  110
                ],
                "top_logprobs": []
              }
            ]
          },
          "refusal": {
            "type": "null",
            "description": "Nothing; the models here know no refusals apart from texts.",
            "example": null
          }
        },
        "example": null
      },
      "ChatPlaceLogprobs": {
        "description": "A token of the answer, and what else was likely at its place.",
        "allOf": [
          {
            "$ref": "#/components/schemas/TokenLogprob"
          },
          {
            "type": "object",
            "description": "What else was likely.",
            "required": [
              "top_logprobs"
            ],
            "properties": {
              "top_logprobs": {
                "type": "array",
                "description": "The likeliest tokens at this place, the likeliest first.",
                "items": {
                  "$ref": "#/components/schemas/TokenLogprob"
                },
                "example": [
                  {
                    "token": " upon",
                    "logprob": -0.01,
                    "bytes": [
                      32,
                      117,
                      112,
                      111,
                      110
                    ]
                  }
                ]
              }
            }
          }
        ],
        "example": {
          "token": " upon",
          "logprob": -0.01,
          "bytes": [
            32,
            117,
            112,
            111,
            110
          ],
          "top_logprobs": []
        }
      },
      "TokenLogprob": {
        "type": "object",
        "description": "A token and the natural logarithm of its probability, before temperature and penalties.",
        "required": [
          "token",
          "logprob",
          "bytes"
        ],
        "properties": {
          "token": {
            "type": "string",
            "description": "Its text; U+FFFD where it is only a part of a character.",
            "example": " upon"
          },
          "logprob": {
            "type": "number",
            "maximum": 0,
            "description": "The logarithm of its probability.",
            "example": -0.01
          },
          "bytes": {
            "type": "array",
            "description": "Its text in UTF-8.",
            "items": {
              "type": "integer",
              "minimum": 0,
              "maximum": 255,
              "description": "One byte.",
              "example": 32
            },
            "example": [
              32,
              117,
              112,
              111,
              110
            ]
          }
        },
        "example": {
          "token": " upon",
          "logprob": -0.01,
          "bytes": [
            32,
            117,
            112,
            111,
            110
          ]
        }
      },
      "ChatCompletionChunk": {
        "type": "object",
        "description": "One frame of a streamed answer.",
        "required": [
          "id",
          "object",
          "created",
          "model",
          "choices"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "The id of this answer, the same in all its chunks.",
            "example": "id-1731000000000480213759246"
          },
          "object": {
            "type": "string",
            "const": "chat.completion.chunk",
            "description": "What this is.",
            "example": "chat.completion.chunk"
          },
          "created": {
            "type": "integer",
            "description": "When it was made; seconds since 1970.",
            "example": 1731000000
          },
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "choices": {
            "type": "array",
            "description": "What is new in one of the answers; empty beside the usage that was asked for.",
            "items": {
              "$ref": "#/components/schemas/ChatCompletionDelta"
            },
            "example": [
              {
                "index": 0,
                "delta": {
                  "content": " upon"
                },
                "finish_reason": null
              }
            ]
          },
          "usage": {
            "description": "How many tokens the request took, where this is the chunk that says so.",
            "oneOf": [
              {
                "$ref": "#/components/schemas/Usage"
              },
              {
                "type": "null",
                "description": "Not in this chunk.",
                "example": null
              }
            ],
            "example": null
          }
        },
        "example": {
          "id": "id-1731000000000480213759246",
          "object": "chat.completion.chunk",
          "created": 1731000000,
          "model": "@cf/mistral/mistral-7b-instruct-v0.1",
          "choices": [
            {
              "index": 0,
              "delta": {
                "content": " upon"
              },
              "finish_reason": null
            }
          ]
        }
      },
      "ChatCompletionDelta": {
        "type": "object",
        "description": "What is new in an answer.",
        "required": [
          "index",
          "delta",
          "finish_reason"
        ],
        "properties": {
          "index": {
            "type": "integer",
            "description": "Which answer this is of.",
            "example": 0
          },
          "delta": {
            "type": "object",
            "description": "What to append to the answer.",
            "properties": {
              "role": {
                "type": "string",
                "const": "assistant",
                "description": "Who speaks, at the beginning.",
                "example": "assistant"
              },
              "content": {
                "type": "string",
                "description": "The next piece of the text.",
                "example": " upon"
              },
              "reasoning_content": {
                "type": "string",
                "description": "The next piece of the model's thoughts.",
                "example": "The user asks"
              },
              "tool_calls": {
                "type": "array",
                "description": "Pieces of calls of tools.",
                "items": {
                  "$ref": "#/components/schemas/ChatToolCallDelta"
                },
                "example": [
                  {
                    "index": 0,
                    "id": "call_a1b2c3d4e",
                    "type": "function",
                    "function": {
                      "name": "sum",
                      "arguments": "{}"
                    }
                  }
                ]
              },
              "function_call": {
                "$ref": "#/components/schemas/ChatFunctionCall"
              }
            },
            "example": {
              "content": " upon"
            }
          },
          "logprobs": {
            "$ref": "#/components/schemas/ChatLogprobs"
          },
          "finish_reason": {
            "description": "Why the answer ends, once it does.",
            "oneOf": [
              {
                "$ref": "#/components/schemas/ChatFinishReason"
              },
              {
                "type": "null",
                "description": "It goes on.",
                "example": null
              }
            ],
            "example": null
          }
        },
        "example": {
          "index": 0,
          "delta": {
            "content": " upon"
          },
          "finish_reason": null
        }
      },
      "CompletionRequest": {
        "description": "A text to go on with.",
        "allOf": [
          {
            "$ref": "#/components/schemas/OpenAiOptions"
          },
          {
            "type": "object",
            "description": "The text itself, and what only a text can have.",
            "required": [
              "prompt"
            ],
            "not": {
              "required": [
                "echo",
                "logprobs"
              ],
              "properties": {
                "echo": {
                  "const": true,
                  "description": "The prompt, whose log probabilities",
                  "example": true
                },
                "logprobs": {
                  "type": "integer",
                  "description": "cannot be told.",
                  "example": 2
                }
              }
            },
            "properties": {
              "prompt": {
                "description": "What to continue; one text, several, or the ids of its tokens.",
                "anyOf": [
                  {
                    "type": "string",
                    "description": "One text.",
                    "example": "Once upon a time"
                  },
                  {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 16,
                    "description": "Several texts, which are continued one by one.",
                    "items": {
                      "type": "string",
                      "description": "One text.",
                      "example": "Once upon a time"
                    },
                    "example": [
                      "Once upon a time"
                    ]
                  },
                  {
                    "type": "array",
                    "minItems": 1,
                    "description": "The ids of one text's tokens, with the start token if there is to be one.",
                    "items": {
                      "type": "integer",
                      "minimum": 0,
                      "description": "One id.",
                      "example": 403
                    },
                    "example": [
                      1,
                      403
                    ]
                  },
                  {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 16,
                    "description": "The ids of several texts' tokens.",
                    "items": {
                      "type": "array",
                      "minItems": 1,
                      "description": "The ids of one text's tokens.",
                      "items": {
                        "type": "integer",
                        "minimum": 0,
                        "description": "One id.",
                        "example": 403
                      },
                      "example": [
                        1,
                        403
                      ]
                    },
                    "example": [
                      [
                        1,
                        403
                      ]
                    ]
                  }
                ],
                "example": "Once upon a time"
              },
              "echo": {
                "type": [
                  "boolean",
                  "null"
                ],
                "default": false,
                "description": "Begin each answer with its prompt. Not together with `logprobs`.",
                "example": false
              },
              "logprobs": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 5,
                "description": "Tell the log probability of each token, and of this many of the likeliest at its place.",
                "example": 2
              },
              "best_of": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 1,
                "maximum": 4,
                "description": "Only as many as `n`; more texts than are answered are not generated here.",
                "example": 1
              }
            }
          }
        ],
        "example": {
          "model": "@cf/tinystories/stories-260k",
          "prompt": "Once upon a time"
        }
      },
      "Completion": {
        "type": "object",
        "description": "Continued texts, or, in a stream, what is new in one of them.",
        "required": [
          "id",
          "object",
          "created",
          "model",
          "choices"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "The id of this answer, the same in all its chunks.",
            "example": "id-1731000000000480213759246"
          },
          "object": {
            "type": "string",
            "const": "text_completion",
            "description": "What this is.",
            "example": "text_completion"
          },
          "created": {
            "type": "integer",
            "description": "When it was made; seconds since 1970.",
            "example": 1731000000
          },
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "choices": {
            "type": "array",
            "description": "The texts, `n` for each prompt, in the order of the prompts.",
            "items": {
              "$ref": "#/components/schemas/CompletionChoice"
            },
            "example": [
              {
                "index": 0,
                "text": ", there was",
                "logprobs": null,
                "finish_reason": "length"
              }
            ]
          },
          "usage": {
            "description": "How many tokens the request took; of a stream, in the chunk that says so.",
            "oneOf": [
              {
                "$ref": "#/components/schemas/Usage"
              },
              {
                "type": "null",
                "description": "Not in this chunk.",
                "example": null
              }
            ],
            "example": {
              "prompt_tokens": 5,
              "completion_tokens": 16,
              "total_tokens": 21
            }
          }
        },
        "example": {
          "id": "id-1731000000000480213759246",
          "object": "text_completion",
          "created": 1731000000,
          "model": "@cf/tinystories/stories-260k",
          "choices": [
            {
              "index": 0,
              "text": ", there was",
              "logprobs": null,
              "finish_reason": "length"
            }
          ],
          "usage": {
            "prompt_tokens": 5,
            "completion_tokens": 16,
            "total_tokens": 21
          }
        }
      },
      "CompletionChoice": {
        "type": "object",
        "description": "One text.",
        "required": [
          "index",
          "text",
          "logprobs",
          "finish_reason"
        ],
        "properties": {
          "index": {
            "type": "integer",
            "description": "Which text this is.",
            "example": 0
          },
          "text": {
            "type": "string",
            "description": "How the text goes on.",
            "example": ", there was"
          },
          "logprobs": {
            "$ref": "#/components/schemas/CompletionLogprobs"
          },
          "finish_reason": {
            "description": "Why the text ends; null in a stream as long as it goes on.",
            "oneOf": [
              {
                "$ref": "#/components/schemas/FinishReason"
              },
              {
                "type": "null",
                "description": "It goes on.",
                "example": null
              }
            ],
            "example": "length"
          }
        },
        "example": {
          "index": 0,
          "text": ", there was",
          "logprobs": null,
          "finish_reason": "length"
        }
      },
      "CompletionLogprobs": {
        "type": [
          "object",
          "null"
        ],
        "description": "The probabilities of a text's tokens, as lists side by side; null where they were not asked for.",
        "required": [
          "tokens",
          "token_logprobs",
          "top_logprobs",
          "text_offset"
        ],
        "properties": {
          "tokens": {
            "type": "array",
            "description": "The tokens; a part of a character reads `bytes:\\xf0`.",
            "items": {
              "type": "string",
              "description": "One token.",
              "example": " upon"
            },
            "example": [
              " upon"
            ]
          },
          "token_logprobs": {
            "type": "array",
            "description": "The natural logarithms of their probabilities.",
            "items": {
              "type": "number",
              "maximum": 0,
              "description": "Of one token.",
              "example": -0.01
            },
            "example": [
              -0.01
            ]
          },
          "top_logprobs": {
            "type": "array",
            "description": "The likeliest tokens at each place.",
            "items": {
              "type": "object",
              "description": "Token and logarithm.",
              "additionalProperties": {
                "type": "number",
                "maximum": 0,
                "description": "Of one token.",
                "example": -0.01
              },
              "example": {
                " upon": -0.01
              }
            },
            "example": [
              {
                " upon": -0.01
              }
            ]
          },
          "text_offset": {
            "type": "array",
            "description": "Where in the text each token begins.",
            "items": {
              "type": "integer",
              "minimum": 0,
              "description": "Of one token.",
              "example": 0
            },
            "example": [
              0
            ]
          }
        },
        "example": null
      },
      "OpenAiModel": {
        "type": "object",
        "description": "A model that can be run, in OpenAI's form.",
        "required": [
          "id",
          "object",
          "created",
          "owned_by"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/ModelName"
          },
          "object": {
            "type": "string",
            "const": "model",
            "description": "What this is.",
            "example": "model"
          },
          "created": {
            "type": "integer",
            "description": "When the model was added; seconds since 1970.",
            "example": 1699315200
          },
          "owned_by": {
            "type": "string",
            "description": "Its author, the middle part of its name.",
            "example": "mistral"
          },
          "context_window": {
            "type": "integer",
            "description": "Tokens that a prompt and its answer can have together. OpenAI's API does not have it.",
            "example": 2824
          }
        },
        "example": {
          "id": "@cf/mistral/mistral-7b-instruct-v0.1",
          "object": "model",
          "created": 1699315200,
          "owned_by": "mistral",
          "context_window": 2824
        }
      },
      "OpenAiModelList": {
        "type": "object",
        "description": "Models, in OpenAI's form.",
        "required": [
          "object",
          "data"
        ],
        "properties": {
          "object": {
            "type": "string",
            "const": "list",
            "description": "What this is.",
            "example": "list"
          },
          "data": {
            "type": "array",
            "description": "The models.",
            "items": {
              "$ref": "#/components/schemas/OpenAiModel"
            },
            "example": []
          }
        },
        "example": {
          "object": "list",
          "data": []
        }
      },
      "OpenAiErrorEnvelope": {
        "description": "The envelope around an error, with OpenAI's `error` object beside it, so that both kinds of client can read it.",
        "allOf": [
          {
            "$ref": "#/components/schemas/ErrorEnvelope"
          },
          {
            "type": "object",
            "description": "OpenAI's part.",
            "required": [
              "error"
            ],
            "properties": {
              "error": {
                "type": "object",
                "description": "What went wrong, for OpenAI's clients.",
                "required": [
                  "message",
                  "type",
                  "param",
                  "code"
                ],
                "properties": {
                  "message": {
                    "type": "string",
                    "description": "What went wrong, in words.",
                    "example": "Authentication error"
                  },
                  "type": {
                    "type": "string",
                    "enum": [
                      "invalid_request_error",
                      "rate_limit_error",
                      "server_error"
                    ],
                    "description": "Whose fault it is.",
                    "example": "invalid_request_error"
                  },
                  "param": {
                    "type": [
                      "string",
                      "null"
                    ],
                    "description": "Which field of the body, where it is one.",
                    "example": "temperature"
                  },
                  "code": {
                    "type": [
                      "string",
                      "null"
                    ],
                    "description": "What went wrong, where OpenAI has a word for it; `errors` has the number.",
                    "example": "invalid_api_key"
                  }
                },
                "example": {
                  "message": "Authentication error",
                  "type": "invalid_request_error",
                  "param": null,
                  "code": "invalid_api_key"
                }
              }
            }
          }
        ],
        "example": {
          "result": null,
          "success": false,
          "errors": [
            {
              "code": 10000,
              "message": "Authentication error"
            }
          ],
          "messages": [],
          "error": {
            "message": "Authentication error",
            "type": "invalid_request_error",
            "param": null,
            "code": "invalid_api_key"
          }
        }
      },
      "AiTextGenerationOutput": {
        "type": "object",
        "description": "A generated text.",
        "required": [
          "response"
        ],
        "properties": {
          "reasoning_content": {
            "type": "string",
            "description": "What the model thought before, from engines that keep it apart from the text.",
            "example": "The question is about attention."
          },
          "response": {
            "type": "string",
            "description": "The text.",
            "example": "Grouped query attention lets several query heads share one key and value head."
          },
          "tool_calls": {
            "type": "array",
            "description": "The tools the model wants called.",
            "items": {
              "$ref": "#/components/schemas/ToolCall"
            },
            "example": []
          },
          "usage": {
            "description": "How many tokens the request took.",
            "$ref": "#/components/schemas/Usage"
          },
          "finish_reason": {
            "description": "Why the text ends where it does.",
            "$ref": "#/components/schemas/FinishReason"
          }
        },
        "example": {
          "response": "Grouped query attention lets several query heads share one key and value head.",
          "tool_calls": [],
          "usage": {
            "prompt_tokens": 15,
            "completion_tokens": 16,
            "total_tokens": 31
          },
          "finish_reason": "stop"
        }
      },
      "AiTextGenerationJsonOutput": {
        "type": "object",
        "description": "What a run with `response_format` gives.",
        "required": [
          "response"
        ],
        "properties": {
          "response": {
            "description": "The JSON value that the model wrote, parsed.",
            "example": {
              "name": "Mistral"
            }
          },
          "tool_calls": {
            "type": "array",
            "description": "The tools the model wants called, where calls had to be made.",
            "items": {
              "$ref": "#/components/schemas/ToolCall"
            },
            "example": []
          },
          "usage": {
            "description": "How many tokens the request took.",
            "$ref": "#/components/schemas/Usage"
          },
          "finish_reason": {
            "description": "Why the text ends where it does.",
            "$ref": "#/components/schemas/FinishReason"
          }
        },
        "example": {
          "response": {
            "name": "Mistral"
          },
          "usage": {
            "prompt_tokens": 15,
            "completion_tokens": 9,
            "total_tokens": 24
          }
        }
      },
      "FinishReason": {
        "type": "string",
        "enum": [
          "stop",
          "length",
          "tool_calls"
        ],
        "description": "Why the answer ends where it does: it was complete (`stop`), `max_tokens` or the context cut it off (`length`;\nJSON and calls of tools that were steered to an early end for them parse all the same), or the model asks for\ntools (`tool_calls`). Cloudflare's service does not always say.\n",
        "example": "stop"
      },
      "AiTextGenerationStreamChunk": {
        "type": "object",
        "description": "The JSON of one `data:` frame of a stream. Every field may be absent: frames with text carry `response`, the last\none carries `usage`, and some services send frames with neither near the end.\n",
        "properties": {
          "response": {
            "type": "string",
            "description": "The next piece of the text; may be empty.",
            "example": " upon"
          },
          "reasoning_content": {
            "type": "string",
            "description": "The next piece of what the model thinks before it answers, from engines that keep it apart.",
            "example": " so"
          },
          "tool_calls": {
            "type": "array",
            "description": "As in the whole answer.",
            "items": {
              "$ref": "#/components/schemas/ToolCall"
            },
            "example": []
          },
          "usage": {
            "description": "How many tokens the request took.",
            "$ref": "#/components/schemas/Usage"
          },
          "finish_reason": {
            "description": "Why the text ends where it does.",
            "$ref": "#/components/schemas/FinishReason"
          },
          "p": {
            "type": "string",
            "description": "Padding of random length, so that the size of a frame does not tell its text. Has no meaning.",
            "example": "abdefghij"
          }
        },
        "example": {
          "response": " upon",
          "tool_calls": [],
          "p": "abdefghij"
        }
      },
      "ToolCall": {
        "type": "object",
        "description": "A call of a tool which the model asks for.",
        "properties": {
          "index": {
            "type": "integer",
            "description": "Which of the calls, in streams.",
            "example": 0
          },
          "name": {
            "type": "string",
            "description": "The tool.",
            "example": "sum"
          },
          "arguments": {
            "type": "object",
            "description": "Its arguments, by name.",
            "additionalProperties": true,
            "example": {
              "a": 1,
              "b": 2
            }
          }
        },
        "example": {
          "name": "sum",
          "arguments": {
            "a": 1,
            "b": 2
          }
        }
      },
      "Usage": {
        "type": "object",
        "description": "How many tokens the request took.",
        "required": [
          "prompt_tokens",
          "completion_tokens",
          "total_tokens"
        ],
        "properties": {
          "prompt_tokens": {
            "type": "integer",
            "default": 0,
            "description": "Tokens of the whole input, the chat template and the start token included.",
            "example": 15
          },
          "completion_tokens": {
            "type": "integer",
            "default": 0,
            "description": "Tokens generated; never more than `max_tokens`.",
            "example": 16
          },
          "total_tokens": {
            "type": "integer",
            "default": 0,
            "description": "The sum of both.",
            "example": 31
          },
          "prompt_tokens_details": {
            "type": "object",
            "description": "Absent where no prompt tokens were in the prefix cache.",
            "required": [
              "cached_tokens"
            ],
            "properties": {
              "cached_tokens": {
                "type": "integer",
                "description": "Prompt tokens that were not computed again.",
                "example": 16
              }
            },
            "example": {
              "cached_tokens": 16
            }
          }
        },
        "example": {
          "prompt_tokens": 15,
          "completion_tokens": 16,
          "total_tokens": 31
        }
      },
      "Model": {
        "type": "object",
        "description": "A model that can be run, as the search lists it.",
        "required": [
          "id",
          "source",
          "name",
          "description",
          "task",
          "tags",
          "properties"
        ],
        "properties": {
          "id": {
            "type": "string",
            "format": "uuid",
            "description": "The model's id. Requests use its name instead.",
            "example": "c907d0f9-d69d-4e93-b501-4daeb4fd69eb"
          },
          "source": {
            "type": "integer",
            "description": "Where the model comes from, 1 for `@cf/` and 2 for `@hf/`.",
            "example": 1
          },
          "name": {
            "description": "The model's name, by which it is run.",
            "$ref": "#/components/schemas/ModelName"
          },
          "description": {
            "type": "string",
            "description": "What the model is.",
            "example": "Mistral 7B, tuned to follow instructions."
          },
          "created_at": {
            "type": "string",
            "description": "When the model was added.",
            "example": "2023-11-07 00:00:00.000"
          },
          "task": {
            "description": "What the model does.",
            "$ref": "#/components/schemas/Task"
          },
          "tags": {
            "type": "array",
            "description": "Free labels.",
            "items": {
              "type": "string",
              "description": "One label.",
              "example": "llama"
            },
            "example": []
          },
          "properties": {
            "type": "array",
            "description": "Facts about the model.",
            "items": {
              "$ref": "#/components/schemas/ModelProperty"
            },
            "example": [
              {
                "property_id": "context_window",
                "value": "2824"
              }
            ]
          }
        },
        "example": {
          "id": "c907d0f9-d69d-4e93-b501-4daeb4fd69eb",
          "source": 1,
          "name": "@cf/mistral/mistral-7b-instruct-v0.1",
          "description": "Mistral 7B, tuned to follow instructions.",
          "created_at": "2023-11-07 00:00:00.000",
          "task": {
            "id": "c329a1f9-323d-4e91-b2aa-582dd4188d34",
            "name": "Text Generation",
            "description": "Models that continue or answer a text."
          },
          "tags": [],
          "properties": [
            {
              "property_id": "context_window",
              "value": "2824"
            }
          ]
        }
      },
      "Task": {
        "type": "object",
        "description": "What a model is for.",
        "required": [
          "id",
          "name",
          "description"
        ],
        "properties": {
          "id": {
            "type": "string",
            "format": "uuid",
            "description": "The task's id.",
            "example": "c329a1f9-323d-4e91-b2aa-582dd4188d34"
          },
          "name": {
            "type": "string",
            "description": "The task's name, by which the search filters.",
            "example": "Text Generation"
          },
          "description": {
            "type": "string",
            "description": "What models of this task do.",
            "example": "Models that continue or answer a text."
          }
        },
        "example": {
          "id": "c329a1f9-323d-4e91-b2aa-582dd4188d34",
          "name": "Text Generation",
          "description": "Models that continue or answer a text."
        }
      },
      "ModelProperty": {
        "type": "object",
        "description": "One fact about a model.",
        "required": [
          "property_id",
          "value"
        ],
        "properties": {
          "property_id": {
            "type": "string",
            "description": "Which fact; for example `context_window`, `lora`, `beta`, `info`, `price`, `planned_deprecation_date`.",
            "example": "context_window"
          },
          "value": {
            "description": "The fact. A string, except the list of prices.",
            "oneOf": [
              {
                "type": "string",
                "description": "Any fact but the price, numbers and booleans too.",
                "example": "2824"
              },
              {
                "type": "array",
                "description": "What the model costs.",
                "items": {
                  "$ref": "#/components/schemas/ModelPrice"
                },
                "example": [
                  {
                    "unit": "per M input tokens",
                    "price": 0.11,
                    "currency": "USD"
                  }
                ]
              }
            ],
            "example": "2824"
          }
        },
        "example": {
          "property_id": "context_window",
          "value": "2824"
        }
      },
      "ModelPrice": {
        "type": "object",
        "description": "What one unit costs.",
        "required": [
          "unit",
          "price",
          "currency"
        ],
        "properties": {
          "unit": {
            "type": "string",
            "description": "The unit.",
            "example": "per M input tokens"
          },
          "price": {
            "type": "number",
            "description": "The price of one unit.",
            "example": 0.11
          },
          "currency": {
            "type": "string",
            "description": "The currency of the price.",
            "example": "USD"
          }
        },
        "example": {
          "unit": "per M input tokens",
          "price": 0.11,
          "currency": "USD"
        }
      },
      "GenericRunRequest": {
        "type": "object",
        "description": "The body of a run that names its model.",
        "required": [
          "model",
          "input"
        ],
        "properties": {
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "input": {
            "$ref": "#/components/schemas/AiRunInput"
          },
          "options": {
            "$ref": "#/components/schemas/CallOptions"
          }
        },
        "example": {
          "model": "@cf/tinystories/stories-260k",
          "input": {
            "prompt": "Once upon a time"
          }
        }
      },
      "ModelSchemaEnvelope": {
        "description": "The envelope around the schemas of a model.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "type": "object",
                "description": "The schemas.",
                "required": [
                  "input",
                  "output"
                ],
                "properties": {
                  "input": {
                    "type": "object",
                    "description": "The JSON schema of an input.",
                    "additionalProperties": true,
                    "properties": {
                      "oneOf": {
                        "type": "array",
                        "description": "The forms that an input can have, such as a prompt or messages.",
                        "items": {
                          "type": "object",
                          "description": "A schema.",
                          "example": {
                            "type": "object"
                          }
                        },
                        "example": [
                          {
                            "type": "object"
                          }
                        ]
                      }
                    },
                    "example": {
                      "type": "object",
                      "oneOf": [
                        {
                          "title": "Prompt",
                          "required": [
                            "prompt"
                          ]
                        },
                        {
                          "title": "Messages",
                          "required": [
                            "messages"
                          ]
                        }
                      ]
                    }
                  },
                  "output": {
                    "type": "object",
                    "description": "The JSON schemas of an output, each with the `contentType` that it comes as.",
                    "additionalProperties": true,
                    "required": [
                      "oneOf"
                    ],
                    "properties": {
                      "oneOf": {
                        "type": "array",
                        "description": "A whole answer, or a stream.",
                        "items": {
                          "type": "object",
                          "description": "A schema.",
                          "example": {
                            "type": "object"
                          }
                        },
                        "example": [
                          {
                            "type": "object"
                          }
                        ]
                      }
                    },
                    "example": {
                      "oneOf": [
                        {
                          "type": "object",
                          "contentType": "application/json"
                        },
                        {
                          "type": "string",
                          "contentType": "text/event-stream"
                        }
                      ]
                    }
                  }
                },
                "example": {
                  "input": {
                    "type": "object",
                    "oneOf": []
                  },
                  "output": {
                    "oneOf": []
                  }
                }
              }
            }
          }
        ],
        "example": {
          "result": {
            "input": {
              "type": "object",
              "oneOf": []
            },
            "output": {
              "oneOf": []
            }
          },
          "success": true,
          "errors": [],
          "messages": []
        }
      },
      "TasksEnvelope": {
        "description": "The envelope around a list of tasks.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "type": "array",
                "description": "The tasks.",
                "items": {
                  "$ref": "#/components/schemas/Task"
                },
                "example": []
              }
            }
          }
        ],
        "example": {
          "result": [
            {
              "id": "c329a1f9-323d-4e91-b2aa-582dd4188d34",
              "name": "Text Generation",
              "description": "Models that continue or answer a text."
            }
          ],
          "success": true,
          "errors": [],
          "messages": []
        }
      },
      "AuthorsEnvelope": {
        "description": "The envelope around a list of authors.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "type": "array",
                "description": "The authors.",
                "items": {
                  "type": "object",
                  "description": "An author.",
                  "required": [
                    "name"
                  ],
                  "properties": {
                    "name": {
                      "type": "string",
                      "description": "The name, by which the search filters.",
                      "example": "mistral"
                    }
                  },
                  "example": {
                    "name": "mistral"
                  }
                },
                "example": [
                  {
                    "name": "mistral"
                  }
                ]
              }
            }
          }
        ],
        "example": {
          "result": [
            {
              "name": "mistral"
            }
          ],
          "success": true,
          "errors": [],
          "messages": []
        }
      },
      "FinetunesEnvelope": {
        "description": "The envelope around a list of finetunes.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "type": "array",
                "description": "The finetunes.",
                "items": {
                  "$ref": "#/components/schemas/Finetune"
                },
                "example": []
              }
            }
          }
        ],
        "example": {
          "result": [],
          "success": true,
          "errors": [],
          "messages": []
        }
      },
      "Finetune": {
        "type": "object",
        "description": "A LoRA adapter for a model.",
        "required": [
          "id",
          "name",
          "model"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "The adapter's id.",
            "example": "00000000-0000-0000-0000-000000000000"
          },
          "name": {
            "type": "string",
            "description": "Its name, which `lora` takes.",
            "example": "my-adapter"
          },
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "description": {
            "type": "string",
            "description": "What it is.",
            "example": "Answers in rhymes."
          },
          "created_at": {
            "type": "string",
            "description": "When it was made.",
            "example": "2024-04-02 13:00:59.244"
          },
          "modified_at": {
            "type": "string",
            "description": "When it was changed last.",
            "example": "2024-04-02 13:00:59.244"
          },
          "public": {
            "type": "boolean",
            "description": "Whether everybody may use it.",
            "example": false
          }
        },
        "example": {
          "id": "00000000-0000-0000-0000-000000000000",
          "name": "my-adapter",
          "model": "@cf/mistral/mistral-7b-instruct-v0.2-lora"
        }
      },
      "OpenRouterModelList": {
        "type": "object",
        "description": "Models in the form in which OpenRouter takes them from a provider.",
        "required": [
          "data"
        ],
        "properties": {
          "data": {
            "type": "array",
            "description": "The models of this page.",
            "items": {
              "$ref": "#/components/schemas/OpenRouterModel"
            },
            "example": []
          }
        },
        "example": {
          "data": []
        }
      },
      "OpenRouterModel": {
        "type": "object",
        "description": "A model in OpenRouter's form.",
        "required": [
          "id",
          "name",
          "created",
          "description",
          "input_modalities",
          "output_modalities",
          "pricing",
          "supported_sampling_parameters",
          "supported_features"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/ModelName"
          },
          "name": {
            "type": "string",
            "description": "The same, for people.",
            "example": "@cf/tinystories/stories-260k"
          },
          "created": {
            "type": "integer",
            "description": "When the model was added; seconds since 1970.",
            "example": 1690416000
          },
          "description": {
            "type": "string",
            "description": "What the model is.",
            "example": "A model that tells children's stories."
          },
          "context_length": {
            "type": "integer",
            "description": "Tokens that a prompt and its answer can have together.",
            "example": 512
          },
          "max_output_length": {
            "type": "integer",
            "description": "Tokens that an answer can have.",
            "example": 511
          },
          "input_modalities": {
            "type": "array",
            "description": "What it reads.",
            "items": {
              "type": "string",
              "description": "One kind.",
              "example": "text"
            },
            "example": [
              "text"
            ]
          },
          "output_modalities": {
            "type": "array",
            "description": "What it writes.",
            "items": {
              "type": "string",
              "description": "One kind.",
              "example": "text"
            },
            "example": [
              "text"
            ]
          },
          "pricing": {
            "type": "object",
            "description": "Dollars for a token; your own server takes none.",
            "required": [
              "prompt",
              "completion"
            ],
            "properties": {
              "prompt": {
                "type": "string",
                "description": "For a token that it reads.",
                "example": "0"
              },
              "completion": {
                "type": "string",
                "description": "For a token that it writes.",
                "example": "0"
              }
            },
            "example": {
              "prompt": "0",
              "completion": "0"
            }
          },
          "supported_sampling_parameters": {
            "type": "array",
            "description": "Options that it knows.",
            "items": {
              "type": "string",
              "description": "One option.",
              "example": "temperature"
            },
            "example": [
              "temperature",
              "top_p"
            ]
          },
          "supported_features": {
            "type": "array",
            "description": "What else it can do.",
            "items": {
              "type": "string",
              "description": "One feature.",
              "example": "tools"
            },
            "example": [
              "tools",
              "json_mode",
              "structured_outputs"
            ]
          }
        },
        "example": {
          "id": "@cf/tinystories/stories-260k",
          "name": "@cf/tinystories/stories-260k",
          "created": 1690416000,
          "description": "A model that tells children's stories.",
          "context_length": 512,
          "max_output_length": 511,
          "input_modalities": [
            "text"
          ],
          "output_modalities": [
            "text"
          ],
          "pricing": {
            "prompt": "0",
            "completion": "0"
          },
          "supported_sampling_parameters": [
            "temperature",
            "top_p"
          ],
          "supported_features": [
            "tools",
            "json_mode",
            "structured_outputs"
          ]
        }
      },
      "Token": {
        "type": "object",
        "description": "A token, without the token.",
        "required": [
          "id",
          "status"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "The token's id, 32 hexadecimal digits.",
            "example": "ed17574386854bf78a67040be0a770b0"
          },
          "status": {
            "type": "string",
            "enum": [
              "active",
              "disabled",
              "expired"
            ],
            "description": "Whether it can be used.",
            "example": "active"
          },
          "expires_on": {
            "type": "string",
            "format": "date-time",
            "description": "When it expires or has expired; absent for a token that never does.",
            "example": "2030-01-31T00:00:00Z"
          }
        },
        "example": {
          "id": "ed17574386854bf78a67040be0a770b0",
          "status": "active"
        }
      },
      "Health": {
        "type": "object",
        "description": "The state of the server.",
        "required": [
          "status"
        ],
        "properties": {
          "status": {
            "type": "string",
            "enum": [
              "ok",
              "unavailable"
            ],
            "description": "`unavailable` while it shuts down.",
            "example": "ok"
          }
        },
        "example": {
          "status": "ok"
        }
      },
      "Readiness": {
        "type": "object",
        "description": "Whether there is a model that can be run, and how each is.",
        "required": [
          "status",
          "models"
        ],
        "properties": {
          "status": {
            "type": "string",
            "enum": [
              "ready",
              "unavailable"
            ],
            "description": "`ready` while at least one model is.",
            "example": "ready"
          },
          "models": {
            "type": "array",
            "description": "The models of this server.",
            "items": {
              "$ref": "#/components/schemas/ModelReadiness"
            },
            "example": [
              {
                "name": "@cf/mistral/mistral-7b-instruct-v0.1",
                "status": "ready",
                "restarts": 0,
                "last_failure_at": null
              }
            ]
          }
        },
        "example": {
          "status": "ready",
          "models": [
            {
              "name": "@cf/mistral/mistral-7b-instruct-v0.1",
              "status": "ready",
              "restarts": 0,
              "last_failure_at": null
            }
          ]
        }
      },
      "ModelReadiness": {
        "type": "object",
        "description": "How a model's engine is.",
        "required": [
          "name",
          "status",
          "restarts",
          "last_failure_at"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "The name it is served under.",
            "example": "@cf/mistral/mistral-7b-instruct-v0.1"
          },
          "status": {
            "type": "string",
            "enum": [
              "starting",
              "ready",
              "unloaded",
              "restarting",
              "draining"
            ],
            "description": "`unloaded`: it gave its memory back, and loads with the next request, which waits for it.\n`restarting`: it has failed, is being started again, and answers 503 meanwhile. `draining`: it was told to stop.\n",
            "example": "ready"
          },
          "restarts": {
            "type": "integer",
            "minimum": 0,
            "description": "How often it came back after it had failed.",
            "example": 0
          },
          "last_failure_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "When it failed last; why is in the server's log.",
            "example": null
          },
          "stage": {
            "type": "string",
            "description": "Only while it loads for the first time: `waiting` (for other models), `timing kernels`, `compiling kernels` or\n`loading weights`.\n",
            "example": "loading weights"
          },
          "progress": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "The part of the stage that is done.",
            "example": 0.42
          },
          "upstreams": {
            "type": "array",
            "description": "Of a model whose engines are elsewhere, each of them.",
            "items": {
              "type": "object",
              "description": "An engine elsewhere.",
              "required": [
                "engine",
                "ready"
              ],
              "properties": {
                "engine": {
                  "type": [
                    "string",
                    "null"
                  ],
                  "description": "Which engine it is; null until it has answered.",
                  "example": "vllm"
                },
                "ready": {
                  "type": "boolean",
                  "description": "Whether requests are sent there.",
                  "example": true
                }
              },
              "example": {
                "engine": "vllm",
                "ready": true
              }
            },
            "example": [
              {
                "engine": "vllm",
                "ready": true
              }
            ]
          }
        },
        "example": {
          "name": "@cf/mistral/mistral-7b-instruct-v0.1",
          "status": "ready",
          "restarts": 0,
          "last_failure_at": null
        }
      },
      "Envelope": {
        "type": "object",
        "description": "What every JSON answer is wrapped in; `result` is added by the envelope of each operation.",
        "required": [
          "success",
          "errors",
          "messages"
        ],
        "properties": {
          "success": {
            "type": "boolean",
            "description": "Whether there is a result.",
            "example": true
          },
          "errors": {
            "type": "array",
            "description": "What went wrong; empty on success.",
            "items": {
              "$ref": "#/components/schemas/ApiError"
            },
            "example": []
          },
          "messages": {
            "type": "array",
            "description": "Remarks that are no errors.",
            "items": {
              "$ref": "#/components/schemas/ApiMessage"
            },
            "example": []
          }
        },
        "example": {
          "success": true,
          "errors": [],
          "messages": []
        }
      },
      "RunEnvelope": {
        "description": "The envelope around the result of a run.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "description": "What the model gave; a text, in JSON mode a value, or vectors or scores.",
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/AiTextGenerationOutput"
                  },
                  {
                    "$ref": "#/components/schemas/AiTextGenerationJsonOutput"
                  },
                  {
                    "$ref": "#/components/schemas/AiTextEmbeddingsOutput"
                  },
                  {
                    "$ref": "#/components/schemas/AiContextsOutput"
                  },
                  {
                    "$ref": "#/components/schemas/AiRerankOutput"
                  }
                ],
                "example": {
                  "response": "Yes.",
                  "tool_calls": [],
                  "finish_reason": "stop"
                }
              }
            }
          }
        ],
        "example": {
          "result": {
            "response": "Grouped query attention lets several query heads share one key and value head.",
            "tool_calls": [],
            "usage": {
              "prompt_tokens": 15,
              "completion_tokens": 16,
              "total_tokens": 31
            }
          },
          "success": true,
          "errors": [],
          "messages": []
        }
      },
      "ModelsEnvelope": {
        "description": "The envelope around a page of models.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "type": "array",
                "description": "The models of this page; empty past the end.",
                "items": {
                  "$ref": "#/components/schemas/Model"
                },
                "example": []
              },
              "result_info": {
                "$ref": "#/components/schemas/ResultInfo"
              }
            }
          }
        ],
        "example": {
          "result": [],
          "success": true,
          "errors": [],
          "messages": [],
          "result_info": {
            "count": 0,
            "page": 2,
            "per_page": 100,
            "total_count": 1
          }
        }
      },
      "TokenEnvelope": {
        "description": "The envelope around a token.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "$ref": "#/components/schemas/Token"
              }
            }
          }
        ],
        "example": {
          "result": {
            "id": "ed17574386854bf78a67040be0a770b0",
            "status": "active"
          },
          "success": true,
          "errors": [],
          "messages": [
            {
              "code": 10000,
              "message": "This API Token is valid and active",
              "type": null
            }
          ]
        }
      },
      "AttentionRequest": {
        "type": "object",
        "description": "A conversation or a text, what a model answered, and which token is asked about.",
        "required": [
          "model"
        ],
        "properties": {
          "model": {
            "$ref": "#/components/schemas/ModelName"
          },
          "messages": {
            "type": "array",
            "minItems": 1,
            "description": "The messages that were answered, as in a chat completion; not beside `prompt`.",
            "items": {
              "$ref": "#/components/schemas/ChatCompletionMessage"
            },
            "example": [
              {
                "role": "user",
                "content": "Which wind is cold?"
              }
            ]
          },
          "prompt": {
            "type": "string",
            "description": "The text that was continued, as in a completion; not beside `messages`.",
            "example": "Once upon a time"
          },
          "tools": {
            "type": [
              "array",
              "null"
            ],
            "description": "The tools that the model was offered; only beside `messages`.",
            "items": {
              "$ref": "#/components/schemas/Tool"
            },
            "example": null
          },
          "chat_template_kwargs": {
            "type": [
              "object",
              "null"
            ],
            "additionalProperties": true,
            "description": "Variables for the chat template, as in a chat completion.",
            "example": null
          },
          "answer": {
            "type": "string",
            "default": "",
            "description": "The text of the answer.",
            "example": "The mistral."
          },
          "position": {
            "type": "integer",
            "minimum": 0,
            "description": "The token that looks, by its place in prompt and answer, from 0. Its attention decides about the token after it.\nDefault: the last one.\n",
            "example": 17
          },
          "layers": {
            "type": "array",
            "minItems": 1,
            "items": {
              "type": "integer",
              "minimum": 0,
              "description": "A layer.",
              "example": 0
            },
            "description": "The layers, from 0. Default, all of them.",
            "example": [
              0,
              31
            ]
          },
          "per_head": {
            "type": "boolean",
            "default": false,
            "description": "A row for each head; otherwise the mean of the heads that share their keys.",
            "example": false
          },
          "max_columns": {
            "type": "integer",
            "minimum": 1,
            "maximum": 4096,
            "default": 128,
            "description": "Most columns of a row. In longer texts a column is the sum over several neighbouring positions.",
            "example": 128
          }
        },
        "example": {
          "model": "@cf/mistral/mistral-7b-instruct-v0.1",
          "messages": [
            {
              "role": "user",
              "content": "Which wind is cold?"
            }
          ],
          "answer": "The mistral."
        }
      },
      "Attention": {
        "type": "object",
        "description": "Where one token looked.",
        "required": [
          "tokens",
          "prompt_tokens",
          "position",
          "positions_per_column",
          "n_layers",
          "n_heads",
          "n_kv_heads",
          "sliding_window",
          "per_head",
          "layers"
        ],
        "properties": {
          "tokens": {
            "type": "array",
            "items": {
              "type": "string",
              "description": "A token; U+FFFD for a part of a character.",
              "example": " cold"
            },
            "description": "The text of each token of prompt and answer.",
            "example": [
              "<s>",
              "Once",
              " upon"
            ]
          },
          "prompt_tokens": {
            "type": "integer",
            "minimum": 1,
            "description": "How many of them are the prompt's.",
            "example": 2
          },
          "position": {
            "type": "integer",
            "minimum": 0,
            "description": "The token that looks.",
            "example": 2
          },
          "positions_per_column": {
            "type": "integer",
            "minimum": 1,
            "description": "Column c is the sum of the positions from c times this number on; there are none behind `position`.",
            "example": 1
          },
          "n_layers": {
            "type": "integer",
            "minimum": 1,
            "description": "Layers of the model.",
            "example": 32
          },
          "n_heads": {
            "type": "integer",
            "minimum": 1,
            "description": "Heads of each layer.",
            "example": 32
          },
          "n_kv_heads": {
            "type": "integer",
            "minimum": 1,
            "description": "Groups of heads that share their keys and values: as many as heads in multi-head attention, fewer in grouped-query\nattention, one in multi-query attention.\n",
            "example": 8
          },
          "sliding_window": {
            "type": [
              "integer",
              "null"
            ],
            "description": "Positions that a token sees, itself included; null for all before it. Positions outside have the weight 0.",
            "example": 4096
          },
          "per_head": {
            "type": "boolean",
            "description": "Whether a row is a head; otherwise it is a group of heads.",
            "example": false
          },
          "layers": {
            "type": "array",
            "description": "The layers that were asked for.",
            "items": {
              "type": "object",
              "description": "One layer.",
              "required": [
                "layer",
                "rows"
              ],
              "properties": {
                "layer": {
                  "type": "integer",
                  "minimum": 0,
                  "description": "Its number, from 0.",
                  "example": 0
                },
                "rows": {
                  "type": "array",
                  "description": "A row for each head or group, whose weights sum to 1.",
                  "items": {
                    "type": "array",
                    "description": "A weight for each column.",
                    "items": {
                      "type": "number",
                      "minimum": 0,
                      "maximum": 1,
                      "description": "A weight.",
                      "example": 0.25
                    },
                    "example": [
                      0.5,
                      0.25,
                      0.25
                    ]
                  },
                  "example": [
                    [
                      0.5,
                      0.25,
                      0.25
                    ]
                  ]
                }
              },
              "example": {
                "layer": 0,
                "rows": [
                  [
                    0.5,
                    0.25,
                    0.25
                  ]
                ]
              }
            },
            "example": [
              {
                "layer": 0,
                "rows": [
                  [
                    0.5,
                    0.25,
                    0.25
                  ]
                ]
              }
            ]
          }
        },
        "example": {
          "tokens": [
            "<s>",
            "Once",
            " upon"
          ],
          "prompt_tokens": 2,
          "position": 2,
          "positions_per_column": 1,
          "n_layers": 1,
          "n_heads": 4,
          "n_kv_heads": 1,
          "sliding_window": null,
          "per_head": false,
          "layers": [
            {
              "layer": 0,
              "rows": [
                [
                  0.5,
                  0.25,
                  0.25
                ]
              ]
            }
          ]
        }
      },
      "AttentionEnvelope": {
        "description": "The envelope around attention weights.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "$ref": "#/components/schemas/Attention"
              }
            }
          }
        ]
      },
      "LoadedModel": {
        "type": "object",
        "description": "A model of this server, and what it takes of the device.",
        "required": [
          "name",
          "status",
          "device",
          "memory_bytes",
          "requests_running",
          "requests_waiting",
          "idle_since",
          "unloads_at",
          "unloads_when_idle"
        ],
        "properties": {
          "name": {
            "$ref": "#/components/schemas/ModelName"
          },
          "status": {
            "type": "string",
            "enum": [
              "starting",
              "ready",
              "unloaded",
              "restarting",
              "draining"
            ],
            "description": "As in `/readyz`.",
            "example": "ready"
          },
          "device": {
            "type": [
              "string",
              "null"
            ],
            "description": "The device that it runs on; null where its engine is elsewhere.",
            "example": "NVIDIA H100"
          },
          "memory_bytes": {
            "type": [
              "object",
              "null"
            ],
            "description": "What it takes of the device; null where it takes nothing, or its engine is elsewhere.",
            "required": [
              "weights",
              "cache",
              "scratch"
            ],
            "properties": {
              "weights": {
                "type": "integer",
                "minimum": 0,
                "description": "Weights.",
                "example": 4400000000
              },
              "cache": {
                "type": "integer",
                "minimum": 0,
                "description": "Keys and values.",
                "example": 1073741824
              },
              "scratch": {
                "type": "integer",
                "minimum": 0,
                "description": "Activations and logits.",
                "example": 33554432
              }
            },
            "example": {
              "weights": 4400000000,
              "cache": 1073741824,
              "scratch": 33554432
            }
          },
          "requests_running": {
            "type": "integer",
            "minimum": 0,
            "description": "Answers that are generated now.",
            "example": 1
          },
          "requests_waiting": {
            "type": "integer",
            "minimum": 0,
            "description": "Answers that wait for their turn.",
            "example": 0
          },
          "idle_since": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "When its last answer ended; null while one runs, and where it is not in memory or that is not known.",
            "example": null
          },
          "unloads_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "When it is unloaded unless somebody asks before; null where that is not planned.",
            "example": null
          },
          "unloads_when_idle": {
            "type": "boolean",
            "description": "It was told to unload, and does so when its answers have ended.",
            "example": false
          }
        },
        "example": {
          "name": "@cf/mistral/mistral-7b-instruct-v0.1",
          "status": "ready",
          "device": "NVIDIA H100",
          "memory_bytes": {
            "weights": 4400000000,
            "cache": 1073741824,
            "scratch": 33554432
          },
          "requests_running": 1,
          "requests_waiting": 0,
          "idle_since": null,
          "unloads_at": null,
          "unloads_when_idle": false
        }
      },
      "UnloadRequest": {
        "type": "object",
        "description": "Which model.",
        "required": [
          "model"
        ],
        "properties": {
          "model": {
            "$ref": "#/components/schemas/ModelName"
          }
        },
        "example": {
          "model": "@cf/mistral/mistral-7b-instruct-v0.1"
        }
      },
      "LoadedModelEnvelope": {
        "description": "The envelope around a model.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "$ref": "#/components/schemas/LoadedModel"
              }
            }
          }
        ]
      },
      "LoadedModelsEnvelope": {
        "description": "The envelope around the models of this server.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "The result.",
            "required": [
              "result"
            ],
            "properties": {
              "result": {
                "type": "array",
                "description": "The models.",
                "items": {
                  "$ref": "#/components/schemas/LoadedModel"
                },
                "example": []
              }
            }
          }
        ]
      },
      "ErrorEnvelope": {
        "description": "The envelope around an error. `result` is an empty object when a model refused, otherwise null.",
        "allOf": [
          {
            "$ref": "#/components/schemas/Envelope"
          },
          {
            "type": "object",
            "description": "No result, and why.",
            "required": [
              "result"
            ],
            "properties": {
              "success": {
                "type": "boolean",
                "const": false,
                "description": "There is no result.",
                "example": false
              },
              "errors": {
                "type": "array",
                "minItems": 1,
                "description": "What went wrong, most important first.",
                "items": {
                  "$ref": "#/components/schemas/ApiError"
                },
                "example": [
                  {
                    "code": 10000,
                    "message": "Authentication error"
                  }
                ]
              },
              "result": {
                "type": [
                  "object",
                  "null"
                ],
                "maxProperties": 0,
                "description": "Nothing.",
                "example": null
              }
            }
          }
        ],
        "example": {
          "result": null,
          "success": false,
          "errors": [
            {
              "code": 10000,
              "message": "Authentication error"
            }
          ],
          "messages": []
        }
      },
      "ResultInfo": {
        "type": "object",
        "description": "Where a page lies in the whole list.",
        "required": [
          "count",
          "page",
          "per_page",
          "total_count"
        ],
        "properties": {
          "count": {
            "type": "integer",
            "description": "How many entries this page has.",
            "example": 1
          },
          "page": {
            "type": "integer",
            "description": "Which page this is, counted from 1.",
            "example": 1
          },
          "per_page": {
            "type": "integer",
            "description": "How many entries a full page has.",
            "example": 100
          },
          "total_count": {
            "type": "integer",
            "description": "How many entries there are on all pages.",
            "example": 1
          }
        },
        "example": {
          "count": 1,
          "page": 1,
          "per_page": 100,
          "total_count": 1
        }
      },
      "ApiError": {
        "type": "object",
        "description": "One thing that went wrong.",
        "required": [
          "code",
          "message"
        ],
        "properties": {
          "code": {
            "type": "integer",
            "description": "What went wrong, as a number:\n\n| code | status | meaning | worth another try | sent by |\n| ---|---|---|---|--- |\n| 1000 | 401 | the token to verify is not known | no | Tramontane, Cloudflare |\n| 2001 | 400 | there is no such AI Gateway | no | Cloudflare |\n| 2003 | 429 | the AI Gateway's own limit is reached | yes | Cloudflare |\n| 2009 | 401 | the AI Gateway wants a token of its own | no | Cloudflare |\n| 3003 | 400 | headers or body are missing | no | Cloudflare |\n| 3006 | 413 | the body has too many bytes | no | Tramontane, Cloudflare |\n| 3006 | 431 | the address and the headers have too many bytes | no | Tramontane, Cloudflare |\n| 3007 | 408 | the answer took too long | yes | Tramontane, Cloudflare |\n| 3007 | 408 | the request took too long to arrive | yes | Tramontane, Cloudflare |\n| 3008 | 408 | the request was aborted | yes | Tramontane, Cloudflare |\n| 3021 | 429 | too many requests in this minute | yes | Tramontane, Cloudflare |\n| 3023 | 403 | the account is blocked | no | Cloudflare |\n| 3030 | 400 | the model behind the service refused the input, such as an unsafe image | no | Cloudflare |\n| 3036 | 429 | the day's free allocation is used up | no | Cloudflare |\n| 3039 | 400 | the finetune lacks files | no | Cloudflare |\n| 3040 | 429 | no capacity at the moment | yes | Tramontane, Cloudflare |\n| 3041 | 403 | the account may not use this private model | no | Cloudflare |\n| 3042 | 404 | there is no model of this id | no | Tramontane, Cloudflare |\n| 3046 | 408 | the model behind the service took too long | yes | Cloudflare |\n| 4006 | 429 | the day's free allocation is used up | no | Cloudflare |\n| 5004 | 400 | the data is not of the type that was announced | no | Cloudflare |\n| 5005 | 405 | the model takes no LoRA adapter | no | Tramontane, Cloudflare |\n| 5006 | 400 | the input is not valid | no | Tramontane, Cloudflare |\n| 5007 | 400 | there is no such model | no | Tramontane, Cloudflare |\n| 5012 | 422 | the input is well formed, but the model cannot use it | no | Cloudflare |\n| 5016 | 403 | the model's terms are not accepted | no | Cloudflare |\n| 5018 | 403 | the account may not use this private model | no | Cloudflare |\n| 5019 | 405 | the client is too old | no | Tramontane, Cloudflare |\n| 5021 | 413 | input and answer do not fit into the context window | no | Tramontane, Cloudflare |\n| 5028 | 410 | the model was retired | no | Cloudflare |\n| 5035 | 403 | the plan does not include this model | no | Cloudflare |\n| 7000 | 400 | there is no such route, or not for this method | no | Tramontane, Cloudflare |\n| 7001 | 404 | there is nothing at this address | no | Tramontane, Cloudflare |\n| 7003 | 404 | the account id is malformed | no | Tramontane, Cloudflare |\n| 8001 | 400 | the address, its query or the HTTP message is not valid | no | Tramontane, Cloudflare |\n| 8007 | 400 | the model behind the service refused the input | no | Cloudflare |\n| 8008 | 500 | the server failed | yes | Tramontane, Cloudflare |\n| 8008 | 503 | the model's engine is being started again | yes | Tramontane, Cloudflare |\n| 9106 | 400 | the credentials cannot be read | no | Cloudflare |\n| 10000 | 401 | there is no token, or one that is not known | no | Tramontane, Cloudflare |\n| 10000 | 403 | the token is not for this account | no | Tramontane, Cloudflare |\n",
            "example": 5007
          },
          "message": {
            "type": "string",
            "description": "What went wrong, in words. Errors of a model read `AiError: <name>: <description> (<cf-ai-req-id>)`.\n",
            "example": "AiError: No such model: No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)"
          }
        },
        "example": {
          "code": 10000,
          "message": "Authentication error"
        }
      },
      "BindingRunRequest": {
        "type": "object",
        "description": "The body of a run for a binding.",
        "required": [
          "inputs"
        ],
        "properties": {
          "inputs": {
            "$ref": "#/components/schemas/AiRunInput"
          },
          "options": {
            "description": "The call's options. Of those of `env.AI.run()`, `queueRequest: true` is refused (5006), since no model here has a\nqueue; the others have no meaning here.\n",
            "$ref": "#/components/schemas/CallOptions"
          }
        },
        "example": {
          "inputs": {
            "prompt": "What is grouped query attention"
          },
          "options": {}
        }
      },
      "BindingError": {
        "type": "object",
        "description": "An error for a binding, flat instead of in an envelope.",
        "required": [
          "name",
          "internalCode",
          "httpCode",
          "message",
          "description",
          "requestId"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "The class of the error that the runtime throws.",
            "example": "AiError"
          },
          "internalCode": {
            "type": "integer",
            "description": "What went wrong, as a number; see ApiError.",
            "example": 5007
          },
          "httpCode": {
            "type": "integer",
            "description": "The HTTP status.",
            "example": 400
          },
          "message": {
            "type": "string",
            "description": "What went wrong, in the words that REST has for it.",
            "example": "AiError: No such model: No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)"
          },
          "description": {
            "type": "string",
            "description": "What went wrong, in words.",
            "example": "No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name"
          },
          "requestId": {
            "type": [
              "string",
              "null"
            ],
            "description": "The id of the run, as in `cf-ai-req-id`; null if it did not get that far.",
            "example": "0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1"
          }
        },
        "example": {
          "name": "AiError",
          "internalCode": 5007,
          "httpCode": 400,
          "message": "AiError: No such model: No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name (0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1)",
          "description": "No such model @cf/mistral/mistral-8b or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name",
          "requestId": "0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1"
        }
      },
      "ApiMessage": {
        "type": "object",
        "description": "One remark.",
        "required": [
          "message"
        ],
        "properties": {
          "code": {
            "type": "integer",
            "description": "The remark as a number.",
            "example": 10000
          },
          "message": {
            "type": "string",
            "description": "The remark in words.",
            "example": "This API Token is valid and active"
          },
          "type": {
            "type": [
              "string",
              "null"
            ],
            "description": "A class of remarks; null so far.",
            "example": null
          }
        },
        "example": {
          "code": 10000,
          "message": "This API Token is valid and active",
          "type": null
        }
      }
    }
  }
} as const;
