// Puts what the page at /docs is made of into dist/reference/: Swagger UI's own files and the few lines of reference/
// that start it. The published package carries them, so the page needs no network and its users no further package.
import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist'));
const own = fileURLToPath(new URL('../reference/', import.meta.url));
const target = fileURLToPath(new URL('../dist/reference/', import.meta.url));

mkdirSync(target, { recursive: true });
for (const name of ['swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'swagger-ui.css', 'LICENSE']) {
  cpSync(join(swagger, name), join(target, name));
}
cpSync(own, target, { recursive: true });
