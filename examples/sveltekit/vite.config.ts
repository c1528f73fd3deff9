// SvelteKit alone: what is special about offline development stands in wrangler.jsonc.
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [sveltekit()] });
