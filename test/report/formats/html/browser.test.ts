import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { renderAll } from '../../../../src/report/formats/index.js';
import { examples } from '../../documents.js';
import { blackPictures } from '../../blackPictures.js';
import { renderGate } from '../../gatePresentation.js';
import type { GateReport } from '../../../../src/gate/report/schema.js';
import { temporaryFiles } from '../../../models/temporaryFiles.js';
import { hostile, reportOfText } from '../../hostile.js';
import { lenetReport, smallReport, type Gated } from '../../../gate/reports.js';

/** A browser of the system; the tests bring none. */
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);
if (executablePath === undefined)
  console.warn('Tests of report.html in a browser are skipped: there is no chromium in /usr/bin (Debian: chromium).');

/** How far apart two colours are in brightness, 1 to 21, as WCAG 2 has it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map((level) => {
      const value = Number(level) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

(executablePath === undefined ? describe.skip : describe)('report.html in a browser', () => {
  const files = temporaryFiles();
  let browser: Browser;
  let page: Page;
  /** What must stay empty: messages on the console, errors, requests that leave the page. */
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    files.remove();
  });
  beforeEach(() => {
    complaints = [];
  });
  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  interface Screen {
    readonly width?: number;
    readonly colorScheme?: 'light' | 'dark';
    readonly javaScriptEnabled?: boolean;
  }

  const open = async ({ report, images }: Gated, screen: Screen = {}): Promise<void> =>
    openHtml((await renderGate(report, images)).get('report.html') ?? '', screen);

  async function openHtml(html: string, { width = 1200, ...options }: Screen = {}): Promise<void> {
    const url = pathToFileURL(files.write('report.html', html)).href;
    page = await browser.newPage({ viewport: { width, height: 900 }, ...options });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(url);
  }

  const small = (change: Partial<GateReport> = {}): Gated => ({ report: smallReport(change), images: new Map() });

  /** How far the page can be scrolled sideways. */
  const overhang = () =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  const shown = (kind: string) => page.locator(`[data-kind=${kind}]:visible`).count();

  /** What a browser finds that keeps people out who use a keyboard or a screen reader, or see little: a line each. */
  const barriers = async (): Promise<readonly string[]> => {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
    );
  };

  describe('of a real run', () => {
    let gated: Gated;
    beforeAll(async () => {
      gated = await lenetReport();
    });

    test('opens from a file: verdict, limits, counterexamples, assumptions', async () => {
      await open(gated);
      expect(await page.title()).toContain('fail: lenet-bias');
      expect(await page.locator('h1').innerText()).toBe('Fail');
      expect(await page.locator('h2').allInnerTexts()).toEqual([
        'Limits',
        'Counterexamples',
        'By label',
        'By known label',
        'Counted',
        'Assumed',
      ]);
      expect(await shown('limit')).toBe(6);
      expect(await shown('counterexample')).toBe(5);
      const first = page.locator('article').first();
      expect(await first.locator('figcaption .small:first-child').allInnerTexts()).toEqual([
        'original',
        'scaled',
        expect.stringMatching(/^the clearest on the way to it, margin -\d/),
      ]);
      // Every image is decoded, and every drawing has its lines.
      const widths = await page.evaluate<number[]>('[...document.images].map((image) => image.naturalWidth)');
      expect(widths).toEqual(expect.arrayContaining([28]));
      expect(widths).not.toContain(0);
      expect(await first.locator('.drawing svg path[stroke^="var(--"]').count()).toBeGreaterThan(3);
      expect(await page.locator('.assumed').innerText()).toContain(gated.report.model.digest);
    });

    test('the filter shows the limits and counterexamples of a property, and those of a label', async () => {
      await open(gated);
      await page.selectOption('#property', { label: 'zero-image-uniformity' });
      expect([await shown('limit'), await shown('counterexample')]).toEqual([1, 1]);
      expect(await page.locator('#count').innerText()).toBe('1 of 6 limits, 1 of 5 counterexamples');
      await page.selectOption('#property', '');
      const label = gated.report.results[0]?.counterexample?.labelAfter ?? '';
      const expected = gated.report.results.filter(
        ({ counterexample: found }) => found?.label === label || found?.labelAfter === label,
      );
      expect(expected.length).toBeLessThan(5);
      await page.selectOption('#label', { label });
      expect([await shown('limit'), await shown('counterexample')]).toEqual([6, expected.length]);
      await page.selectOption('#label', '');
      expect([await shown('limit'), await shown('counterexample')]).toEqual([6, 5]);
    });

    test('without scripts everything is shown and there is no filter', async () => {
      await open(gated, { javaScriptEnabled: false });
      expect(await page.locator('#filter').isVisible()).toBe(false);
      expect(await page.locator('button, dialog').count()).toBe(0);
      expect(await shown('counterexample')).toBe(5);
    });

    test('is dark where the system is, and light where not', async () => {
      const brightness = async () => {
        const colour = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
        return (colour.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, level) => sum + Number(level), 0) / 3;
      };
      await open(gated, { colorScheme: 'dark' });
      expect(await brightness()).toBeLessThan(50);
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await brightness()).toBeGreaterThan(200);
    });

    test.each([320, 375, 768])('is not wider than a screen of %d', async (width) => {
      await open(gated, { width });
      expect(await overhang()).toBe(0);
    });

    test.each(['light', 'dark'] as const)('keeps nobody out, %s', async (colorScheme) => {
      await open(gated, { colorScheme });
      expect(await barriers()).toEqual([]);
    });

    test('a picture and a curve are enlarged by click and by key, and put back', async () => {
      await open(gated);
      const dialog = page.locator('dialog');
      const pictures = page.getByRole('button', { name: /^Enlarge: original/ });
      const before = await page.locator('.row img').first().boundingBox();
      await pictures.first().click();
      expect(await dialog.locator('#enlarged').innerText()).toMatch(/^original: /);
      const large = await dialog.locator('img').boundingBox();
      expect(large?.width ?? 0).toBeGreaterThan(2 * (before?.width ?? Infinity));
      expect(await dialog.locator('.sideways').isVisible()).toBe(false);
      expect(await barriers()).toEqual([]);
      await dialog.getByRole('button', { name: 'Close' }).click();
      expect(await dialog.isVisible()).toBe(false);

      await page.getByRole('button', { name: 'Enlarge: scores against the scalar' }).first().focus();
      await page.keyboard.press('Enter');
      expect(await dialog.locator('svg path').count()).toBeGreaterThan(3);
      await page.keyboard.press('Escape');
      expect(await dialog.isVisible()).toBe(false);
      expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
        'Enlarge: scores against the scalar',
      );
      // What is wider than a phone can be scrolled, and says so.
      await page.setViewportSize({ width: 375, height: 700 });
      await page.keyboard.press('Enter');
      expect(await dialog.locator('.sideways').isVisible()).toBe(true);
      expect(await overhang()).toBe(0);
      expect(await barriers()).toEqual([]);
    });

    test('a table that is wider than the screen says so, and one that fits does not', async () => {
      await open(gated, { width: 320 });
      const told = async (): Promise<readonly (readonly [hidden: number, cue: boolean])[]> =>
        page.evaluate(
          '[...document.querySelectorAll(".wide")].map((table) => [table.scrollWidth - table.clientWidth, table.previousElementSibling.checkVisibility()])',
        );
      const narrow = await told();
      expect(narrow.filter(([hidden]) => hidden > 1).length).toBeGreaterThan(0);
      for (const [hidden, cue] of narrow) expect({ hidden, cue }).toEqual({ hidden, cue: hidden > 1 });
      await page.setViewportSize({ width: 1200, height: 900 });
      for (const [hidden, cue] of await told()) expect({ hidden, cue }).toEqual({ hidden: 0, cue: false });
    });

    test.each(['light', 'dark'] as const)(
      'pictures have an edge that is seen on black and on the page, %s',
      async (colorScheme) => {
        await open(gated, { colorScheme });
        const [edge = '', paper = ''] = await page.evaluate<readonly string[]>(
          '[getComputedStyle(document.querySelector(".row img")).outlineColor, getComputedStyle(document.body).backgroundColor]',
        );
        for (const beside of ['rgb(0, 0, 0)', paper]) expect(contrast(edge, beside)).toBeGreaterThan(3);
      },
    );

    test('on paper it is light, whole, and without the filter', async () => {
      await open(gated, { colorScheme: 'dark', width: 688 });
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      expect(await page.locator('#filter').isVisible()).toBe(false);
      expect(await overhang()).toBe(0);
      expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
      // A filtered page says on paper that it is filtered.
      await page.emulateMedia({ media: 'screen' });
      await page.selectOption('#property', { index: 1 });
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('#count').isVisible()).toBe(true);
    });
  });

  test.each(examples().map((example) => [example.name, example] as const))(
    'a page of %s says its verdict, fits a phone and keeps nobody out',
    async (_, { document, page: shownPage }) => {
      const presentation = { document, page: shownPage, images: await blackPictures(shownPage) };
      await openHtml((await renderAll(presentation)).get('report.html') ?? '', { width: 375 });
      expect((await page.locator('h1').innerText()).toLowerCase()).toBe(document.verdict);
      expect(await overhang()).toBe(0);
      // Without anything to choose among there is no filter, and the page's script does not mind.
      const choosable = await page.locator('[data-property]').count();
      expect(await page.locator('#filter').count()).toBe(choosable > 0 ? 1 : 0);
      expect(await barriers()).toEqual([]);
      // Whatever was drawn can be seen large.
      expect(await page.locator('.enlarge').count()).toBe(await page.locator('.pictures img, .drawing').count());
    },
  );

  test('hostile text is shown as text', async () => {
    for (const text of hostile) {
      await open({ report: reportOfText(text), images: new Map() });
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('img, iframe, object, embed, form, a').count()).toBe(0);
      expect(await page.locator('[onerror], [onload]').count()).toBe(0);
      expect(await shown('limit')).toBe(6);
      await page.close();
    }
    await open(small());
  });

  test('a label that is markup reads as it was written', async () => {
    const label = '<img src=x onerror=alert(1)>';
    const [result] = smallReport().results;
    if (result?.counterexample === undefined) throw new Error('no fixture');
    const counterexample = { ...result.counterexample, label, labelAfter: 'cat', why: `${label} became cat` };
    await open(small({ results: [{ ...result, counterexample }] }));
    expect(await page.locator('article h3').innerText()).toBe(`${label} became cat`);
    expect(await page.locator('#label option').allInnerTexts()).toEqual(['all', label, 'cat']);
    await page.selectOption('#label', { label });
    expect(await shown('counterexample')).toBe(1);
  });

  test('very long words do not make it wider than a phone', async () => {
    const word = 'W'.repeat(390);
    const report = smallReport();
    const limits = report.limits.map((limit) => ({
      ...limit,
      claim: word,
      reason: word,
      name: word,
      culprits: [word],
    }));
    const results = report.results.map((result) => ({ ...result, property: word, claim: word }));
    await open(
      small({ limits, results, model: { ...report.model, id: word, engine: word, labels: [word, word, word] } }),
      {
        width: 375,
      },
    );
    expect(await overhang()).toBe(0);
  });

  test('the policy keeps out whatever would be put in', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      await open(small());
      const outcome = await page.evaluate<string>(`(async () => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "taken over"';
        document.body.append(script);
        const image = new Image();
        const loaded = new Promise((done) => { image.onload = () => done('shown'); image.onerror = () => done('hidden'); });
        image.src = 'http://127.0.0.1:${port}/x.png';
        const fetched = await fetch('http://127.0.0.1:${port}/').then(() => 'fetched', () => 'refused');
        return [document.title, await loaded, fetched].join();
      })()`);
      expect(outcome).toMatch(/^fail: .*,hidden,refused$/);
      expect(asked).toEqual([]);
      // The browser tells of each, and that is what is wanted here.
      expect(complaints.filter((complaint) => complaint.includes('Content Security Policy')).length).toBeGreaterThan(2);
      complaints = [];
    } finally {
      server.close();
    }
  });

  test('JUnit of hostile text is XML to the browser', async () => {
    await open(small());
    for (const text of hostile) {
      const [result] = smallReport().results;
      const [limit] = smallReport().limits;
      if (result?.counterexample === undefined || limit === undefined) throw new Error('no fixture');
      const report = smallReport({
        limits: [{ ...limit, name: text, reason: text, claim: text }],
        results: [{ ...result, counterexample: { ...result.counterexample, why: text } }],
      });
      const xml = (await renderGate(report, new Map())).get('junit.xml') ?? '';
      const parsed = await page.evaluate<string>(
        `new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml').documentElement.nodeName`,
      );
      expect({ text, parsed }).toEqual({ text, parsed: 'testsuites' });
    }
  });
});
