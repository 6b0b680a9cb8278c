import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { runCertifyPlane } from '../../src/cli/certifyPlane.js';
import { runCertifyRay } from '../../src/cli/certifyRay.js';
import { runCertifyRegion } from '../../src/cli/certifyRegion.js';
import { certifyFlags } from '../../src/cli/certifySettings.js';
import { inFlags } from '../../src/cli/flags.js';
import { eachWithProgress } from '../../src/cli/eachWithProgress.js';
import { toldBy } from '../../src/cli/settings.js';
import { openModel } from '../../src/classifier/openModel.js';
import type { Classifier } from '../../src/classifier/classifier.js';

const images = resolve('examples/fashion-mnist/images/sandal');
const folder = mkdtempSync(join(tmpdir(), 'conic-certify-'));
let [biased, free]: Classifier[] = [];
let said = '';

beforeAll(async () => {
  [biased, free] = await Promise.all(
    ['mlp-bias', 'mlp-zero-bias'].map((name) => openModel(`examples/models/${name}.onnx`, { workers: 1 })),
  );
});
afterAll(async () => {
  await Promise.all([biased!.dispose(), free!.dispose()]);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  said = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});

test('rays of a network without biases: proved for every a', async () => {
  expect(await runCertifyRay(free!, { images })).toBe(0);
  expect(said).toMatch(/\(\d+\.png\): sandal at every scalar above 0: proved-real\n/);
  expect(said).toMatch(/\nheld: 20 images: 20 proved to keep the label \(proved-real\), 0 with a flip, 0 undecided\n$/);
  expect(said).toContain('in real arithmetic');
});

test('rays of a biased one: flips, replayed; a report with a drawing', async () => {
  expect(await runCertifyRay(biased!, { images, report: folder })).toBe(1);
  expect(said).toMatch(/nearest flip: .* to .* at scalar [\d.]+; the engine says so at [\d.]+ and [\d.]+/);
  expect(said).toMatch(/The flip nearest 1, the image as it is, is at scalar [\d.]+\./);
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(report).toMatchObject({ schema: 'conic.certify-ray/1', verdict: 'violated', planned: 20 });
  expect(report.rays).toHaveLength(20);
  expect(report.rays[0]).toMatchObject({ min: 0, max: 'Infinity', word: 'proved-real' });
  const svg = readFileSync(join(folder, 'rays.svg'), 'utf8');
  expect(svg).toMatch(/^<svg/);
  expect(svg).toContain('scalar a');
});

test('scalars beyond the range of floats end no run', async () => {
  const place = join(folder, 'far');
  const scalars = { min: 1e38, max: 1e41 };
  expect(await runCertifyRay(biased!, { images, limit: 2, scalars, report: place })).toBe(0);
  const { rays } = JSON.parse(readFileSync(join(place, 'report.json'), 'utf8'));
  expect(rays).toHaveLength(2);
});

test('as JSON, on an interval, and nothing else', async () => {
  expect(await runCertifyRay(biased!, { images, scalars: { min: 0.9, max: 1.1 }, json: true })).toBe(0);
  expect(JSON.parse(said)).toMatchObject({
    verdict: 'held',
    rays: expect.arrayContaining([expect.objectContaining({ min: 0.9, max: 1.1 })]),
  });
});

test('what proves nothing does not hold', async () => {
  expect(await runCertifyRay(free!, { images, method: 'engine', scalars: { min: 0.5, max: 2 } })).toBe(3);
});

test('regions: proved with their cone, or refuted by the engine', async () => {
  const status = await runCertifyRegion(free!, { images, region: 3 });
  expect([0, 1]).toContain(status);
  expect(said).toMatch(/3 images of Sandal .*: proved-real by (bounds|branch and bound), and so is their cone/i);
  expect(said).toMatch(/(held|violated): \d regions?: \d proved, \d refuted, 0 undecided\n$/);
});

