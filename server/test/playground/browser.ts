// Headless Chromium for tests of the playground, and pictures of what it and the terminal show.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';

const paths = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'];
const executablePath = paths.find((path) => path && existsSync(path));

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ args: ['--no-sandbox', '--disable-gpu'], ...(executablePath && { executablePath }) });
}

export const sizes = { wide: { width: 1200, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** Keeps a picture of the page where TRAMONTANE_PICTURES names a folder, for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.TRAMONTANE_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  const size = page.viewportSize();
  // As high as the page, so that what stays at the bottom of the window covers nothing.
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  if (size) await page.setViewportSize({ ...size, height: Math.max(size.height, height) });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  if (size) await page.setViewportSize(size);
}

/** Keeps what stands in a terminal as a picture, where TRAMONTANE_PICTURES names a folder. */
export async function keepTerminal(text: string, name: string): Promise<void> {
  if (!process.env.TRAMONTANE_PICTURES) return;
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 760, height: 100 }, deviceScaleFactor: 2 });
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const style = 'margin:0;padding:20px;background:#16161d;color:#dcdce4;font:14px/1.5 monospace;white-space:pre-wrap';
  await page.setContent(`<body style="margin:0"><pre style="${style}">${escaped}</pre>`);
  await keepPicture(page, name);
  await browser.close();
}
