// Generated from openapi.yaml by `npm run generate -w sdk`; do not edit.

/** The properties of the inputs, by the kind of operation. */
export const inputProperties = {
  run: ["contexts","frequency_penalty","functions","lora","max_tokens","messages","options","pooling","presence_penalty","prompt","query","raw","repetition_penalty","response_format","seed","stop","stream","temperature","text","tool_choice","tools","top_k","top_p","truncate_inputs"],
  chat: ["chat_template_kwargs","frequency_penalty","logprobs","max_completion_tokens","max_tokens","messages","model","n","options","parallel_tool_calls","presence_penalty","reasoning_format","repetition_penalty","response_format","seed","stop","stream","stream_options","temperature","tool_choice","tools","top_k","top_logprobs","top_p"],
  completion: ["best_of","echo","frequency_penalty","logprobs","max_completion_tokens","max_tokens","model","n","options","presence_penalty","prompt","repetition_penalty","response_format","seed","stop","stream","stream_options","temperature","top_k","top_p"],
  embedding: ["dimensions","encoding_format","input","model","options"],
  response: ["include","input","instructions","max_output_tokens","metadata","model","parallel_tool_calls","stream","stream_options","temperature","text","tool_choice","tools","top_logprobs","top_p"],
} as const;
