// Puts what the pages are made of into dist/: Swagger UI's own files and the few lines of reference/ that start it, and
// the playground's page and styles (tsup bundles its script). The published package carries them, so the pages need no
// network and users no further package.
import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = (name: string) => fileURLToPath(new URL(`../${name}/`, import.meta.url));
const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist'));
const reference = folder('dist/reference');

mkdirSync(reference, { recursive: true });
for (const name of ['swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'swagger-ui.css', 'LICENSE']) {
  cpSync(join(swagger, name), join(reference, name));
}
cpSync(folder('reference'), reference, { recursive: true });

mkdirSync(folder('dist/playground'), { recursive: true });
for (const name of ['index.html', 'style.css']) {
  cpSync(join(folder('playground'), name), join(folder('dist/playground'), name));
}