test('a plane: labels with their shares, and a picture with a legend', async () => {
  const place = join(folder, 'plane');
  const plane = join(images, '00008.png');
  expect(await runCertifyPlane(biased!, { plane, across: { min: 0.8, max: 1.2 }, report: place })).toBe(1);
  expect(said).toMatch(/exposure 0\.8 to 1\.2, offset -0\.25 to 0\.25: proved-real\n/);
  expect(said).toMatch(/sandal: [\d.]+ % of the plane; so says the engine at [\d.-]+, [\d.-]+\n/);
  const report = JSON.parse(readFileSync(join(place, 'report.json'), 'utf8'));
  expect(report).toMatchObject({
    schema: 'conic.certify-plane/1',
    verdict: 'violated',
    files: ['plane.svg', 'plane.png'],
  });
  const svg = readFileSync(join(place, 'plane.svg'), 'utf8');
  for (const text of ['<svg', 'exposure', 'offset', 'sandal', ' %']) expect(svg).toContain(text);
});

test('a plane of two images', async () => {
  const [plane, axes] = ['00008.png', '00011.png'].map((name) => join(images, name));
  const range = { min: 0.4, max: 0.6 };
  expect(await runCertifyPlane(free!, { plane: plane!, axes: axes!, across: range, up: range, json: true })).toBe(0);
  expect(JSON.parse(said)).toMatchObject({ plane: { labels: [{ share: 1 }], undecided: { area: 0 } } });
});

test('queries for other verifiers: a network and a claim each', async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const model = 'examples/models/mlp-zero-bias.onnx';
  const [rays, regions] = ['rays', 'regions'].map((name) => join(folder, name));
  const asked = { model, images, limit: 4 };
  expect(await runCertifyRay(free!, { ...asked, scalars: { min: 0.5, max: 2 }, export: rays! })).toBe(0);
  await runCertifyRegion(free!, { ...asked, region: 2, export: regions! });
  expect(readdirSync(rays!)).toHaveLength(9);
  expect(readFileSync(join(rays!, 'instances.csv'), 'utf8')).toMatch(/^00000\.onnx,00000\.vnnlib,60\n/);
  expect(readFileSync(join(rays!, '00003.vnnlib'), 'utf8')).toContain('(assert (<= X_0 2))');
  expect(readFileSync(join(regions!, '00000.vnnlib'), 'utf8')).toContain('(assert (<= X_0 1))');
  await expect(runCertifyRay(free!, { ...asked, export: rays! })).rejects.toThrow('scalars: found nothing');
  stderr.mockRestore();
});

test('without images, or too few, it is a mistake that is named', async () => {
  await expect(runCertifyRay(free!, {})).rejects.toThrow(
    'images: found nothing; expected images for --ray. Pass images:',
  );
  await expect(runCertifyRegion(free!, { images, region: 64 })).rejects.toThrow(
    'region: found no 64 images of one label',
  );
});

test('settings are checked', async () => {
  const told = (flags: object) => inFlags(certifyFlags, () => toldBy(certifyFlags, { ...flags }));
  const right = { scalars: { min: 0, max: 2 }, region: 3 };
  expect(await told(right)).toEqual(right);
  for (const [flags, message] of [
    [{ scalars: { min: -1 } }, '--scalars: found -1; expected a scalar of 0 or more'],
    [{ scalars: { max: 0 } }, '--scalars: found 0'],
    [{ scalars: { min: 2, max: 1 } }, '--scalars: found 2..1; expected the lower one first'],
    [{ region: 1.5 }, '--region: found 1.5'],
    [{ method: 'guess' }, '--method: found "guess"; expected auto, float64, rounded, exact, engine'],
  ] as const)
    await expect(told(flags)).rejects.toThrow(message);
});

test('Ctrl-C keeps what there is', async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const done = await eachWithProgress('ray', [1, 2, 3, 4], false, async (item) => {
    if (item === 2) process.emit('SIGINT');
    return { result: item, violated: false };
  });
  expect(done.map(({ result }) => result)).toEqual([1, 2]);
  expect(stderr).toHaveBeenCalledWith(expect.stringContaining('stopping with what there is'));
  stderr.mockRestore();
});
