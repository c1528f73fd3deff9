// The model that comes with the server. `../models` is the right path from src/ and from dist/.
import { fileURLToPath } from 'node:url';

/** A GGUF file, one megabyte. */
export const bundledModelPath = fileURLToPath(new URL('../models/stories260k.gguf', import.meta.url));
