// The built site: every link leads somewhere, nothing is asked of another host, and axe finds no accessibility fault.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteFolder } from '../.vitepress/places.ts';

const read = (path: string) => readFileSync(join(siteFolder, path), 'utf8');
const htmlFiles = readdirSync(siteFolder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.html$/.test(path));
const idsOf = new Map(htmlFiles.map((path) => [path, new Set(found(read(path), / id="([^"]+)"/g))]));

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, value = '']) => value.replaceAll('&amp;', '&'));
}

describe('links', () => {
  it.each(htmlFiles.filter((path) => path !== '404.html'))('of %s lead to pages and headings that exist', (path) => {
    const links = found(read(path), / href="([^"]+)"/g).filter((href) => !/^([a-z]+:|\/assets\/)/.test(href));
    const dead = links.filter((href) => {
      const { pathname, hash } = new URL(href, `http://site/${path}`);
      const file = decodeURIComponent(pathname)
        .slice(1)
        .replace(/(^|\/)$/, '$1index.html');
      const ids = idsOf.get(file);
      return !ids || (hash !== '' && !ids.has(decodeURIComponent(hash.slice(1))));
    });
    expect(dead).toEqual([]);
  });
});

describe('for language models', () => {
  it('llms.txt links to every page, as Markdown', () => {
    const links = found(read('llms.txt'), /\]\(([^)]+)\)/g);
    expect(links.filter((link) => !existsSync(join(siteFolder, link)))).toEqual([]);
    const pages = htmlFiles.filter((path) => !['404.html', 'index.html'].includes(path));
    expect(links.filter((link) => link.endsWith('.md')).sort()).toEqual(
      pages.map((path) => path.replace('.html', '.md')).sort(),
    );
  });

  it('llms-full.txt has them all', () => {
    const whole = read('llms-full.txt');
    for (const title of ['# The SDK', '# Settings', '# Errors', '# Architecture', '# Types', '# tramontane/mock']) {
      expect(whole).toContain(`\n${title}\n`);
    }
  });
});

describe('in a browser', () => {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const executable = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'];
  const executablePath = executable.find((path) => path && existsSync(path));
  let server: Server;
  let browser: Browser;
  let url = '';

  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://site').pathname.replace(/\/$/, '/index.html');
      const file = join(siteFolder, path);
      if (!existsSync(file)) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
      response.end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      args: ['--no-sandbox', '--disable-gpu'],
      ...(executablePath && { executablePath }),
    });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it.each([
    ['/', 'light', 1300],
    ['/workers/sdk.html', 'light', 390],
    ['/benchmarks/speed.html', 'light', 1300],
    ['/benchmarks/speed.html', 'dark', 390],
    ['/reference/errors.html', 'dark', 1300],
    ['/reference/api/operations.html', 'light', 1300],
  ] as const)('%s has no fault that axe knows (%s, %i pixels wide)', async (path, colorScheme, width) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => new RegExp(`^(${url}/|data:)`).test(request.url()) || faults.push(request.url()));
    await page.goto(`${url}${path}`, { waitUntil: 'networkidle' });
    await page.evaluate(axe);
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      'axe.run()',
    );
    faults.push(...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`));
    // Nothing but a table or a block of code is wider than the screen, and those scroll.
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (overflow > 0) faults.push(`the page is ${overflow} pixels wider than the screen`);
    await context.close();
    expect(faults).toEqual([]);
  });

  it('the search finds a setting', async () => {
    const page = await browser.newPage();
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.getByRole('searchbox').fill('idle-unload-ms');
    await page.getByRole('option').first().waitFor();
    expect(await page.getByRole('option').allTextContents()).toContainEqual(expect.stringMatching(/Settings|Models/));
    await page.close();
  });
});
