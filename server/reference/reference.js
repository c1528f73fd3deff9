// Starts Swagger UI on this server's own description of its API. Nothing is asked of any other server.
const url = 'openapi.json';

/** Who has entered a token also sees the account that it opens, in the examples. */
const accountOfToken = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        authorize: (authorize, system) => async (entered) => {
          authorize(entered);
          const token = entered.apiToken?.value ?? entered.apiKey?.value;
          const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
          if (response.ok) system.specActions.updateSpec(await response.text());
        },
      },
    },
  },
});

globalThis.ui = globalThis.SwaggerUIBundle({
  url,
  plugins: [accountOfToken],
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 3,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
