import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import type { RayCertificate } from '../../../src/certify/ray/certificate.js';
import { rayReportOf, rayVerdict, reportedRay } from '../../../src/report/documents/rayReport.js';
import { regionVerdict } from '../../../src/report/documents/regionReport.js';
import { consoleText } from '../../../src/report/formats/console.js';
import { rayLines, rayPage } from '../../../src/report/pages/certifyRay.js';
import { kept, labels, open, ray } from '../rays.js';

const spec = { id: 'm', digest: 'd', engine: 'none', labels };
const said = (certificates: readonly RayCertificate[], images: number): string =>
  consoleText(rayPage(rayReportOf(certificates, { spec, planned: images })), { colours: pc.createColors(false) });

test('one image in words', () => {
  expect(rayLines(reportedRay(kept), labels)).toEqual(['corpus #1: bag at every scalar above 0: proved-real']);
  expect(rayLines(reportedRay(ray), labels)).toEqual([
    'corpus #1: flips: bag only from 0.25 on',
    'scalar from 0 to 0.25: shoe <small> (proved-real)',
    'scalar from 0.25 on: bag (proved-real), which has the image as it is',
    'nearest flip: shoe <small> to bag at scalar 0.25; the engine says so at 0.2499 and 0.2501',
  ]);
  expect(rayLines(reportedRay(open), labels)[0]).toContain('undecided: sigmoid at node act');
});

test('all together, with the verdict last', () => {
  expect(said([kept, ray], 3)).toContain('Stopped after 2 of 3 images.');
  expect(said([kept, ray], 3)).toContain('in real arithmetic');
  expect(said([kept, ray], 3)).toMatch(
    /\nviolated: 2 images: 1 proved to keep the label \(proved-real\), 1 with a flip, 0 undecided$/,
  );
});

test('a verdict holds only for what is proved of all', () => {
  expect(rayVerdict([kept, kept], 2)).toBe('held');
  expect(rayVerdict([kept], 2)).toBe('inconclusive');
  expect(rayVerdict([kept, open], 2)).toBe('inconclusive');
  expect(rayVerdict([kept, ray], 2)).toBe('violated');
  expect(rayVerdict([], 0)).toBe('inconclusive');
  const engine = { ...kept, word: 'numerically exact' as const };
  expect(rayVerdict([engine], 1)).toBe('inconclusive');
  expect(regionVerdict([], 0)).toBe('inconclusive');
});

test('JSON has no infinity', () => {
  const { min, max, intervals } = reportedRay(ray);
  expect([min, max, intervals.at(-1)?.max]).toEqual([0, 'Infinity', 'Infinity']);
});
