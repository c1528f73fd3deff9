// The playground in headless Chromium, as a person uses it: by what can be seen, with the keyboard, and without any
// request to another server. axe looks for accessibility faults in every state.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { bundledModelPath } from '../../src/bundled-model.ts';
import type { TokenGenerator } from '../../src/engine/generation.ts';
import { type LoadedModel, loadModel } from '../../src/load-model.ts';
import { scripted } from '../clients/scripted.ts';
import { apiToken, Endless, model, saying, startServer, until } from '../http/harness.ts';
import { keepPicture, launchBrowser, sizes } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Options {
  readonly size?: keyof typeof sizes;
  readonly colorScheme?: 'light' | 'dark';
}

/** The playground of a server with this engine. The test fails on any error in the page and on any outside request. */
async function openPage(engine: TokenGenerator, { size = 'wide', colorScheme = 'light' }: Options = {}): Promise<Page> {
  const server = await startServer(engine);
  const context = await browser.newContext({ viewport: sizes[size], colorScheme, bypassCSP: false });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => request.url().startsWith(server.url) || faults.push(request.url()));
  onTestFinished(async () => {
    await context.close();
    expect(faults.filter((fault) => !fault.startsWith('data:'))).toEqual([]);
  });
  await page.goto(server.url);
  return page;
}

async function openChat(engine: TokenGenerator, options?: Options): Promise<Page> {
  const page = await openPage(engine, options);
  await page.getByLabel('API token').fill(apiToken);
  await page.getByRole('button', { name: 'Open the playground' }).click();
  await page.getByLabel('Your message').waitFor();
  return page;
}

async function ask(page: Page, text: string): Promise<void> {
  await page.getByLabel('Your message').fill(text);
  await page.keyboard.press('Enter');
}

