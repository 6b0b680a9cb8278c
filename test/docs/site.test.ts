import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';

/** A browser of the system; the tests bring none. */
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);
const built = 'site/built';
const kinds: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Builds the site; says why where it cannot be built for want of its generator. */
function unable(): string | undefined {
  if (executablePath === undefined) return 'there is no chromium in /usr/bin (Debian: chromium)';
  const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs'], { encoding: 'utf8' });
  if (status === 0) return undefined;
  // Only a generator that could not be installed is no fault of the pages.
  const why = /docs: stopped: (npm ci in site\/: .*)/.exec(stderr)?.[1];
  if (why === undefined) throw new Error(stderr);
  return why;
}

const reason = unable();
if (reason !== undefined) console.warn(`Tests of the documentation site are skipped: ${reason}.`);

(reason === undefined ? describe : describe.skip)('the documentation site in a browser', () => {
  const pages = existsSync(built)
    ? readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'))
    : [];
  /** Pages that people wrote; those of the reference are all made alike. */
  const written = pages.filter((name) => !name.startsWith('api') && name !== '404.html');
  let server: Server;
  let origin: string;
  let browser: Browser;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname);
      const file = join(built, path.endsWith('/') ? `${path}index.html` : path);
      if (!existsSync(file) || !statSync(file).isFile()) response.writeHead(404).end();
      else {
        response.writeHead(200, { 'content-type': kinds[extname(file)] ?? 'application/octet-stream' });
        createReadStream(file).pipe(response);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    origin = `http://127.0.0.1:${address.port}`;
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function open(path: string, complaints: string[], width = 1200): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`${path}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !url.startsWith('data:')) complaints.push(`${path}: asked for ${url}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${path}: ${response.status()} for ${response.url()}`);
    });
    await page.goto(`${origin}/${path}`);
    return page;
  }

  test('no page complains on the console, asks the network, scrolls sideways on a phone, or has a link that leads nowhere', async () => {
    expect(written.length).toBeGreaterThan(35);
    const complaints: string[] = [];
    const targets = new Map<string, string>();
    const wide: string[] = [];
    for (const path of written) {
      const page = await open(path, complaints, 375);
      const overhang = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (overhang > 0) wide.push(`${path}: ${overhang}`);
      // A template that was not filled in.
      const text = await page.evaluate<string>('document.body.innerText');
      if (text.includes('{{ ')) complaints.push(`${path}: ${text.slice(text.indexOf('{{ ')).slice(0, 60)}`);
      const links = await page.evaluate<string[]>('[...document.querySelectorAll("a[href]")].map((link) => link.href)');
      for (const link of links) if (link.startsWith(origin)) targets.set(link, path);
      const broken = await page.evaluate<string[]>(
        '[...document.images].filter((image) => image.complete && image.naturalWidth === 0).map((image) => image.src)',
      );
      complaints.push(...broken.map((source) => `${path}: no picture at ${source}`));
      await page.close();
    }
    const dead: string[] = [];
    for (const [link, from] of targets) {
      const { pathname } = new URL(link);
      const file = join(built, decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
      if (!existsSync(file)) dead.push(`${from}: ${pathname}`);
    }
    expect(complaints).toEqual([]);
    expect(wide).toEqual([]);
    expect(dead).toEqual([]);
  }, 600_000);

  test('search finds "vacuous", without a network', async () => {
    const complaints: string[] = [];
    const page = await open('index.html', complaints);
    await page.locator('.VPNavBarSearchButton, .DocSearch-Button').first().click();
    await page.locator('.VPLocalSearchBox input').fill('vacuous');
    await page.locator('.VPLocalSearchBox .result').first().waitFor({ timeout: 60_000 });
    const found = await page.locator('.VPLocalSearchBox .result').allInnerTexts();
    expect(found.join('\n').toLowerCase()).toContain('vacuous');
    expect(complaints).toEqual([]);
    await page.close();
  }, 180_000);

  test('the reference has what is public and not what is internal', () => {
    const reference = pages.filter((name) => name.startsWith('api')).map((name) => name.replaceAll('\\', '/'));
    expect(reference).toContain('api/conic/functions/check.html');
    expect(reference).toContain('api/conic/properties/functions/scalarInvariance.html');
    expect(reference.filter((name) => name.includes('checkCommand'))).toEqual([]);
  });
});
