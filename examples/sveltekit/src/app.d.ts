// What wrangler.jsonc binds as it is deployed, in the words of `wrangler types`.
declare global {
  namespace App {
    interface Platform {
      env: { AI: Ai; AI_MODEL: '@cf/mistral/mistral-7b-instruct-v0.1' };
    }
  }
}

export {};
