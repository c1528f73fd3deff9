#!/bin/sh
# The curl of the launch post: one prompt, streamed. The account, the token and the server come from the environment;
# without a server it is Cloudflare's.
set -eu
: "${TRAMONTANE_ACCOUNT_ID:?the account, 32 hexadecimal digits}"
: "${TRAMONTANE_API_TOKEN:?a token that may run Workers AI}"

curl --no-buffer --fail-with-body --silent --show-error -X POST \
  "${TRAMONTANE_URL:-https://api.cloudflare.com}/client/v4/accounts/$TRAMONTANE_ACCOUNT_ID/ai/run/${AI_MODEL:-@cf/mistral/mistral-7b-instruct-v0.1}" \
  -H "Authorization: Bearer $TRAMONTANE_API_TOKEN" \
  -H 'Content-Type: application/json' \
  -d '{ "prompt": "What is grouped query attention", "stream": true }'
