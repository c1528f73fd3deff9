// Generated from openapi.yaml by `npm run generate -w server`; do not edit.

/** Every error that the server can answer with. */
export const errorRows = {
  invalidToken: {"code":1000,"status":401,"form":"edge","name":"Ai","text":"Invalid API Token","openAi":{"status":401,"type":"invalid_request_error","param":null,"code":null}},
  tooLarge: {"code":3006,"status":413,"form":"model","name":"Ai","text":"Request is too large","openAi":{"status":413,"type":"invalid_request_error","param":null,"code":null}},
  headersTooLarge: {"code":3006,"status":431,"form":"routing","name":"Ai","text":"Request is too large: its address and headers are too long","openAi":{"status":431,"type":"invalid_request_error","param":null,"code":null}},
  timeout: {"code":3007,"status":408,"form":"model","name":"Timeout","text":"Request timeout","openAi":{"status":408,"type":"server_error","param":null,"code":null}},
  requestTimeout: {"code":3007,"status":408,"form":"routing","name":"Ai","text":"Request timeout: the request did not arrive in time","openAi":{"status":408,"type":"invalid_request_error","param":null,"code":null}},
  aborted: {"code":3008,"status":408,"form":"model","name":"Aborted","text":"Request was aborted","openAi":{"status":408,"type":"invalid_request_error","param":null,"code":null}},
  rateLimited: {"code":3021,"status":429,"form":"model","name":"Ai","text":"rate limiting: inference request per min rate reached","retryAfterSeconds":60,"openAi":{"status":429,"type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}},
  noCapacity: {"code":3040,"status":429,"form":"model","name":"Ai","text":"Capacity temporarily exceeded, please try again.","retryAfterSeconds":1,"openAi":{"status":429,"type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}},
  noSuchModelId: {"code":3042,"status":404,"form":"model","name":"No such model","text":"No such model","openAi":{"status":404,"type":"invalid_request_error","param":"model","code":"model_not_found"}},
  noLora: {"code":5005,"status":405,"form":"model","name":"Lora not supported","text":"The model does not support LoRAs","openAi":{"status":405,"type":"invalid_request_error","param":null,"code":null}},
  badInput: {"code":5006,"status":400,"form":"model","name":"Bad input","text":"Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages'","openAi":{"status":400,"type":"invalid_request_error","param":null,"code":null}},
  noSuchModel: {"code":5007,"status":400,"form":"model","name":"No such model","text":"No such model or task","openAi":{"status":404,"type":"invalid_request_error","param":"model","code":"model_not_found"}},
  oldClient: {"code":5019,"status":405,"form":"model","name":"Ai","text":"Deprecated SDK version","openAi":{"status":405,"type":"invalid_request_error","param":null,"code":null}},
  contextExceeded: {"code":5021,"status":413,"form":"model","name":"Ai","text":"The estimated number of input and maximum output tokens exceeded this model context window limit.","openAi":{"status":400,"type":"invalid_request_error","param":null,"code":"context_length_exceeded"}},
  noRoute: {"code":7000,"status":400,"form":"routing","name":"Ai","text":"No route for that URI","openAi":{"status":400,"type":"invalid_request_error","param":null,"code":null}},
  notFound: {"code":7001,"status":404,"form":"routing","name":"Ai","text":"Not found","openAi":{"status":404,"type":"invalid_request_error","param":null,"code":null}},
  malformedIdentifier: {"code":7003,"status":404,"form":"routing","name":"Ai","text":"Could not route to that path, perhaps your object identifier is invalid?","openAi":{"status":404,"type":"invalid_request_error","param":null,"code":null}},
  malformedRequest: {"code":8001,"status":400,"form":"routing","name":"Ai","text":"Invalid input","openAi":{"status":400,"type":"invalid_request_error","param":null,"code":null}},
  internal: {"code":8008,"status":500,"form":"model","name":"Internal server error","text":"The model could not answer","openAi":{"status":500,"type":"server_error","param":null,"code":null}},
  engineLost: {"code":8008,"status":503,"form":"model","name":"Internal server error","text":"The engine has stopped and is being started again, please try again.","retryAfterSeconds":5,"openAi":{"status":503,"type":"server_error","param":null,"code":null}},
  authentication: {"code":10000,"status":401,"form":"edge","name":"Ai","text":"Authentication error","openAi":{"status":401,"type":"invalid_request_error","param":null,"code":"invalid_api_key"}},
  otherAccount: {"code":10000,"status":403,"form":"edge","name":"Ai","text":"Authentication error","openAi":{"status":403,"type":"invalid_request_error","param":null,"code":null}},
} as const;