/** axe is run by the debugger, which the page's Content-Security-Policy does not concern. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('the token', () => {
  it('that is wrong is said to be, and can be typed again', async () => {
    const page = await openPage(saying('Lily'));
    await page.getByLabel('API token').fill('wrong');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('The server does not know this token.');
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(page, 'token');
    await page.getByLabel('API token').fill(apiToken);
    await page.keyboard.press('Enter');
    await page.getByLabel('Your message').waitFor();
  });

  it('is asked once for each tab, and can be forgotten', async () => {
    const page = await openChat(saying('Lily'));
    await page.reload();
    await page.getByLabel('Your message').waitFor();
    await page.getByRole('button', { name: 'Forget the token' }).click();
    await page.reload();
    await page.getByLabel('API token').waitFor();
    expect(await page.evaluate('[sessionStorage.length, localStorage.length, document.cookie]')).toEqual([0, 0, '']);
  });
});

describe('a chat', () => {
  it.each([
    ['wide', 'light'],
    ['phone', 'light'],
    ['wide', 'dark'],
  ] as const)('shows the answer and what it took (%s, %s)', async (size, colorScheme) => {
    const page = await openChat(saying(' The mistral blows from the north.'), { size, colorScheme });
    await ask(page, 'Which wind?');
    const answer = page.locator('article.assistant');
    await answer.locator('.stats').waitFor();
    expect(await answer.locator('.text').textContent()).toMatch(/The mistral blows from the north\.$/);
    expect(await answer.locator('.stats').textContent()).toMatch(
      /^\d+ tokens in, \d+ out · [\d.]+ tokens\/s · first after [\d.]+ s · stop$/,
    );
    await page.getByText('This request as code').click();
    const code = await page.locator('pre').textContent();
    expect(code).toContain('Which wind?');
    expect(code).not.toContain('mistral blows'); // the request is what was sent, without its answer
    expect(await accessibilityFaults(page)).toEqual([]);
    // Nothing is wider than the screen.
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await keepPicture(page, `chat-${size}-${colorScheme}`);
  });

  it('stops at once, keeps what was written, and stops the engine', async () => {
    const engine = new Endless();
    const page = await openChat(engine);
    await page.getByLabel('Most tokens').fill('100000');
    await ask(page, 'Talk');
    await until(() => engine.nRunning === 1, 'the engine answers', 30_000);
    await page.getByRole('button', { name: 'Stop' }).click();
    await until(() => engine.nRunning === 0, 'the engine stops', 30_000);
    await page.getByRole('button', { name: 'Send' }).waitFor();
    expect(await page.locator('article.assistant .text').textContent()).toMatch(/on on on/);
  });

  it('shows an error as the server says it, and goes on', async () => {
    const page = await openChat(saying('Lily'));
    await page.getByLabel('Most tokens').fill('256');
    await ask(page, 'A cold wind. '.repeat(80));
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('context');
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(page, 'error');
    await page.getByRole('button', { name: 'New conversation' }).click();
    await ask(page, 'Hello');
    await page.locator('article.assistant .stats').waitFor();
  });

  it('calls the calculator, and answers with its result', async () => {
    const call = '{"name": "calculator", "arguments": {"expression": "6*7"}}';
    const { engine, prompts } = scripted(call, 'It is 42.');
    const page = await openChat(engine);
    await page.getByLabel('Offer a calculator as a tool').check();
    await ask(page, 'What is 6 times 7?');
    await page.getByText('It is 42.', { exact: true }).waitFor();
    expect(await page.locator('article.tool .text').textContent()).toBe('42');
    expect(prompts[1]).toContain('42');
    await keepPicture(page, 'calculator');
  });

  it('asks for what the settings say', async () => {
    const page = await openChat(saying('{"name":"Bora","direction":"east"}'));
    await page.getByLabel('Answer as').selectOption('schema');
    await page.getByLabel('System prompt').fill('Be brief.');
    await page.getByLabel('Seed').fill('7');
    const [request] = await Promise.all([
      page.waitForRequest((sent) => sent.url().endsWith('/v1/chat/completions')),
      ask(page, 'A wind'),
    ]);
    expect(request.postDataJSON()).toMatchObject({
      model,
      seed: 7,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'A wind' },
      ],
      response_format: { type: 'json_schema', json_schema: { schema: { required: ['name', 'direction'] } } },
    });
    await page.locator('article.assistant .stats').waitFor();
  });

  it('shows the request in each language, by keyboard too', async () => {
    const page = await openChat(saying('Lily'));
    await page.getByLabel('Your message').fill('Hello');
    await page.getByText('This request as code').click();
    await page.getByRole('radio', { name: 'curl' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('pre').textContent()).toContain("from 'tramontane'");
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('pre').textContent()).toContain('env.AI.run');
  });
});

describe('where the model looked', () => {
  let loaded: LoadedModel;
  beforeAll(async () => {
    loaded = await loadModel({ name: model, path: bundledModelPath });
  });
  afterAll(() => loaded.close());

  async function openView(options?: Options): Promise<Page> {
    const page = await openChat(loaded.engine, options);
    if (options?.size === 'phone') await page.getByText('More settings').click();
    await page.getByLabel('Most tokens').fill('14');
    await page.getByLabel('Temperature').fill('0');
    if (options?.size === 'phone') await page.getByText('More settings').click();
    await ask(page, 'Once upon a time');
    await page.getByText('Where the model looked').click();
    await page.getByRole('img', { name: /^Weights of 5 rows/ }).waitFor();
    return page;
  }

  it.each([
    ['wide', 'light'],
    ['phone', 'dark'],
  ] as const)('is drawn for each layer (%s, %s)', async (size, colorScheme) => {
    const page = await openView({ size, colorScheme });
    expect(await page.getByText('5 layers of grouped-query attention').textContent()).toContain('8 heads in 4 groups');
    await page.getByText('As a table').click();
    const cells = await page.locator('svg.attention g').first().locator('rect').count();
    expect(cells).toBe(await page.locator('button.token').count());
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await keepPicture(page, `attention-${size}-${colorScheme}`);
  });

  it('is asked for another token and for the heads of one layer, by keyboard', async () => {
    const page = await openView();
    await page.getByRole('button', { name: /token 3 of the prompt/ }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('svg.attention g').first().locator('rect').count()).toBe(4);
    await page.getByLabel('Layers').selectOption('2');
    await page.getByRole('img', { name: /^Weights of 4 rows/ }).waitFor();
    await page.getByLabel('a row for each head').check();
    await page.getByRole('img', { name: /^Weights of 8 rows over 4 columns/ }).waitFor();
    await page.getByText('As a table').click();
    // Position 0 is all that the first token can see.
    await page.getByRole('button', { name: /token 0 of the prompt/ }).click();
    await expect.poll(() => page.locator('.weights td').allTextContents()).toEqual(Array(8).fill('<s> 100 %'));
  });

  it('says so where the engine cannot tell', async () => {
    const page = await openChat(saying('Lily'));
    await ask(page, 'Hello');
    await page.getByText('Where the model looked').click();
    await page.getByRole('alert').waitFor();
  });
});

describe('the page', () => {
  it('is for browsers; other clients get text', async () => {
    const server = await startServer(saying('Lily'));
    const get = async (accept: string) => {
      const response = await fetch(server.url, { headers: { accept } });
      return [response.headers.get('content-type'), (await response.text()).slice(0, 15), response.headers.get('vary')];
    };
    expect(await get('*/*')).toEqual(['text/plain; charset=utf-8', 'Tramontane serv', 'accept']);
    expect(await get('text/html,application/xhtml+xml,*/*;q=0.8')).toEqual(['text/html', '<!doctype html>', 'accept']);
  });
});
