// GET /: the playground for browsers; for other clients, such as curl, what answers at this address.
import type { RequestHandler } from 'express';
import { sendPage } from './pages.ts';

const description = `Tramontane serves the Workers AI API and OpenAI's API.

  /              in a browser: a playground
  /docs          the API, to read and to try
  /v1            the base URL for clients of OpenAI's API
  /client/v4     the base URL for clients of the Workers AI API
  /healthz       whether the server runs
  /readyz        whether its models are loaded
`;

/** While the models load there is nothing to play with, so that everybody gets the description. */
export const describeService: RequestHandler = (_req, res) => {
  res.setHeader('content-type', 'text/plain; charset=utf-8');
  res.end(description);
};

const sendPlayground = sendPage('playground');

export const openPlayground: RequestHandler = (req, res, next) => {
  res.vary('accept');
  // Only a browser names HTML before everything else; `*/*` takes the text.
  if (req.accepts(['text/plain', 'text/html']) === 'text/html') sendPlayground(req, res, next);
  else describeService(req, res, next);
};
