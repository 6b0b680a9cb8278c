import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import pc from 'picocolors';
import sharp from 'sharp';
import { gatePage } from '../../../../src/gate/report/page.js';
import { consoleText } from '../../../../src/report/formats/console.js';
import { renderGate } from '../../gatePresentation.js';
import { gateSchema, type GateReport } from '../../../../src/gate/report/schema.js';
import { anyReport } from '../../../gate/anyReport.js';
import { smallReport } from '../../../gate/reports.js';
import { parseXml } from '../xml.js';

const text = (files: ReadonlyMap<string, string>, name: string): string => files.get(name) ?? '';

/** Noise is the largest PNG there is. */
const noise = (side: number): Promise<Buffer> =>
  sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: 'black',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer();

const names = ['picture', 'original', 'scaled'].map((name) => `counterexamples/scalar-invariance/${name}.png`);

describe('any report that the schema allows', () => {
  test('is rendered in every form', async () => {
    await fc.assert(
      fc.asyncProperty(anyReport(), async (report) => {
        gateSchema.parse(report);
        const files = await renderGate(report, new Map());
        const page = text(files, 'report.html');
        expect(page).toMatch(/^<!doctype html>\n<html[^]*<\/html>\n$/);
        expect(page).not.toMatch(/ [\w-]+="[^"]*\b(NaN|undefined|Infinity)\b/);
        parseXml(text(files, 'junit.xml'));
        expect(Buffer.byteLength(text(files, 'summary.md'))).toBeLessThan(60_000);
        consoleText(gatePage(report), { colours: pc.createColors(true) });
      }),
      { numRuns: 150 },
    );
  });

  test('is rendered to the same bytes again', async () => {
    const [one, other] = [await renderGate(smallReport(), new Map()), await renderGate(smallReport(), new Map())];
    expect([...one]).toEqual([...other]);
  });
});

describe('the page', () => {
  let page: string;
  beforeAll(async () => {
    const image = await sharp({ create: { width: 3, height: 2, channels: 3, background: '#808080' } })
      .png()
      .toBuffer();
    const scaled = await sharp({ create: { width: 3, height: 2, channels: 3, background: '#202020' } })
      .png()
      .toBuffer();
    const images = new Map(names.map((name, i) => [name, i === 2 ? scaled : image]));
    page = text(await renderGate(smallReport(), images), 'report.html');
  });

  test('holds original and scaled, without a difference that would tell nothing, and names no file', () => {
    expect(page.match(/<img [^>]*>/g)).toHaveLength(2);
    expect(page.match(/<img [^>]*src="data:image\/png;base64,[^"]+"/g)).toHaveLength(2);
    expect(page).not.toContain('times brighter');
    expect(page).not.toMatch(/\b(?:src|href)="(?!data:)/);
  });

  test('draws the scores against the scalar', () => {
    expect(page).toMatch(/<div class="drawing"[^>]*><svg /);
    expect(page).toMatch(/stroke="var\(--label-\d\)"/);
  });

  test('limits come failures first', () => {
    const outcomes = [...page.matchAll(/<li data-kind="limit"[^>]*><span class="badge (\w+)"/g)].map(
      ([, word]) => word,
    );
    expect(outcomes).toEqual(['fail', 'fail', 'inconclusive', 'warn', 'accepted', 'pass']);
  });

  test('states the assumptions', () => {
    const report = smallReport();
    for (const fact of [
      report.model.digest,
      report.model.engine,
      '2x3x1 (nhwc), pixels in [0, 1]',
      'subtract 0.5',
      '200 from samples',
      'act in pixel space; overflow limit',
      ...report.assumed.notes,
    ])
      expect(page).toContain(fact);
  });

  test('an image that is missing or is none is left out, and the page says so', async () => {
    const images = new Map([[names[1] ?? '', Buffer.from('<svg onload="alert(1)"/>')]]);
    const without = text(await renderGate(smallReport(), images), 'report.html');
    expect(without).not.toContain('<img');
    expect(without).toContain('could not be read');
  });

  test('stays under 10 MB with large images, and states the cap', async () => {
    const image = await noise(330);
    expect(image.length).toBeGreaterThan(200_000);
    const other = await sharp(image).linear(0.3).png().toBuffer();
    const images = new Map(names.map((name, i) => [name, i === 2 ? other : image]));
    const [finding] = smallReport().findings;
    const findings = Array.from({ length: 40 }, () => finding).filter((one) => one !== undefined);
    const large = text(await renderGate(smallReport({ findings }), images), 'report.html');
    expect(Buffer.byteLength(large)).toBeLessThan(10_000_000);
    expect(large.includes('Its images are left out to keep this page small.')).toBe(true);
    expect(large.slice(large.lastIndexOf('<footer>'))).toMatch(/at most 320 pixels wide .* at most [\d.]+ MB of them/);
  });

  test('stays under 10 MB with long texts, and counts what is left out', async () => {
    const letters = '"'.repeat(2000);
    const report = smallReport();
    const [limit, result] = [report.limits[0], report.results[0]];
    const [view] = result?.counterexample?.views ?? [];
    if (limit === undefined || result?.counterexample === undefined || view === undefined)
      throw new Error('no fixture');
    const views = Array.from({ length: 12 }, () => ({ ...view, title: letters, image: letters }));
    const many: GateReport = {
      ...report,
      limits: Array.from({ length: 1000 }, () => ({
        ...limit,
        name: letters,
        claim: letters,
        reason: letters,
        culprits: Array.from({ length: 20 }, () => letters),
      })),
      model: { ...report.model, labels: Array.from({ length: 1000 }, (_, i) => `${i} ${letters}`) },
      results: [{ ...result, counterexample: { ...result.counterexample, why: letters, path: letters, views } }],
      findings: Array.from({ length: 150 }, () => ({ property: letters, result: 0 })),
    };
    const long = text(await renderGate(many, new Map()), 'report.html');
    expect(Buffer.byteLength(long)).toBeLessThan(10_000_000);
    expect(/>\d+ more are in report.json; they are left out to keep this page small\./.test(long)).toBe(true);
  });
});

test("importing conic, or the gate's renderer, loads neither preact nor vega", () => {
  const program = (file: string): string =>
    `require(${JSON.stringify(resolve(file))}); console.log(Object.keys(require.cache).filter((name) => /node_modules.(preact|vega|junit)/.test(name)).length)`;
  for (const file of ['dist/cjs/src/index.js', 'dist/cjs/src/report/formats/index.js'])
    expect(execFileSync(process.execPath, ['-e', program(file)], { encoding: 'utf8' })).toBe('0\n');
});

test('the built modules render outside Jest as well', () => {
  const program = `
    import { gatePage } from ${JSON.stringify(resolve('dist/cjs/src/gate/report/page.js'))};
    import { renderAll } from ${JSON.stringify(resolve('dist/cjs/src/report/formats/index.js'))};
    const document = JSON.parse(process.argv[1]);
    const files = await renderAll({ document, page: gatePage(document), images: new Map() });
    console.log([...files].map(([name, content]) => name + ' ' + (content.length > 500)).join());`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program, JSON.stringify(smallReport())], {
    encoding: 'utf8',
  });
  expect(said).toBe('report.json true,report.html true,junit.xml true,summary.md true\n');
});
