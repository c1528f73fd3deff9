// GET /: says what answers at this address, to people who open it in a browser or with curl.
import type { RequestHandler } from 'express';

const description = `Tramontane serves the Workers AI API and OpenAI's API.

  /docs          the API, to read and to try
  /v1            the base URL for clients of OpenAI's API
  /client/v4     the base URL for clients of the Workers AI API
  /healthz       whether the server runs
  /readyz        whether its models are loaded
`;

export const describeService: RequestHandler = (_req, res) => {
  res.setHeader('content-type', 'text/plain; charset=utf-8');
  res.end(description);
};
